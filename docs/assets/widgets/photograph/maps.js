/** The feature maps of a stage, as pictures; a cell of them is chosen by pointing at it or by the arrow keys. */
/** @typedef {{stage: string, row: number, column: number, map: number}} Cell */
(() => {
  "use strict";
  const { make } = window.lessonkit;
  const parts = (window.lessonkit.photograph ??= {});
  const FEW = 12;
  const MOVES = {
    ArrowLeft: { column: -1 },
    ArrowRight: { column: 1 },
    ArrowUp: { row: -1 },
    ArrowDown: { row: 1 },
    PageUp: { map: -1 },
    PageDown: { map: 1 },
  };
  const wrap = (value, size) => (value + size) % size;
  const label = (name) => (name === "head" ? "last convolution" : name.replace(/(\d)/, " $1"));
  /** @type {Uint32Array | null} colours of the theme from the most negative to the most positive, 256 of them */
  let ramp = null;

  /** @returns {Uint32Array} */
  function colours() {
    if (ramp) return ramp;
    const style = getComputedStyle(document.body);
    const stops = [0, 1, 2, 3, 4].map((n) => {
      const hex = style.getPropertyValue(`--lk-div-${n}`).trim();
      return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    });
    ramp = Uint32Array.from({ length: 256 }, (_, i) => {
      const place = (i / 255) * 4;
      const first = Math.min(Math.floor(place), 3);
      const [red, green, blue] = stops[first].map((from, c) => Math.round(from + (place - first) * (stops[first + 1][c] - from)));
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    });
    return ramp;
  }

  /** The largest size of an answer, by which all are divided for their colours. */
  function largest(values) {
    let most = 1e-6;
    for (let i = 0; i < values.length; i += 1) if (values[i] > most || values[i] < -most) most = Math.abs(values[i]);
    return most;
  }

  /** The maps that differ most from place to place, the liveliest first. @returns {number[]} */
  function liveliest(values, maps, count) {
    const [sums, squares] = [new Float64Array(maps), new Float64Array(maps)];
    for (let at = 0; at < values.length; at += maps)
      for (let map = 0; map < maps; map += 1) {
        const value = values[at + map];
        sums[map] += value;
        squares[map] += value * value;
      }
    const places = values.length / maps;
    const spread = squares.map((square, map) => square / places - (sums[map] / places) ** 2);
    return [...spread.keys()].sort((a, b) => spread[b] - spread[a]).slice(0, count);
  }

  /**
   * @param {{name: string, side: number, maps: number, passable: number, blocks: number}} stage
   * @param {(cell: Cell) => void} choose @param {(off: boolean) => void} switched
   */
  function card({ name, side, maps, passable, blocks }, choose, switched) {
    const size = `${maps} maps, ${side} × ${side}`;
    const canvas = /** @type {HTMLCanvasElement} */ (
      make("canvas", {
        tabindex: 0,
        role: "application",
        "aria-label": `${label(name)}: ${size}. Arrow keys move from cell to cell, Page Up and Page Down from map to map.`,
      })
    );
    const mark = make("span", { class: "mark", hidden: "" });
    let many = false;
    let seen = false;
    let shown = Array.from({ length: FEW }, (_, n) => n);
    /** @type {Float32Array} */
    let values = new Float32Array(side * side * maps);
    /** @type {Cell} */
    let cell = { stage: name, row: side >> 1, column: side >> 1, map: 0 };
    const across = () => (many ? Math.max(4, Math.ceil(Math.sqrt(maps * 2.2))) : 4);

    /** The cell at a place of the canvas, if there is one. */
    function at(x, y) {
      const [left, top] = [Math.floor(x / (side + 1)), Math.floor(y / (side + 1))];
      const [column, row] = [x % (side + 1), y % (side + 1)];
      const map = shown[top * across() + left];
      const inside = column < side && row < side && left < across() && map !== undefined;
      return inside ? { stage: name, row, column, map } : null;
    }
    function pointed(event) {
      const frame = canvas.getBoundingClientRect();
      const found = at(
        Math.floor(((event.clientX - frame.left) / frame.width) * canvas.width),
        Math.floor(((event.clientY - frame.top) / frame.height) * canvas.height),
      );
      if (found) choose((cell = found));
    }
    canvas.addEventListener("pointermove", pointed);
    canvas.addEventListener("pointerdown", pointed);
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const next = shown[wrap(Math.max(shown.indexOf(cell.map), 0) + (move.map ?? 0), shown.length)];
      cell = {
        stage: name,
        row: wrap(cell.row + (move.row ?? 0), side),
        column: wrap(cell.column + (move.column ?? 0), side),
        map: next,
      };
      choose(cell);
    });
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) choose({ ...cell, map: shown.includes(cell.map) ? cell.map : shown[0] });
    });

    const all = make("button", { type: "button", class: "lk-photo__all", "aria-pressed": "false", text: `All ${maps}` });
    all.addEventListener("click", () => {
      many = !many;
      all.setAttribute("aria-pressed", String(many));
      all.textContent = many ? `Only ${FEW}` : `All ${maps}`;
      element.classList.toggle("wide", many);
      arrange();
      paint();
    });
    const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox" }));
    const what = passable ? `skip ${passable} of ${blocks} blocks` : "silence";
    box.addEventListener("change", () => switched(box.checked));
    const element = make(
      "div",
      { class: "lk-layer lk-photo__stage", style: "--lk-kind: var(--lk-conv)" },
      make("p", { class: "lk-layer__head" }, make("b", { text: label(name) }), make("span", { text: size })),
      make("div", { class: "lk-layer__maps" }, canvas, mark),
      make(
        "div",
        { class: "lk-photo__foot" },
        make("label", { class: "lk-layer__switch" }, box, what, make("span", { class: "lk-hidden", text: ` of ${label(name)}` })),
        all,
      ),
    );

    function arrange() {
      shown = many ? Array.from({ length: maps }, (_, n) => n) : liveliest(values, maps, FEW);
    }
    function paint() {
      const columns = across();
      const rows = Math.ceil(shown.length / columns);
      const [width, height] = [columns * (side + 1) - 1, rows * (side + 1) - 1];
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const context = canvas.getContext("2d");
      const picture = context.createImageData(width, height);
      const pixels = new Uint32Array(picture.data.buffer);
      const [palette, most] = [colours(), largest(values)];
      shown.forEach((map, n) => {
        const corner = Math.floor(n / columns) * (side + 1) * width + (n % columns) * (side + 1);
        for (let row = 0; row < side; row += 1)
          for (let column = 0, to = corner + row * width; column < side; column += 1, to += 1)
            pixels[to] = palette[Math.round((values[(row * side + column) * maps + map] / most + 1) * 127.5)];
      });
      context.putImageData(picture, 0, 0);
      place();
    }
    /** Puts the mark onto the chosen cell, if it is one of ours and in sight. */
    function place(chosen = cell) {
      const n = shown.indexOf(chosen.map);
      mark.hidden = chosen.stage !== name || n < 0 || !element.classList.contains("chosen");
      if (mark.hidden) return;
      const [x, y] = [(n % across()) * (side + 1) + chosen.column, Math.floor(n / across()) * (side + 1) + chosen.row];
      mark.style.left = `${(x / canvas.width) * 100}%`;
      mark.style.top = `${(y / canvas.height) * 100}%`;
      mark.style.width = `${100 / canvas.width}%`;
      mark.style.height = `${100 / canvas.height}%`;
    }
    paint();
    return {
      element,
      /** @param {Float32Array} answers of the stage @param {boolean} steady whether the maps stay where they are */
      show(answers, steady) {
        values = answers;
        if (!(steady && seen)) arrange();
        seen = true;
        paint();
      },
      /** Shows maps that the build has computed, until the network is here. @param {HTMLImageElement} picture grey, a map below the other */
      still(picture) {
        if (seen) return;
        const small = /** @type {HTMLCanvasElement} */ (make("canvas", { width: side, height: side * FEW }));
        const context = small.getContext("2d");
        context.drawImage(picture, 0, 0, side, side * FEW);
        const { data } = context.getImageData(0, 0, side, side * FEW);
        const places = side * side;
        for (let n = 0; n < FEW; n += 1)
          for (let at = 0; at < places; at += 1) values[at * maps + n] = data[4 * (n * places + at)] / 127.5 - 1;
        paint();
      },
      /** @param {Cell | null} chosen */
      mark(chosen) {
        element.classList.toggle("chosen", chosen?.stage === name);
        if (chosen?.stage === name) cell = chosen;
        place();
      },
      /** @param {Cell} chosen @returns {number} what stands there */
      value: ({ row, column, map }) => values[(row * side + column) * maps + map],
      paint,
      reset: () => (box.checked = false),
    };
  }

  window.lessonkit.onTheme(() => (ramp = null)); // before anyone who paints with it
  Object.assign(parts, { card, label });
})();
