/** The plane of two measurements: what the network answers everywhere, and the flowers on top. */
(() => {
  "use strict";
  const { make, makeSvg, mlp } = window.lessonkit;
  const GRID = 64;
  const TICKS = 4; // of the loss: at most, above nought
  const STEPS = [0.25, 0.5, 1, 2, 5, 10, 20, 50];
  const SHAPES = [
    (x, y) => makeSvg("circle", { cx: x, cy: y, r: 0.95 }),
    (x, y) => makeSvg("path", { d: `M${x} ${y - 1.2}l1.15 2h-2.3z` }),
    (x, y) => makeSvg("rect", { x: x - 0.85, y: y - 0.85, width: 1.7, height: 1.7 }),
  ];

  /** A colour of the theme as red, green, blue. @param {string} token */
  function rgb(token) {
    const hex = getComputedStyle(document.body).getPropertyValue(token).trim();
    return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  }

  mlp.map = () => {
    const canvas = make("canvas", { width: GRID, height: GRID, "aria-hidden": "true" });
    const marks = makeSvg("svg", { viewBox: "0 0 64 64", "aria-hidden": "true" });
    const screen = make("div", { class: "lk-trainer__map", role: "img" }, canvas, marks);

    /**
     * @param {import("./mlp.js").Net} net @param {(x: number, y: number) => number[]} inputs what the network gets for a place (0 to 1, upwards)
     */
    function paint(net, inputs) {
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(GRID, GRID);
      const paper = rgb("--lk-paper");
      const colours = [1, 2, 3].map((n) => rgb(`--lk-series-${n}`));
      for (let row = 0; row < GRID; row += 1)
        for (let column = 0; column < GRID; column += 1) {
          const x = inputs((column + 0.5) / GRID, 1 - (row + 0.5) / GRID);
          const answers = mlp.forward(net, x).at(-1);
          const best = Math.max(0, answers.indexOf(Math.max(...answers))); // an overflow has no largest
          const part = 0.12 + 0.4 * (answers[best] || 0);
          const place = 4 * (row * GRID + column);
          for (let c = 0; c < 3; c += 1)
            pixels.data[place + c] = paper[c] + part * (colours[best][c] - paper[c]);
          pixels.data[place + 3] = 255;
        }
      context.putImageData(pixels, 0, 0);
    }

    /** @param {{x: number, y: number, species: number, held: boolean, wrong: boolean}[]} flowers places from 0 to 1 */
    function show(flowers) {
      marks.replaceChildren(
        ...flowers.map(({ x, y, species, held, wrong }) => {
          const mark = SHAPES[species](64 * x, 64 * (1 - y));
          mark.setAttribute(
            "class",
            `species-${species + 1}${held ? " held" : ""}${wrong ? " wrong" : ""}`,
          );
          return mark;
        }),
      );
    }
    return { screen, paint, show };
  };

  /** Two losses over the epochs. */
  mlp.curves = () => {
    const rules = Array.from({ length: TICKS }, () => makeSvg("line", { x1: 0, x2: 200, class: "rule" }));
    const labels = rules.map(() => make("span", { class: "lk-trainer__tick", "aria-hidden": "true" }));
    const last = make("span");
    const lines = ["learned", "held"].map((name) => makeSvg("polyline", { class: name }));
    const svg = makeSvg(
      "svg",
      { viewBox: "-2 -2 204 84", preserveAspectRatio: "none", role: "img" },
      ...rules,
      makeSvg("line", { x1: 0, y1: 80, x2: 200, y2: 80, class: "axis" }),
      ...lines,
    );
    // the drawing fills its room, which would stretch letters: they stand above it
    const element = make(
      "div",
      {},
      make("div", { class: "lk-trainer__chart" }, svg, ...labels),
      make("p", { class: "lk-trainer__axis lk-trainer__epochs" }, make("span", { text: "epoch 0" }), last),
    );
    /** @param {number[][]} losses one list for each line */
    function show(losses) {
      const most = Math.max(0.75, ...losses.flat().filter(Number.isFinite));
      const count = Math.max(2, losses[0].length);
      const height = (loss) => 80 - (80 * (loss < most ? loss : most)) / most; // an overflow is at the top
      losses.forEach((list, n) =>
        lines[n].setAttribute(
          "points",
          list.map((loss, i) => `${(200 * i) / (count - 1)},${height(loss)}`).join(" "),
        ),
      );
      const step = STEPS.find((size) => most / size <= TICKS) ?? most / TICKS;
      rules.forEach((rule, n) => {
        const y = height((n + 1) * step);
        const shown = (n + 1) * step <= most * 1.001;
        for (const end of ["y1", "y2"]) rule.setAttribute(end, String(y));
        for (const part of [rule, labels[n]]) part.classList.toggle("none", !shown);
        labels[n].style.top = `${(100 * (y + 2)) / 84}%`;
        labels[n].textContent = String(Number(((n + 1) * step).toPrecision(3)));
      });
      last.textContent = String(losses[0].length - 1 || "");
      svg.setAttribute(
        "aria-label",
        `Loss over ${losses[0].length - 1} epochs, now ${losses.map((list) => list.at(-1).toFixed(3)).join(" on training flowers and ")} on held-out ones`,
      );
    }
    return { element, show };
  };
})();
