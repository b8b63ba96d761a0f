/** A network: a chain of layers that keeps what every layer answers. Channels come last, as in Keras. */
/**
 * @typedef {{kind: string, name: string, kernel?: number[], weights?: Float32Array, bias?: Float32Array,
 *   activation: string, input: number[], shape: number[], field: ?{size: number, step: number}}} Layer
 * @typedef {{kind: string, name: string, shape?: number[], weights?: string, scale?: number[], bias?: number[],
 *   activation?: string}} Carried a layer as a snippet leaves it for the page
 * @typedef {{filters: Set<string>, activations: Set<string>, pooling: Set<string>}} Off what the reader switched off
 */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });
  const count = (shape) => shape.reduce((product, size) => product * size, 1);

  /**
   * @param {{name: string, layers: Carried[]}} description as `snippets/playground/handwriting.py` leaves it
   * @param {number[]} input shape of what it reads
   */
  net.network = (description, input) => {
    /** @type {Layer[]} */
    const layers = [];
    let shape = input;
    let field = { size: 1, step: 1 };
    for (const { kind, name, shape: kernel, weights, scale, bias, activation } of description.layers) {
      /** @type {Layer} */
      const layer = { kind, name, activation: activation ?? "linear", input: shape, shape, field };
      if (weights)
        Object.assign(layer, {
          kernel,
          weights: net.weights(weights, scale),
          bias: Float32Array.from(bias),
        });
      shape = layer.shape = net.kinds[kind].shape(layer, shape);
      const own = field && net.kinds[kind].field(layer);
      // a pixel's neighbour in the feature map is `step` pixels away in the picture
      field = own && { size: field.size + (own.size - 1) * field.step, step: field.step * own.step };
      layer.field = field;
      layers.push(layer);
    }
    const answers = layers.map((layer) => new Float32Array(count(layer.shape)));

    /** @param {Float32Array} picture @param {Off} [off] @returns {Float32Array[]} each layer's answers, used again next time */
    function run(picture, off) {
      let values = picture;
      layers.forEach((layer, i) => {
        const own = answers[i];
        net.kinds[layer.kind].run(
          layer, values, layer.input, own, layer.shape, off?.pooling.has(layer.name),
        );
        if (!off?.activations.has(layer.name)) net.activations[layer.activation](own);
        const channels = layer.shape.at(-1);
        for (let c = 0; off && c < channels; c += 1)
          if (off.filters.has(`${layer.name} ${c}`))
            for (let k = c; k < own.length; k += channels) own[k] = 0;
        values = own;
      });
      return answers;
    }
    return { name: description.name, layers, run };
  };
})();
