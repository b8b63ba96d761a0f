/** A grid of numbers as a picture, with a frame around some of them. Its colours follow the theme. */
(() => {
  "use strict";
  const { makeSvg, signed } = window.lessonkit;
  const CELL = 40;
  const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  // how a cell looks with nothing in it, with the most, and with the most below zero
  const COLOURS = {
    ink: ["--lk-surface", "--lk-ink"],
    answer: ["--lk-div-2", "--lk-div-4", "--lk-div-0"],
    red: ["--lk-paper", "--lk-red"],
    green: ["--lk-paper", "--lk-green"],
    blue: ["--lk-paper", "--lk-blue"],
  };

  /**
   * @param {number} size cells along a side
   * @param {string} kind `ink` and the colours (from nothing to much) or `answer` (from negative to positive)
   * @param {{digits?: number, plain?: boolean}} [look] digits behind the point; `plain`: no numbers at all
   */
  function grid(size, kind, { digits = 0, plain = false } = {}) {
    let [none, most, least = most] = COLOURS[kind];
    const cells = Array.from({ length: size * size }, (_, place) => {
      const [x, y] = [(place % size) * CELL, Math.floor(place / size) * CELL];
      const box = makeSvg("rect", { x, y, width: CELL, height: CELL });
      const text = plain ? null : makeSvg("text", { x: x + CELL / 2, y: y + CELL / 2 });
      return { box, text };
    });
    const group = makeSvg(
      "g",
      { class: `lk-kernel__${kind}`, "shape-rendering": plain ? "crispEdges" : null },
      ...cells.flatMap(({ box, text }) => (text ? [box, text] : [box])),
    );
    const frame = makeSvg("rect", { class: "lk-kernel__frame", rx: 3 });
    Object.assign(frame.style, { fill: "none", pointerEvents: "none", stroke: "var(--lk-spark)", strokeWidth: `${Math.max(3.5, size / 2)}` });
    const side = size * CELL;
    const svg = makeSvg("svg", { class: "lk-grid", viewBox: `-2 -2 ${side + 4} ${side + 4}` }, group, frame);

    /** @param {number[][]} rows @param {number} [scale] what is painted in full; the largest here, unless it is given */
    function paint(rows, scale) {
      const full = scale ?? Math.max(1, ...rows.flat().map(Math.abs));
      rows.flat().forEach((value, place) => {
        const { box, text } = cells[place];
        const part = Math.min(1, Math.abs(value) / full);
        const colour = `var(${value < 0 ? least : most})`;
        box.style.fill = `color-mix(in srgb, ${colour} calc(${part} * var(--lk-grid-most, 100%)), var(${none}))`;
        if (text) text.textContent = signed(value, digits);
      });
    }

    /** Takes the colours of another kind, for what is painted from now on. @param {string} other */
    function dye(other) {
      [none, most, least = most] = COLOURS[other];
    }

    /** Paints a photograph. @param {number[][][]} channels red, green and blue, from 0 to 1 */
    function colour(channels) {
      const [red, green, blue] = channels.map((rows) => rows.flat().map((value) => Math.round(255 * value)));
      cells.forEach(({ box }, place) => {
        box.style.fill = `rgb(${red[place]} ${green[place]} ${blue[place]})`;
      });
    }

    /** Frames `span` × `span` cells from here on. */
    function show(row, column, span) {
      frame.setAttribute("x", String(column * CELL));
      frame.setAttribute("y", String(row * CELL));
      frame.setAttribute("width", String(span * CELL));
      frame.setAttribute("height", String(span * CELL));
    }

    /** Writes one cell's number in bold. */
    function mark(row, column) {
      cells.forEach(({ text }, place) => {
        text.style.fontWeight = place === row * size + column ? "750" : "";
      });
    }

    /** @param {PointerEvent} event @returns {[number, number]} the row and column under a pointer */
    function cellAt(event) {
      const area = svg.getBoundingClientRect();
      const at = (part, whole) =>
        Math.min(size - 1, Math.max(0, Math.floor((part / whole) * size)));
      return [at(event.clientY - area.top, area.height), at(event.clientX - area.left, area.width)];
    }

    /**
     * Lets the arrow keys move what is framed.
     * @param {string} kind what the grid is to those who hear it, such as a picture
     * @param {(rows: number, columns: number) => void} step one down or up, right or left
     */
    function walk(kind, step) {
      svg.setAttribute("tabindex", "0");
      svg.setAttribute("role", "application");
      svg.setAttribute("aria-roledescription", kind);
      svg.addEventListener("keydown", (event) => {
        const [rows, columns] = KEYS[event.key] ?? [];
        if (rows === undefined) return;
        event.preventDefault();
        step(rows, columns);
      });
    }

    return { svg, paint, dye, colour, show, mark, cellAt, walk };
  }

  window.lessonkit.kernel = { grid };
})();
