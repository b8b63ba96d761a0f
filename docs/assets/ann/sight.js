/**
 * What every neuron sees: its answer over the whole plane as a small picture, row below row, and between the rows the
 * weights, each as wide as it is strong.
 */
(() => {
  "use strict";
  const { make, makeSvg, mlp } = window.lessonkit;
  const GRID = 64; // places across and up
  const SMALL = 32; // pixels of a small picture
  mlp.GRID = GRID;

  /**
   * Every neuron's answer at every place of a grid, the rows from above. All places go through a layer together, which
   * is many times faster than one after another.
   * @param {import("./mlp.js").Net} net @param {(x: number, y: number) => number[]} inputs for a place (0 to 1, upwards)
   * @returns {Float64Array[][]} the inputs, then each layer's neurons
   */
  mlp.sight = ({ layers, activation }, inputs) => {
    const places = GRID * GRID;
    const seen = [[new Float64Array(places), new Float64Array(places)]];
    for (let place = 0; place < places; place += 1) {
      const [column, row] = [place % GRID, Math.floor(place / GRID)];
      const x = inputs((column + 0.5) / GRID, 1 - (row + 0.5) / GRID);
      seen[0].forEach((input, i) => (input[place] = x[i]));
    }
    layers.forEach(({ weights, biases }, depth) => {
      const { of } = mlp.activations[depth === layers.length - 1 ? "sigmoid" : activation];
      const before = seen[depth];
      seen.push(
        biases.map((bias, n) => {
          const sums = new Float64Array(places).fill(bias);
          before.forEach((answers, i) => {
            const weight = weights[i][n];
            for (let place = 0; place < places; place += 1) sums[place] += weight * answers[place];
          });
          return sums.map(of);
        }),
      );
    });
    return seen;
  };

  /**
   * Paints answers in one colour above zero and another one below, deepest at the largest of them.
   * @param {HTMLCanvasElement} canvas @param {Float64Array} answers @param {{paper: number[], plus: number[], minus: number[]}} colours
   */
  mlp.paintSight = (canvas, answers, { paper, plus, minus }) => {
    const size = canvas.width;
    const skip = GRID / size;
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(size, size);
    let most = 0;
    for (const answer of answers) most = Math.max(most, Math.abs(answer));
    for (let place = 0; place < size * size; place += 1) {
      const answer = answers[Math.floor(place / size) * skip * GRID + (place % size) * skip];
      const part = most > 0 ? 0.85 * Math.abs(answer / most) : 0;
      const colour = answer < 0 ? minus : plus;
      for (let c = 0; c < 3; c += 1)
        pixels.data[4 * place + c] = paper[c] + part * (colour[c] - paper[c]);
      pixels.data[4 * place + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
  };

  /**
   * Paints what one neuron sees: an output in the colours of the classes, all others by their sign.
   * @param {HTMLCanvasElement} canvas @param {Float64Array[][]} seen of `mlp.sight` @param {number} layer @param {number} n
   */
  mlp.paintNeuron = (canvas, seen, layer, n) => {
    const answers = seen[layer][n];
    if (layer < seen.length - 1) mlp.paintSight(canvas, answers, mlp.colours());
    else if (seen[layer].length > 1) mlp.paintSight(canvas, answers, mlp.colours(n));
    else mlp.paintSight(canvas, answers.map((p) => 2 * p - 1), mlp.colours(1, 0)); // one half is no idea
  };

  /** @param {(layer: number, neuron: number) => void} choose */
  mlp.rows = (choose) => {
    const element = make("div", { class: "lk-sight", role: "group", "aria-label": "What each neuron sees" });
    let nodes = [];
    let lines = [];

    /** @param {number[]} sizes the inputs first @param {(layer: number, neuron: number) => string} name */
    function build(sizes, name) {
      const last = sizes.length - 1;
      nodes = sizes.map((units, layer) =>
        Array.from({ length: units }, (_, n) => {
          const canvas = make("canvas", { width: SMALL, height: SMALL, "aria-hidden": "true" });
          const node = make(
            "button",
            { type: "button", class: "lk-sight__neuron", "aria-label": name(layer, n), title: name(layer, n) },
            canvas,
          );
          node.addEventListener("click", () => choose(layer, n));
          return { node, canvas };
        }),
      );
      const at = (n, units) => (100 * (n + 0.5)) / units;
      lines = sizes.slice(1).map((units, layer) =>
        Array.from({ length: sizes[layer] }, (_, i) =>
          Array.from({ length: units }, (__, n) =>
            makeSvg("line", { x1: at(i, sizes[layer]), y1: 0, x2: at(n, units), y2: 10 }),
          ),
        ),
      );
      const title = (layer) =>
        layer === 0 ? "Inputs" : layer === last ? "Output" : `Hidden layer ${layer}`;
      element.replaceChildren(
        ...nodes.flatMap((row, layer) => [
          ...(layer
            ? [
                makeSvg(
                  "svg",
                  { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
                  ...lines[layer - 1].flat(),
                ),
              ]
            : []),
          make(
            "div",
            { class: "lk-sight__row", role: "group", "aria-label": title(layer), style: `--units: ${row.length}` },
            ...row.map(({ node }) => node),
          ),
        ]),
      );
    }

    /** @param {import("./mlp.js").Net} net @param {Float64Array[][]} seen @param {[number, number] | null} chosen */
    function show(net, seen, chosen) {
      nodes.forEach((row, layer) =>
        row.forEach(({ node, canvas }, n) => {
          mlp.paintNeuron(canvas, seen, layer, n);
          node.setAttribute("aria-pressed", String(chosen?.[0] === layer && chosen[1] === n));
        }),
      );
      net.layers.forEach(({ weights }, d) =>
        weights.forEach((row, i) =>
          row.forEach((weight, n) => {
            const line = lines[d][i][n];
            line.setAttribute("class", weight < 0 ? "minus" : "plus");
            line.setAttribute("stroke-width", (0.4 + 4 * mlp.share(weight)).toFixed(2));
          }),
        ),
      );
    }
    return { element, build, show };
  };
})();
