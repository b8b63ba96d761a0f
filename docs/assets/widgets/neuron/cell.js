/** The neuron as a picture: the width of each wire follows its weight. */
(() => {
  "use strict";
  const { makeSvg, signed } = window.lessonkit;
  const neuron = (window.lessonkit.neuron ??= {});

  /** The neuron as a picture: inputs, weighted wires, sum, outcome. */
  function cell() {
    const text = (x, y, more) => makeSvg("text", { x, y, "text-anchor": "middle", ...more });
    const part = {
      wire1: makeSvg("path", { d: "M62 46C120 46 130 84 186 94" }),
      wire2: makeSvg("path", { d: "M62 154C120 154 130 116 186 106" }),
      wireB: makeSvg("path", { d: "M208 32V74" }),
      x1: text(36, 51, { class: "strong" }),
      x2: text(36, 159, { class: "strong" }),
      w1: text(128, 44),
      w2: text(128, 168),
      b: text(208, 22),
      sum: text(208, 105, { class: "strong" }),
      out: text(345, 105, { class: "strong verdict" }),
    };
    const svg = makeSvg(
      "svg",
      { class: "lk-neuron__cell", viewBox: "0 0 400 190", "aria-hidden": "true" },
      part.wire1,
      part.wire2,
      part.wireB,
      makeSvg("path", {
        class: "wire plain",
        d: "M238 100H292",
        stroke: "var(--lk-line-strong)",
        "stroke-width": 1.5,
      }),
      makeSvg("circle", { class: "body", cx: 36, cy: 46, r: 26 }),
      makeSvg("circle", { class: "body", cx: 36, cy: 154, r: 26 }),
      makeSvg("circle", { class: "body", cx: 208, cy: 100, r: 32 }),
      makeSvg("rect", { class: "out", x: 292, y: 78, width: 106, height: 44, rx: 22 }),
      part.x1,
      part.x2,
      part.w1,
      part.w2,
      part.b,
      part.sum,
      part.out,
      text(36, 14, { text: "length" }),
      text(36, 122, { text: "width" }),
      text(208, 150, { text: "sum" }),
      text(345, 142, { text: "more than 0?" }),
    );
    function show(w, flower) {
      const total = neuron.sum(w, flower);
      const wire = (path, weight, width) => {
        path.setAttribute("class", `wire ${neuron.sign(weight)}`);
        path.setAttribute("stroke-width", String(weight ? 1 + Math.min(width, 9) : 0.5));
      };
      wire(part.wire1, w.w1, Math.abs(w.w1) * 3.5);
      wire(part.wire2, w.w2, Math.abs(w.w2) * 3.5);
      wire(part.wireB, w.b, Math.abs(w.b) * 1.4);
      part.x1.textContent = signed(flower.x, 1);
      part.x2.textContent = signed(flower.y, 1);
      part.w1.textContent = `× ${signed(w.w1)}`;
      part.w2.textContent = `× ${signed(w.w2)}`;
      part.b.textContent = `bias ${signed(w.b)}`;
      part.sum.textContent = signed(total);
      part.out.textContent = total > 0 ? "fires" : "silent";
      svg.dataset.fires = String(total > 0);
    }
    return { svg, show };
  }

  Object.assign(neuron, { cell });
})();
