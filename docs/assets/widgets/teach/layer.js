/** A last layer of softmax, trained in the page: plain sums, from zero, so that the same pictures give the same layer. */
/**
 * @typedef {{names: string[], weights: Float64Array, bias: Float64Array, losses: number[], kept: number[]}} Layer
 *   weights of one feature stand together, one for each name; `losses` before each step, `kept` those of the test
 */
(() => {
  "use strict";
  const parts = (window.lessonkit.teach ??= {});
  const SLICE = 12; // milliseconds, then the page may answer

  /** @param {ArrayLike<number>} features @param {{weights: Float64Array, bias: Float64Array}} layer @returns {number[]} */
  function sums(features, { weights, bias }) {
    const found = Array.from(bias);
    const classes = found.length;
    for (let i = 0, at = 0; i < features.length; i += 1)
      for (let n = 0; n < classes; n += 1, at += 1) found[n] += features[i] * weights[at];
    return found;
  }
  /** @param {number[]} values @returns {number[]} shares of one */
  function softmax(values) {
    const most = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - most));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / total);
  }
  const shares = (features, layer) => softmax(sums(features, layer));

  const average = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  /** Cross-entropy: how surprised the layer is by the right names, on average. */
  const surprise = (found, numbers) => average(numbers.map((number, i) => -Math.log(Math.max(found[i][number], 1e-12))));

  /**
   * Gradient descent; what all pictures have in common is subtracted, and in the end the bias takes it over.
   * @param {ArrayLike<number>[]} pictures the features of each @param {number[]} numbers the name of each
   * @param {string[]} names
   * @param {{decay: number, steps: number}} settings
   * @param {{features: ArrayLike<number>[], numbers: number[]}} [test] what it does not learn from
   * @returns {Promise<Layer>}
   */
  async function train(pictures, numbers, names, { decay, steps }, test = { features: [], numbers: [] }) {
    const [count, size, classes] = [pictures.length, pictures[0].length, names.length];
    const mean = Float64Array.from({ length: size }, (_, i) => average(pictures.map((picture) => picture[i])));
    const centred = (picture) => mean.map((value, i) => picture[i] - value);
    const [rows, testRows] = [pictures.map(centred), test.features.map(centred)];
    const length = average(rows.map((row) => row.reduce((sum, x) => sum + x * x, 0)));
    const rate = 1 / (length / 2 + 0.5 + decay); // no steeper than the loss can curve, so it falls at every step
    const layer = { weights: new Float64Array(size * classes), bias: new Float64Array(classes) };
    const slopes = new Float64Array(size * classes);
    /** @type {number[][]} */
    const [losses, kept] = [[], []];
    let until = performance.now() + SLICE;
    for (let step = 0; step < steps; step += 1) {
      const found = rows.map((row) => shares(row, layer));
      losses.push(surprise(found, numbers));
      if (testRows.length) kept.push(surprise(testRows.map((row) => shares(row, layer)), test.numbers));
      for (let at = 0; at < slopes.length; at += 1) slopes[at] = decay * layer.weights[at];
      for (let k = 0; k < count; k += 1) {
        const error = found[k].map((share, n) => (share - Number(n === numbers[k])) / count);
        for (let i = 0, at = 0; i < size; i += 1)
          for (let n = 0; n < classes; n += 1, at += 1) slopes[at] += rows[k][i] * error[n];
        for (let n = 0; n < classes; n += 1) layer.bias[n] -= rate * error[n];
      }
      for (let at = 0; at < slopes.length; at += 1) layer.weights[at] -= rate * slopes[at];
      if (performance.now() < until) continue;
      await new Promise((done) => setTimeout(done));
      until = performance.now() + SLICE;
    }
    const common = sums(mean, { weights: layer.weights, bias: new Float64Array(classes) });
    layer.bias = layer.bias.map((value, n) => value - common[n]);
    return { names, ...layer, losses, kept };
  }

  /**
   * The arithmetic behind an answer.
   * @param {ArrayLike<number>} features @param {Layer} layer @param {number} count how many features
   * @returns {{order: number[], rows: {map: number, feature: number, weights: number[]}[], rest: number[], sums: number[],
   *   shares: number[]}} names, the likeliest first; features that counted most for the first against the second;
   *   what all the others come to
   */
  function arithmetic(features, layer, count) {
    const classes = layer.names.length;
    const totals = sums(features, layer);
    const order = [...totals.keys()].sort((a, b) => totals[b] - totals[a]);
    const [first, second] = order;
    const weight = (map, n) => layer.weights[map * classes + n];
    const lead = (map) => features[map] * (weight(map, first) - weight(map, second));
    const rows = Array.from(features, (feature, map) => ({ map, feature, weights: totals.map((_, n) => weight(map, n)) }))
      .sort((a, b) => lead(b.map) - lead(a.map))
      .slice(0, count);
    const rest = totals.map((total, n) => rows.reduce((left, row) => left - row.feature * row.weights[n], total - layer.bias[n]));
    return { order, rows, rest, sums: totals, shares: softmax(totals) };
  }

  /** What the reader takes along. @param {Layer} layer @param {any} preprocessing @param {string} network */
  function saved({ names, weights, bias }, preprocessing, network) {
    const round = (value) => Number(value.toPrecision(8));
    const classes = names.length;
    const rows = Array.from({ length: weights.length / classes }, (_, i) =>
      Array.from(weights.subarray(i * classes, (i + 1) * classes), round),
    );
    return JSON.stringify({ names, weights: rows, bias: Array.from(bias, round), network, preprocessing });
  }
  Object.assign(parts, { train, shares, arithmetic, saved });
})();
