/**
 * A network that answers questions: choose a layer by pointer, finger or keyboard, open its stages and blocks, colour
 * it by what it costs. Data: what `snippets/diagrams/network.py` writes.
 */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { load, make, newId, widget } = kit;
  const PARTS = ["layout", "draw", "words", "code", "save"];
  const NARROW = 620; // pixels: below, the network flows downwards
  const HINT = "Point at a layer, tap it, or move with the arrow keys. Enter opens a stage or block.";
  const COLOURS = [
    ["kind", null],
    ["parameters", "params"],
    ["MACs", "macs"],
    ["activations", "activation_bytes"],
  ];
  const STEPS = 5; // of the colour scale; the first one for what hardly counts
  const LITTLE = 0.01;
  const [SMALLEST, LARGEST] = [0.93, 1.25]; // scale: labels stay legible, small networks do not shout
  const ready = () => Promise.all(PARTS.map((part) => load(`widgets/architecture/${part}.js`)));

  widget("architecture", async (element, data) => {
    await ready();
    const { layout, draw, panel, speak, percent, rough, exact, bytes, KINDS, mark, unmark, listen, first, save } = kit.architecture;
    const { nodes, totals } = data;
    const parents = [];
    nodes.forEach((node, id) => node.children?.forEach((child) => (parents[child] = id)));
    const open = new Set(nodes.flatMap((node, id) => (id && node.open ? [id] : [])));
    let quantity = null; // what colours the picture; null: the kind
    let chosen = null;
    let shown = [];
    let picture = null;
    let down = false;
    let plan = null;

    // ---- what stands around the picture
    const total = [
      `${exact(totals.params)} parameters`,
      `${totals.unknown_macs ? "at least " : ""}${rough(totals.macs)} MACs`,
      `weights ${bytes(totals.weight_bytes)}`,
      `activations ${bytes(totals.activation_bytes)}`,
    ].join(" · ");
    const button = (text, action) => {
      const made = make("button", { type: "button", class: "lk-button", text });
      made.addEventListener("click", action);
      return made;
    };
    const name = newId();
    const radios = COLOURS.map(([label, key]) => {
      const input = make("input", { type: "radio", name, value: label, checked: key ? null : "" });
      input.addEventListener("change", () => {
        quantity = key;
        render();
      });
      return make("label", {}, input, make("span", { text: label }));
    });
    const colours = make("fieldset", { class: "lk-arch__colours" }, make("legend", { text: "Colour by" }), ...radios);
    const all = button("Open all", () => {
      const groups = closable();
      const closing = groups.every((id) => open.has(id));
      open.clear();
      if (!closing) for (const id of groups) open.add(id);
      render();
    });
    const title = () => `${data.name}: ${total}`;
    const tools = make(
      "div",
      { class: "lk-arch__tools" },
      colours,
      make(
        "div",
        { class: "lk-arch__buttons" },
        all,
        button("Save SVG", () => save.svg(picture, title(), data.name)),
        button("Save PNG", () => save.png(picture, title(), data.name)),
      ),
    );
    const frame = make("div", { class: "lk-arch__frame" });
    const legend = make("ul", { class: "lk-arch__legend" });
    const details = make("div", { class: "lk-arch__panel", "aria-live": "polite" });
    element.append(
      make("p", { class: "lk-arch__title" }, make("strong", { text: data.name }), ` ${total}`),
      tools, frame, legend, details,
    );

    // ---- what is asked of a node
    const isGroup = (id) => nodes[id].kind === "group" && !nodes[id].glued;
    /** Groups that "Open all" opens: only the outer ones where everything would be too much. */
    function closable() {
      const groups = nodes.map((_, id) => id).filter((id) => id && isGroup(id));
      return totals.layers <= 80 ? groups : groups.filter((id) => parents[id] === 0);
    }
    const value = (node) => node[quantity] ?? 0;
    const label = (node) => {
      if (quantity) return [node.label, percent(value(node) / (totals[quantity] || 1))];
      return [node.label, node.kind === "group" && !node.glued ? node.about : node.shape];
    };
    function colour(node) {
      if (!quantity) {
        const kind = node.main || node.kind;
        return kind === "other" ? "line-strong" : kind;
      }
      const share = value(node) / (Math.max(...shown.map(value)) || 1);
      return `seq-${share < LITTLE ? 0 : Math.min(1 + Math.floor(share * (STEPS - 1)), STEPS - 1)}`;
    }

    // ---- the picture
    function render(focus) {
      const width = element.clientWidth || 700;
      down = width < NARROW;
      plan = layout(nodes, open, down, label);
      shown = plan.items.map((item) => item.node);
      const old = picture;
      picture = draw(plan, { down, label, colour, speak });
      const natural = Number(picture.getAttribute("width"));
      const scale = Math.min(LARGEST, Math.max(width / natural, SMALLEST));
      picture.classList.toggle("measured", Boolean(quantity));
      picture.style.width = `${natural * scale}px`;
      if (old) old.replaceWith(picture);
      else frame.append(picture);
      frame.tabIndex = natural * scale > width + 1 ? 0 : -1;
      if (frame.tabIndex < 0) frame.removeAttribute("tabindex");
      showLegend();
      const groups = closable();
      all.hidden = !groups.length;
      all.textContent = groups.length && groups.every((id) => open.has(id)) ? "Close all" : "Open all";
      paint();
      const start = partOf(focus ?? chosen) || parts()[0];
      start?.setAttribute("tabindex", 0);
      if (focus !== undefined) start?.focus({ preventScroll: true });
    }
    function showLegend() {
      const entry = (token, text) =>
        make("li", {}, make("span", { class: "swatch", style: `--lk-part: var(--lk-${token})` }), text);
      if (quantity) {
        const most = Math.max(...shown.map(value));
        const unit = quantity === "activation_bytes" ? bytes(most) : rough(most);
        legend.replaceChildren(
          make("li", { text: `${COLOURS.find(([, key]) => key === quantity)[0]}:` }),
          ...[...Array(STEPS).keys()].map((n) =>
            entry(`seq-${n}`, n === 0 ? "almost none" : n === STEPS - 1 ? `up to ${unit}` : ""),
          ),
        );
        return;
      }
      const kinds = [...new Set(shown.map((node) => node.main || node.kind))];
      legend.replaceChildren(
        ...Object.keys(KINDS).filter((kind) => kinds.includes(kind)).map((kind) => entry(kind === "other" ? "line-strong" : kind, KINDS[kind])),
      );
    }

    // ---- choosing
    const parts = () => [...picture.querySelectorAll("[data-id]")];
    const partOf = (id) => (id === null || id === undefined ? null : picture.querySelector(`[data-id="${id}"]`));
    const visible = (id) => {
      let at = id;
      for (let up = parents[at]; up; up = parents[up]) if (isGroup(up) && !open.has(up)) at = up;
      return at;
    };
    function paint(others = []) {
      for (const part of parts()) {
        const on = Number(part.dataset.id) === chosen;
        part.setAttribute("aria-pressed", String(on));
        part.classList.toggle("also", others.includes(Number(part.dataset.id)));
      }
      tell(chosen);
    }
    function tell(id) {
      const node = id === null ? null : nodes[id];
      details.replaceChildren(...panel(node, HINT));
      const line = node && first(node);
      if (line) {
        details.append(button("Show in code", () => line.scrollIntoView({ block: "center", behavior: kit.reducedMotion() ? "auto" : "smooth" })));
      }
    }
    function choose(id, { quiet = false } = {}) {
      chosen = id;
      paint();
      unmark();
      mark(nodes[id]);
      if (!quiet) remember(id);
    }
    function remember(id) {
      try {
        const url = new URL(location.href);
        url.searchParams.set("layer", `${data.name}/${nodes[id].name}`);
        history.replaceState(history.state, "", url);
      } catch {
        /* a page from a file has no address to change */
      }
    }
    function toggle(id) {
      if (open.has(id)) open.delete(id);
      else open.add(id);
      render(id);
    }
    function reveal(id) {
      for (let up = parents[id]; up; up = parents[up]) if (isGroup(up)) open.add(up);
      render();
    }

    // ---- pointer and keyboard
    const idOf = (event) => {
      const part = event.target.closest?.("[data-id]");
      return part ? Number(part.dataset.id) : null;
    };
    frame.addEventListener("click", (event) => {
      const id = idOf(event);
      if (id === null) return;
      choose(id);
      if (isGroup(id)) toggle(id);
    });
    frame.addEventListener("pointerover", (event) => {
      const id = idOf(event);
      if (id !== null && event.pointerType === "mouse") tell(id);
    });
    frame.addEventListener("pointerleave", () => tell(chosen));
    frame.addEventListener("focusin", (event) => {
      const id = idOf(event);
      if (id === null) return;
      for (const part of parts()) part.setAttribute("tabindex", Number(part.dataset.id) === id ? 0 : -1);
      tell(id);
    });
    frame.addEventListener("keydown", (event) => {
      const id = idOf(event);
      if (id === null) return;
      const back = down ? "ArrowUp" : "ArrowLeft";
      const on = down ? "ArrowDown" : "ArrowRight";
      const moves = { [back]: -1, [on]: 1, Home: -Infinity, End: Infinity };
      if (event.key in moves || event.key.startsWith("Arrow")) {
        const order = inOrder();
        const aside = { [down ? "ArrowLeft" : "ArrowUp"]: -1, [down ? "ArrowRight" : "ArrowDown"]: 1 };
        const next = event.key in moves
          ? order[Math.min(Math.max(order.indexOf(id) + moves[event.key], 0), order.length - 1)]
          : beside(id, aside[event.key]);
        if (next !== undefined) partOf(next).focus();
      } else if (event.key === "Enter" || event.key === " ") {
        choose(id);
        if (isGroup(id)) toggle(id);
      } else if (event.key === "Escape") {
        const group = open.has(id) ? id : parents[visible(id)];
        const holder = isGroup(group) ? group : parents[group];
        if (!holder) return;
        toggle(holder);
      } else return;
      event.preventDefault();
    });
    /** Ids along the flow. */
    const inOrder = () =>
      [...plan.frames, ...plan.items].sort((a, b) => a.u - b.u || a.v - b.v).map((item) => item.id);
    /** The nearest part on the next lane to one side. */
    function beside(id, side) {
      const here = plan.items.find((item) => item.id === id);
      if (!here) return undefined;
      const there = plan.items
        .filter((item) => (item.v - here.v) * side > 1)
        .sort((a, b) => Math.hypot(a.u - here.u, a.v - here.v) - Math.hypot(b.u - here.u, b.v - here.v));
      return there[0]?.id;
    }

    // ---- beginning
    listen(nodes, (ids) => {
      const seen = [...new Set(ids.map(visible))];
      chosen = seen[0];
      paint(seen);
      unmark();
      mark(nodes[ids[0]]);
      const made = ids.length === 1 ? "This line made" : `This line made ${ids.length} layers, such as`;
      details.prepend(make("p", { class: "lk-arch__hint", text: `${made}:` }));
      partOf(chosen)?.scrollIntoView({ block: "nearest", inline: "center" });
    });
    element.addEventListener("lk-layer", ({ detail }) => {
      const id = nodes.findIndex((node) => node.name === detail && node.kind !== "group");
      if (id < 0) return;
      reveal(id);
      choose(id);
    });
    render();
    const wanted = new URLSearchParams(location.search).get("layer") || "";
    const id = nodes.findIndex((node) => `${data.name}/${node.name}` === wanted);
    if (id > 0) {
      reveal(id);
      choose(id, { quiet: true });
      requestAnimationFrame(() => element.scrollIntoView({ block: "center" }));
    }
    let before = element.clientWidth;
    new ResizeObserver(() => {
      if (Math.abs(element.clientWidth - before) < 8) return;
      before = element.clientWidth;
      render();
    }).observe(element);
  });
})();
