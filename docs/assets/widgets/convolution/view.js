/** A plane as a picture that can be pointed at: a canvas with a pixel a number, and frames above it. */
(() => {
  "use strict";
  const { make, makeSvg, plane, handwriting } = window.lessonkit;
  const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  /** Grey is grey in both themes: it is a photograph. @param {HTMLCanvasElement} canvas @param {import("./plane.js").Plane} picture */
  function paintGrey(canvas, { values, rows, columns }) {
    Object.assign(canvas, { width: columns, height: rows });
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(columns, rows);
    values.forEach((value, i) => pixels.data.set([value, value, value, 255], 4 * i));
    context.putImageData(pixels, 0, 0);
  }

  /**
   * @param {string} title @param {boolean} grey a photograph; else positive and negative numbers
   * @param {((row: number, column: number) => void) | null} [choose] called with the pixel that is pointed at
   */
  plane.view = (title, grey, choose = null) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    const frames = makeSvg("svg", { "aria-hidden": "true", preserveAspectRatio: "none" });
    const attributes = choose
      ? { tabindex: "0", role: "application", "aria-roledescription": "picture" }
      : {};
    const screen = make("div", { class: "lk-plane__screen", ...attributes }, canvas, frames);
    const caption = make("p", { class: "lk-plane__title" });
    const element = make("div", { class: "lk-plane" }, caption, screen);
    let shown = plane.empty(1, 1);
    let at = [0, 0];

    function go(row, column) {
      if (!shown.rows || !shown.columns) return;
      at = [
        Math.min(shown.rows - 1, Math.max(0, row)),
        Math.min(shown.columns - 1, Math.max(0, column)),
      ];
      choose(at[0], at[1]);
    }
    if (choose) {
      screen.addEventListener("keydown", (event) => {
        const step = KEYS[event.key];
        if (!step) return;
        event.preventDefault();
        const wide = event.shiftKey ? 8 : 1;
        go(at[0] + wide * step[0], at[1] + wide * step[1]);
      });
      for (const type of ["pointerdown", "pointermove"])
        screen.addEventListener(type, (event) => {
          const area = screen.getBoundingClientRect();
          const part = (from, whole, count) => Math.floor((from / whole) * count);
          go(
            part(event.clientY - area.top, area.height, shown.rows),
            part(event.clientX - area.left, area.width, shown.columns),
          );
        });
    }

    /** @param {import("./plane.js").Plane} picture @param {string} [more] said behind the title */
    function show(picture, more = "") {
      shown = picture;
      at = [Math.min(at[0], picture.rows - 1), Math.min(at[1], picture.columns - 1)];
      const size = `${picture.rows} × ${picture.columns}`;
      caption.replaceChildren(make("strong", { text: title }), ` ${size}${more}`);
      if (choose)
        screen.setAttribute(
          "aria-label",
          `${title}, ${size}. The arrow keys choose a place, with Shift eight at a time.`,
        );
      frames.setAttribute("viewBox", `0 0 ${picture.columns} ${picture.rows}`);
      screen.style.aspectRatio = `${picture.columns || 1} / ${picture.rows || 1}`;
      if (grey) paintGrey(canvas, picture);
      else {
        const most = picture.values.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-9);
        const shares = picture.values.map((value) => value / most);
        handwriting.paint(canvas, shares, [picture.rows, picture.columns, 1], 1, "sign");
      }
    }

    /** Frames some pixels. @param {{x: number, y: number, width: number, height: number}[]} boxes the first one is the largest */
    function frame(boxes) {
      frames.replaceChildren(
        ...boxes.map((box, i) =>
          makeSvg("rect", { ...box, class: i ? "lk-plane__tap" : "lk-plane__frame" }),
        ),
      );
    }
    return { element, screen, show, frame, go, at: () => at };
  };
})();
