/** The plane of two inputs: what the network answers everywhere, or one of its neurons, and the points on top. */
(() => {
  "use strict";
  const { make, makeSvg, mlp } = window.lessonkit;
  const { GRID } = mlp;
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

  /** The theme's colours of nothing, more and less; or those of classes. @param {number} [more] @param {number} [less] */
  mlp.colours = (more, less = more) => ({
    paper: rgb("--lk-paper"),
    plus: rgb(more === undefined ? "--lk-positive" : `--lk-series-${more + 1}`),
    minus: rgb(less === undefined ? "--lk-negative" : `--lk-series-${less + 1}`),
  });

  mlp.map = () => {
    const canvas = make("canvas", { width: GRID, height: GRID, "aria-hidden": "true" });
    const marks = makeSvg("svg", { viewBox: "0 0 64 64", "aria-hidden": "true" });
    const screen = make("div", { class: "lk-trainer__map", role: "img" }, canvas, marks);

    /**
     * Paints at each place the class that the network names there, the deeper the surer it is.
     * @param {Float64Array[]} answers each output's, at every place
     */
    function decision(answers) {
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(GRID, GRID);
      const paper = rgb("--lk-paper");
      const colours = [1, 2, 3].map((n) => rgb(`--lk-series-${n}`));
      for (let place = 0; place < GRID * GRID; place += 1) {
        const here = answers.map((output) => output[place]);
        const best = Math.max(0, mlp.named(here)); // an overflow names nothing
        const sure = here.length > 1 ? here[best] : Math.max(here[0], 1 - here[0]);
        const part = 0.12 + 0.4 * (sure || 0);
        for (let c = 0; c < 3; c += 1)
          pixels.data[4 * place + c] = paper[c] + part * (colours[best][c] - paper[c]);
        pixels.data[4 * place + 3] = 255;
      }
      context.putImageData(pixels, 0, 0);
    }

    /** Paints what one neuron sees. @param {Float64Array[][]} seen @param {number} layer @param {number} n */
    const neuron = (seen, layer, n) => mlp.paintNeuron(canvas, seen, layer, n);

    /** @param {{x: number, y: number, kind: number, held: boolean, wrong: boolean}[]} points places from 0 to 1 */
    function show(points) {
      marks.replaceChildren(
        ...points.map(({ x, y, kind, held, wrong }) => {
          const mark = SHAPES[kind](64 * x, 64 * (1 - y));
          mark.setAttribute("class", `species-${kind + 1}${held ? " held" : ""}${wrong ? " wrong" : ""}`);
          return mark;
        }),
      );
    }
    return { screen, decision, neuron, show };
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
    /** @param {number[][]} losses one list for each line @param {string} things what was learned from */
    function show(losses, things) {
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
        `Loss over ${losses[0].length - 1} epochs, now ${losses.map((list) => list.at(-1).toFixed(3)).join(` on training ${things} and `)} on held-out ones`,
      );
    }
    return { element, show };
  };
})();
