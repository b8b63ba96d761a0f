/**
 * The two sums that a convolutional network is made of, in plain JavaScript.
 * Channels come last, as in Keras. Numbers of 64 bits, because a script computes with nothing else: twice as fast here.
 */
/**
 * @typedef {{name: string, memory: (count: number) => any, pointwise: Function, depthwise: Function}} Kernels
 *   `memory` gives room for numbers; both sums write `out` and cut it off at `low` and `high`
 */
lessonkit.vision.part((vision) => {
  vision.BLOCK = 8; // maps whose weights lie side by side

  /**
   * For each pixel and each map that comes out: a weight for each map that goes in. Two pixels and four maps at a time.
   * @param {Float64Array} image pixels × `ins`, with room for one pixel more @param {Float64Array} weights blocks of
   *   eight maps, in each of them eight weights for every map that goes in @param {Float64Array} bias
   * @param {Float64Array} out pixels × `outs`, with room for one pixel more
   */
  function pointwise(image, weights, bias, out, pixels, ins, outs, low, high) {
    const cut = (sum) => (sum < low ? low : sum > high ? high : sum);
    for (let map = 0; map < outs; map += 4) {
      const block = map - (map % 8);
      const first = block * ins + (map - block);
      const [b0, b1, b2, b3] = [bias[map], bias[map + 1], bias[map + 2], bias[map + 3]];
      for (let pixel = 0; pixel < pixels; pixel += 2) {
        let [s0, s1, s2, s3, t0, t1, t2, t3] = [b0, b1, b2, b3, b0, b1, b2, b3];
        const here = pixel * ins;
        for (let i = 0, w = first; i < ins; i += 1, w += 8) {
          const a = image[here + i];
          const b = image[here + ins + i];
          const w0 = weights[w];
          const w1 = weights[w + 1];
          const w2 = weights[w + 2];
          const w3 = weights[w + 3];
          s0 += a * w0;
          s1 += a * w1;
          s2 += a * w2;
          s3 += a * w3;
          t0 += b * w0;
          t1 += b * w1;
          t2 += b * w2;
          t3 += b * w3;
        }
        const to = pixel * outs + map;
        out[to] = cut(s0);
        out[to + 1] = cut(s1);
        out[to + 2] = cut(s2);
        out[to + 3] = cut(s3);
        out[to + outs] = cut(t0);
        out[to + outs + 1] = cut(t1);
        out[to + outs + 2] = cut(t2);
        out[to + outs + 3] = cut(t3);
      }
    }
  }

  /**
   * Each map on its own: a small kernel slides over it. Beyond the border all is zero.
   * @param {Float64Array} image side × side × maps @param {Float64Array} weights size × size × maps
   * @param {Float64Array} bias @param {Float64Array} out @param {number} before rows and columns of zeros before the first
   */
  function depthwise(image, weights, bias, out, side, shrunk, maps, size, stride, before, low, high) {
    for (let row = 0; row < shrunk; row += 1)
      for (let column = 0; column < shrunk; column += 1) {
        const to = (row * shrunk + column) * maps;
        for (let map = 0; map < maps; map += 1) out[to + map] = bias[map];
        for (let i = 0; i < size; i += 1) {
          const y = row * stride + i - before;
          if (y < 0 || y >= side) continue;
          for (let j = 0; j < size; j += 1) {
            const x = column * stride + j - before;
            if (x < 0 || x >= side) continue;
            const from = (y * side + x) * maps;
            const weight = (i * size + j) * maps;
            for (let map = 0; map < maps; map += 1) out[to + map] += image[from + map] * weights[weight + map];
          }
        }
        for (let map = to; map < to + maps; map += 1) out[map] = out[map] < low ? low : out[map] > high ? high : out[map];
      }
  }

  /** @returns {Kernels} */
  vision.plain = () => ({ name: "JavaScript", memory: (count) => new Float64Array(count), pointwise, depthwise });
});
