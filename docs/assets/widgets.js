/** Widgets: small pictures that answer to the reader. Each one's script loads when its place nears the screen. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  /** @typedef {(element: HTMLElement, data: object) => void | Promise<void>} Draw */
  /** @type {Map<string, Draw>} */
  const widgets = new Map();

  /** @param {HTMLElement} place @returns {object} the data that the page carries for this widget */
  function dataOf(place) {
    if (place.dataset.values) return JSON.parse(place.dataset.values);
    const holder = place.querySelector(".lk-data");
    return holder ? JSON.parse((holder.content || holder).textContent) : {};
  }

  /** @param {HTMLElement} place */
  async function start(place) {
    const name = place.dataset.widget;
    try {
      if (!widgets.has(name)) await kit.load(`widgets/${name}.js`);
      const element = kit.make("div", { class: `lk-${name}` });
      await widgets.get(name)(element, dataOf(place));
      place.querySelector(".lk-widget__fallback")?.setAttribute("hidden", "");
      place.append(element);
      place.dataset.state = "ready";
    } catch (error) {
      console.warn(error);
      place.dataset.state = "failed";
    }
  }

  kit.widget = (name, draw) => {
    widgets.set(name, draw);
  };
  kit.onPage(() => {
    for (const place of document.querySelectorAll(".lk-widget[data-widget]:not([data-state])")) {
      place.dataset.state = "waiting";
      kit.whenNear(place, () => start(place));
    }
  });
})();
