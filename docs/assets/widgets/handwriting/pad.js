/** A pad to draw on: with mouse, finger or pen, and with the keyboard, whose pen moves on a grid. */
(() => {
  "use strict";
  const { make, makeSvg } = window.lessonkit;
  const parts = (window.lessonkit.handwriting ??= {});
  const SIZE = 280; // of the pad's own units; the page scales it
  const STEP = SIZE / 14;
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const HELP = "Arrow keys move the pen; Space puts it down and lifts it; Backspace undoes.";

  /**
   * @param {() => void} changed called after each change @param {(text: string) => void} say for screen readers
   */
  parts.pad = (changed, say) => {
    /** @type {number[][][]} */
    let strokes = [];
    let example = null; // a ready scan, instead of strokes
    let open = null; // the pointer that draws
    let down = false; // the keyboard's pen
    let at = [SIZE / 2, SIZE / 4];
    const lines = makeSvg("g", { class: "lines" });
    const blocks = makeSvg("g", { class: "blocks" });
    const pen = makeSvg("circle", { class: "pen", r: 9, cx: at[0], cy: at[1] });
    const hint = makeSvg("text", { x: SIZE / 2, y: SIZE / 2, text: "Draw a digit here" });
    const svg = makeSvg(
      "svg",
      {
        class: "lk-pad",
        viewBox: `0 0 ${SIZE} ${SIZE}`,
        tabindex: 0,
        role: "application",
        "aria-label": `Drawing pad. ${HELP}`,
      },
      hint,
      blocks,
      lines,
      pen,
    );

    /** @param {number[][]} stroke */
    const path = ([first, ...rest]) =>
      `M${first}${rest.length ? rest.map((point) => `L${point}`).join("") : `L${first}`}`;
    function show() {
      hint.style.display = strokes.length || example ? "none" : "";
      lines.replaceChildren(...strokes.map((stroke) => makeSvg("path", { d: path(stroke) })));
      const across = window.lessonkit.net.SIDE;
      const side = SIZE / across;
      const picture = example ? [...window.lessonkit.net.scan(example)] : [];
      blocks.replaceChildren(
        ...picture.flatMap((ink, i) => {
          const [x, y] = [(i % across) * side, Math.floor(i / across) * side];
          const look = { x, y, width: side, height: side, "fill-opacity": ink.toFixed(2) };
          return ink ? [makeSvg("rect", look)] : [];
        }),
      );
    }
    function update() {
      show();
      changed();
    }
    function begin(point) {
      example = null;
      strokes.push([point]);
      update();
    }
    /** Lengthens the last stroke without drawing the others anew. */
    function extend(points) {
      const stroke = strokes.at(-1);
      stroke.push(...points);
      lines.lastChild?.setAttribute("d", path(stroke));
      changed();
    }
    const place = (event) => {
      const frame = svg.getBoundingClientRect();
      return [event.clientX - frame.left, event.clientY - frame.top].map((part) =>
        Math.round(Math.min(Math.max((part / frame.width) * SIZE, 0), SIZE)),
      );
    };
    const isNew = (point) => Math.hypot(point[0] - at[0], point[1] - at[1]) >= 2;
    svg.addEventListener("pointerdown", (event) => {
      if (open !== null || event.button) return;
      event.preventDefault(); // no selection, no scrolling
      svg.focus({ preventScroll: true, focusVisible: false });
      svg.setPointerCapture(event.pointerId);
      open = event.pointerId;
      down = false;
      at = place(event);
      begin(at);
    });
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerId !== open) return;
      const seen = event.getCoalescedEvents?.() ?? [];
      const points = (seen.length ? seen : [event]).map(place).filter((point) => {
        if (!isNew(point)) return false;
        at = point;
        return true;
      });
      if (points.length) extend(points);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      svg.addEventListener(end, (event) => {
        if (event.pointerId === open) open = null;
      });

    function keyed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) {
        if (event.key !== "z" || event.altKey) return false;
        undo();
      } else if (MOVES[event.key]) {
        at = at.map((part, i) =>
          Math.min(Math.max(Math.round(part / STEP) + MOVES[event.key][i], 0), SIZE / STEP) * STEP,
        );
        if (down) extend([at]);
        const [column, row] = at.map((part) => Math.round(part / STEP) + 1);
        say(`Row ${row}, column ${column}${down ? ", drawing" : ""}`);
      } else if (event.key === " " || event.key === "Enter") {
        down = !down;
        if (down) begin(at);
        say(down ? "Pen down" : "Pen lifted");
      } else if (event.key === "Backspace") undo();
      else if (event.key === "Escape" && down) down = false;
      else return false;
      svg.classList.add("keyed");
      svg.classList.toggle("down", down);
      pen.setAttribute("cx", at[0]);
      pen.setAttribute("cy", at[1]);
      return true;
    }
    svg.addEventListener("keydown", (event) => {
      if (keyed(event)) event.preventDefault();
    });
    svg.addEventListener("blur", () => {
      down = false;
      svg.classList.remove("keyed", "down");
    });

    function undo() {
      down = false;
      if (example) example = null;
      else strokes.pop();
      update();
    }
    function clear() {
      strokes = [];
      example = null;
      down = false;
      update();
    }
    /** @param {string} scan base64 of a ready picture of 28 × 28 pixels */
    function load(scan) {
      strokes = [];
      example = scan;
      update();
    }
    const help = make("p", { class: "lk-pad__help", text: HELP });
    show();
    const drawing = () => ({ strokes, example });
    return { svg, help, undo, clear, load, drawing, SIZE };
  };
})();
