/** A small network as a drawing: every neuron with its answer, every connection as wide as what it carries. */
(() => {
  "use strict";
  const { makeSvg, mlp, signed } = window.lessonkit;
  const [DOWN, RADIUS, TOP] = [64, 26, 34];

  /**
   * How wide a line or how deep a colour is: one scale for every flower and every layer, and it never ends. Half is
   * reached at 2; 1, 5 and 29 still look different.
   * @param {number} value @returns {number} from 0 to 1
   */
  const share = (value) => Math.abs(value) / (Math.abs(value) + 2);
  mlp.share = share;

  /**
   * @param {number[]} sizes neurons of each layer, the inputs first @param {string[]} inputs @param {string[]} outputs @param {boolean} narrow
   * @param {(layer: number, neuron: number) => void} choose
   */
  mlp.picture = (sizes, inputs, outputs, narrow, choose) => {
    const [ACROSS, LEFT, RIGHT] = narrow ? [62, 98, 114] : [150, 130, 130];
    const most = Math.max(...sizes);
    const at = (layer, n) => ({
      x: LEFT + layer * ACROSS,
      y: TOP + (n + (most - sizes[layer]) / 2) * DOWN,
    });
    const lines = sizes.slice(1).map((units, layer) =>
      Array.from({ length: sizes[layer] }, (_, i) =>
        Array.from({ length: units }, (__, n) => {
          const [from, to] = [at(layer, i), at(layer + 1, n)];
          return makeSvg("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y });
        }),
      ),
    );
    const nodes = sizes.map((units, layer) =>
      Array.from({ length: units }, (_, n) => {
        const { x, y } = at(layer, n);
        const circle = makeSvg("circle", { cx: x, cy: y, r: RADIUS });
        const value = makeSvg("text", { x, y, class: "value" });
        const group = makeSvg("g", { class: "lk-net__neuron" }, circle, value);
        if (layer === 0) {
          const name = makeSvg("text", { x: x - RADIUS - 8, y, class: "input" });
          name.textContent = inputs[n];
          group.append(name);
          return { group, value };
        }
        if (layer === sizes.length - 1) {
          const name = makeSvg("text", { x: x + RADIUS + 8, y, class: "output" });
          name.textContent = outputs[n];
          group.append(name);
        }
        group.setAttribute("tabindex", "0");
        group.setAttribute("role", "button");
        for (const type of ["pointerenter", "focus", "click"])
          group.addEventListener(type, () => choose(layer, n));
        return { group, value };
      }),
    );
    const width = LEFT + (sizes.length - 1) * ACROSS + RIGHT;
    const svg = makeSvg(
      "svg",
      { viewBox: `0 0 ${width} ${2 * TOP + (most - 1) * DOWN}`, class: narrow ? "lk-net lk-net--narrow" : "lk-net", role: "group" },
      ...lines.flat(2),
      ...nodes.flat().map(({ group }) => group),
    );
    svg.setAttribute("aria-label", `Network of ${sizes.join(", ")} neurons`);

    /** @param {import("./mlp.js").Net} net @param {number[][]} answers of `mlp.forward` @param {[number, number]} chosen */
    function show(net, answers, [layer, neuron]) {
      const carried = net.layers.map(({ weights }, d) =>
        weights.map((row, i) => row.map((weight) => weight * answers[d][i])),
      );
      carried.forEach((rows, d) =>
        rows.forEach((row, i) =>
          row.forEach((value, n) => {
            const line = lines[d][i][n];
            line.setAttribute("stroke-width", String(0.8 + 6 * share(value)));
            line.setAttribute("class", value < 0 ? "minus" : "plus");
            line.toggleAttribute("data-into", d + 1 === layer && n === neuron);
          }),
        ),
      );
      answers.forEach((row, d) =>
        row.forEach((value, n) => {
          const { group, value: text } = nodes[d][n];
          text.textContent = signed(value);
          group.style.setProperty("--part", String(share(value)));
          group.dataset.sign = value < 0 ? "minus" : "plus";
          group.toggleAttribute("data-chosen", d === layer && n === neuron);
          if (d) {
            const place =
              d === answers.length - 1 ? outputs[n] : `hidden layer ${d}, neuron ${n + 1}`;
            group.setAttribute("aria-label", `${place}: ${signed(value)}`);
          }
        }),
      );
    }
    return { svg, show };
  };
})();
