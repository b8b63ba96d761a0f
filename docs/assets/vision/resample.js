/** Makes a picture small as Pillow does (bicubic, averaging while it shrinks), so that a page sees what Python sees. */
/** @typedef {{left: number, top: number, side: number}} Square a part of a picture, in pixels and parts of pixels */
lessonkit.vision.part((vision) => {
  const REACH = 2; // pixels of the smaller picture on either side

  /** Keys' cubic curve with a = -1/2: how much a pixel counts at a distance. */
  function cubic(distance) {
    const x = Math.abs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  /** For each of `count` pixels: where its neighbourhood begins, and a weight for each pixel in it. */
  function neighbourhoods(length, start, side, count) {
    const step = side / count;
    const wide = Math.max(step, 1); // where the picture grows, the curve stays as it is
    return Array.from({ length: count }, (_, i) => {
      const centre = start + (i + 0.5) * step;
      const from = Math.max(Math.floor(centre - REACH * wide + 0.5), 0);
      const to = Math.min(Math.floor(centre + REACH * wide + 0.5), length);
      const weights = Array.from({ length: to - from }, (__, k) => cubic((from + k - centre + 0.5) / wide));
      const total = weights.reduce((a, b) => a + b, 0);
      return { from, weights: weights.map((weight) => weight / total) };
    });
  }

  /**
   * @param {{width: number, height: number, data: ArrayLike<number>}} image red, green, blue, opacity
   * @param {Square} square the part to keep @param {number} count pixels a side of the result
   * @returns {Uint8ClampedArray} red, green, blue
   */
  vision.resampled = ({ width, height, data }, { left, top, side }, count) => {
    const columns = neighbourhoods(width, left, side, count);
    const rows = neighbourhoods(height, top, side, count);
    const first = rows[0].from;
    const last = rows[count - 1].from + rows[count - 1].weights.length;
    // first across, then down, rounded in between: as Pillow does
    const narrow = new Uint8ClampedArray((last - first) * count * 3);
    for (let y = first, to = 0; y < last; y += 1)
      for (const { from, weights } of columns)
        for (let colour = 0; colour < 3; colour += 1, to += 1) {
          let sum = 0;
          for (let k = 0, at = (y * width + from) * 4 + colour; k < weights.length; k += 1, at += 4)
            sum += weights[k] * data[at];
          narrow[to] = Math.floor(sum + 0.5);
        }
    const small = new Uint8ClampedArray(count * count * 3);
    const row = count * 3;
    for (let y = 0, to = 0; y < count; y += 1) {
      const { from, weights } = rows[y];
      for (let x = 0; x < row; x += 1, to += 1) {
        let sum = 0;
        for (let k = 0, at = (from - first) * row + x; k < weights.length; k += 1, at += row)
          sum += weights[k] * narrow[at];
        small[to] = Math.floor(sum + 0.5);
      }
    }
    return small;
  };
});
