/** Activations: what becomes of a unit's sum. They work in place, on one layer's sums. */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });

  /** @param {Float32Array} sums shares of one, all of them positive */
  function softmax(sums) {
    const most = Math.max(...sums); // so that no power of e overflows
    let total = 0;
    for (let i = 0; i < sums.length; i += 1) total += sums[i] = Math.exp(sums[i] - most);
    for (let i = 0; i < sums.length; i += 1) sums[i] /= total;
  }

  /** @type {Object<string, (sums: Float32Array) => void>} */
  net.activations = {
    linear: () => {},
    relu: (sums) => sums.forEach((sum, i) => (sums[i] = Math.max(0, sum))),
    tanh: (sums) => sums.forEach((sum, i) => (sums[i] = Math.tanh(sum))),
    sigmoid: (sums) => sums.forEach((sum, i) => (sums[i] = 1 / (1 + Math.exp(-sum)))),
    softmax,
  };
})();
