/**
 * What a term means, where a number comes from: the title of what is pointed at, tapped or focused, in one tooltip for
 * the whole page. Material's own attaches to each title when a page starts, and a lesson has a hundred and more.
 */
(() => {
  "use strict";
  const { make, newId, onPage } = window.lessonkit;
  const WAIT = 250; // ms: a pointer that passes by opens nothing, one that crosses a gap closes nothing
  const HEADER = 60; // px at the top that a tooltip would hide behind
  const NUMBER = ":is(.lk-value[title], .lk-value[aria-describedby])";
  const tip = make("div", { class: "lk-tip", role: "tooltip", id: newId() });
  /** @type {HTMLElement | null} */
  let owner = null;
  let timer = 0;

  /** @param {HTMLElement} element whose title is shown, and not by the browser too */
  function show(element) {
    hide();
    owner = element;
    tip.textContent = element.title;
    tip.classList.toggle("lk-tip--keys", element.matches(`${NUMBER}:focus-visible`));
    element.removeAttribute("title");
    element.setAttribute("aria-describedby", tip.id);
    document.body.append(tip);
    const [line] = element.getClientRects(); // a term may run over the end of one
    const width = document.documentElement.clientWidth;
    const above = line.top - tip.offsetHeight;
    const top = above < HEADER ? line.bottom : above;
    tip.style.left = `${scrollX + Math.max(8, Math.min(line.left, width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${scrollY + top}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (!owner) return;
    owner.title = tip.textContent ?? "";
    owner.removeAttribute("aria-describedby");
    owner = null;
    tip.remove();
  }

  // a button's title is its name, and a panel lies above all tooltips: those are left to the browser
  const TITLED = ".md-content [title]:not(button, [popover] *)";
  /** @param {EventTarget | null} target @returns {HTMLElement | null} what it is in */
  const titled = (target) => (target instanceof Element ? target.closest(TITLED) : null);

  /** @param {PointerEvent} event */
  function pointed(event) {
    if (event.pointerType !== "mouse") return;
    const inside = event.target instanceof Node && (tip.contains(event.target) || owner?.contains(event.target));
    clearTimeout(timer);
    if (inside) return;
    const element = titled(event.target);
    if (element) timer = window.setTimeout(show, WAIT, element);
    else if (owner) timer = window.setTimeout(hide, WAIT);
  }

  // --- by keyboard: the first number of a section is a stop of the tab key, arrow keys lead from one to the next
  const numbers = () =>
    [...document.querySelectorAll(`.md-content ${NUMBER}`)].filter((number) => number.getClientRects().length);
  function makeStops() {
    let first = true;
    for (const part of document.querySelectorAll(`.md-content :is(h2, h3, ${NUMBER})`)) {
      const heading = /^H\d$/.test(part.tagName);
      const hidden = part.closest(".lk-widget__fallback, details");
      if (!heading) part.tabIndex = first && !hidden ? 0 : -1;
      if (!hidden) first = heading;
    }
  }
  /** @param {KeyboardEvent} event */
  function walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !(event.target instanceof Element) || !event.target.matches(NUMBER)) return;
    const all = numbers();
    const next = all[all.indexOf(/** @type {HTMLElement} */ (event.target)) + step];
    if (!next) return;
    event.preventDefault();
    next.focus({ focusVisible: true });
  }

  document.addEventListener("pointerover", pointed);
  document.addEventListener("focusin", ({ target }) => {
    const element = titled(target);
    if (element?.matches(":focus-visible")) show(element);
  });
  document.addEventListener("click", ({ target, pointerType }) => {
    const element = pointerType === "mouse" ? null : titled(target);
    if (element && !element.closest("a, button, label, summary")) show(element);
  });
  document.addEventListener("keydown", walk);
  document.addEventListener("focusout", hide);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  onPage(makeStops);
})();
