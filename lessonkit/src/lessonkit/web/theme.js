/** The two buttons that switch between light and dark. What shows at first, early.js settles before paint. */
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const metas = () => document.querySelectorAll('meta[name="theme-color"]');

  /** @param {string} scheme `default` or `slate` */
  function show(scheme) {
    window.__lkTheme(scheme);
    const paper = getComputedStyle(document.body).getPropertyValue("--lk-paper").trim();
    for (const meta of metas()) meta.setAttribute("content", paper);
  }

  const now = document.body.dataset.mdColorScheme ?? "default";
  if ((now === "slate") !== dark.matches) show(now); // chosen on an earlier page
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-lk-theme]"));
    if (!button) return;
    const scheme = button.dataset.lkTheme;
    show(scheme);
    window.__md_set("__palette", { color: { scheme } });
    const other = document.querySelector(`[data-lk-theme]:not([data-lk-theme="${scheme}"])`);
    /** @type {HTMLElement} */ (other).focus();
  });
  const settle = () => show(window.__lkScheme());
  dark.addEventListener("change", settle);
  // a page that the browser kept, and shows again after another choice on another page
  addEventListener("pageshow", ({ persisted }) => persisted && settle());
})();
