/** Exercises: the editor comes when a reader turns to it, and Python when its button is pressed. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const come = () =>
    kit.parts(
      "lessonkit/python/exercise.css", "lessonkit/python/python", "lessonkit/python/attempt", "lessonkit/python/editor",
      "lessonkit/python/said", "lessonkit/python/asking", "lessonkit/python/compare", "lessonkit/python/exercise",
    );
  /** @type {WeakSet<HTMLElement>} what a press, or a link, has opened */
  const opened = new WeakSet();

  /** @param {HTMLElement} place the line with the button */
  async function open(place) {
    if (opened.has(place)) return;
    opened.add(place);
    try {
      await come();
      await kit.exercise(place);
    } catch (error) {
      opened.delete(place);
      console.warn(error);
      kit.failure(place, "The editor did not load.", () => open(place));
    }
  }

  kit.onPage(() => {
    const linked = /^#attempt=([\w/]+):/.exec(location.hash)?.[1];
    for (const place of document.querySelectorAll(".lk-exercise__here")) {
      const button = place.querySelector("button");
      place.hidden = false;
      if (location.protocol === "file:") place.querySelector("span").remove(); // nothing comes over a network
      button.addEventListener("click", () => open(place));
      button.addEventListener("focus", () => come().catch(() => {}), { once: true });
      if (linked === place.dataset.name) open(place);
    }
  });
})();
