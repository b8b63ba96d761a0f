/**
 * From a pen's path to what a network reads: MNIST's form. Whole in 20 × 20 pixels, one line width, weight in the middle.
 * `snippets/playground/pen.py` does the same, with reasons; a test compares the two.
 */
/** @typedef {number[][]} Stroke points [x, y], in any unit */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });
  const [SIDE, BOX, MIDDLE, LINE] = [32, 20, 16.5, 2.5];
  const [SCAN, FRAME] = [28, 2];
  const between = (value, low, high) => Math.min(Math.max(value, low), high);
  /** @param {Stroke} stroke @returns {number[][][]} its pieces, first and last point; a dot is one piece */
  const pieces = (stroke) =>
    stroke.length > 1 ? stroke.slice(1).map((last, i) => [stroke[i], last]) : [[stroke[0], stroke[0]]];

  /** @param {Stroke[]} strokes @returns {{x: number, y: number, width: number, height: number}} */
  function box(strokes) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of strokes.flat()) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
  }

  /** @param {Stroke[]} strokes @returns {number[]} where the weight of a drawing lies: long strokes count most */
  function centre(strokes) {
    let [total, right, down] = [0, 0, 0];
    for (const [[x0, y0], [x1, y1]] of strokes.flatMap(pieces)) {
      const length = Math.hypot(x1 - x0, y1 - y0) + 1e-9;
      total += length;
      right += (length * (x0 + x1)) / 2;
      down += (length * (y0 + y1)) / 2;
    }
    return [right / total, down / total];
  }

  /** @param {Stroke[]} strokes @returns {Stroke[]} whole in 20 × 20 pixels, the weight in the middle */
  function fitted(strokes) {
    const { width, height } = box(strokes);
    const scale = (BOX - LINE) / Math.max(width, height, 1e-6);
    const middle = centre(strokes);
    return strokes.map((stroke) =>
      stroke.map((point) => point.map((part, i) => (part - middle[i]) * scale + MIDDLE)),
    );
  }

  /** @param {Stroke[]} strokes @param {number} side @param {number} line its width @returns {Float64Array} ink of each pixel, 0 to 1 */
  function ink(strokes, side, line) {
    const nearest = new Float64Array(side * side).fill(Infinity); // distances, squared
    const reach = line / 2 + 1; // farther pixels stay white
    const range = (a, b) => [
      Math.max(0, Math.floor(Math.min(a, b) - reach)),
      Math.min(side - 1, Math.ceil(Math.max(a, b) + reach)),
    ];
    for (const [[x0, y0], [x1, y1]] of strokes.flatMap(pieces)) {
      const [alongX, alongY] = [x1 - x0, y1 - y0];
      const length = Math.max(alongX ** 2 + alongY ** 2, 1e-9);
      const [[left, most], [top, last]] = [range(x0, x1), range(y0, y1)];
      for (let row = top; row <= last; row += 1)
        for (let column = left; column <= most; column += 1) {
          const [right, down] = [column + 0.5 - x0, row + 0.5 - y0];
          const t = between((right * alongX + down * alongY) / length, 0, 1);
          const far = (right - t * alongX) ** 2 + (down - t * alongY) ** 2;
          const place = row * side + column;
          if (far < nearest[place]) nearest[place] = far;
        }
    }
    return nearest.map((far) => between(line / 2 + 0.5 - Math.sqrt(far), 0, 1));
  }

  /** @param {Stroke[]} strokes @returns {Float32Array} 32 × 32 pixels, 0 to 1 */
  const picture = (strokes) => Float32Array.from(ink(fitted(strokes), SIDE, LINE));

  /** @param {string} text base64 of a scan's 28 × 28 bytes @returns {Float32Array} the same on 32 × 32 pixels, 0 to 1 */
  function scan(text) {
    const bytes = atob(text);
    const large = new Float32Array(SIDE * SIDE);
    for (let i = 0; i < bytes.length; i += 1)
      large[(Math.floor(i / SCAN) + FRAME) * SIDE + (i % SCAN) + FRAME] = bytes.charCodeAt(i) / 255;
    return large;
  }

  /** @param {Float32Array} pixels 32 × 32 @param {number[]} move pixels to the right and down; what leaves is lost @returns {Float32Array} */
  function moved(pixels, [right, down]) {
    const result = new Float32Array(SIDE * SIDE);
    pixels.forEach((value, i) => {
      const [row, column] = [Math.floor(i / SIDE) + down, (i % SIDE) + right];
      if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) result[row * SIDE + column] = value;
    });
    return result;
  }

  Object.assign(net, { box, ink, picture, scan, moved, SIDE });
})();
