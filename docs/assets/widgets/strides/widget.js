/**
 * How far the window moves: stride, zeros around the image, and max pooling, as three grids of numbers.
 * Data: `picture` (rows of whole numbers) and `kernels` (a name to three rows of whole numbers; the first is used).
 */
(() => {
  "use strict";
  const { button, make, player, reducedMotion, widget } = window.lessonkit;
  const SPAN = 3;
  const POOL = 2;
  const each = (count, what) => Array.from({ length: count }, (_, n) => what(n));

  /** Lays zeros around a picture. @param {number[][]} rows @param {number} zeros how many on each side */
  function framed(rows, zeros) {
    const wide = rows[0].length + 2 * zeros;
    const edge = each(zeros, () => each(wide, () => 0));
    return [...edge, ...rows.map((row) => [...each(zeros, () => 0), ...row, ...each(zeros, () => 0)]), ...edge];
  }
  /** Computes the feature map. */
  function convolve(rows, weights, stride) {
    const places = Math.floor((rows.length - SPAN) / stride) + 1;
    const sum = (r, c) =>
      weights.flatMap((line, down) => line.map((weight, right) => weight * rows[r + down][c + right])).reduce((a, b) => a + b);
    return each(places, (r) => each(places, (c) => sum(r * stride, c * stride)));
  }
  /** Keeps the largest of each 2 × 2 numbers; what fills no window is left over. */
  const pooled = (map) =>
    each(Math.floor(map.length / POOL), (r) =>
      each(Math.floor(map.length / POOL), (c) =>
        Math.max(...map.slice(r * POOL, r * POOL + POOL).flatMap((row) => row.slice(c * POOL, c * POOL + POOL))),
      ),
    );

  widget("strides", ["widgets/kernel/grid.css", "./widget.css", "widgets/kernel/grid"], (element, { picture, kernels }) => {
    const { grid } = window.lessonkit.kernel;
    const weights = Object.values(kernels)[0];
    const set = { stride: 1, zeros: 0 };
    let at = [0, 0];
    let grids;
    let rows;
    let map;

    /** A row of buttons, one of which is pressed. */
    function segments(label, name, options) {
      const buttons = options.map(([value, text]) => {
        const choose = () => {
          set[name] = value;
          for (const other of buttons) other.setAttribute("aria-pressed", String(other === made));
          build();
        };
        const made = button(text, choose, { "aria-pressed": String(set[name] === value) });
        return made;
      });
      return make("div", { class: "lk-strides__choice", role: "group", "aria-label": label }, `${label} `, ...buttons);
    }
    const playing = player(
      () => {
        const next = (at[0] * map.length + at[1] + 1) % map.length ** 2;
        go(Math.floor(next / map.length), next % map.length);
      },
      () => (reducedMotion() ? 1500 : 500),
      (plays) => {
        slide.textContent = plays ? "Stop" : "Slide";
        told.setAttribute("aria-live", plays ? "off" : "polite");
      },
    );
    const slide = button("Slide", () => (playing.playing() ? playing.stop() : playing.start()));
    const pictures = make("div", { class: "lk-strides__pictures" });
    const told = make("p", { class: "lk-strides__told", "aria-live": "polite" });

    /** Makes the grids anew: their sizes have changed. */
    function build() {
      rows = framed(picture, set.zeros);
      map = convolve(rows, weights, set.stride);
      const small = pooled(map);
      grids = [grid(rows.length, "ink"), grid(map.length, "answer"), grid(small.length, "answer")];
      const [input, output, last] = grids;
      const most = Math.max(...map.flat().map(Math.abs));
      input.paint(rows);
      output.paint(map, most);
      last.paint(small, most);
      input.svg.setAttribute("aria-hidden", "true");
      last.svg.setAttribute("aria-hidden", "true");
      output.svg.setAttribute(
        "aria-label",
        `Feature map of ${map.length} by ${map.length} answers. The arrow keys move the window.`,
      );
      output.walk("feature map", (rows, columns) => {
        playing.stop();
        go(at[0] + rows, at[1] + columns);
      });
      const places = [
        ([r, c]) => [r, c].map((n) => Math.round((n - 1) / set.stride)),
        (cell) => cell,
        (cell) => cell.map((n) => n * POOL),
      ];
      for (const type of ["pointerdown", "pointermove"])
        grids.forEach((part, n) =>
          part.svg.addEventListener(type, (event) => {
            playing.stop();
            go(...places[n](part.cellAt(event)));
          }),
        );
      const size = (count) => `${count} × ${count}`;
      const titles = [
        `the image, ${size(picture.length)}${set.zeros ? ", zeros around it" : ""}`,
        `the feature map, ${size(map.length)}`,
        `after max pooling, ${size(small.length)}`,
      ];
      pictures.replaceChildren(
        ...grids.map(({ svg }, n) => {
          const part = make("div", {}, make("p", { class: "lk-strides__title", text: titles[n] }), svg);
          const width = `${[rows, map, small][n].length} * var(--lk-cell)`; // cells are as large everywhere
          svg.style.width = `calc(${width})`;
          part.style.width = `max(${width}, 5.5rem)`; // and the title has room
          return part;
        }),
      );
      go(...at);
    }

    function go(row, column) {
      at = [row, column].map((n) => Math.min(map.length - 1, Math.max(0, n)));
      const [input, output, last] = grids;
      input.show(at[0] * set.stride, at[1] * set.stride, SPAN);
      const corner = at.map((n) => Math.floor(n / POOL));
      const left = corner.some((n) => (n + 1) * POOL > map.length);
      output.show(corner[0] * POOL, corner[1] * POOL, POOL);
      output.mark(...at);
      last.show(...corner, left ? 0 : 1);
      const across = rows.length;
      told.textContent =
        `⌊(${across} − ${SPAN}) / ${set.stride}⌋ + 1 = ${map.length} answers in a row. ` +
        (left
          ? "This answer fills no pooling window, and is left out."
          : "Of the four framed answers, pooling keeps the largest.");
    }

    element.append(
      make(
        "div",
        { class: "lk-strides__row" },
        segments("Stride", "stride", [[1, "1"], [2, "2"]]),
        segments("Zeros around", "zeros", [[0, "none"], [1, "one ring"]]),
        slide,
      ),
      pictures,
      told,
    );
    build();
  });
})();
