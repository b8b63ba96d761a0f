/**
 * How a reader reaches a layer: pointer and keyboard in the picture, a line of code, a row of the table. Where a finger
 * chooses, the panel is a sheet at the window's foot: nothing moves when it comes, and what was tapped stands clear of it.
 */
(() => {
  "use strict";
  const { make, reducedMotion } = window.lessonkit;
  const architecture = (window.lessonkit.architecture ??= {});

  const small = matchMedia("(hover: none), (max-width: 44.99em)");
  const HEAD = 80; // pixels of the window that the site's head takes, with some room
  const TALL = 140; // pixels of a part that shall be seen; of an opened group, its beginning

  const sheet = {
    isSmall: () => small.matches,

    /** Takes the sheet away while its diagram is out of sight. */
    attend(element, panel) {
      new IntersectionObserver(([{ isIntersecting }]) => panel.classList.toggle("away", !isIntersecting)).observe(element);
    },

    /** The button that takes the sheet away. */
    closer(close) {
      const made = window.lessonkit.button("✕", close);
      made.classList.add("lk-arch__close");
      made.setAttribute("aria-label", "Close");
      return made;
    },

    /** Scrolls just so far that a part stands clear of the sheet. @param {Element} part @param {HTMLElement} panel */
    clear(part, panel) {
      if (!small.matches || panel.hidden) return;
      const { top, bottom } = part.getBoundingClientRect();
      const by = Math.min(Math.min(bottom, top + TALL) + 12 - panel.getBoundingClientRect().top, top - HEAD);
      if (by > 0) scrollBy({ top: by, behavior: reducedMotion() ? "auto" : "smooth" });
    },
  };

  const idOf = (event) => {
    /** @type {HTMLElement | null} */
    const part = event.target.closest?.("[data-id]");
    return part ? Number(part.dataset.id) : null;
  };

  /** Ids along the flow. */
  const inOrder = ({ plan }) =>
    [...plan.frames, ...plan.items].sort((a, b) => a.u - b.u || a.v - b.v).map((item) => item.id);

  /**
   * The nearest part on another lane, to one side.
   * @param {{plan: import("./layout.js").Plan}} diagram @param {number} id @param {number} side -1 or 1
   * @returns {number|undefined}
   */
  function beside({ plan }, id, side) {
    const here = plan.items.find((item) => item.id === id);
    if (!here) return undefined;
    const distance = (item) => Math.hypot(item.u - here.u, item.v - here.v);
    return plan.items
      .filter((item) => (item.v - here.v) * side > 1)
      .sort((a, b) => distance(a) - distance(b))[0]?.id;
  }

  /** @returns {number|undefined} where a key leads to from a part */
  function next(diagram, id, key) {
    const [back, on, left, right] = diagram.down
      ? ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
      : ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
    if (key === left || key === right) return beside(diagram, id, key === left ? -1 : 1);
    const step = { [back]: -1, [on]: 1, Home: -Infinity, End: Infinity }[key];
    const order = inOrder(diagram);
    return order[Math.min(Math.max(order.indexOf(id) + step, 0), order.length - 1)];
  }

  /** The group that Escape closes: this one if it is open, or the one around. */
  function around(diagram, id) {
    if (diagram.open.has(id)) return id;
    let up = diagram.parents[id];
    while (up && !diagram.isGroup(up)) up = diagram.parents[up];
    return up;
  }

  function press(diagram, id, key) {
    if (key === "Enter" || key === " ") {
      diagram.choose(id);
      if (diagram.isGroup(id)) diagram.toggle(id);
      sheet.clear(diagram.partOf(id), diagram.details);
    } else if (key === "Escape" && small.matches && diagram.chosen !== null) {
      diagram.leave();
    } else if (key === "Escape") {
      const group = around(diagram, id);
      if (!group) return false;
      diagram.toggle(group);
    } else if (key === "Home" || key === "End" || key.startsWith("Arrow")) {
      const found = next(diagram, id, key);
      if (found !== undefined) diagram.partOf(found)?.focus();
    } else return false;
    return true;
  }

  function byHand(diagram) {
    const { frame } = diagram;
    frame.addEventListener("click", (event) => {
      const id = idOf(event);
      if (id !== null) press(diagram, id, "Enter");
    });
    let pointed = null;
    const point = (id) => {
      if (id === pointed) return;
      pointed = id;
      if (id !== null) diagram.tell(id);
    };
    frame.addEventListener("pointermove", (event) => {
      // a picture that moves below a resting pointer is not pointed at
      if (small.matches) return; // a sheet comes for what is chosen
      if (event.pointerType === "mouse" && (event.movementX || event.movementY)) point(idOf(event));
    });
    frame.addEventListener("pointerleave", () => {
      point(null);
      diagram.rest();
    });
    frame.addEventListener("focusin", (event) => {
      const id = idOf(event);
      if (id === null) return;
      for (const part of diagram.parts())
        part.setAttribute("tabindex", Number(part.dataset.id) === id ? 0 : -1);
      if (!small.matches || diagram.chosen !== null) diagram.tell(id);
      if (event.target.matches(":focus-visible")) sheet.clear(event.target, diagram.details);
    });
    diagram.details.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && small.matches) diagram.leave();
    });
    frame.addEventListener("keydown", (event) => {
      const id = idOf(event);
      if (id !== null && press(diagram, id, event.key)) event.preventDefault();
    });
  }

  function fromCode(diagram) {
    if (diagram.chosen !== null) diagram.choose(diagram.chosen); // now its lines are found, too
    architecture.listen(diagram.nodes, (ids, first) => {
      diagram.chooseMany(ids);
      // of several diagrams that a line made, the first one comes into view
      if (first) diagram.partOf(diagram.visible(ids[0]))?.scrollIntoView({ block: "nearest", inline: "center" });
    });
  }

  /** Turns the names in the table below into buttons, once it is there. */
  function fromTable(diagram) {
    const twin = diagram.element.closest("figure")?.querySelector(".lk-twin");
    if (!twin) return;
    if (twin.querySelector("table")) nameRows(diagram, twin);
    else twin.addEventListener("lk-unfold", () => nameRows(diagram, twin), { once: true });
  }

  function nameRows(diagram, twin) {
    const rows = twin.querySelectorAll("tbody tr");
    const ids = new Map();
    diagram.nodes.forEach((node, id) => node.kind === "group" || ids.has(node.name) || ids.set(node.name, id));
    for (const { cells } of rows) {
      const id = ids.get(cells[0].textContent);
      if (id === undefined) continue;
      const link = make("button", { type: "button", class: "lk-sort", text: cells[0].textContent });
      link.addEventListener("click", () => {
        diagram.reveal(id);
        diagram.choose(id);
        diagram.partOf(id)?.scrollIntoView({ block: "center", inline: "center" });
      });
      cells[0].replaceChildren(link);
    }
  }

  Object.assign(architecture, { byHand, fromCode, fromTable, sheet });
})();
