/** Reading a figure by keyboard: arrow keys walk over its points, a live region says them, Plotly's label shows them. */
(() => {
  "use strict";
  const { minus, speaker } = window.lessonkit;
  const KEYS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  const plain = (text) =>
    String(text ?? "nothing")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
  const say = (value) => (typeof value === "number" ? minus(+value.toPrecision(4)) : plain(value));

  /**
   * What one walks along: the points of a curve, the cells in a row of a heat map.
   * @typedef {{trace: PlotlyPart, name: string, length: number, words: (i: number) => string, place: (i: number) => any}} Line
   */

  /** @param {PlotlyPart} trace @returns {Line[]} */
  function curve(trace) {
    const length = Math.min(trace.x?.length ?? 0, trace.y?.length ?? 0);
    const words = (i) => `${say(trace.x[i])}, ${say(trace.y[i])}`;
    return length ? [{ trace, name: plain(trace.name), length, words, place: (i) => i }] : [];
  }

  /** @param {PlotlyPart} trace @param {PlotlyPart} layout @returns {Line[]} its rows, the uppermost first */
  function rows(trace, layout) {
    const lines = [...trace.z].map((cells, row) => {
      const along = (i) => say(trace.x?.[i] ?? i + 1);
      return {
        trace,
        name: say(trace.y?.[row] ?? `row ${row + 1}`),
        length: cells.length,
        words: (i) => `${along(i)}: ${say(cells[i])}`,
        place: (i) => [row, i],
      };
    });
    const [bottom, top] = layout[trace.yaxis.replace("y", "yaxis")].range;
    return bottom < top ? lines.reverse() : lines;
  }

  /** @param {PlotlyPart} canvas drawn by Plotly @returns {Line[]} curves before maps, which may be their background */
  function linesOf({ _fullData: traces, _fullLayout: layout }) {
    const shown = traces.filter(({ visible, hoverinfo }) => visible === true && hoverinfo !== "skip");
    const maps = shown.filter(({ z, type }) => z?.[0]?.length && type !== "image");
    const curves = shown.filter(({ z, type }) => !z && type !== "image");
    return [...curves.flatMap(curve), ...maps.flatMap((trace) => rows(trace, layout))];
  }

  /** @type {WeakMap<HTMLElement, PlotlyPart>} a figure's canvas, as it was drawn last */
  const canvases = new WeakMap();

  /** @param {HTMLElement} plot @param {HTMLElement} canvas made focusable if there is something to read */
  function read(plot, canvas) {
    const known = canvases.has(plot);
    canvases.set(plot, canvas);
    if (linesOf(canvas).length) {
      plot.tabIndex = 0;
      plot.setAttribute("aria-roledescription", "figure; arrow keys read its points");
    } else for (const name of ["tabindex", "aria-roledescription"]) plot.removeAttribute(name);
    if (!known) listen(plot);
  }

  /** @param {HTMLElement} plot */
  function listen(plot) {
    const live = speaker();
    plot.append(live.element);
    let [at, point] = [0, -1];
    plot.addEventListener("keydown", (event) => {
      const step = KEYS[event.key];
      if (!step || event.target !== plot) return;
      const canvas = canvases.get(plot);
      const lines = linesOf(canvas);
      if (!lines.length) return;
      event.preventDefault();
      const clamp = (n, length) => Math.min(Math.max(n, 0), length - 1);
      at = clamp(at + step[0], lines.length);
      const { trace, name, length, words, place } = lines[at];
      point = clamp(point + step[1], length);
      live.say(`${name}, ${point + 1} of ${length}: ${words(point)}`);
      try {
        window.Plotly.Fx.hover(canvas, [{ curveNumber: trace.index, pointNumber: place(point) }]);
      } catch {
        /* a trace without hover labels is still read out */
      }
    });
    plot.addEventListener("blur", () => window.Plotly.Fx.unhover(canvases.get(plot)));
  }

  Object.assign(window.lessonkit, { read, linesOf });
})();
