/**
 * The form of scikit-learn's digits: full height, 8 × 8 pixels, enlarged to 32 × 32. `pen.js` comes first.
 * `snippets/data/small_digits.py` does the same, with reasons; a test compares the two.
 */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });
  const [SIDE, WIDTH, LINE, STRETCH] = [32, 24, 4.4, 1.4];
  const [SMALL, LARGE, MARGIN] = [8, 24, 4];
  const between = (value, low, high) => Math.min(Math.max(value, low), high);

  /** @param {import("./pen.js").Stroke[]} strokes @returns {import("./pen.js").Stroke[]} at full height, in the middle of 32 × 32 pixels */
  function fitted(strokes) {
    const { x, y, width, height } = net.box(strokes);
    const [wide, high] = [Math.max(width, 1e-6), Math.max(height, 1e-6)];
    const scale = Math.min((WIDTH - LINE) / wide, (SIDE - LINE) / high);
    const stretch = between((WIDTH - LINE) / (wide * scale), 1, STRETCH);
    return strokes.map((stroke) =>
      stroke.map((p) => [(p[0] - x) * scale * stretch + SIDE / 2, (p[1] - y) * scale + SIDE / 2]),
    );
  }

  /** @param {import("./pen.js").Stroke[]} strokes @returns {Float64Array} 8 × 8 pixels, 0 to 1 */
  function smallPicture(strokes) {
    const small = new Float64Array(SMALL * SMALL);
    const block = SIDE / SMALL;
    net.ink(fitted(strokes), SIDE, LINE).forEach((ink, place) => {
      const [row, column] = [Math.floor(place / SIDE), place % SIDE];
      small[Math.floor(row / block) * SMALL + Math.floor(column / block)] += ink / block ** 2;
    });
    return small;
  }

  /** @param {ArrayLike<number>} small 8 × 8 @returns {Float32Array} 32 × 32 */
  function enlarge(small) {
    const large = new Float32Array(SIDE * SIDE);
    const ramp = Array.from({ length: LARGE }, (_, i) => {
      const place = between((i + 0.5) / (LARGE / SMALL) - 0.5, 0, SMALL - 1);
      const first = Math.min(Math.floor(place), SMALL - 2);
      return { first, share: place - first };
    });
    ramp.forEach((y, i) =>
      ramp.forEach((x, j) => {
        const at = y.first * SMALL + x.first;
        const upper = small[at] * (1 - x.share) + small[at + 1] * x.share;
        const lower = small[at + SMALL] * (1 - x.share) + small[at + SMALL + 1] * x.share;
        large[(i + MARGIN) * SIDE + j + MARGIN] = upper * (1 - y.share) + lower * y.share;
      }),
    );
    return large;
  }

  /** @param {string} letters a letter a pixel: a is no ink, q is all @returns {number[]} */
  const fromLetters = (letters) => [...letters].map((letter) => (letter.charCodeAt(0) - 97) / 16);

  Object.assign(net, { smallPicture, enlarge, fromLetters });
})();
