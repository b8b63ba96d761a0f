/**
 * A kernel on a digit: point at an answer, and see the pixels, the weights and the sum behind it.
 * Data: `picture` (rows of whole numbers) and `kernels` (a name to three rows of whole numbers).
 */
(() => {
  "use strict";
  const { button, make, minus, player, reducedMotion, speaker, widget } = window.lessonkit;
  const SPAN = 3;

  /** Multiplies the kernel with the pixels at every place, and adds up. */
  function convolve(picture, weights) {
    const places = picture.length - SPAN + 1;
    const each = Array.from({ length: places }, (_, n) => n);
    return each.map((row) =>
      each.map((column) =>
        products(picture, weights, row, column).reduce(
          (sum, { ink, weight }) => sum + ink * weight,
          0,
        ),
      ),
    );
  }

  /** Pairs the nine pixels at a place with the nine weights. */
  const products = (picture, weights, row, column) =>
    weights.flatMap((line, down) =>
      line.map((weight, right) => ({ ink: picture[row + down][column + right], weight })),
    );

  widget("kernel", ["./grid.css", "./widget.css", "./grid"], (element, { picture, kernels }) => {
    const { grid } = window.lessonkit.kernel;
    const places = picture.length - SPAN + 1;
    const names = Object.keys(kernels);
    let weights = kernels[names[0]].map((line) => [...line]);
    let at = [1, 1];

    const input = grid(picture.length, "ink");
    const output = grid(places, "answer");
    input.paint(picture);
    input.svg.setAttribute("aria-hidden", "true");

    const boxes = weights.map((line, row) =>
      line.map((_, column) =>
        make("input", {
          type: "number",
          min: -9,
          max: 9,
          step: 1,
          inputmode: "numeric",
          "aria-label": `Weight in row ${row + 1}, column ${column + 1}`,
        }),
      ),
    );
    boxes.forEach((line, row) =>
      line.forEach((box, column) =>
        box.addEventListener("input", () => {
          const typed = Math.round(Number(box.value));
          weights[row][column] = Number.isFinite(typed) ? Math.min(9, Math.max(-9, typed)) : 0;
          if (box.value && Number(box.value) !== weights[row][column])
            box.value = String(weights[row][column]);
          choice.value = "own";
          show();
        }),
      ),
    );
    boxes.flat().forEach((box) => box.addEventListener("blur", fillBoxes));

    const choice = make(
      "select",
      { class: "lk-select", "aria-label": "Kernel" },
      ...names.map((name) => make("option", { value: name, text: name })),
      make("option", { value: "own", text: "your own" }),
    );
    choice.addEventListener("change", () => {
      if (choice.value !== "own") weights = kernels[choice.value].map((line) => [...line]);
      fillBoxes();
      show();
    });
    const slide = button("Slide", () => (tape.playing() ? tape.stop() : tape.start()));
    const tape = player(
      () => {
        const next = (at[0] * places + at[1] + 1) % places ** 2;
        go(Math.floor(next / places), next % places);
      },
      () => (reducedMotion() ? 1500 : 450),
      (plays) => {
        slide.textContent = plays ? "Stop" : "Slide";
        if (!plays) show(); // and says where it stopped
      },
    );

    const terms = make("p", { class: "lk-kernel__terms" });
    const voice = speaker();

    function fillBoxes() {
      boxes.forEach((line, row) =>
        line.forEach((box, column) => (box.value = String(weights[row][column]))),
      );
    }
    function go(row, column) {
      at = [row, column].map((n) => Math.min(places - 1, Math.max(0, n)));
      show();
    }

    function show() {
      const [row, column] = at;
      const answers = convolve(picture, weights);
      const sum = answers[row][column];
      output.paint(answers);
      output.show(row, column, 1);
      input.show(row, column, SPAN);
      terms.replaceChildren(
        ...products(picture, weights, row, column).flatMap(({ ink, weight }, place) => {
          const kind = !ink || !weight ? "none" : weight < 0 ? "minus" : "plus";
          const text = `${ink} × ${weight < 0 ? `(${minus(weight)})` : minus(weight)}`;
          return [place ? " + " : "", make("span", { class: kind, text })];
        }),
        make("strong", { text: ` = ${minus(sum)}` }),
      );
      output.svg.setAttribute(
        "aria-label",
        `Feature map of ${places} by ${places} answers. The arrow keys move the window.`,
      );
      if (!tape.playing()) voice.soon(() => `Row ${row + 1}, column ${column + 1}: ${minus(sum)}`, 400);
    }

    output.walk("feature map", (rows, columns) => {
      tape.stop();
      go(at[0] + rows, at[1] + columns);
    });
    for (const type of ["pointerdown", "pointermove"]) {
      output.svg.addEventListener(type, (event) => {
        tape.stop();
        go(...output.cellAt(event));
      });
      input.svg.addEventListener(type, (event) => {
        tape.stop();
        go(...input.cellAt(event).map((n) => n - 1));
      });
    }

    const titled = (title, ...content) =>
      make("div", {}, make("p", { class: "lk-kernel__title", text: title }), ...content);
    const table = make("div", { class: "lk-kernel__weights" }, ...boxes.flat());
    element.append(
      make("div", { class: "lk-kernel__row" }, make("label", { text: "Kernel " }, choice), slide),
      make(
        "div",
        { class: "lk-kernel__pictures" },
        titled(`the image, ${picture.length} × ${picture.length} pixels`, input.svg),
        titled("the kernel", table),
        titled(`the feature map, ${places} × ${places} answers`, output.svg),
      ),
      terms,
      voice.element,
    );
    fillBoxes();
    show();
  });
})();
