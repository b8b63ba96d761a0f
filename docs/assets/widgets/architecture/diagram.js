/** One diagram: which groups are open, which layer is chosen, what colours it; and the picture of that. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { make } = kit;
  const architecture = (kit.architecture ??= {});
  const NARROW = 620; // pixels: below, the network flows downwards
  const [SMALLEST, LARGEST] = [0.93, 1.25]; // scale: labels stay legible, small networks do not shout
  const TALLEST = 640; // pixels: a picture that flows to the right should be seen whole
  /** From the finest picture to the one that needs the least room. */
  const FITS = [
    { shrink: 1, staggered: false },
    { shrink: 0.8, staggered: false },
    { shrink: 0.65, staggered: false },
    { shrink: 0.8, staggered: true },
    { shrink: 0.65, staggered: true },
    { shrink: 0.5, staggered: true },
  ];
  /** On a phone volumes grow narrower: branches stand side by side. */
  const NARROWER = [1, 0.8, 0.65, 0.55].map((shrink) => ({ shrink, staggered: false }));
  const LISTED = 24; // layers named when one line made many
  const HINT = "Point at a layer, tap it, or move with the arrow keys. Enter opens a stage or block.";
  const TAP = "Tap a layer for its figures, a stage or block to open it.";

  class Diagram {
    /** @param {HTMLElement} element empty @param {{name: string, totals: Object<string, number>, nodes: DiagramNode[]}} data */
    constructor(element, data) {
      this.element = element;
      this.data = data;
      this.nodes = data.nodes;
      /** @type {number[]} */
      this.parents = [];
      this.nodes.forEach((node, id) => node.children?.forEach((child) => (this.parents[child] = id)));
      this.open = new Set(this.nodes.flatMap((node, id) => (id && node.open ? [id] : [])));
      /** @type {string|null} what colours the picture; null: the kind of layer */
      this.quantity = null;
      /** @type {number|null} */
      this.chosen = null;
      this.down = false;
      /** @type {number[]|null} the layers that a chosen line of code made */
      this.made = null;
      this.width = element.clientWidth; // asked before anything is drawn, and told by what watches it from then on
      this.furnish();
    }

    /** Makes everything but the picture. */
    furnish() {
      const { colourSwitch, saving, sheet, summary } = architecture;
      const { name } = this.data;
      const unknown_activations = this.nodes.some(({ activation_bytes }) => activation_bytes === null);
      const totals = { ...this.data.totals, unknown_activations };
      const title = `${name}: ${summary(totals)}`;
      const told = summary(totals)
        .split(" · ")
        .flatMap((part, n) => [n ? " · " : " ", make("span", { text: part })]);
      const colours = colourSwitch((key) => {
        this.quantity = key;
        this.render();
      });
      this.all = kit.button("Open all", () => this.openOrCloseAll());
      this.frame = make("div", { class: "lk-arch__frame lk-shadows" });
      this.legend = make("ul", { class: "lk-arch__legend" });
      this.overview = make("div", { class: "lk-arch__overview", hidden: "" });
      this.details = make("div", { class: "lk-arch__panel", "aria-live": "polite" });
      sheet.attend(this.element, this.details);
      const files = saving(["SVG", "PNG", "TikZ"], async (kind) => {
        await kit.parts("widgets/architecture/save", "widgets/architecture/tikz"); // few readers save
        return architecture.save[kind](this.picture, title, name);
      });
      this.element.append(
        make("p", { class: "lk-arch__title" }, make("strong", { text: name }), ...told),
        make("div", { class: "lk-arch__tools" }, colours, make("div", { class: "lk-arch__buttons" }, this.all, files)),
        this.overview,
        this.frame,
        this.legend,
        make("p", { class: "lk-arch__hint lk-arch__tap", text: TAP }),
        this.details,
      );
    }

    // ---- groups
    isGroup(id) {
      return this.nodes[id].kind === "group" && !this.nodes[id].glued;
    }

    /** What "Open all" opens. */
    foldable() {
      return this.nodes.map((_, id) => id).filter((id) => id && this.isGroup(id));
    }

    openOrCloseAll() {
      const groups = this.foldable();
      const closing = groups.every((id) => this.open.has(id));
      this.open = new Set(closing ? [] : groups);
      this.render();
    }

    toggle(id) {
      if (!this.open.delete(id)) this.open.add(id);
      this.render(id);
    }

    /** Opens all that a layer is in. */
    reveal(id) {
      for (let up = this.parents[id]; up; up = this.parents[up]) if (this.isGroup(up)) this.open.add(up);
      this.render();
    }

    /** @returns {number} the part that shows a layer: itself, or the closed group that it is in */
    visible(id) {
      let at = id;
      for (let up = this.parents[at]; up; up = this.parents[up])
        if (this.isGroup(up) && !this.open.has(up)) at = up;
      return at;
    }

    // ---- the picture
    /** @param {number} [focus] the part that keeps the keyboard */
    render(focus) {
      const width = this.width || 700;
      this.down = width < NARROW;
      const label = (node) => this.label(node);
      this.plan = this.plot(width, label);
      const shown = this.plan.items.map((item) => item.node);
      const most = Math.max(...shown.map((node) => node[this.quantity] ?? 0));
      const colour = (node) => architecture.tokenOf(node, this.quantity, most);
      this.picture = architecture.draw(this.plan, { down: this.down, label, colour, speak: architecture.speak });
      this.picture.classList.toggle("measured", Boolean(this.quantity));
      const wide = this.fit(width);
      this.frame.replaceChildren(this.picture);
      this.overview.hidden = !wide; // its room is there before its script is
      if (wide) kit.parts("widgets/architecture/overview").then(() => architecture.overview(this, colour));
      this.legend.replaceChildren(...architecture.legend(shown, this.quantity, most));
      const groups = this.foldable();
      this.all.hidden = !groups.length;
      this.all.textContent = groups.every((id) => this.open.has(id)) ? "Close all" : "Open all";
      this.paint();
      const start = this.partOf(focus ?? this.chosen) || this.parts()[0];
      start?.setAttribute("tabindex", 0);
      if (focus !== undefined) start?.focus({ preventScroll: true });
    }

    /** Lays the network out as large as the room allows; what fits nowhere scrolls. */
    plot(width, label) {
      const plans = [];
      for (const fit of this.down ? NARROWER : FITS) {
        const plan = architecture.layout(this.nodes, this.open, this.down, label, fit);
        const across = plan.before + plan.after;
        const [wide, high] = this.down ? [across, 0] : [plan.long, across];
        const fits = (wide + 2 * architecture.MARGIN) * SMALLEST <= width;
        if (fits && high <= TALLEST) return plan;
        plans.push({ plan, fits });
      }
      return (plans.filter(({ fits }) => fits).at(-1) ?? plans[3]).plan;
    }

    /** Scales the picture to the room there is. @returns {boolean} whether it is still too wide, and scrolls */
    fit(width) {
      const natural = Number(this.picture.getAttribute("width"));
      const own = natural * Math.min(LARGEST, Math.max(width / natural, SMALLEST));
      this.picture.style.width = `${own}px`;
      const wide = own > width + 1;
      const named = { tabindex: 0, role: "group", "aria-label": "Scrolls sideways" };
      for (const [name, value] of Object.entries(named)) {
        if (wide) this.frame.setAttribute(name, String(value));
        else this.frame.removeAttribute(name);
      }
      return wide;
    }

    /** @returns {[string, string]} what stands at a part */
    label(node) {
      if (this.quantity) {
        if (node[this.quantity] === null) return [node.label, "unknown"];
        const share = (node[this.quantity] ?? 0) / (this.data.totals[this.quantity] || 1);
        return [node.label, architecture.percent(share)];
      }
      const group = node.kind === "group" && !node.glued;
      return [node.label, group ? node.about.split(" · ")[0] : node.shape.replaceAll(" × ", "×")];
    }

    parts() {
      return [...this.picture.querySelectorAll("[data-id]")];
    }

    partOf(id) {
      return id === null ? null : this.picture.querySelector(`[data-id="${id}"]`);
    }

    // ---- choosing
    /** @param {number[]} [others] parts to ring as well */
    paint(others = (this.made || []).map((id) => this.visible(id))) {
      for (const part of this.parts()) {
        part.setAttribute("aria-pressed", String(Number(part.dataset.id) === this.chosen));
        part.classList.toggle("also", others.includes(Number(part.dataset.id)));
      }
      this.rest();
    }

    /** Fills the panel. Where room is kept for it, an example fills it as well; a sheet without a layer is not there. */
    tell(id) {
      const { sheet } = architecture;
      const node = id === null ? null : this.nodes[id];
      const shown = node ?? (sheet.isSmall() ? null : this.nodes.find(({ kind, params }) => kind !== "group" && params));
      this.details.hidden = !node && sheet.isSmall();
      this.details.replaceChildren(...architecture.panel(shown, node ? "" : HINT));
      if (this.details.hidden) return;
      if (sheet.isSmall()) this.details.prepend(sheet.closer(() => this.leave()));
      const line = node && architecture.first?.(node);
      if (!line) return;
      const behavior = kit.reducedMotion() ? "auto" : "smooth";
      this.details.append(
        kit.button("Show in code", () => line.scrollIntoView({ block: "center", behavior })),
      );
    }

    /** Back to what was chosen, after the pointer looked elsewhere. */
    rest() {
      if (!this.made) return this.tell(this.chosen);
      const { sheet } = architecture;
      this.details.hidden = false;
      this.details.replaceChildren(...this.several(this.made));
      if (sheet.isSmall()) this.details.prepend(sheet.closer(() => this.leave()));
    }

    choose(id) {
      this.made = null;
      this.chosen = id;
      this.paint();
      architecture.mark?.(this.nodes[id]);
      this.remember(id);
    }

    /** Nothing is chosen any more; the keyboard stays where it was. */
    leave() {
      const part = this.partOf(this.chosen);
      this.made = null;
      this.chosen = null;
      this.paint();
      architecture.mark?.(null);
      this.remember(null);
      part?.focus({ preventScroll: true });
    }

    /** Several layers at once: the first is chosen, the others are ringed. */
    chooseMany(ids) {
      this.made = ids.length > 1 ? ids : null;
      this.chosen = this.made ? null : this.visible(ids[0]);
      this.paint();
      architecture.mark?.(this.nodes[ids[0]]);
    }

    /** @returns {HTMLElement[]} the layers that one line made, each to choose */
    several(ids) {
      const go = (id) => () => {
        this.reveal(id);
        this.choose(id);
        this.partOf(id)?.focus();
      };
      const names = ids.slice(0, LISTED).map((id) => kit.button(this.nodes[id].label, go(id)));
      const rest = ids.length > LISTED ? [` and ${ids.length - LISTED} more, ringed above`] : [];
      return [
        make("p", { class: "lk-arch__hint", text: `This line made ${ids.length} layers:` }),
        make("div", { class: "lk-arch__made" }, ...names, ...rest),
      ];
    }

    remember(id) {
      if (!this.element.closest("[data-figure]")) return; // a reader's own network is nobody else's
      try {
        const url = new URL(location.href);
        if (id === null) url.searchParams.delete("layer");
        else url.searchParams.set("layer", `${this.data.name}/${this.nodes[id].name}`);
        history.replaceState(history.state, "", url);
      } catch {
        /* a page from a file has no address to change */
      }
    }

    /** Draws for the first time, with the layer that the address names, and again when there is another width. */
    begin() {
      this.render();
      const wanted = new URLSearchParams(location.search).get("layer");
      const id = this.nodes.findIndex((node) => `${this.data.name}/${node.name}` === wanted);
      if (id > 0) {
        this.reveal(id);
        this.choose(id);
        const seen = architecture.sheet.isSmall() ? this.partOf(id) : this.element; // where the diagram is long, the layer
        requestAnimationFrame(() => seen.scrollIntoView({ block: "center" }));
      }
      new ResizeObserver(([{ contentRect }]) => {
        if (!contentRect.width || Math.abs(contentRect.width - this.width) < 8) return;
        this.width = contentRect.width;
        this.render();
      }).observe(this.element);
    }
  }

  architecture.Diagram = Diagram;
})();
