/** Widgets: small pictures that answer to the reader. Each one's script loads when its place nears the screen. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { parts: come } = kit;
  /** @typedef {(element: HTMLElement, data: any) => void | Promise<void>} Draw */
  /** @type {Map<string, {draw: Draw, parts: string[]}>} */
  const widgets = new Map();
  /** @type {Map<string, any>} data of figures that a widget draws, as the output scripts registered them */
  const figures = new Map();

  /** @param {HTMLElement} place @returns {Promise<any>} the data that the page carries for this widget */
  async function dataOf(place) {
    const key = place.dataset.figure;
    if (key) {
      if (!figures.has(key)) await kit.load(`outputs/${key}.js`);
      return figures.get(key);
    }
    if (place.dataset.values) {
      const data = JSON.parse(place.dataset.values);
      const scripts = Object.entries(JSON.parse(place.dataset.scripts ?? "{}"));
      await Promise.all(scripts.map(([, script]) => figures.has(script) || kit.load(`outputs/${script}.js`)));
      for (const [name, script] of scripts) data[name] = figures.get(script);
      return data;
    }
    /** @type {HTMLTemplateElement} */
    const holder = place.querySelector(".lk-data");
    return holder ? JSON.parse((holder.content || holder).textContent) : {};
  }

  /** @param {HTMLElement} place @returns {Promise<Draw>} what draws the widget, once its styles and its parts are there */
  async function drawing({ dataset: { widget: name, file } }) {
    if (!widgets.has(name)) await kit.load(file ?? `widgets/${name}/widget.js`);
    const { draw, parts } = widgets.get(name);
    await come(...parts);
    return draw;
  }

  /** @param {HTMLElement} place */
  async function start(place) {
    const name = place.dataset.widget;
    try {
      const element = kit.make("div", { class: `lk-${name}` });
      const [draw, data] = await Promise.all([drawing(place), dataOf(place)]);
      place.append(element); // first, so that the widget knows how much room there is
      await draw(element, data);
      place.querySelector(".lk-widget__fallback")?.setAttribute("hidden", "");
      place.querySelector(".lk-widget__still")?.remove();
      place.dataset.state = "ready";
      if (place.dataset.figure) giveBack(place, element);
    } catch (error) {
      console.warn(error);
      place.querySelector(`:scope > .lk-${name}`)?.remove();
      place.dataset.state = "failed"; // which gives the room back
      kit.failure(place, "This interactive part did not load.", () => {
        place.dataset.state = "waiting";
        start(place);
      });
    }
  }

  /**
   * A figure's room is that of the largest of its kind: the rest goes, unless a reader would see what follows jump. An
   * observer is told where the figure ends when it has been laid out anyway.
   * @param {HTMLElement} place @param {HTMLElement} drawn
   */
  function giveBack(place, drawn) {
    new IntersectionObserver(([{ boundingClientRect }], watch) => {
      watch.disconnect();
      if (boundingClientRect.bottom >= innerHeight) place.style.minHeight = "0";
    }).observe(drawn);
  }

  // on paper, the still picture of a diagram that no one has scrolled to
  addEventListener("beforeprint", () => {
    for (const place of document.querySelectorAll('.lk-widget[data-figure][data-state="waiting"]')) {
      const picture = place.querySelector(".lk-widget__still") ? null : kit.drawing(place); // a browser may ask twice
      if (!picture) continue;
      picture.className = "lk-widget__still";
      place.append(picture);
    }
  });
  addEventListener("afterprint", () => {
    for (const picture of document.querySelectorAll(".lk-widget__still")) picture.remove();
  });

  kit.data = (key, data) => {
    figures.set(key, data);
  };
  /** @param {{script: string}} left bytes that a snippet left @returns {Promise<string>} as base64, once it is loaded */
  kit.file = async ({ script }) => {
    if (!figures.has(script)) await kit.load(`outputs/${script}.js`);
    return figures.get(script);
  };
  /**
   * @param {string} name of the widget's folder @param {string[]} parts what it is made of besides `widget.js`, in
   * order: stylesheets, and scripts without `.js`, below assets/ or, after `./`, in its folder @param {Draw} draw
   */
  kit.widget = (name, parts, draw) => {
    widgets.set(name, { draw, parts: parts.map((path) => path.replace(/^\.\//, `widgets/${name}/`)) });
  };
  kit.onPage(() => {
    // an address that names a part of a figure may mean any of them: a course says by which settings
    const inAddress = new URLSearchParams(location.search);
    const asked = kit.figureSettings?.some((setting) => inAddress.has(setting));
    for (const place of document.querySelectorAll(".lk-widget[data-widget]")) {
      place.dataset.state = "waiting";
      if (asked && place.dataset.figure) start(place);
      else kit.whenNear(place, () => start(place));
    }
  });
})();
