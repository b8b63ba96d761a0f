/** Weights as the page carries them: whole numbers of 8 bits in base64, and one scale for each unit. */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });

  /**
   * @param {string} text base64 of signed bytes, the unit's axis last @param {number[]} scale one for each unit
   * @returns {Float32Array} the weights, exactly those that Keras was measured with
   */
  net.weights = (text, scale) => {
    const bytes = atob(text);
    const small = Float32Array.from(scale);
    const weights = new Float32Array(bytes.length);
    for (let i = 0; i < bytes.length; i += 1)
      weights[i] = ((bytes.charCodeAt(i) << 24) >> 24) * small[i % small.length];
    return weights;
  };
})();
