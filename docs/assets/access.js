/** Mends what Material's own script and templates leave inaccessible: scrollers, nameless navigation, parts of pages. */
(() => {
  "use strict";
  const SCROLLERS = ".md-typeset__scrollwrap, .jupyter-wrapper pre, .lk-error pre";

  /** What scrolls sideways can be scrolled by keyboard, while it does. */
  const fit = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const target = /** @type {HTMLElement} */ (entry.target);
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", "Scrolls sideways");
      } else for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  });

  /** A section whose head is a link leaves an empty label for its navigation. */
  function nameSections() {
    for (const nav of document.querySelectorAll("nav[aria-labelledby]")) {
      const label = document.getElementById(nav.getAttribute("aria-labelledby") ?? "");
      const name = nav.parentElement?.querySelector(".md-ellipsis")?.textContent.trim();
      if (label?.textContent.trim() || !name) continue;
      nav.removeAttribute("aria-labelledby");
      nav.setAttribute("aria-label", name);
    }
  }

  /**
   * A link that is followed in a page's first moments may bring the other page, and not the part
   * that it named. Going to the same address once more marks that part and shows it.
   */
  function goThere() {
    const part = document.getElementById(location.hash.slice(1));
    if (part && !document.querySelector(":target")) location.replace(location.hash);
  }

  /** Runs after Material has wrapped tables and given code its buttons. */
  function mend() {
    document.querySelectorAll(SCROLLERS).forEach((element) => fit.observe(element));
    document
      .querySelectorAll("nav.md-code__nav")
      .forEach((nav) => nav.setAttribute("role", "none"));
    nameSections();
  }

  // Material asks once whether code scrolls: before that far down the page anything is laid out
  document.addEventListener("contentvisibilityautostatechange", (event) => {
    const code = /** @type {HTMLElement} */ (event.target);
    const { skipped } = /** @type {ContentVisibilityAutoStateChangeEvent} */ (event);
    if (!skipped && code.scrollWidth > code.clientWidth) code.tabIndex = 0;
  });

  window.lessonkit.onPage(() => {
    [0, 300, 1500].forEach((wait) => setTimeout(mend, wait));
    [0, 300].forEach((wait) => setTimeout(goThere, wait));
  });
})();
