/**
 * From a pen's path to what a network reads: full height, one line width, 8 × 8, enlarged to 32 × 32.
 * `snippets/playground/pen.py` does the same, with reasons; a test compares the two.
 */
/** @typedef {number[][]} Stroke points [x, y], in any unit */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });
  const [SIDE, WIDTH, LINE, STRETCH] = [32, 24, 4.4, 1.4];
  const [SMALL, LARGE, MARGIN] = [8, 24, 4];
  const between = (value, low, high) => Math.min(Math.max(value, low), high);

  /** @param {Stroke[]} strokes @returns {{x: number, y: number, width: number, height: number}} */
  function box(strokes) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of strokes.flat()) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
  }

  /** @param {Stroke[]} strokes @returns {Stroke[]} at full height, in the middle of 32 × 32 pixels */
  function fitted(strokes) {
    const { x, y, width, height } = box(strokes);
    const [wide, high] = [Math.max(width, 1e-6), Math.max(height, 1e-6)];
    const scale = Math.min((WIDTH - LINE) / wide, (SIDE - LINE) / high);
    const stretch = between((WIDTH - LINE) / (wide * scale), 1, STRETCH);
    return strokes.map((stroke) =>
      stroke.map((p) => [(p[0] - x) * scale * stretch + SIDE / 2, (p[1] - y) * scale + SIDE / 2]),
    );
  }

  /** @param {Stroke[]} strokes @returns {Float64Array} for each pixel the square of its distance to the nearest stroke */
  function distances(strokes) {
    const nearest = new Float64Array(SIDE * SIDE).fill(Infinity);
    for (const stroke of strokes)
      for (let i = 0; i < Math.max(1, stroke.length - 1); i += 1) {
        const [[x0, y0], [x1, y1]] = [stroke[i], stroke[i + 1] ?? stroke[i]];
        const [alongX, alongY] = [x1 - x0, y1 - y0];
        const length = Math.max(alongX ** 2 + alongY ** 2, 1e-9);
        const reach = LINE / 2 + 1; // farther pixels stay white
        const from = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
        const to = Math.min(SIDE - 1, Math.ceil(Math.max(y0, y1) + reach));
        for (let row = from; row <= to; row += 1)
          for (let column = 0; column < SIDE; column += 1) {
            const [right, down] = [column + 0.5 - x0, row + 0.5 - y0];
            const t = between((right * alongX + down * alongY) / length, 0, 1);
            const far = (right - t * alongX) ** 2 + (down - t * alongY) ** 2;
            const place = row * SIDE + column;
            if (far < nearest[place]) nearest[place] = far;
          }
      }
    return nearest;
  }

  /** @param {Stroke[]} strokes @returns {Float64Array} 8 × 8 pixels, 0 to 1 */
  function smallPicture(strokes) {
    const small = new Float64Array(SMALL * SMALL);
    const block = SIDE / SMALL;
    distances(fitted(strokes)).forEach((far, place) => {
      const [row, column] = [Math.floor(place / SIDE), place % SIDE];
      const into = Math.floor(row / block) * SMALL + Math.floor(column / block);
      small[into] += between(LINE / 2 + 0.5 - Math.sqrt(far), 0, 1) / block ** 2;
    });
    return small;
  }

  /** @param {ArrayLike<number>} small 8 × 8 @param {number[]} [move] pixels to the right and down @returns {Float32Array} 32 × 32 */
  function enlarge(small, [right, down] = [0, 0]) {
    const large = new Float32Array(SIDE * SIDE);
    const ramp = Array.from({ length: LARGE }, (_, i) => {
      const place = between((i + 0.5) / (LARGE / SMALL) - 0.5, 0, SMALL - 1);
      const first = Math.min(Math.floor(place), SMALL - 2);
      return { first, share: place - first };
    });
    ramp.forEach((y, i) =>
      ramp.forEach((x, j) => {
        const [row, column] = [i + MARGIN + down, j + MARGIN + right];
        if (row < 0 || row >= SIDE || column < 0 || column >= SIDE) return;
        const at = y.first * SMALL + x.first;
        const upper = small[at] * (1 - x.share) + small[at + 1] * x.share;
        const lower = small[at + SMALL] * (1 - x.share) + small[at + SMALL + 1] * x.share;
        large[row * SIDE + column] = upper * (1 - y.share) + lower * y.share;
      }),
    );
    return large;
  }

  /** @param {string} letters a letter a pixel: a is no ink, q is all @returns {number[]} */
  const fromLetters = (letters) => [...letters].map((letter) => (letter.charCodeAt(0) - 97) / 16);

  Object.assign(net, { box, smallPicture, enlarge, fromLetters, SIDE });
})();
