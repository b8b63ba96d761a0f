/** Every layer's answers as pictures; a unit is chosen by pointing at it or by the arrow keys. */
/** @typedef {{layer: number, row: number, column: number, channel: number}} Unit */
(() => {
  "use strict";
  const { make } = window.lessonkit;
  const parts = (window.lessonkit.handwriting ??= {});
  /** How a kind is drawn: its token, what its units are, how many maps or units stand in a row. */
  const LOOKS = {
    Conv2D: { token: "conv", across: (n) => (n > 6 ? 4 : 3), what: "convolution" },
    AveragePooling2D: { token: "pool", across: (n) => (n > 6 ? 4 : 3), what: "pooling" },
    Dense: { token: "dense", across: (n) => (n > 10 ? 12 : 5), what: "dense" },
  };
  const MOVES = {
    ArrowLeft: { column: -1 },
    ArrowRight: { column: 1 },
    ArrowUp: { row: -1 },
    ArrowDown: { row: 1 },
    PageUp: { channel: -1 },
    PageDown: { channel: 1 },
  };
  const wrap = (value, size) => (value + size) % size;

  /**
   * @param {import("../../network/network.js").Layer} layer @param {number} index
   * @param {(unit: Unit) => void} choose @param {{name: string, set: Set<string>} | undefined} toggle what can be
   *   switched off @param {() => void} changed
   */
  function card(layer, index, choose, toggle, changed) {
    const { token, across: acrossOf, what } = LOOKS[layer.kind];
    const flat = layer.shape.length === 1;
    const channels = layer.shape.at(-1);
    const across = acrossOf(channels);
    // units without a place stand in rows, as pixels of one image
    const shape = flat ? [Math.ceil(channels / across), across, 1] : layer.shape;
    const size = flat ? `${channels} units` : `${channels} maps, ${shape[0]} × ${shape[1]}`;
    const keys = flat ? "" : ", Page Up and Page Down from map to map";
    const canvas = make("canvas", {
      tabindex: 0,
      role: "application",
      "aria-label": `${layer.name}, ${what}: ${size}. Arrow keys move from unit to unit${keys}.`,
    });
    const mark = make("span", { class: "mark", hidden: "" });
    /** @type {Unit} */
    let unit = { layer: index, row: 0, column: 0, channel: 0 };

    /** Where a unit stands on the canvas, in its pixels. */
    function place({ row, column, channel }) {
      if (flat) return [channel % across, Math.floor(channel / across)];
      const [rows, columns] = shape;
      const [left, top] = [channel % across, Math.floor(channel / across)];
      return [left * (columns + 1) + column, top * (rows + 1) + row];
    }
    /** The unit at a place of the canvas, if there is one. */
    function at(x, y) {
      if (flat) {
        const channel = y * across + x;
        return channel < channels ? { layer: index, row: 0, column: 0, channel } : null;
      }
      const [rows, columns] = shape;
      const [left, top] = [Math.floor(x / (columns + 1)), Math.floor(y / (rows + 1))];
      const [column, row] = [x % (columns + 1), y % (rows + 1)];
      const channel = top * across + left;
      const inside = column < columns && row < rows && left < across && channel < channels;
      return inside ? { layer: index, row, column, channel } : null;
    }
    function pointed(event) {
      const frame = canvas.getBoundingClientRect();
      const found = at(
        Math.floor(((event.clientX - frame.left) / frame.width) * canvas.width),
        Math.floor(((event.clientY - frame.top) / frame.height) * canvas.height),
      );
      if (found) choose((unit = found));
    }
    canvas.addEventListener("pointermove", pointed);
    canvas.addEventListener("pointerdown", pointed);
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move || (flat && move.channel)) return;
      event.preventDefault();
      if (flat) {
        const step = (move.column ?? 0) + (move.row ?? 0) * across;
        unit = { ...unit, channel: wrap(unit.channel + step, channels) };
      } else
        unit = {
          layer: index,
          row: wrap(unit.row + (move.row ?? 0), shape[0]),
          column: wrap(unit.column + (move.column ?? 0), shape[1]),
          channel: wrap(unit.channel + (move.channel ?? 0), channels),
        };
      choose(unit);
    });
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) choose(unit);
    });

    const head = make(
      "p",
      { class: "lk-layer__head" },
      make("b", { text: layer.name }),
      make("span", { text: size }),
    );
    const element = make(
      "div",
      { class: "lk-layer", style: `--lk-kind: var(--lk-${token})` },
      head,
      make("div", { class: "lk-layer__maps" }, canvas, mark),
    );
    if (toggle) {
      const box = make("input", { type: "checkbox" });
      box.checked = true;
      box.addEventListener("change", () => {
        toggle.set[box.checked ? "delete" : "add"](layer.name);
        changed();
      });
      const label = make("label", { class: "lk-layer__switch" }, box, toggle.name);
      label.append(make("span", { class: "lk-hidden", text: ` of ${layer.name}` }));
      element.append(label);
      element.reset = () => (box.checked = true);
    }

    function show(values, chosen) {
      parts.paint(canvas, values, shape, flat ? 1 : across, "sign");
      const own = chosen?.layer === index;
      mark.hidden = !own;
      element.classList.toggle("chosen", own);
      if (!own) return;
      unit = chosen;
      const [x, y] = place(unit);
      mark.style.left = `${(x / canvas.width) * 100}%`;
      mark.style.top = `${(y / canvas.height) * 100}%`;
      mark.style.width = `${100 / canvas.width}%`;
      mark.style.height = `${100 / canvas.height}%`;
    }
    return { element, show };
  }
  Object.assign(parts, { card });
})();
