/**
 * Stands in the head of every page, inside it: what must be settled before the theme's own script runs. That one then
 * finds nothing to change for which the browser would style the page anew.
 */
(() => {
  "use strict";
  document.documentElement.classList.remove("no-js");
  document.documentElement.classList.add("js", "js-focus-visible");

  // --- light or dark, before anything is painted: what the reader chose, else the system's; theme.js changes it
  window.__lkTheme = (scheme) => {
    document.body.dataset.mdColorScheme = scheme;
    document.documentElement.style.colorScheme = scheme === "slate" ? "dark" : "light";
  };
  window.__lkScheme = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default";
    try {
      const { scheme } = window.__md_get("__palette").color;
      return ["default", "slate"].includes(scheme) ? scheme : dark;
    } catch {
      return dark; // nothing is kept, or nothing that can be read
    }
  };

  const start = new MutationObserver(() => {
    if (!document.body) return;
    start.disconnect();
    window.__lkTheme(window.__lkScheme());
  });
  start.observe(document.documentElement, { childList: true });

  // --- the table of a figure may have thousands of cells: it comes into the page when the reader opens its fold
  window.__lkUnfold = (fold) => {
    const kept = fold.querySelector(":scope > noscript");
    if (!kept) return;
    kept.outerHTML = kept.textContent ?? "";
    fold.dispatchEvent(new Event("lk-unfold", { bubbles: true }));
  };
  addEventListener("toggle", ({ target }) => window.__lkUnfold(/** @type {HTMLElement} */ (target)), true);

  // --- the search index weighs more than a lesson: it comes when the reader turns to the search
  const INDEX = /\/search\/search_index\.json$/;
  const turned = new Promise((turn) => {
    if (/[?&][hq]=/.test(location.search)) turn(undefined);
    const places = '[data-md-component="search"], [for="__search"]';
    const look = (event) => {
      if (event.key ? /^[fs/]$/.test(event.key) : event.target.closest?.(places)) turn(undefined);
    };
    for (const type of ["focusin", "pointerdown", "keydown"]) addEventListener(type, look, true);
  });
  const { open, send } = XMLHttpRequest.prototype;
  const waits = new WeakSet();
  XMLHttpRequest.prototype.open = function (...request) {
    if (INDEX.test(String(request[1]))) waits.add(this);
    return open.apply(this, /** @type {any} */ (request));
  };
  XMLHttpRequest.prototype.send = function (...body) {
    if (waits.has(this)) turned.then(() => send.apply(this, body));
    else send.apply(this, body);
  };
})();
