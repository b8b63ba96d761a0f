/**
 * Slides one at a time: arrow keys, a clicker, a swipe or buttons move; Esc shows all of them, N the speaker's notes.
 * What is not in sight is drawn behind it: it is there when its turn comes, and when the slides are printed.
 * Loaded before figures.js, whose pictures on paper need every slide in sight.
 */
(() => {
  "use strict";
  const root = document.documentElement;
  const slides = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".lk-slide")]);
  const SIZES = [1.7, 1.5, 1.35, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];
  const LEGIBLE = 0.7;
  const WIDTHS = [100, 85, 70, 55, 40];
  const SWIPE = 60;
  const PATIENCE = 15_000;
  const WIDGETS = ".lk-widget[data-widget]";
  const PLOTS = ".lk-plot[data-figure]:not([popover] *)";
  const shows = () => root.classList.contains("lk-show");
  let now = 0;
  /** @type {Window | null} the other of the two windows, if there are two */
  let other = window.opener;

  /** @param {string} hash of an address @returns {number} the slide that it names, the first if none */
  const named = (hash) => Math.max(0, slides.findIndex(({ id }) => `#${id}` === hash));

  /** Gives a picture all the room that its slide has. @param {HTMLElement} slide */
  function fit(slide) {
    /** @type {HTMLElement | null} */
    const room = slide.querySelector(".lk-slide__picture");
    if (!room) return;
    room.style.overflow = "";
    room.removeAttribute("tabindex");
    const fitted = /** @type {HTMLElement} */ (room.firstElementChild);
    /** @type {NodeListOf<HTMLElement>} */
    const plots = room.querySelectorAll(".lk-plot[data-figure]:not([hidden] *)");
    const height = Math.floor(room.clientHeight / plots.length) - 4;
    for (const plot of plots) {
      plot.dataset.height = String(height);
      plot.style.setProperty("--lk-height", `${height}px`);
    }
    if (plots.length) return;
    const picture = fitted.querySelector("img:not(.lk-widget img)");
    if (picture && !fitted.textContent.trim()) {
      Object.assign(picture.style, { width: "100%", height: `${room.clientHeight - 4}px`, objectFit: "contain", objectPosition: "left top" });
      return;
    }
    const widget = fitted.querySelector(".lk-widget:not([data-figure])");
    const largest = widget || fitted.querySelector("img") ? 1 : fitted.querySelector("form") ? 1.1 : SIZES[0];
    // what fills the width is lower when it is narrower; the rest needs smaller type
    for (const size of SIZES)
      for (const width of widget ? WIDTHS : [100])
        if (size <= largest && fits(room, fitted, size, width)) return;
    fits(room, fitted, LEGIBLE, 100);
    room.tabIndex = 0; // taller than any slide: it scrolls
    room.style.overflow = "auto";
  }
  /**
   * @param {HTMLElement} room @param {HTMLElement} fitted in it @param {number} size of its type @param {number} width in per cent
   * @returns {boolean} whether all of it can be seen
   */
  function fits(room, fitted, size, width) {
    fitted.style.zoom = String(size);
    fitted.style.width = `${width}%`;
    const [outer, inner] = [room.getBoundingClientRect(), fitted.getBoundingClientRect()];
    /** @type {NodeListOf<HTMLElement>} */
    const wide = fitted.querySelectorAll("pre, pre code, .md-typeset__scrollwrap, .lk-scroll, .lk-shadows, .lk-widget :is(button, li, figcaption)");
    const cut = [...wide].some((part) => part.scrollWidth > part.clientWidth + 1);
    return !cut && inner.height <= outer.height + 1;
  }
  // a widget grows when its script has come
  const grown = new ResizeObserver(([{ target }]) => {
    const slide = /** @type {HTMLElement} */ (target.closest(".lk-slide"));
    const room = target.parentElement.getBoundingClientRect();
    const fits = target.getBoundingClientRect().height <= room.height + 1;
    if (shows() && !fits && !target.parentElement.style.overflow) fit(slide);
  });

  /** @param {number} to @param {boolean} [told] by the other window */
  function show(to, told = false) {
    now = Math.min(Math.max(to, 0), slides.length - 1);
    const slide = slides[now];
    for (const part of document.querySelectorAll("[data-now]")) part.removeAttribute("data-now");
    slide.dataset.now = "";
    const notes = document.querySelector(`.lk-notes[data-slide="${slide.id}"]`);
    if (notes) {
      notes.setAttribute("data-now", "");
      /** @type {HTMLDetailsElement} */ (notes).open = "notes" in root.dataset;
    }
    history.replaceState(null, "", `#${slide.id}`);
    grown.disconnect();
    if (shows()) {
      fit(slide);
      const fitted = slide.querySelector(".lk-slide__fit");
      if (fitted) grown.observe(fitted);
    } else slide.scrollIntoView({ block: "start" });
    if (!told) other?.postMessage({ slide: now }, "*");
    const next = slides[now + 1];
    coming.textContent = next ? `Next: ${title(next)}` : "The last slide";
    root.style.setProperty("--lk-bar", `${bar.offsetHeight}px`);
    said.textContent = `Slide ${now + 1} of ${slides.length}: ${title(slide)}`;
  }
  /** @param {HTMLElement} slide @returns {string} what it says first: its message, else its question, else its heading */
  const title = (slide) =>
    slide.querySelector(":scope > .lk-slide__message, legend, :scope > .lk-slide__title").textContent.trim().replace(/\s+/g, " ");

  /** @param {boolean} one at a time, or all @param {boolean} [told] by the other window where to be */
  function present(one, told) {
    root.classList.toggle("lk-show", one);
    if (!one) for (const slide of slides) release(slide);
    overview.textContent = one ? "All slides" : "Present";
    show(now, told);
    again();
  }
  /** Takes back what `fit` set. @param {HTMLElement} slide */
  function release(slide) {
    const fitted = /** @type {HTMLElement | null} */ (slide.querySelector(".lk-slide__fit"));
    if (!fitted) return;
    fitted.style.zoom = fitted.style.width = fitted.parentElement.style.overflow = "";
    for (const picture of fitted.querySelectorAll("img")) if (!picture.closest(".lk-widget")) picture.removeAttribute("style");
  }
  /** Has figures drawn in their new size: they are drawn again when the theme changes. */
  function again() {
    document.body.dataset.mdColorScheme = document.body.dataset.mdColorScheme;
  }
  function notes() {
    if (shows()) root.toggleAttribute("data-notes");
    else for (const fold of document.querySelectorAll("details.lk-notes")) fold.toggleAttribute("open");
    show(now);
    again();
  }
  function speaker() {
    other = window.open(`${location.href.split("#")[0]}#${slides[now].id}`, "lk-speaker", "popup,width=1100,height=640");
  }
  const fullScreen = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  const theme = () => window.__lkTheme(document.body.dataset.mdColorScheme === "slate" ? "default" : "slate");

  /** @type {Object<string, () => void>} */
  const KEYS = {
    ArrowRight: () => show(now + 1),
    ArrowDown: () => show(now + 1),
    PageDown: () => show(now + 1),
    " ": () => show(now + 1),
    ArrowLeft: () => show(now - 1),
    ArrowUp: () => show(now - 1),
    PageUp: () => show(now - 1),
    Home: () => show(0),
    End: () => show(slides.length - 1),
    Escape: () => present(!shows()),
    n: notes,
    s: speaker,
    f: fullScreen,
    d: theme,
  };
  const OWN = "input, select, textarea, [role=slider], [role=application], .lk-widget, .lk-plot, .lk-order";
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const act = KEYS[event.key.length > 1 ? event.key : event.key.toLowerCase()];
    const target = /** @type {Element} */ (event.target);
    const walks = /^Arrow|^ $|^Home|^End/.test(event.key);
    if (!act || (walks && (!shows() || target.closest(OWN) || (event.key === " " && target.closest("button, a, summary"))))) return;
    if (target.closest("input[type=text], textarea") && event.key.length === 1) return;
    event.preventDefault();
    act();
  });

  let start = { x: 0, y: 0, own: true };
  addEventListener("touchstart", ({ touches, target }) => {
    const own = touches.length > 1 || !shows() || Boolean(/** @type {Element} */ (target).closest(`${OWN}, pre, .md-typeset__scrollwrap`));
    start = { x: touches[0].clientX, y: touches[0].clientY, own };
  }, { passive: true });
  addEventListener("touchend", ({ changedTouches: [{ clientX, clientY }] }) => {
    const [x, y] = [clientX - start.x, clientY - start.y];
    if (!start.own && Math.abs(x) > SWIPE && Math.abs(y) < SWIPE) show(now - Math.sign(x));
  });
  addEventListener("resize", () => {
    if (!shows()) return;
    fit(slides[now]);
    again();
  });
  addEventListener("hashchange", () => show(named(location.hash)));
  addEventListener("message", ({ source, data }) => {
    if (!source || typeof data?.slide !== "number") return;
    if (source !== other && source !== window.opener) return;
    other = /** @type {Window} */ (source);
    show(data.slide, true);
  });

  /** @param {HTMLElement} part @returns {boolean} whether there is something to see, or will never be */
  const isThere = ({ dataset: { state } }) => ["ready", "drawn", "failed"].includes(state);
  /** Draws what a slide shows, behind the one in sight. @param {HTMLElement} slide @param {string} kind which parts */
  async function prepare(slide, kind) {
    /** @type {HTMLElement[]} */
    const parts = [...slide.querySelectorAll(kind)];
    if (parts.every(isThere)) return;
    slide.dataset.near = "";
    if (shows()) fit(slide);
    for (const part of parts) part.dispatchEvent(new Event("lk-near"));
    const end = Date.now() + PATIENCE;
    while (!parts.every(isThere) && Date.now() < end) await new Promise((done) => setTimeout(done, 50));
    delete slide.dataset.near;
  }
  /** @type {Promise<void> | undefined} */
  let preparing;
  /** Draws all slides, those that come next first; figures when the reader has moved, as on every page. */
  function prepareAll() {
    return (preparing ??= (async () => {
      const order = [...slides.slice(now), ...slides.slice(0, now)];
      for (const slide of order) await prepare(slide, WIDGETS);
      await window.lessonkit.moved;
      for (const slide of order) await prepare(slide, PLOTS);
    })());
  }
  async function toPaper() {
    said.textContent = "All slides are being drawn, to be printed.";
    await prepareAll();
    print();
  }
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key !== "p") return;
    event.preventDefault(); // the page would be printed before it is drawn
    toPaper();
  });

  let before = false;
  addEventListener("beforeprint", () => {
    if (root.classList.contains("lk-paper")) return; // a browser may ask twice
    before = shows();
    root.classList.remove("lk-show");
    root.classList.add("lk-paper"); // as large as a page: what fits now fits there
    for (const slide of slides) {
      fit(slide);
      for (const part of slide.querySelectorAll(".lk-plot, .lk-widget[data-figure]")) ifStill(/** @type {HTMLElement} */ (part));
    }
  });
  addEventListener("afterprint", () => {
    root.classList.remove("lk-paper");
    for (const part of document.querySelectorAll(".lk-plot, .lk-widget")) /** @type {HTMLElement} */ (part).style.maxWidth = "";
    for (const slide of slides) release(slide);
    if (before) present(true);
  });
  /** The still picture of what is not drawn yet is as high as its room, and no higher. @param {HTMLElement} part */
  function ifStill(part) {
    const still = part.querySelector(".lk-still")?.textContent ?? "";
    const [width, height] = [/ width="(\d+)"/, / height="(\d+)"/].map((size) => Number(size.exec(still)?.[1]));
    const room = /** @type {HTMLElement} */ (part.closest(".lk-slide__picture"));
    if (!height || !room || isThere(part)) return;
    part.style.maxWidth = `${Math.round(((room.clientHeight - 4) * width) / height)}px`;
    /** @type {HTMLElement} */ (room.firstElementChild).style.zoom = "1";
  }

  const bar = document.createElement("div");
  bar.className = "lk-deck__bar";
  /** @param {string} text @param {() => void} act @param {string} [label] @param {string} [more] */
  function button(text, act, label, more = "") {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `lk-button ${more}`;
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    if (label) made.title = label;
    made.addEventListener("click", act);
    bar.append(made);
    return made;
  }
  const clock = document.createElement("p");
  clock.className = "lk-deck__clock";
  const coming = document.createElement("span");
  const time = document.createElement("time");
  clock.append(coming, time);
  bar.append(clock);
  const began = Date.now();
  const tick = () => {
    const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    time.textContent = `${at} · ${Math.floor((Date.now() - began) / 60_000)} min since this window opened`;
    setTimeout(tick, 5000);
  };
  tick();
  button("←", () => show(now - 1), "Previous slide", "lk-deck__step");
  button("→", () => show(now + 1), "Next slide", "lk-deck__step");
  const overview = button("Present", () => present(!shows()));
  button("Notes", notes);
  button("Speaker's window", speaker, "", "lk-deck__open");
  button("Print", toPaper, "Print, or save as PDF", "lk-deck__open");
  button("Full screen", fullScreen);
  const said = document.createElement("p");
  said.className = "lk-hidden";
  said.setAttribute("aria-live", "polite");
  document.querySelector(".lk-deck__links").after(bar, said);

  // on paper a picture that nobody has scrolled to would be missing
  addEventListener("load", () => {
    for (const picture of document.images) picture.loading = "eager";
    if (shows()) prepareAll();
  });
  if (window.opener && window.name === "lk-speaker") {
    root.dataset.notes = "";
    root.classList.add("lk-speaker");
  }
  now = named(location.hash);
  if (innerWidth >= 700) present(true, true); // the window that opened this one may have moved on
})();
