/** Mends what Material's own script and templates leave inaccessible: scrollers, nameless navigation, parts of pages. */
(() => {
  "use strict";
  const SCROLLERS = ".md-typeset__scrollwrap, .md-content pre[tabindex], .lk-error pre, .highlight code";

  /** @param {Element} element */
  const isWide = (element) => element.scrollWidth > element.clientWidth;
  /** What scrolls sideways can be scrolled by keyboard, while it does, and has a name. @param {Element} element */
  function reach(element, wide) {
    const what = element.matches(".highlight code") ? "Code" : element.matches("pre") ? "Output" : "Table";
    const given = { tabindex: "0", role: "group", "aria-label": `${what}, scrolls sideways` };
    for (const [name, value] of Object.entries(given))
      if (wide) element.setAttribute(name, value);
      else element.removeAttribute(name);
  }
  const fit = new ResizeObserver((entries) => {
    const wide = entries.map(({ target }) => isWide(target)); // all are measured before one is changed
    entries.forEach(({ target }, i) => reach(target, wide[i]));
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

  /** What opens the drawer of narrow windows is a label: here a button, for keyboards. Escape closes it again. */
  function openDrawer() {
    const drawer = /** @type {HTMLInputElement | null} */ (document.getElementById("__drawer"));
    const label = document.querySelector('.md-header__button[for="__drawer"]');
    if (!drawer || !label) return;
    const button = window.lessonkit.make(
      "button",
      { type: "button", class: `${label.className} lk-drawer`, "aria-label": "Navigation", "aria-expanded": "false" },
      ...label.childNodes,
    );
    label.replaceWith(button);
    drawer.addEventListener("change", () => button.setAttribute("aria-expanded", String(drawer.checked)));
    button.addEventListener("click", ({ detail }) => {
      drawer.click();
      const byKeyboard = detail === 0;
      if (!byKeyboard || !drawer.checked) return;
      const here = document.querySelector(".md-sidebar--primary a.md-nav__link--active");
      const link = here?.closest("ul")?.querySelector("a[href]");
      // what was hidden until now takes the focus once a frame has shown it
      const enter = (tries) => {
        link?.focus();
        if (link && document.activeElement !== link && tries) setTimeout(enter, 30, tries - 1);
      };
      enter(30);
    });
    document.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !drawer.checked) return;
      drawer.click();
      button.focus();
    });
  }

  // the code of a snippet is laid out when the reader comes near: only then is it known whether it scrolls
  document.addEventListener("contentvisibilityautostatechange", (event) => {
    const { skipped, target } = /** @type {ContentVisibilityAutoStateChangeEvent} */ (event);
    const code = /** @type {Element} */ (target);
    if (skipped) return;
    fit.unobserve(code); // observed anew, it is measured with all others, when they are laid out
    fit.observe(code);
  });

  // tables have their wraps by then: from the build, or on a server from Material, whose script comes first
  window.lessonkit.onPage(() => {
    document.querySelectorAll(SCROLLERS).forEach((element) => fit.observe(element));
    nameSections();
    openDrawer();
  });
})();
