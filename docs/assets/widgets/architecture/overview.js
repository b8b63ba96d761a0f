/** A picture that is wider than its room, whole and small, with a window on what is in sight: drag it, or use the keys. */
(() => {
  "use strict";
  const { make, makeSvg, newId } = window.lessonkit;

  /** The outline of a volume, as a path. @param {number[]} corner of its front @param {number[]} size of it */
  function silhouette([x, y], [width, height], lean) {
    return `M${x} ${y}l${lean} ${-lean}h${width}v${height}l${-lean} ${lean}h${-width}z`;
  }

  /** @param {import("./layout.js").Plan} plan @param {boolean} down @returns {Map<string, string>} a path for each colour */
  function shapes(plan, down, colour) {
    const paths = new Map();
    for (const { node, u, v, box } of plan.items) {
      const [corner, size] = down
        ? [[v - box.across / 2, u], [box.across, box.thick]]
        : [[u, v - box.across / 2], [box.thick, box.across]];
      const token = colour(node);
      paths.set(token, (paths.get(token) ?? "") + silhouette(corner, size, box.lean));
    }
    return paths;
  }

  class Overview {
    /** @param {HTMLElement} element empty @param {HTMLElement} frame what scrolls */
    constructor(element, frame) {
      this.element = element;
      this.frame = frame;
      frame.id ||= newId();
      this.window = make("div", {
        class: "lk-arch__window", role: "scrollbar", tabindex: 0, "aria-controls": frame.id,
        "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100,
        "aria-label": "The part of the picture in view",
      });
      frame.addEventListener("scroll", () => this.follow(), { passive: true });
      this.sized = new ResizeObserver(() => this.follow()); // when the browser has just laid them out
      this.window.addEventListener("keydown", (event) => this.press(event));
      this.element.addEventListener("pointerdown", (event) => this.grab(event));
    }

    /** Draws the picture that the frame shows now. @param {string} box of its view */
    show(plan, box, down, colour) {
      const map = makeSvg("svg", { viewBox: box, preserveAspectRatio: "none", "aria-hidden": "true" });
      const line = plan.links.map((link) => `M${link.map(([u, v]) => (down ? [v, u] : [u, v])).join("L")}`);
      map.append(makeSvg("path", { d: line.join(""), class: "flow" }));
      for (const [token, d] of shapes(plan, down, colour)) {
        map.append(makeSvg("path", { d, style: `fill: var(--lk-${token})` }));
      }
      if (this.map) this.map.replaceWith(map);
      else this.element.append(map, this.window); // the window stays: it may have the keyboard
      this.map = map;
      this.sized.disconnect();
      for (const measured of [this.element, this.frame]) this.sized.observe(measured); // which also reports them at once
    }

    /** How far the frame and the window can go, in pixels of each. */
    reach() {
      const { frame } = this;
      return [frame.scrollWidth - frame.clientWidth, this.element.clientWidth - this.window.offsetWidth];
    }

    /** Puts the window where the frame is: all is read before anything is written. */
    follow() {
      if (this.element.hidden) return;
      const { clientWidth, scrollWidth, scrollLeft } = this.frame;
      const share = scrollWidth > clientWidth ? scrollLeft / (scrollWidth - clientWidth) : 0;
      Object.assign(this.window.style, {
        width: `${(100 * clientWidth) / scrollWidth}%`,
        left: `${100 * share}%`, // its own share of it to the left, so that it ends where the picture does
        transform: `translateX(${-100 * share}%)`,
      });
      this.window.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    }

    press(event) {
      const { frame } = this;
      const page = frame.clientWidth;
      const to = {
        ArrowLeft: frame.scrollLeft - page / 8,
        ArrowRight: frame.scrollLeft + page / 8,
        PageUp: frame.scrollLeft - page,
        PageDown: frame.scrollLeft + page,
        Home: 0,
        End: frame.scrollWidth,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      frame.scrollLeft = to;
    }

    /** The window follows a pointer; pressed beside it, it comes there first. */
    grab(event) {
      if (event.button) return;
      const { left } = this.element.getBoundingClientRect();
      const box = this.window.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right;
      const held = inside ? event.clientX - box.left : box.width / 2;
      const move = ({ clientX }) => {
        const [there, here] = this.reach();
        this.frame.scrollLeft = ((clientX - held - left) / (here || 1)) * there;
      };
      move(event);
      const done = new AbortController();
      this.element.setPointerCapture(event.pointerId);
      this.element.addEventListener("pointermove", move, { signal: done.signal });
      for (const end of ["pointerup", "pointercancel"])
        this.element.addEventListener(end, () => done.abort(), { signal: done.signal });
    }
  }

  /** @type {WeakMap<any, Overview>} one for each diagram */
  const overviews = new WeakMap();
  /** Shows what a diagram shows now. */
  function overview(diagram, colour) {
    if (!overviews.has(diagram)) overviews.set(diagram, new Overview(diagram.overview, diagram.frame));
    overviews.get(diagram).show(diagram.plan, diagram.picture.getAttribute("viewBox"), diagram.down, colour);
  }

  (window.lessonkit.architecture ??= {}).overview = overview;
})();
