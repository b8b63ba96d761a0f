/** The photograph as the network gets it, and what lies on it: where it looked, and what one cell sees. */
(() => {
  "use strict";
  const { make } = window.lessonkit;
  const parts = (window.lessonkit.photograph ??= {});
  const DARK = 0.78; // how far places are dimmed that do not matter

  /** @param {number} pixels a side that the network sees */
  function look(pixels) {
    const photo = /** @type {HTMLCanvasElement} */ (make("canvas", { class: "photo", role: "img", "aria-label": "No photograph yet", width: 64, height: 64 }));
    const shade = /** @type {HTMLCanvasElement} */ (make("canvas", { class: "shade", "aria-hidden": "true", hidden: "" }));
    const frame = make("span", { class: "mark", hidden: "" });
    const element = make("div", { class: "lk-photo__look" }, photo, shade, frame);
    const patch = /** @type {HTMLCanvasElement} */ (make("canvas", { class: "lk-photo__patch", "aria-hidden": "true", width: 1, height: 1 }));

    /** @param {ImageBitmap} picture @param {string} title */
    function show(picture, title) {
      Object.assign(photo, { width: picture.width, height: picture.height });
      photo.getContext("2d").drawImage(picture, 0, 0);
      photo.setAttribute("aria-label", title);
      see({ size: pixels, step: 0, start: 0 }, 0, 0); // all of it, until a cell is chosen
      frame.hidden = true;
      picture.close();
    }
    /** Leaves bright what counted for a name. @param {Float32Array | null} places a square of them */
    function attend(places) {
      shade.hidden = !places;
      if (!places) return;
      const side = Math.sqrt(places.length);
      const most = Math.max(...places, 1e-9);
      Object.assign(shade, { width: side, height: side });
      const context = shade.getContext("2d");
      const image = context.createImageData(side, side);
      places.forEach((place, i) => (image.data[i * 4 + 3] = 255 * DARK * (1 - place / most)));
      context.putImageData(image, 0, 0);
    }
    /**
     * Frames what a cell sees.
     * @param {{size: number, step: number, start: number} | null} field
     * @returns {number[]} how many pixels of the picture that is, across and down
     */
    function see(field, row, column) {
      frame.hidden = !field;
      if (!field) return [0, 0];
      const ends = [column, row].map((n) => {
        const from = n * field.step + field.start;
        return [Math.max(from, 0), Math.min(from + field.size, pixels)];
      });
      const [[left, right], [top, bottom]] = ends;
      const scale = photo.width / pixels;
      const [wide, high] = [right - left, bottom - top].map((n) => Math.max(1, Math.round(n * scale)));
      Object.assign(patch, { width: wide, height: high });
      patch.getContext("2d").drawImage(photo, left * scale, top * scale, wide, high, 0, 0, wide, high);
      const share = (n) => `${((n / pixels) * 100).toFixed(3)}%`;
      Object.assign(frame.style, { left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) });
      return [right - left, bottom - top];
    }
    return { element, patch, show, attend, see };
  }
  Object.assign(parts, { look });
})();
