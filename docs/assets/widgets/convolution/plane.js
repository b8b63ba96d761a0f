/** One plane of numbers: convolved, activated and pooled, with the settings that Keras has. */
/**
 * @typedef {{values: Float64Array, rows: number, columns: number}} Plane rows first
 * @typedef {{weights: number[][], by: number}} Kernel a square of weights, and what their sum is divided by
 * @typedef {{stride: number, padding: "valid" | "same", dilation: number}} Moves how the window moves
 */
(() => {
  "use strict";
  const plane = (window.lessonkit.plane ??= {});

  /**
   * Where windows stand along a side.
   * @param {number} length pixels of the side
   * @param {number} span pixels from the window's first to its last, both included
   * @param {number} stride
   * @param {"valid" | "same"} padding
   * @returns {{count: number, before: number}} how many windows, and how many zeros lie before the first pixel
   */
  plane.places = (length, span, stride, padding) => {
    if (padding === "valid")
      return { count: Math.max(0, Math.floor((length - span) / stride) + 1), before: 0 };
    const count = Math.ceil(length / stride);
    const missing = Math.max(0, (count - 1) * stride + span - length);
    return { count, before: Math.floor(missing / 2) }; // an odd zero lies behind, as in TensorFlow
  };

  /** How many pixels a kernel reaches over. @param {number} size @param {number} dilation */
  plane.span = (size, dilation) => dilation * (size - 1) + 1;

  /** @param {number} rows @param {number} columns @returns {Plane} */
  plane.empty = (rows, columns) => ({ values: new Float64Array(rows * columns), rows, columns });

  /**
   * The pixels under the window of one answer, each with its weight. A pixel outside the picture counts as zero.
   * @param {Plane} picture @param {Kernel} kernel @param {Moves} moves @param {number} row @param {number} column
   * @returns {{row: number, column: number, inside: boolean, input: number, weight: number}[]}
   */
  plane.terms = (
    { values, rows, columns },
    { weights },
    { stride, padding, dilation },
    row,
    column,
  ) => {
    const span = plane.span(weights.length, dilation);
    const top = row * stride - plane.places(rows, span, stride, padding).before;
    const left = column * stride - plane.places(columns, span, stride, padding).before;
    return weights.flatMap((line, i) =>
      line.map((weight, j) => {
        const [y, x] = [top + i * dilation, left + j * dilation];
        const inside = y >= 0 && y < rows && x >= 0 && x < columns;
        return { row: y, column: x, inside, input: inside ? values[y * columns + x] : 0, weight };
      }),
    );
  };

  /** @param {Plane} picture @param {Kernel} kernel @param {Moves} moves @returns {Plane} the feature map */
  plane.convolve = (picture, kernel, moves) => {
    const { values, rows, columns } = picture;
    const { stride, padding, dilation } = moves;
    const size = kernel.weights.length;
    const span = plane.span(size, dilation);
    const [down, right] = [rows, columns].map((length) =>
      plane.places(length, span, stride, padding),
    );
    const map = plane.empty(down.count, right.count);
    for (let row = 0; row < map.rows; row += 1)
      for (let column = 0; column < map.columns; column += 1) {
        let sum = 0;
        for (let i = 0; i < size; i += 1) {
          const y = row * stride - down.before + i * dilation;
          if (y < 0 || y >= rows) continue;
          for (let j = 0; j < size; j += 1) {
            const x = column * stride - right.before + j * dilation;
            if (x >= 0 && x < columns) sum += values[y * columns + x] * kernel.weights[i][j];
          }
        }
        map.values[row * map.columns + column] = sum / kernel.by;
      }
    return map;
  };

  /** What becomes of a sum. Those that saturate take grey from 0 to 1, as networks do. */
  const WHITE = 255;
  plane.activations = {
    none: (sum) => sum,
    relu: (sum) => Math.max(0, sum),
    tanh: (sum) => WHITE * Math.tanh(sum / WHITE),
    sigmoid: (sum) => WHITE / (1 + Math.exp(-sum / WHITE)),
  };

  /** @param {Plane} map @param {string} name @returns {Plane} */
  plane.activate = (map, name) => ({ ...map, values: map.values.map(plane.activations[name]) });

  /**
   * @param {Plane} map @param {"max" | "average"} kind @param {number} size @param {number} stride
   * @returns {Plane} a number for each window that fits
   */
  plane.pool = (map, kind, size, stride) => {
    const [rows, columns] = [map.rows, map.columns].map(
      (length) => plane.places(length, size, stride, "valid").count,
    );
    const pooled = plane.empty(rows, columns);
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < columns; column += 1) {
        let [most, sum] = [-Infinity, 0];
        for (let i = 0; i < size; i += 1)
          for (let j = 0; j < size; j += 1) {
            const value = map.values[(row * stride + i) * map.columns + column * stride + j];
            most = Math.max(most, value);
            sum += value;
          }
        pooled.values[row * columns + column] = kind === "max" ? most : sum / size ** 2;
      }
    return pooled;
  };
})();
