/**
 * Where a finger chooses, the panel is a sheet at the window's foot: it takes no room of the page, nothing moves when it
 * comes, and the layer that was tapped stands clear of it.
 */
(() => {
  "use strict";
  const { make, reducedMotion } = window.lessonkit;
  const small = matchMedia("(hover: none), (max-width: 44.99em)");
  const HEADER = 80; // pixels of the window that the site's head takes, with some room
  const TALL = 140; // pixels of a part that shall be seen; of an opened group, its beginning
  const AIR = 12; // pixels between the part and the sheet

  const isSmall = () => small.matches;

  /** Takes the sheet away while its diagram is out of sight. @param {HTMLElement} element @param {HTMLElement} panel */
  function attend(element, panel) {
    new IntersectionObserver(([{ isIntersecting }]) => panel.classList.toggle("away", !isIntersecting)).observe(element);
  }

  /** The button that takes the sheet away. @param {() => void} close */
  function closer(close) {
    const made = make("button", { type: "button", class: "lk-button lk-arch__close", text: "✕", "aria-label": "Close" });
    made.addEventListener("click", close);
    return made;
  }

  /** Scrolls just so far that a part stands clear of the sheet. @param {Element} part @param {HTMLElement} panel */
  function clear(part, panel) {
    if (!isSmall() || panel.hidden) return;
    const { top, bottom } = part.getBoundingClientRect();
    const hidden = Math.min(bottom, top + TALL) + AIR - panel.getBoundingClientRect().top;
    const by = Math.min(hidden, top - HEADER);
    if (by > 0) scrollBy({ top: by, behavior: reducedMotion() ? "auto" : "smooth" });
  }

  (window.lessonkit.architecture ??= {}).sheet = { isSmall, attend, closer, clear };
})();
