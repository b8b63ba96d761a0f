/** A grid of whole numbers as a picture, with a frame around some of them. */
(() => {
  "use strict";
  const { makeSvg, minus } = window.lessonkit;
  const CELL = 40;

  /**
   * @param {number} size cells along a side
   * @param {string} kind `ink` (from nothing to much) or `answer` (from negative to positive)
   */
  function grid(size, kind) {
    const cells = Array.from({ length: size * size }, (_, place) => {
      const [x, y] = [(place % size) * CELL, Math.floor(place / size) * CELL];
      const box = makeSvg("rect", { x, y, width: CELL, height: CELL });
      const text = makeSvg("text", { x: x + CELL / 2, y: y + CELL / 2 });
      return { box, text, group: makeSvg("g", { class: `lk-kernel__${kind}` }, box, text) };
    });
    const frame = makeSvg("rect", { class: "lk-kernel__frame", rx: 3 });
    const side = size * CELL;
    const svg = makeSvg(
      "svg",
      { viewBox: `-2 -2 ${side + 4} ${side + 4}` },
      ...cells.map(({ group }) => group),
      frame,
    );

    /** @param {number[][]} rows */
    function paint(rows) {
      const most = Math.max(1, ...rows.flat().map(Math.abs));
      rows.flat().forEach((value, place) => {
        const { group, text } = cells[place];
        group.style.setProperty("--part", String(Math.abs(value) / most));
        group.dataset.sign = value < 0 ? "minus" : "plus";
        text.textContent = minus(value);
      });
    }

    /** Frames `span` × `span` cells from here on. */
    function show(row, column, span) {
      frame.setAttribute("x", String(column * CELL));
      frame.setAttribute("y", String(row * CELL));
      frame.setAttribute("width", String(span * CELL));
      frame.setAttribute("height", String(span * CELL));
    }

    /** @param {PointerEvent} event @returns {[number, number]} the row and column under a pointer */
    function cellAt(event) {
      const area = svg.getBoundingClientRect();
      const at = (part, whole) =>
        Math.min(size - 1, Math.max(0, Math.floor((part / whole) * size)));
      return [at(event.clientY - area.top, area.height), at(event.clientX - area.left, area.width)];
    }

    return { svg, paint, show, cellAt };
  }

  window.lessonkit.kernel = { grid };
})();
