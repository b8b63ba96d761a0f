/**
 * One answer of a kernel that sees several channels: a slice for each, their sums, the bias, and ReLU.
 * Data: one value, whatever its name: `channels` (each with `name`, `kind`, `rows` of numbers), `kernels` (each with
 * `name`, `slices` of 3 × 3, `bias`), and `at`, the row and column to begin with.
 */
(() => {
  "use strict";
  const { button, make, signed: number, widget } = window.lessonkit;
  const SPAN = 3;
  const DIGITS = 2;

  /** Cuts the window out of a channel. @returns {number[][]} */
  const windowOf = (rows, row, column) =>
    rows.slice(row, row + SPAN).map((line) => line.slice(column, column + SPAN));
  /** Multiplies two grids of one size number by number, and adds up. */
  const weigh = (seen, slice) =>
    seen.flatMap((line, r) => line.map((value, c) => value * slice[r][c])).reduce((sum, part) => sum + part, 0);
  /** Rounds as the page shows it, so that what is shown adds up. */
  const shown = (value) => Number(value.toFixed(DIGITS));
  const largest = (rows) => Math.max(...rows.flat().map(Math.abs));

  widget("channels", ["widgets/kernel/grid.css", "./widget.css", "widgets/kernel/grid"], (element, data) => {
    const { grid } = window.lessonkit.kernel;
    const { channels, kernels, at: start } = /** @type {any} */ (Object.values(data)[0]);
    const size = channels[0].rows.length;
    const places = size - SPAN + 1;
    const inColour = channels[0].kind === "red";
    const most = Math.max(...channels.map(({ rows }) => largest(rows)));
    const heaviest = () => largest(kernel.slices.flat());
    let kernel = kernels[0];
    let at = start;
    const strength = channels.map(({ rows }, n) => Math.abs(weigh(windowOf(rows, ...at), kernel.slices[n])));
    let chosen = strength.indexOf(Math.max(...strength));

    const sumAt = (row, column) =>
      channels.reduce(
        (sum, { rows }, n) => sum + weigh(windowOf(rows, row, column), kernel.slices[n]),
        kernel.bias,
      );

    const picture = inColour ? grid(size, "ink", { plain: true }) : null;
    if (picture) picture.colour(channels.map(({ rows }) => rows));
    const answers = grid(places, "answer", { plain: true });
    const seen = grid(SPAN, channels[0].kind, { digits: DIGITS });
    const slice = grid(SPAN, "answer", { digits: DIGITS });

    const choice = make(
      "select",
      { class: "lk-select", "aria-label": "Kernel" },
      ...kernels.map(({ name }, n) => make("option", { value: String(n), text: name })),
    );
    choice.addEventListener("change", () => {
      kernel = kernels[Number(choice.value)];
      show();
    });

    const cards = channels.map(({ name, kind, rows }, n) => {
      const map = grid(size, kind, { plain: true });
      map.paint(rows, most);
      map.svg.setAttribute("aria-hidden", "true");
      const sum = make("span");
      const choose = () => {
        chosen = n;
        show();
      };
      const card = button("", choose, { "aria-label": name });
      card.append(map.svg, make("b", { text: inColour ? name : `${n + 1}` }), sum);
      return { card, map, sum };
    });

    const titles = ["", ""].map(() => make("p", { class: "lk-channels__title" }));
    const terms = make("p", { class: "lk-channels__terms" });
    const total = make("p", { class: "lk-channels__total", "aria-live": "polite" });

    function show() {
      const [row, column] = at;
      const sums = channels.map(({ rows }, n) => shown(weigh(windowOf(rows, row, column), kernel.slices[n])));
      cards.forEach(({ card, map, sum }, n) => {
        map.show(row, column, SPAN);
        sum.textContent = number(sums[n], DIGITS);
        card.setAttribute("aria-pressed", String(n === chosen));
      });
      const { name, kind, rows } = channels[chosen];
      const numbers = windowOf(rows, row, column);
      seen.dye(kind);
      seen.paint(numbers, most);
      slice.paint(kernel.slices[chosen], heaviest());
      slice.svg.style.setProperty("--lk-grid-text", heaviest() < 10 ? "" : "10px"); // −10.00 is wider than −9.99
      titles[0].textContent = `in the window, ${name}`;
      titles[1].textContent = `the kernel's slice for it`;
      terms.textContent = `Blue weights are positive, orange ones negative. Nine products, added up: ${number(sums[chosen], DIGITS)}`;
      const whole = sums.reduce((sum, part) => sum + part, kernel.bias);
      const signed = (value) => (value < 0 ? ` − ${number(-value, DIGITS)}` : ` + ${number(value, DIGITS)}`);
      const parts = inColour
        ? `${number(sums[0], DIGITS)}${sums.slice(1).map(signed).join("")}`
        : `${channels.length} sums: ${number(whole - kernel.bias, DIGITS)}`;
      total.replaceChildren(
        `${parts}${signed(kernel.bias)} (bias) = ${number(whole, DIGITS)}. After ReLU: `,
        make("strong", { text: number(Math.max(0, whole), DIGITS) }),
      );
      const each = Array.from({ length: places }, (_, n) => n);
      answers.paint(each.map((r) => each.map((c) => Math.max(0, sumAt(r, c)))));
      answers.show(row, column, 1);
      picture?.show(row, column, SPAN);
    }
    function go(row, column) {
      const next = [row, column].map((n) => Math.min(places - 1, Math.max(0, n)));
      if (next.join() === at.join()) return;
      at = next;
      show();
    }

    answers.svg.setAttribute("aria-label", `Answers at ${places} by ${places} places. The arrow keys move the window.`);
    answers.walk("feature map", (rows, columns) => go(at[0] + rows, at[1] + columns));
    for (const type of ["pointerdown", "pointermove"]) {
      answers.svg.addEventListener(type, (event) => go(...answers.cellAt(event)));
      picture?.svg.addEventListener(type, (event) => go(...picture.cellAt(event).map((n) => n - 1)));
    }
    for (const part of [picture, seen, slice]) part?.svg.setAttribute("aria-hidden", "true");

    const titled = (title, svg) => make("div", {}, title, svg);
    const heading = (text) => make("p", { class: "lk-channels__title", text });
    const sign = make("span", { class: "lk-channels__sign", "aria-hidden": "true", text: "×" });
    element.dataset.channels = String(channels.length);
    element.append(
      make("div", { class: "lk-channels__row" }, make("label", { text: "Kernel " }, choice)),
      make(
        "div",
        { class: "lk-channels__cards", role: "group", "aria-label": "Channels and their sums" },
        ...cards.map(({ card }) => card),
      ),
      make(
        "div",
        { class: "lk-channels__pictures" },
        ...(picture ? [titled(heading("the picture"), picture.svg)] : []),
        make("div", { class: "lk-channels__slice" }, titled(titles[0], seen.svg), sign, titled(titles[1], slice.svg), terms),
        titled(heading("the answers after ReLU"), answers.svg),
      ),
      total,
    );
    show();
  });
})();
