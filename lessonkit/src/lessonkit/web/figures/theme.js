/** A figure's look: a Plotly template from the tokens, and light-theme colours turned into the current theme's. */
(() => {
  "use strict";
  const range = (name, from, to) =>
    Array.from({ length: to - from + 1 }, (_, i) => `${name}-${from + i}`);
  const SERIES = range("series", 1, 7);
  const SEQUENTIAL = range("seq", 0, 4);
  const DIVERGING = range("div", 0, 4);
  const NAMES = [
    ...(window.lessonkit.colours ?? []), // a course's own tokens: before ours, where both are the same
    ...SERIES,
    ...SEQUENTIAL,
    ...DIVERGING,
    "positive",
    "negative",
    "paper",
    "surface",
    "raised",
    "line",
    "line-strong",
    "ink",
    "ink-soft",
    "link",
    "right",
    "wrong",
    "spark",
    "positive-soft",
    "negative-soft",
    "on-kind",
  ];

  /**
   * The tokens' values. The scheme is set on <body>, so <html> always holds the light ones.
   * @param {boolean} light @returns {Object<string, string>} colour by name, without `--lk-`
   */
  function tokens(light) {
    const style = getComputedStyle(light ? document.documentElement : document.body);
    return Object.fromEntries(
      NAMES.map((name) => [name, style.getPropertyValue(`--lk-${name}`).trim().toLowerCase()]),
    );
  }

  const hex = (r, g, b) => "#" + [r, g, b].map((n) => (+n).toString(16).padStart(2, "0")).join("");
  const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

  /**
   * A deep copy of a figure's part in which every token colour of the light theme is the current one's.
   * @param {any} part @param {Map<string, string>} change @returns {any}
   */
  function recolour(part, change) {
    if (typeof part === "string") {
      if (part[0] === "#") return change.get(part.toLowerCase()) || part;
      const rgb = /^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)$/.exec(part);
      const to = rgb && change.get(hex(rgb[1], rgb[2], rgb[3]));
      return to ? `rgba(${channels(to)},${rgb[4] ?? 1})` : part;
    }
    if (Array.isArray(part)) return part.map((item) => recolour(item, change));
    if (part && typeof part === "object") {
      return Object.fromEntries(
        Object.entries(part).map(([key, value]) => [key, recolour(value, change)]),
      );
    }
    return part;
  }

  /** @param {any} part of a figure @param {boolean} light @returns {any} its copy in the theme's colours */
  function paint(part, light) {
    const from = tokens(true);
    const to = tokens(light);
    const change = new Map();
    for (const name of NAMES) if (!change.has(from[name])) change.set(from[name], to[name]);
    return recolour(part, change);
  }

  const scale = (names, colour) => names.map((name, i) => [i / (names.length - 1), colour[name]]);

  /** @param {boolean} light @param {boolean} narrow @returns {PlotlyPart} a Plotly template */
  function template(light, narrow) {
    const c = tokens(light);
    const family = getComputedStyle(document.body).getPropertyValue("--lk-font-text").trim();
    const zoom = window.lessonkit.zoom();
    const small = zoom * (narrow ? 11 : 12);
    const normal = zoom * (narrow ? 12 : 13);
    const axis = {
      automargin: true,
      fixedrange: true,
      showline: false,
      ticks: "outside",
      ticklen: 6,
      tickcolor: "rgba(0,0,0,0)",
      gridcolor: c.line,
      zerolinecolor: c["line-strong"],
      zerolinewidth: 1,
      linecolor: c["line-strong"],
      tickfont: { size: small, color: c["ink-soft"] },
      title: { standoff: 10, font: { size: normal, color: c["ink-soft"] } },
    };
    const bar = {
      outlinewidth: 0,
      thickness: 10,
      len: 0.9,
      tickfont: { size: small, color: c["ink-soft"] },
      ...(narrow && { orientation: "h", yref: "container", y: 0, yanchor: "bottom", len: 1 }),
    };
    const coloured = { autocolorscale: true, colorbar: bar };
    return {
      layout: {
        font: { family, size: normal, color: c.ink },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        colorway: SERIES.map((name) => c[name]),
        colorscale: {
          sequential: scale(SEQUENTIAL, c),
          diverging: scale(DIVERGING, c),
          sequentialminus: scale(SEQUENTIAL, c).map(([at], i, all) => [
            at,
            all[all.length - 1 - i][1],
          ]),
        },
        coloraxis: { autocolorscale: true, colorbar: bar },
        margin: narrow ? { l: 40, r: 8, t: 12, b: 40 } : { l: 56, r: 16, t: 12, b: 48 },
        xaxis: axis,
        yaxis: axis,
        dragmode: false,
        hovermode: "closest",
        hoverlabel: {
          bgcolor: c.raised,
          bordercolor: c["line-strong"],
          align: "left",
          namelength: -1,
          font: { family, size: normal, color: c.ink },
        },
        legend: {
          orientation: "h",
          x: 0,
          xanchor: "left",
          y: 1,
          yanchor: "top",
          yref: "container",
          bgcolor: "rgba(0,0,0,0)",
          font: { size: normal, color: c.ink },
        },
        annotationdefaults: {
          font: { color: c.ink, size: normal },
          arrowcolor: c["ink-soft"],
          arrowwidth: 1,
          arrowhead: 0,
        },
        shapedefaults: { line: { color: c["line-strong"], width: 1 } },
      },
      data: {
        scatter: [{ line: { width: 2.25 }, marker: { size: 7 } }],
        bar: [{ marker: { line: { width: 0 } } }],
        histogram: [{ marker: { line: { width: 0 } } }],
        heatmap: [coloured],
        contour: [coloured],
      },
    };
  }

  /** How bright a colour is, from 0 to 1 (relative luminance). @param {number[]} rgb */
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((n) => (n / 255 <= 0.04045 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /**
   * A heatmap with a text in each cell, as two: black text on the brighter cells, white on the others. Plotly writes dark
   * grey on middling colours, which is hard to read.
   * @param {PlotlyPart} trace @param {Object<string, string>} colours @returns {PlotlyPart[]}
   */
  function legible(trace, colours) {
    const stops = SEQUENTIAL.map((name) => channels(colours[name]));
    const all = trace.z.flat().filter((value) => value !== null);
    const { zmin = Math.min(...all), zmax = Math.max(...all) } = trace;
    const bright = (value) => {
      const place = Math.min(Math.max((value - zmin) / (zmax - zmin || 1), 0), 1) * (stops.length - 1);
      const n = Math.min(Math.floor(place), stops.length - 2);
      return luminance(stops[n].map((from, c) => from + (place - n) * (stops[n + 1][c] - from))) > 0.18; // there both have 4.6 : 1
    };
    return [true, false].map((wanted) => ({
      ...trace,
      z: trace.z.map((row) => row.map((value) => (value !== null && bright(value) === wanted ? value : null))),
      zmin,
      zmax,
      hoverongaps: false,
      text: trace.z.map((row, r) =>
        row.map((value, c) => (value !== null && bright(value) === wanted ? trace.texttemplate.replace("%{z}", value).replace("%{text}", trace.text?.[r][c]) : "")),
      ),
      texttemplate: "%{text}",
      textfont: { color: wanted ? "#000" : "#fff" },
    }));
  }

  /**
   * What a template cannot say: bare contour lines are quiet, and the cells of a small heatmap stand apart.
   * @param {PlotlyPart[]} data changed in place @param {boolean} light
   */
  function finish(data, light) {
    const quiet = tokens(light)["line-strong"];
    for (const trace of data) {
      const { type, z } = trace;
      if (type === "contour" && trace.contours?.coloring === "lines" && !trace.colorscale) {
        Object.assign(trace, {
          colorscale: [
            [0, quiet],
            [1, quiet],
          ],
          autocolorscale: false,
          showscale: false,
        });
      }
      if (type === "heatmap" && Array.isArray(z) && z[0]?.length <= 16) {
        Object.assign(trace, { xgap: trace.xgap ?? 1, ygap: trace.ygap ?? 1 });
      }
    }
    const written = (trace) => trace.type === "heatmap" && trace.texttemplate && !trace.colorscale && !trace.textfont;
    data.splice(0, data.length, ...data.flatMap((trace) => (written(trace) ? legible(trace, tokens(light)) : [trace])));
  }

  Object.assign(window.lessonkit, { theme: { finish, paint, template } });
})();
