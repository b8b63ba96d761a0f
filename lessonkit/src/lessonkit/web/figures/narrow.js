/** Room in a figure: above it for legend and panel titles; on a narrow screen panels go under one another. */
(() => {
  "use strict";
  const NARROW = 560;
  const GAP = 88;
  const UNNAMED = ["heatmap", "contour"]; // kinds that a legend does not list

  /** @param {PlotlyPart} layout @param {string} letter @returns {string[]} the layout's x or y axes */
  const axes = (layout, letter) =>
    Object.keys(layout).filter((key) => new RegExp(`^${letter}axis\\d*$`).test(key));

  /** @param {PlotlyPart} layout @returns {{x: string, y: string}[]} panels of a single row, from left to right */
  function row(layout) {
    const panels = axes(layout, "x")
      .filter((x) => layout[x].domain && !layout[x].overlaying)
      .map((x) => ({ x, y: (layout[x].anchor || "y").replace("y", "yaxis") }))
      .filter(({ y }) => layout[y] && !layout[y].overlaying);
    const bottoms = new Set(panels.map(({ y }) => (layout[y].domain || [0, 1])[0]));
    const lefts = new Set(panels.map(({ x }) => layout[x].domain[0]));
    return bottoms.size === 1 && lefts.size === panels.length && panels.length > 1
      ? panels.sort((a, b) => layout[a.x].domain[0] - layout[b.x].domain[0])
      : [];
  }

  /** @param {PlotlyPart} layout @returns {PlotlyPart[]} the annotations that make_subplots sets as panel titles */
  const titles = (layout) =>
    (layout.annotations || []).filter(
      (note) =>
        note.xref === "paper" &&
        note.yref === "paper" &&
        !note.showarrow &&
        note.y > 0.9 &&
        note.yanchor === "bottom",
    );

  /**
   * Puts the panels of a row under one another. blocks.css keeps the same room for `data-panels`.
   * @param {PlotlyPart} layout changed in place
   * @param {number} height of one panel
   * @param {number} limit of the whole
   * @returns {number} new height
   */
  function stack(layout, height, limit) {
    const panels = row(layout);
    if (!panels.length) return height;
    const wanted = panels.length * Math.min(height, 260) + (panels.length - 1) * GAP;
    const total = Math.min(wanted, limit);
    const share = (1 - (panels.length - 1) * (GAP / total)) / panels.length;
    const moved = [];
    panels.forEach(({ x, y }, i) => {
      const middle = (layout[x].domain[0] + layout[x].domain[1]) / 2;
      const top = 1 - i * (share + GAP / total);
      for (const note of titles(layout).filter(({ x }) => Math.abs(x - middle) < 0.01)) {
        moved.push(() => Object.assign(note, { x: 0, xanchor: "left", y: top }));
      }
      layout[x].domain = [0, 1];
      layout[y].domain = [Math.max(0, top - share), top];
      delete layout[x].matches;
      delete layout[y].matches;
      layout[y].showticklabels = true;
    });
    moved.forEach((move) => move());
    return total;
  }

  /**
   * @param {PlotlyPart} figure
   * @param {number} width in pixels
   * @returns {number} about how many rows its legend takes, 0 without one
   */
  function legendRows({ data, layout }, width) {
    const shown = data.filter((trace) => trace.showlegend !== false && !UNNAMED.includes(trace.type));
    if (!(layout.showlegend ?? (shown.length > 1 || shown.some((trace) => trace.showlegend))))
      return 0;
    const longest = Math.max(...shown.map(({ name }) => String(name ?? "").length));
    return Math.ceil(shown.length / Math.max(Math.floor((width - 60) / (longest * 7 + 48)), 1));
  }

  /**
   * @param {PlotlyPart} figure its layout is changed in place
   * @param {number} width in pixels
   * @param {number} height that its author gave it
   * @param {number} limit to which it may grow
   * @returns {number} the height that the figure now wants
   */
  function adapt(figure, width, height, limit) {
    const { layout } = figure;
    const top = titles(layout).length ? 34 + 24 * legendRows(figure, width) : 12;
    layout.margin = { t: top, ...layout.margin };
    if (width >= NARROW) return height;
    if (layout.legend)
      for (const key of ["x", "y", "xanchor", "yanchor", "yref", "orientation"])
        delete layout.legend[key];
    layout.margin = { ...layout.margin, l: 40, r: 8 };
    return stack(layout, height, Math.max(height, limit));
  }

  Object.assign(window.lessonkit, { narrow: { adapt, isNarrow: (width) => width < NARROW } });
})();
