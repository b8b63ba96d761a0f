/**
 * Draws the page's Plotly figures: each when it nears the screen, in the theme's colours, in the space kept for it.
 * Until the reader moves, a figure is a still picture: what draws it comes with Plotly, and no earlier.
 */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const PLOTLY = "lessonkit/vendor/plotly-cartesian-4.1.1.min.js";
  const painters = () =>
    kit.parts("lessonkit/figures/theme", "lessonkit/figures/narrow", "lessonkit/figures/controls", "lessonkit/figures/reading");
  const PAPER = 640;
  /** @type {Map<string, PlotlyPart>} figures by key, as the output scripts registered them */
  const figures = new Map();
  /** @typedef {{canvas: HTMLElement, frames: PlotlyPart[], choices: PlotlyPart[], box: HTMLElement|null, width: number, height: number}} State */
  /** @type {Map<HTMLElement, State>} the figures that are drawn in this page */
  const drawn = new Map();

  /** @param {HTMLElement} plot @returns {State} its canvas and controls, made once */
  function prepare(plot, figure) {
    const canvas = kit.make("div", { class: "lk-plot__canvas", "aria-hidden": "true" });
    const choices = kit.controls.take(figure);
    const state = { canvas, choices, frames: [], box: null, width: 0, height: 0 };
    state.height =
      figure.layout.height || parseFloat(plot.style.getPropertyValue("--lk-height")) || 420;
    state.box = kit.controls.build(state);
    plot.append(canvas);
    if (state.box) plot.append(state.box);
    drawn.set(plot, state);
    resized.observe(plot);
    return state;
  }

  /** What is in view must not push the text below it: it gets the room that was kept, and no more. */
  function limit(plot) {
    const { top, bottom, height } = plot.getBoundingClientRect();
    return bottom > 0 && top < innerHeight ? height : Infinity;
  }

  /**
   * Draws or draws again; at once, but for what Plotly does later. Its picture stays until then.
   * @param {HTMLElement} plot @param {number} [paper] width in print, in light colours @returns {Promise<void>}
   */
  async function draw(plot, paper) {
    const figure = kit.theme.paint(figures.get(plot.dataset.figure), Boolean(paper));
    const known = drawn.get(plot);
    const state = known || prepare(plot, figure);
    const fresh = known ? kit.controls.take(figure) : state.choices;
    const width = (!plot.dataset.height && paper) || plot.clientWidth; // a slide is as wide as it is
    const { layout } = figure;
    kit.theme.finish(figure.data, Boolean(paper));
    state.height = Number(plot.dataset.height) || state.height; // a slide says how high
    if (!known) plot.dataset.state = "drawing";
    const height = kit.narrow.adapt(figure, width, state.height, limit(plot));
    plot.style.setProperty("--lk-height", `${height}px`);
    Object.assign(layout, {
      template: kit.theme.template(Boolean(paper), kit.narrow.isNarrow(width)),
      width,
      height: Math.max(height - (state.box && !paper ? state.box.offsetHeight : 0), 240),
      autosize: false,
    });
    if (kit.reducedMotion()) delete layout.transition;
    state.width = width;
    const drawing = window.Plotly.newPlot(state.canvas, figure.data, layout, {
      displayModeBar: false,
      responsive: false,
    });
    state.frames = figure.frames ?? [];
    if (state.frames.length) window.Plotly.addFrames(state.canvas, state.frames);
    if (known) kit.controls.renew(state, fresh);
    kit.read(plot, state.canvas);
    await drawing;
    plot.dataset.state = "drawn";
    for (const picture of plot.querySelectorAll(".lk-plot__still, .lk-plot__paper")) picture.remove();
  }

  /**
   * What stays of a figure that cannot be drawn: its picture, else its table, else its words; and a sentence.
   * @param {HTMLElement} plot
   */
  function fail(plot) {
    const state = drawn.get(plot);
    drawn.delete(plot);
    resized.unobserve(plot);
    state?.canvas.remove();
    state?.box?.remove();
    const picture = plot.querySelector(".lk-plot__still") ?? showStill(plot);
    plot.dataset.state = "failed";
    if (!picture) unfold(plot);
    kit.failure(plot, "This figure could not be drawn here.", () => {
      plot.dataset.state = picture?.isConnected ? "still" : "waiting";
      show(plot);
    });
  }

  /** @param {HTMLElement} plot whose numbers, as a table, come into sight */
  function unfold(plot) {
    /** @type {HTMLDetailsElement | null} */
    const twin = plot.closest(".lk-output")?.querySelector("details.lk-twin");
    if (twin) twin.open = true;
  }

  /** The picture that was made with the page, in the figure's place. @param {HTMLElement} plot */
  function showStill(plot) {
    const picture = kit.still(plot);
    if (!picture) return null;
    picture.className = "lk-plot__still";
    picture.addEventListener("error", () => {
      picture.remove();
      if (plot.dataset.state === "failed") unfold(plot);
      else if (plot.dataset.state === "still") plot.dataset.state = "waiting";
    });
    plot.dataset.state = "still";
    plot.append(picture);
    return picture;
  }

  /** Draws again what is drawn already. @param {HTMLElement} plot @param {number} [paper] */
  async function redraw(plot, paper) {
    try {
      await draw(plot, paper);
    } catch (error) {
      console.warn(error);
      fail(plot);
    }
  }

  /** @param {HTMLElement} plot loads what it needs and draws it */
  async function show(plot) {
    const key = plot.dataset.figure;
    try {
      const data = figures.has(key) || kit.load(`outputs/${key}.js`);
      await Promise.all([kit.load(PLOTLY), painters(), data]);
      if (!drawn.has(plot)) await draw(plot, matchMedia("print").matches ? PAPER : undefined);
    } catch (error) {
      console.warn(error);
      fail(plot);
    }
  }

  const resized = new ResizeObserver((entries) =>
    requestAnimationFrame(() => {
      for (const entry of entries) {
        const target = /** @type {HTMLElement} */ (entry.target);
        const state = drawn.get(target);
        const width = target.clientWidth;
        if (!state || !width || Math.abs(width - state.width) < 1 || matchMedia("print").matches)
          continue;
        if (kit.narrow.isNarrow(width) || kit.narrow.isNarrow(state.width)) redraw(target);
        else window.Plotly.relayout(state.canvas, { width });
        state.width = width;
      }
    }),
  );

  const redrawAll = (paper) => {
    for (const plot of drawn.keys()) redraw(plot, paper);
  };

  kit.figure = (key, figure) => {
    figures.set(key, figure);
  };
  kit.onPage(() => {
    for (const plot of document.querySelectorAll(".lk-plot[data-figure]")) {
      plot.dataset.state = "waiting";
      kit.whenNear(plot, async () => {
        if (kit.onlyGlanced()) showStill(plot);
        await kit.moved;
        show(plot);
      });
    }
  });
  kit.onTheme(() => redrawAll());

  /**
   * On paper: folds open; figures in light colours, drawn anew at paper width or, where they were not drawn yet, as
   * their still pictures. Afterwards all as it was.
   */
  addEventListener("beforeprint", () => {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folds = document.querySelectorAll(".md-content details:not([open])");
    for (const fold of folds) {
      fold.dataset.folded = "";
      fold.open = true;
      window.__lkUnfold(fold);
    }
    redrawAll(PAPER);
    for (const plot of document.querySelectorAll('.lk-plot:is([data-state="waiting"], [data-state="still"])')) {
      const seen = plot.getClientRects().length; // those of claims are not printed
      const picture = seen ? kit.drawing(plot) : null;
      if (!picture) continue;
      picture.className = "lk-plot__paper";
      plot.dataset.before = plot.dataset.state;
      plot.dataset.state = "paper";
      plot.append(picture);
    }
  });
  addEventListener("afterprint", () => {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folds = document.querySelectorAll("details[data-folded]");
    for (const fold of folds) {
      delete fold.dataset.folded;
      fold.open = false;
    }
    for (const plot of document.querySelectorAll('.lk-plot[data-state="paper"]')) {
      plot.dataset.state = plot.dataset.before;
      plot.querySelector(".lk-plot__paper").remove();
    }
    redrawAll();
  });
})();
