/**
 * Draws one figure as the page would, in one theme. `window.lessonkit` is there if the site has its own look for
 * figures: what `assets/figures/` adds to it.
 * @returns {Promise<string>} SVG
 */
async ({ figure, width, height, dark }) => {
  document.body.dataset.mdColorScheme = dark ? "slate" : "default";
  const { theme, narrow, controls } = window.lessonkit ?? {}
  const own = theme ? theme.paint(figure, !dark) : structuredClone(figure);
  const layout = own.layout;
  if (theme) {
    controls?.take(own);
    theme.finish(own.data, !dark);
    layout.template = theme.template(!dark, false);
    height = narrow ? narrow.adapt(own, width, height, Infinity) : height;
  }
  Object.assign(layout, { width, height, autosize: false });
  const place = document.body.appendChild(document.createElement("div"));
  try {
    await Plotly.newPlot(place, own.data, layout, { staticPlot: true });
    const address = await Plotly.toImage(place, { format: "svg", width, height });
    return decodeURIComponent(address.slice(address.indexOf(",") + 1));
  } finally {
    Plotly.purge(place);
    place.remove();
  }
}
