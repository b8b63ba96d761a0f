/** Reading a figure by keyboard: arrow keys walk over its points, a live region says them, Plotly's label shows them. */
(() => {
  "use strict";

  const plain = (text) =>
    String(text ?? "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
  const say = (value) =>
    typeof value === "number" ? String(+value.toPrecision(4)).replace("-", "−") : plain(value);

  /** @param {PlotlyPart} canvas drawn by Plotly @returns {{trace: PlotlyPart, length: number}[]} the curves one can walk */
  const curves = (canvas) =>
    canvas._fullData
      .filter(
        (trace) =>
          trace.visible === true && trace.x && trace.y && !trace.z && trace.hoverinfo !== "skip",
      )
      .map((trace) => ({ trace, length: Math.min(trace.x.length, trace.y.length) }))
      .filter(({ length }) => length > 0);

  /** @param {HTMLElement} plot @param {HTMLElement} canvas made focusable; listens once */
  function read(plot, canvas) {
    if (plot.tabIndex === 0) return;
    plot.tabIndex = 0;
    plot.setAttribute("aria-roledescription", "figure; arrow keys read its points");
    const live = window.lessonkit.make("p", { class: "lk-hidden", "aria-live": "polite" });
    plot.append(live);
    let curve = 0;
    let point = -1;

    plot.addEventListener("keydown", (event) => {
      const [across, along] =
        { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
          event.key
        ] || [];
      if (across === undefined || event.target !== plot) return;
      const all = curves(canvas);
      if (!all.length) return;
      event.preventDefault();
      curve = Math.min(Math.max(curve + across, 0), all.length - 1);
      const { trace, length } = all[curve];
      point = Math.min(Math.max(point + along, 0), length - 1);
      live.textContent = `${plain(trace.name)}, ${point + 1} of ${length}: ${say(trace.x[point])}, ${say(trace.y[point])}`;
      try {
        window.Plotly.Fx.hover(canvas, [{ curveNumber: trace.index, pointNumber: point }]);
      } catch {
        /* a trace without hover labels is still read out */
      }
    });
    plot.addEventListener("blur", () => window.Plotly.Fx.unhover(canvas));
  }

  Object.assign(window.lessonkit, { read });
})();
