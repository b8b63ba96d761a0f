/** Numbers as pixels: colours between the theme's tokens, painted one canvas pixel a number. */
(() => {
  "use strict";
  const parts = (window.lessonkit.handwriting ??= {});
  const SCALES = { ink: "seq", sign: "div" };
  /** @type {Map<string, Uint8ClampedArray>} colours of the current theme, 256 a scale */
  const ramps = new Map();

  /** @param {"ink"|"sign"} name ink runs from 0 to 1, sign from -1 to 1 @returns {Uint8ClampedArray} */
  function ramp(name) {
    if (!ramps.has(name)) {
      const style = getComputedStyle(document.body);
      const stops = [0, 1, 2, 3, 4].map((n) => {
        const hex = style.getPropertyValue(`--lk-${SCALES[name]}-${n}`).trim();
        return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
      });
      const colours = new Uint8ClampedArray(256 * 3);
      for (let i = 0; i < 256; i += 1) {
        const place = (i / 255) * (stops.length - 1);
        const first = Math.min(Math.floor(place), stops.length - 2);
        for (let c = 0; c < 3; c += 1)
          colours[i * 3 + c] =
            stops[first][c] + (place - first) * (stops[first + 1][c] - stops[first][c]);
      }
      ramps.set(name, colours);
    }
    return ramps.get(name);
  }

  /**
   * Paints images side by side, with a clear pixel between them.
   * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values rows, columns, images; the last axis is the fastest
   * @param {number[]} shape @param {number} across images in a row @param {"ink"|"sign"} scale
   */
  function paint(canvas, values, [rows, columns, images], across, scale) {
    const gap = images > 1 ? 1 : 0;
    const width = across * (columns + gap) - gap;
    const height = Math.ceil(images / across) * (rows + gap) - gap;
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(width, height);
    const colours = ramp(scale);
    for (let image = 0; image < images; image += 1) {
      const top = Math.floor(image / across) * (rows + gap);
      const left = (image % across) * (columns + gap);
      for (let row = 0; row < rows; row += 1)
        for (let column = 0; column < columns; column += 1) {
          const value = values[(row * columns + column) * images + image];
          const share = scale === "sign" ? (value + 1) / 2 : value;
          const colour = Math.round(Math.min(Math.max(share, 0), 1) * 255) * 3;
          const place = ((top + row) * width + left + column) * 4;
          pixels.data.set(colours.subarray(colour, colour + 3), place);
          pixels.data[place + 3] = 255;
        }
    }
    context.putImageData(pixels, 0, 0);
  }

  window.lessonkit.onTheme(() => ramps.clear()); // before anyone who paints with them
  Object.assign(parts, { paint });
})();
