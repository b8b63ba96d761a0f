/**
 * Ten neurons weigh a digit: the picture times the weights of one of them, pixel by pixel, and the ten sums.
 * Data: `examples` (each with 64 numbers of `ink` and its `digit`), `weight_rows` (64 of ten), `bias_row` (ten).
 */
(() => {
  "use strict";
  const { button, make, signed: number, widget } = window.lessonkit;
  const SIDE = 8;
  const INK = 16; // the most

  /** Writes 64 numbers in rows of eight. @param {number[]} numbers */
  const square = (numbers) =>
    Array.from({ length: SIDE }, (_, row) => numbers.slice(row * SIDE, (row + 1) * SIDE));
  const withArticle = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
  const indexOfLargest = (numbers) => numbers.indexOf(Math.max(...numbers));

  widget("weighing", [
    "widgets/kernel/grid.css", "./widget.css", "widgets/kernel/grid",
  ], (element, { examples, weight_rows: weights, bias_row: biases }) => {
    const { grid } = window.lessonkit.kernel;
    const heaviest = Math.max(...weights.flat().map(Math.abs));
    const weightsOf = biases.map((_, neuron) => weights.map((row) => row[neuron]));
    let example = 3;
    let neuron = 3;
    let at = [0, 3];

    const picture = grid(SIDE, "ink", { plain: true });
    const weighed = grid(SIDE, "answer", { plain: true });
    const products = grid(SIDE, "answer", { plain: true });
    const grids = [picture, weighed, products];

    /** A small picture to choose by. */
    function thumbnail(kind, numbers, most) {
      const small = grid(SIDE, kind, { plain: true });
      small.paint(square(numbers), most);
      small.svg.querySelector(".lk-kernel__frame").remove();
      small.svg.setAttribute("aria-hidden", "true");
      return small.svg;
    }
    function choice(label, content, choose) {
      const chosen = () => {
        choose();
        show();
      };
      const made = button("", chosen, { "aria-label": label });
      made.append(...content);
      return made;
    }
    const digits = examples.map(({ ink, digit }, place) =>
      choice(`Picture of ${withArticle(digit)}`, [thumbnail("ink", ink, INK)], () => {
        example = place;
        neuron = place;
      }),
    );
    const sums = biases.map(() => make("span"));
    const neurons = biases.map((_, place) =>
      choice(
        `Neuron for ${place}`,
        [thumbnail("answer", weightsOf[place], heaviest), make("b", { text: `${place}` }), sums[place]],
        () => (neuron = place),
      ),
    );
    const titles = ["picture", "", "products"].map((text) =>
      make("p", { class: "lk-weighing__title", text }),
    );
    const terms = make("p", { class: "lk-weighing__terms" });
    const verdict = make("p", { class: "lk-weighing__verdict", "aria-live": "polite" });

    function show() {
      const { ink, digit } = examples[example];
      const chosen = weightsOf[neuron];
      picture.paint(square(ink), INK);
      weighed.paint(square(chosen), heaviest);
      products.paint(square(ink.map((amount, place) => amount * chosen[place])), INK * heaviest * 0.6);
      titles[1].textContent = `weights for ${neuron}`;
      const totals = biases.map((bias, n) =>
        ink.reduce((sum, amount, place) => sum + amount * weightsOf[n][place], bias),
      );
      const largest = indexOfLargest(totals);
      digits.forEach((digit, place) => digit.setAttribute("aria-pressed", String(place === example)));
      neurons.forEach((one, place) => {
        one.setAttribute("aria-pressed", String(place === neuron));
        one.classList.toggle("largest", place === largest);
        sums[place].textContent = number(totals[place], 1);
      });
      point();
      verdict.textContent =
        `All 64 products and the bias, added up: ${number(totals[neuron], 1)} for ${neuron}. ` +
        (largest === neuron ? "That is the largest of the ten sums, " : `The largest of the ten sums belongs to ${largest}, `) +
        (largest === digit ? "and" : "but") +
        ` the picture is ${withArticle(digit)}: ${largest === digit ? "right" : "misread"}.`;
    }
    function point() {
      const [row, column] = at;
      const place = row * SIDE + column;
      const amount = examples[example].ink[place];
      const weight = weightsOf[neuron][place];
      for (const part of grids) part.show(row, column, 1);
      const written = weight < 0 ? `(${number(weight, 3)})` : number(weight, 3);
      terms.replaceChildren(
        "The framed pixel: ",
        make("span", { text: `${amount} × ${written} = ${number(amount * weight, 2)}` }),
      );
    }
    function go(row, column) {
      at = [row, column].map((n) => Math.min(SIDE - 1, Math.max(0, n)));
      point();
    }

    picture.svg.setAttribute("aria-label", "Picture, weights and products of 8 by 8 pixels. The arrow keys move the frame.");
    picture.walk("picture", (rows, columns) => go(at[0] + rows, at[1] + columns));
    for (const part of grids) {
      if (part !== picture) part.svg.setAttribute("aria-hidden", "true");
      for (const type of ["pointerdown", "pointermove"])
        part.svg.addEventListener(type, (event) => go(...part.cellAt(event)));
    }

    const group = (name, label, buttons) => make("div", { class: name, role: "group", "aria-label": label }, ...buttons);
    const sign = (text) => make("span", { class: "lk-weighing__sign", "aria-hidden": "true", text });
    const [first, second, third] = grids.map((part, n) => make("div", {}, titles[n], part.svg));
    element.append(
      group("lk-weighing__digits", "Ten digits that training has not seen", digits),
      make("div", { class: "lk-weighing__pictures" }, first, sign("×"), second, sign("="), third),
      terms,
      group("lk-weighing__neurons", "Ten neurons and their sums", neurons),
      verdict,
    );
    show();
  });
})();
