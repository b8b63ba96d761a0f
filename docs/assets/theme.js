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
  function kept() {
    try {
      return Boolean(window.__md_get("__palette"));
    } catch {
      return false;
    }
  }

  const now = document.body.dataset.mdColorScheme ?? "default";
  if ((now === "slate") !== dark.matches) show(now); // chosen on an earlier page
  // the header stays through instant navigation
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
  dark.addEventListener("change", () => {
    if (!kept()) show(dark.matches ? "slate" : "default");
  });
})();
