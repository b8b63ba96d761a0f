/**
 * The `lessonkit` namespace: where the assets are, loading a script once, running on every page.
 * Classic scripts throughout, so that the site also works from file://. Load this one first.
 */
(() => {
  "use strict";
  // as a file of its own it lies one folder deeper than in a bundle
  const here = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const base = here.replace(/\/lessonkit\/$/, "/");
  /** @type {Map<string, Promise<void>>} */
  const loading = new Map();
  /** @type {Map<string, string>} in which file of a published site a file of the course lies, where both are below assets/ */
  const published = new Map();
  let ids = 0;

  const fileOf = (path) => published.get(path) ?? path;
  /** @param {string} path below assets/ @returns {string} its address in this site */
  const address = (path) => base + fileOf(path);

  /** @param {string} file a script or a stylesheet @param {boolean} inTurn @returns {HTMLElement} what loads it, once it is in the page */
  function loader(file, inTurn) {
    if (file.endsWith(".css")) return make("link", { rel: "stylesheet", href: base + file });
    const script = /** @type {HTMLScriptElement} */ (make("script", { src: base + file }));
    script.async = !inTurn;
    return script;
  }

  /** @param {string} path below assets/ @param {boolean} [inTurn] after those asked for before it, in turn too @returns {Promise<void>} settled once the script ran */
  function load(path, inTurn = false) {
    const file = loading.has(path) ? path : fileOf(path);
    if (!loading.has(file)) {
      loading.set(
        file,
        new Promise((resolve, reject) => {
          const element = loader(file, inTurn);
          element.onload = () => resolve();
          element.onerror = () => {
            element.remove();
            loading.delete(file);
            reject(new Error(`${file} did not load`));
          };
          document.head.append(element);
        }),
      );
    }
    return /** @type {Promise<void>} */ (loading.get(file));
  }

  /**
   * What the files of a published site call: one of them has several of the course, and each of these runs once,
   * whichever file brings it first.
   * @param {Object<string, string[]>} later the files that these may ask for, and what lies in each
   * @param {Object<string, () => void>} parts what runs, by its path; a stylesheet calls `style`
   */
  function bundle(later, parts) {
    for (const [file, paths] of Object.entries(later)) for (const path of paths) published.set(path, file);
    for (const [path, run] of Object.entries(parts)) {
      if (loading.has(path)) continue;
      loading.set(path, Promise.resolve());
      run();
    }
  }
  /** @param {string} text of a stylesheet */
  const style = (text) => document.head.append(make("style", { text }));

  /**
   * Loads scripts that build on one another: all are fetched at once, and run in this order. After one that fails,
   * those behind it may have run without what they need: they come again with it. A published site has all that one
   * call names in one file, so write the names into the call.
   * @param {...string} paths below assets/, scripts without `.js`, and stylesheets @returns {Promise<void>} settled once all are there
   */
  async function parts(...paths) {
    const files = paths.map((path) => (path.endsWith(".css") ? path : `${path}.js`));
    const ran = await Promise.allSettled(files.map((file) => load(file, true)));
    const failed = ran.findIndex(({ status }) => status === "rejected");
    if (failed < 0) return;
    files.slice(failed).forEach((file) => loading.delete(file));
    throw /** @type {PromiseRejectedResult} */ (ran[failed]).reason;
  }

  /**
   * Runs once the page is there: each in a task of its own, so that a finger finds a gap between them. The page may
   * have been painted by then, even loaded. @param {() => void} callback
   */
  function onPage(callback) {
    if (document.readyState === "loading")
      document.addEventListener("DOMContentLoaded", () => setTimeout(callback));
    else setTimeout(callback);
  }

  let glanced = true;
  /** Settled with the reader's first move: nothing heavy comes to those who only glance at a page. */
  const moved = new Promise((done) => {
    const first = () => {
      glanced = false;
      done(undefined);
    };
    const moves = ["scroll", "wheel", "pointermove", "pointerdown", "touchstart", "keydown", "focusin", "beforeprint"];
    for (const move of moves) addEventListener(move, first, { once: true, capture: true, passive: true });
  });

  /** @type {Set<Element>} */
  const waiting = new Set();
  const watch = (margin) =>
    new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting || !waiting.delete(target)) continue;
          nearby.unobserve(target);
          target.dispatchEvent(new Event("lk-near"));
        }
      },
      { rootMargin: `${margin}px 0px` },
    );
  let nearby = watch(150);
  // a reader who scrolls finds things ready, and sees none of them grow
  moved.then(() => {
    nearby.disconnect();
    nearby = watch(800);
    for (const element of waiting) nearby.observe(element);
  });

  /** @param {Element} element @param {() => void} callback called once, when it nears the screen */
  function whenNear(element, callback) {
    element.addEventListener("lk-near", callback, { once: true });
    waiting.add(element);
    nearby.observe(element);
  }

  /** Gives an element its attributes (`text`: its text; null: none) and children. */
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "text") element.textContent = value;
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  /** @param {string} tag @param {Object<string, any>} [attributes] @param {...(Node|string)} children @returns {HTMLElement} */
  const make = (tag, attributes = {}, ...children) =>
    fill(document.createElement(tag), attributes, children);
  /** @param {string} tag @param {Object<string, any>} [attributes] @param {...Node} children @returns {SVGElement} */
  const makeSvg = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /**
   * @param {Element} place of a figure @param {boolean} [paper] which is always light
   * @returns {HTMLImageElement | null} its picture that was made with the page
   */
  function still(place, paper) {
    const holder = document.createElement("template");
    holder.innerHTML = place.querySelector(".lk-still")?.textContent ?? "";
    /** @type {HTMLImageElement | null} */
    const picture = holder.content.querySelector("img");
    if (picture && !paper && document.body.dataset.mdColorScheme === "slate") picture.src = picture.dataset.dark;
    return picture;
  }

  /** The same for paper, which waits for no picture: its drawing itself, asked for at once. @param {HTMLElement} place */
  function drawing(place) {
    const picture = still(place, true);
    if (!picture) return null;
    const request = new XMLHttpRequest();
    try {
      request.open("GET", picture.src, false);
      request.send();
    } catch {
      picture.loading = "eager"; // a file may ask for no other: it comes in time if it was seen before
      return make("div", {}, picture);
    }
    const svg = request.responseXML?.documentElement;
    if (request.status !== 200 || !svg) return null;
    svg.setAttribute("aria-hidden", "true"); // the words for it are in the page
    Object.assign(svg.style, { display: "block", maxWidth: "100%", height: "auto", margin: "auto" });
    const holder = make("div");
    holder.attachShadow({ mode: "open" }).append(svg); // what names its parts names them for itself only
    return holder;
  }

  /** How much larger than usual the page's type is: Material grows it on wide screens. */
  const zoom = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 20;

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  window.lessonkit = {
    load,
    parts,
    address,
    bundle,
    style,
    onPage,
    whenNear,
    moved,
    onlyGlanced: () => glanced,
    make,
    makeSvg,
    still,
    drawing,
    zoom,
    newId: () => `lk-${(ids += 1)}`,
    reducedMotion: () => calm.matches,
  };
})();
