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
  let ids = 0;

  /** @param {string} path below assets/ @param {boolean} [inTurn] after those asked for before it, in turn too @returns {Promise<void>} settled once the script ran */
  function load(path, inTurn = false) {
    if (!loading.has(path)) {
      loading.set(
        path,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.async = !inTurn;
          script.src = base + path;
          script.onload = () => resolve();
          script.onerror = () => {
            script.remove();
            loading.delete(path);
            reject(new Error(`${path} did not load`));
          };
          document.head.append(script);
        }),
      );
    }
    return /** @type {Promise<void>} */ (loading.get(path));
  }

  /**
   * Loads scripts that build on one another: all are fetched at once, and run in this order. After one that fails,
   * those behind it may have run without what they need: they come again with it.
   * @param {...string} paths below assets/, without `.js` @returns {Promise<void>} settled once the last one ran
   */
  async function parts(...paths) {
    const scripts = paths.map((path) => `${path}.js`);
    const ran = await Promise.allSettled(scripts.map((script) => load(script, true)));
    const failed = ran.findIndex(({ status }) => status === "rejected");
    if (failed < 0) return;
    scripts.slice(failed).forEach((script) => loading.delete(script));
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
