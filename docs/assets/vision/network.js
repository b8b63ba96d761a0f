/** A network out of its carried layers, and what every stage of it answers. Channels come last, as in Keras. */
/**
 * @typedef {import("./carried.js").Carried & {side: number, grown: number, ins: number, maps: number, weights: any,
 *   biases: any, out: any, before: number, stage: string, passable: boolean, last: boolean}} Layer `side` of what goes
 *   in, `grown` of what comes out; `passable`: a shortcut leads around its block; `last` of its stage
 * @typedef {{name: string, side: number, maps: number, passable: number, field: {size: number, step: number,
 *   start: number}}} Stage `passable`: how many of its blocks have a shortcut; `field` is what one unit sees, in pixels
 * @typedef {{stages: Set<string>, maps: Set<string>}} Off stages to pass by or silence, and maps (`stage2 5`) to silence
 */
lessonkit.vision.part((vision) => {
  const SPARE = 3; // pixels more than there are: sums are made for several at a time
  const product = (sizes) => sizes.reduce((all, size) => all * size, 1);
  const parts = (name) => name.split("_");

  /** @param {any[]} layers as carried @param {number} side of the picture @returns {Layer[]} with their sizes */
  function sized(layers, side) {
    let ins = 3;
    const block = (name) => parts(name).slice(0, 2).join();
    const around = new Set(layers.filter(({ add }) => add !== null).map(({ name }) => block(name)));
    return layers.map((layer, i) => {
      const { name, kind, shape, stride } = layer;
      const [stage] = parts(name);
      const flat = kind === "Dense";
      const grown = flat ? 1 : Math.ceil(side / stride);
      // as "same" padding has it: what is odd goes behind
      const before = flat ? 0 : Math.max((grown - 1) * stride + shape[0] - side, 0) >> 1;
      const last = i + 1 === layers.length || parts(layers[i + 1].name)[0] !== stage;
      const own = { side, grown, ins, maps: shape.at(-1), before, stage, last, passable: around.has(block(name)) };
      [side, ins] = [grown, own.maps];
      return { ...layer, ...own };
    });
  }

  /** @param {Layer[]} layers @returns {Stage[]} all but the last, which has no places */
  function stagesOf(layers) {
    let field = { size: 1, step: 1, start: 0 };
    const found = [];
    for (const { kind, shape, stride, before, stage: name, last, grown: side, maps } of layers) {
      if (kind === "Dense") continue;
      const { size, step, start } = field;
      field = { size: size + (shape[0] - 1) * step, step: step * stride, start: start - before * step };
      const passable = layers.filter(({ stage, add }) => stage === name && add !== null).length;
      if (last) found.push({ name, side, maps, passable, field });
    }
    return found;
  }

  /** Fills `room` with a layer's weights; those of sums over maps in blocks of maps, see plain.js. */
  function spread({ kind, shape, whole, scale, maps }, room) {
    const ins = product(shape) / maps;
    if (kind === "DepthwiseConv2D") for (let i = 0; i < whole.length; i += 1) room[i] = whole[i] * scale[i % maps];
    else
      for (let block = 0, to = 0; block < maps; block += vision.BLOCK)
        for (let i = 0; i < ins; i += 1)
          for (let map = block; map < block + vision.BLOCK; map += 1, to += 1)
            room[to] = whole[i * maps + map] * scale[map];
    return room;
  }

  /** Writes the patch of each pixel as a row: a convolution is then a sum over the numbers of a row. */
  function unroll(image, rows, { shape, stride, before, side, grown }) {
    const [size, , maps] = shape;
    for (let row = 0, to = 0; row < grown; row += 1)
      for (let column = 0; column < grown; column += 1)
        for (let i = 0; i < size; i += 1)
          for (let j = 0; j < size; j += 1) {
            const [y, x] = [row * stride + i - before, column * stride + j - before];
            const inside = y >= 0 && y < side && x >= 0 && x < side;
            for (let map = 0; map < maps; map += 1, to += 1)
              rows[to] = inside ? image[(y * side + x) * maps + map] : 0;
          }
    return rows;
  }

  /** The average of each map over all its places. */
  function average(image, side, maps, out) {
    out.fill(0);
    for (let i = 0; i < side * side * maps; i += 1) out[i % maps] += image[i] / (side * side);
    return out;
  }

  /** @param {any} sums @returns {Float32Array} shares of one */
  vision.softmax = (sums) => {
    const most = sums.reduce((a, b) => Math.max(a, b));
    const powers = Float32Array.from(sums, (sum) => Math.exp(sum - most));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / total);
  };

  /**
   * @param {any} about a network as `vision.carried` reads it
   * @param {import("./plain.js").Kernels} kernels
   */
  vision.network = (about, kernels) => {
    const layers = sized(about.layers, about.side);
    /** @type {Map<string, any>} what only the next layer reads, by kind: one room for all of them */
    const passing = new Map();
    const size = ({ grown, maps }) => (grown * grown + SPARE) * maps;
    const passes = ({ relu6, last }) => relu6 && !last;
    for (const kind of ["Conv2D", "DepthwiseConv2D"]) {
      const sizes = layers.filter((layer) => layer.kind === kind && passes(layer)).map(size);
      passing.set(kind, kernels.memory(Math.max(...sizes)));
    }
    for (const layer of layers) {
      layer.weights = spread(layer, kernels.memory(layer.whole.length));
      layer.biases = kernels.memory(layer.maps);
      layer.biases.set(layer.bias);
      layer.out = passes(layer) ? passing.get(layer.kind) : kernels.memory(size(layer));
      layer.whole = layer.scale = layer.bias = null;
    }
    const [stem] = layers;
    const picture = new Float32Array(about.side ** 2 * 3);
    const rows = kernels.memory((stem.grown ** 2 + SPARE) * product(stem.shape.slice(0, 3)));
    const pooled = kernels.memory((1 + SPARE) * layers.at(-1).ins);

    /** @param {Layer} layer @param {any} image what goes in */
    function sums(layer, image) {
      const { kind, shape, weights, biases, out, side, grown, ins, maps, stride, before, relu6 } = layer;
      const [low, high] = relu6 ? [0, 6] : [-Infinity, Infinity];
      if (kind === "DepthwiseConv2D")
        kernels.depthwise(image, weights, biases, out, side, grown, maps, shape[0], stride, before, low, high);
      else if (kind === "Dense")
        kernels.pointwise(average(image, side, ins, pooled), weights, biases, out, 1, ins, maps, low, high);
      else {
        const wide = shape[0] > 1;
        const numbers = wide ? unroll(image, rows, layer) : image;
        const count = wide ? product(shape.slice(0, 3)) : ins;
        kernels.pointwise(numbers, weights, biases, out, grown * grown, count, maps, low, high);
      }
      if (layer.add === null) return;
      const { out: earlier } = layers[layer.add];
      for (let i = 0; i < grown * grown * maps; i += 1) out[i] += earlier[i];
    }

    /** What is switched off: a stage without shortcuts answers nothing, and so does a map. */
    function silence({ stage, passable, grown, maps }, image, off) {
      if (off.stages.has(stage) && !passable) image.fill(0);
      for (let map = 0; map < maps; map += 1)
        if (off.maps.has(`${stage} ${map}`)) for (let i = map; i < grown * grown * maps; i += maps) image[i] = 0;
    }

    /**
     * @param {ArrayLike<number>} pixels red, green, blue from 0 to 255 @param {Off} [off]
     * @returns {{answers: Object<string, any>, features: any, probabilities: Float32Array}} each stage's maps, the
     *   averages of the last ones, and a share for each class; all but the last are written over by the next run
     */
    function run(pixels, off) {
      for (let i = 0; i < picture.length; i += 1) picture[i] = (pixels[i] - about.mean) / about.spread;
      /** @type {Object<string, any>} */
      const answers = {};
      let image = picture;
      for (const layer of layers) {
        if (!(layer.passable && off?.stages.has(layer.stage))) {
          sums(layer, image);
          image = layer.out;
        }
        if (!layer.last) continue;
        if (off) silence(layer, image, off);
        answers[layer.stage] = image.subarray(0, layer.grown ** 2 * layer.maps);
      }
      const { maps, ins } = layers.at(-1);
      return {
        answers,
        features: pooled.subarray(0, ins),
        probabilities: vision.softmax(image.subarray(0, maps)),
      };
    }
    return { layers, stages: stagesOf(layers), kernels: kernels.name, run };
  };
});
