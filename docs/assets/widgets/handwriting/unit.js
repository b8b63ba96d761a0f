/** One unit's arithmetic, written out: what it sees, weighs, adds up, and what becomes of the sum. */
(() => {
  "use strict";
  const { make, signed: number } = window.lessonkit;
  const parts = (window.lessonkit.handwriting ??= {});
  const LARGEST = 6; // terms of a dense unit that are written out
  const sign = (value) => (value < 0 ? "minus" : "plus");
  const bracket = (value) => (value < 0 ? `(${number(value)})` : number(value));
  const total = (terms) => terms.reduce((sum, { input, weight }) => sum + input * weight, 0);

  /** @param {string} before name of the layer before @param {number[]} shape its shape @param {number} index @returns {string} */
  function origin(before, shape, index) {
    if (shape.length === 1) return `${before}, unit ${index + 1}`;
    const [, columns, channels] = shape;
    const place = Math.floor(index / channels);
    const [row, column] = [Math.floor(place / columns), place % columns];
    return `${before}, map ${(index % channels) + 1}, row ${row + 1}, column ${column + 1}`;
  }
  /** @param {import("../../network/network.js").Layer} layer @param {import("./layers.js").Unit} unit @returns {string} */
  const nameOf = (layer, unit) =>
    layer.kind === "Dense"
      ? `${layer.name}, ${layer.activation === "softmax" ? "digit" : "unit"} ${unit.channel + (layer.activation === "softmax" ? 0 : 1)}`
      : `${layer.name}, map ${unit.channel + 1}, row ${unit.row + 1}, column ${unit.column + 1}`;

  /** A square table of products, each input above its weight. */
  function square(terms, size) {
    const most = Math.max(...terms.map(({ input, weight }) => Math.abs(input * weight)), 1e-6);
    const cell = ({ input, weight }) => {
      const product = input * weight;
      const share = Math.round((Math.abs(product) / most) * 45);
      const made = make(
        "td",
        { class: sign(product) },
        make("span", { text: number(input) }),
        " ",
        make("span", { text: `× ${bracket(weight)}` }),
      );
      made.style.setProperty("--lk-share", `${share}%`);
      return made;
    };
    const rows = Array.from({ length: size }, (_, i) =>
      make("tr", {}, ...terms.slice(i * size, (i + 1) * size).map(cell)),
    );
    return make("table", { class: "lk-unit__square" }, make("tbody", {}, ...rows));
  }
  /** The largest terms of a dense unit, and the sum of all others. */
  function largest(terms, before, shape) {
    const order = [...terms].sort(
      (a, b) => Math.abs(b.input * b.weight) - Math.abs(a.input * a.weight),
    );
    const rest = order.slice(LARGEST);
    const row = (text, sum, product) =>
      make(
        "tr",
        {},
        make("td", { text }),
        make("td", { text: sum }),
        make("td", { class: sign(product), text: number(product) }),
      );
    return make(
      "table",
      { class: "lk-unit__list" },
      make(
        "tbody",
        {},
        ...order
          .slice(0, LARGEST)
          .map(({ index, input, weight }) =>
            row(
              origin(before, shape, index),
              `${number(input)} × ${bracket(weight)}`,
              input * weight,
            ),
          ),
        row(`all ${rest.length} others`, "", total(rest)),
      ),
    );
  }

  /** @param {[number, string][]} summands @returns {Node[]} a sum in the colours of the signs */
  function sum(summands) {
    return summands.flatMap(([value, what], i) => {
      const shown = i ? `${value < 0 ? "−" : "+"} ${number(Math.abs(value))}` : number(value);
      return [
        make("span", { class: "term" }, make("b", { class: sign(value), text: shown }), what),
        " ",
      ];
    });
  }

  /**
   * @param {{layers: import("../../network/network.js").Layer[]}} network
   * @param {Float32Array[]} answers @param {Float32Array} picture @param {import("./layers.js").Unit} unit
   * @param {import("../../network/network.js").Off} off
   * @returns {{title: string, sees: string, short: string, nodes: Node[]}}
   */
  parts.explain = (network, answers, picture, unit, off) => {
    const { kinds } = window.lessonkit.net;
    const layer = network.layers[unit.layer];
    const values = unit.layer ? answers[unit.layer - 1] : picture;
    let source = unit.layer - 1; // flattening changes no number: name the layer before it
    while (source >= 0 && network.layers[source].kind === "Flatten") source -= 1;
    const before = source < 0 ? "picture" : network.layers[source].name;
    const shape = source < 0 ? layer.input : network.layers[source].shape;
    const { terms, bias } = kinds[layer.kind].terms(
      layer, values, layer.input, unit, off.pooling.has(layer.name),
    );
    const z = total(terms) + bias;
    const own = answers[unit.layer];
    const [, columns, channels] = layer.shape.length > 1 ? layer.shape : [1, 1, layer.shape[0]];
    const answer = own[(unit.row * columns + unit.column) * channels + unit.channel];
    const silent = off.filters.has(`${layer.name} ${unit.channel}`);
    const linear = layer.activation === "linear" || off.activations.has(layer.name);

    const nodes = [];
    let summands = [];
    if (layer.kind === "Dense") {
      nodes.push(largest(terms, before, shape));
      summands = [
        [total(terms), ` from ${terms.length} inputs`],
        [bias, " bias"],
      ];
    } else {
      /** @type {Map<number, any[]>} */
      const byMap = new Map();
      for (const term of terms) {
        if (!byMap.has(term.channel)) byMap.set(term.channel, []);
        byMap.get(term.channel).push(term);
      }
      const sums = [...byMap].map(([map, all]) => ({ map, all, part: total(all) }));
      const strongest = sums.reduce((a, b) => (Math.abs(b.part) > Math.abs(a.part) ? b : a));
      const from = before === "picture" ? "The picture" : `${before}, map ${strongest.map + 1}`;
      const note = sums.length > 1 ? `${from}, which counts most of ${sums.length} maps` : from;
      nodes.push(
        make("p", { class: "lk-unit__note", text: `${note}: each number times its weight` }),
        square(strongest.all, Math.sqrt(strongest.all.length)),
      );
      summands = sums.map(({ map, part }) => [part, sums.length > 1 ? ` map ${map + 1}` : " products"]);
      if (layer.kind === "Conv2D") summands.push([bias, " bias"]);
    }
    const end = silent
      ? [" → switched off → ", make("b", { text: "0" })]
      : layer.activation === "softmax"
        ? [" → its share of all ten by softmax → ", make("b", { text: parts.percent(answer) })]
        : linear
          ? []
          : [` → ${layer.activation} → `, make("b", { class: sign(answer), text: number(answer) })];
    nodes.push(
      make("p", { class: "lk-unit__sum" }, ...sum(summands), "= ", make("b", { text: number(z) }), ...end),
    );
    const { size } = layer.field ?? {};
    const sees = size ? `sees ${size} × ${size} pixels of the picture` : "sees all of the picture";
    const title = nameOf(layer, unit);
    return { title, sees, short: `${title}: ${number(answer)}`, nodes };
  };
})();
