/**
 * What a Keras layer makes of a shape, which weights it has and what it multiplies, by its settings alone. The rules are
 * those of Keras; a test compares them with Keras on all of keras.applications. Where there is none, it is unknown: null.
 */
/**
 * @typedef {(number | null)[]} Shape without the batch; null: open
 * @typedef {{class_name: string, module?: string, config: any, name: string}} Entry a layer as Keras describes it
 */
(() => {
  "use strict";
  const { grouped } = window.lessonkit;
  const own = (window.lessonkit.own ??= {});

  const KINDS = {
    input: "InputLayer",
    conv: "Conv ConvTranspose DepthwiseConv SeparableConv",
    dense: "Dense EinsumDense",
    pool: "MaxPooling AveragePooling GlobalMaxPooling GlobalAveragePooling AdaptiveMaxPooling AdaptiveAveragePooling",
    norm: "BatchNormalization LayerNormalization GroupNormalization Normalization UnitNormalization RMSNormalization Rescaling LayerScale",
    activation: "Activation ReLU LeakyReLU PReLU ELU Softmax Relu Relu6 Sigmoid HardSigmoid Silu HardSilu Gelu Elu Selu Tanh",
    dropout: "Dropout SpatialDropout AlphaDropout GaussianDropout GaussianNoise ActivityRegularization Identity StochasticDepth",
    flatten: "Flatten Reshape Permute Transpose RepeatVector ZeroPadding Pad Cropping CenterCrop UpSampling Resizing ExpandDims Squeeze",
    merge: "Add Subtract Multiply Average Maximum Minimum Concatenate Dot CustomScaleLayer",
  };
  const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind])));
  const FREE = new Set(["input", "pool", "norm", "activation", "dropout", "flatten", "merge"]); // multiply nothing
  const KEEPS = new Set(["norm", "activation", "dropout"]); // leave the shape as it is

  /** @param {{module?: string}} entry */
  const isKeras = ({ module }) => typeof module === "string" && module.split(".")[0] === "keras";
  const isOperation = (entry) => isKeras(entry) && entry.module.includes(".ops");
  /** The class without its dimensions, such as `Conv`; nothing for a class that is not Keras' own. */
  const classOf = (entry) => (isKeras(entry) ? entry.class_name.replace(/[123]D(?=Transpose$|$)/, "") : "");
  const kindOf = (entry) => KIND_OF.get(classOf(entry)) ?? "other";
  const isPadding = (entry) => ["ZeroPadding", "Pad"].includes(classOf(entry));

  /** @param {Shape} sizes @returns {number | null} */
  const product = (sizes) => (sizes.includes(null) ? null : sizes.reduce((all, n) => all * n, 1));
  /** What a table says of a name that a stranger wrote. */
  const of = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
  const isCount = (n) => Number.isSafeInteger(n) && n >= 0;
  /** A setting for each axis, from one for all or one each. */
  const each = (value, axes) => (Array.isArray(value) ? value : Array(axes).fill(value));
  const isFirst = ({ config }) => config.data_format === "channels_first";

  /** A shape as its room and its channels, and back. */
  const parts = (entry, shape) => (isFirst(entry) ? [shape.slice(1), shape[0]] : [shape.slice(0, -1), shape.at(-1)]);
  const whole = (entry, room, channels) => (isFirst(entry) ? [channels, ...room] : [...room, channels]);

  /** How many places a window has along one axis. */
  function places(length, size, stride, padding, dilation) {
    if (length === null) return null;
    if (padding !== "valid") return Math.ceil(length / stride);
    return Math.floor((length - (size - 1) * dilation - 1) / stride) + 1;
  }

  /** @param {Entry} entry that slides @returns {Shape} the room behind it */
  function slid(entry, room) {
    const { kernel_size: kernel, pool_size: pool, padding, dilation_rate: dilation } = entry.config;
    const sizes = each(kernel ?? pool, room.length);
    const strides = each(entry.config.strides ?? pool ?? 1, room.length);
    return room.map((length, n) => places(length, sizes[n], strides[n], padding, each(dilation ?? 1, room.length)[n]));
  }

  const maps = {
    Conv: ({ filters }) => filters,
    SeparableConv: ({ filters }) => filters,
    DepthwiseConv: ({ depth_multiplier: many }, channels) => (channels === null ? null : channels * many),
  };

  /** For each class: the shape behind it, from those before. Null where it cannot be known. */
  const SHAPES = {
    Dense: ({ config }, [shape]) => [...shape.slice(0, -1), config.units],
    Flatten: (_, [shape]) => [product(shape)],
    Reshape: ({ config: { target_shape: target } }, [shape]) => {
      const all = product(shape);
      if (!target.includes(-1)) return target;
      const known = product(target.filter((n) => n !== -1));
      return target.map((n) => (n === -1 ? all && all / known : n));
    },
    Permute: ({ config }, [shape]) => config.dims.map((axis) => shape[axis - 1]),
    RepeatVector: ({ config }, [shape]) => [config.n, ...shape],
    Embedding: ({ config }, [shape]) => [...shape, config.output_dim],
    ZeroPadding: (entry, [shape]) => bordered(entry, shape, entry.config.padding, 1),
    Cropping: (entry, [shape]) => bordered(entry, shape, entry.config.cropping, -1),
    UpSampling: (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      const factors = each(entry.config.size, room.length);
      return whole(entry, room.map((n, axis) => (n === null ? null : n * factors[axis])), channels);
    },
    MultiHeadAttention: ({ config }, [query]) => (config.output_shape ? null : query),
    Concatenate: ({ config }, shapes) => {
      const rank = shapes[0].length;
      const axis = config.axis < 0 ? rank + config.axis : config.axis - 1;
      return shapes[0].map((n, k) => {
        if (k !== axis) return n;
        const along = shapes.map((shape) => shape[k]);
        return along.includes(null) ? null : along.reduce((sum, one) => sum + one, 0);
      });
    },
  };
  for (const name of ["Conv", "SeparableConv", "DepthwiseConv"]) {
    SHAPES[name] = (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      return whole(entry, slid(entry, room), maps[name](entry.config, channels));
    };
  }
  for (const name of ["MaxPooling", "AveragePooling"]) {
    SHAPES[name] = (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      return whole(entry, slid(entry, room), channels);
    };
  }
  for (const name of ["GlobalMaxPooling", "GlobalAveragePooling"]) {
    SHAPES[name] = (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      return entry.config.keepdims ? whole(entry, room.map(() => 1), channels) : [channels];
    };
  }
  for (const name of ["LSTM", "GRU", "SimpleRNN"]) {
    SHAPES[name] = ({ config }, [shape]) =>
      config.return_state ? null : [...(config.return_sequences ? [shape[0]] : []), config.units];
  }
  for (const name of ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"]) {
    SHAPES[name] = (entry, shapes) =>
      !isOperation(entry) && shapes.every((shape) => String(shape) === String(shapes[0])) ? shapes[0] : null;
  }

  function bordered(entry, shape, border, sign) {
    const [room, channels] = parts(entry, shape);
    const pairs = room.length === 1 ? [border] : each(border, room.length);
    const sides = pairs.map((pair) => each(pair, 2));
    return whole(entry, room.map((n, axis) => (n === null ? null : n + sign * (sides[axis][0] + sides[axis][1]))), channels);
  }

  /** @param {Entry} entry @param {(Shape | null)[]} before @returns {Shape | null} the shape of the output */
  function shapeOf(entry, before) {
    if (kindOf(entry) === "input") return null;
    if (!before.length || before.includes(null)) return null;
    if (KEEPS.has(kindOf(entry)) && before.length === 1) return before[0];
    const made = of(SHAPES, classOf(entry))?.(entry, before) ?? null;
    return made?.every((n) => n === null || isCount(n)) ? made : null;
  }

  // ---- weights

  const bias = (config, shape) => (config.use_bias === false ? [] : [shape]);
  const cells = (gates) => ({ config }, [shape]) => {
    const { units } = config;
    const own = gates === 3 && config.reset_after !== false ? [2, 3 * units] : [gates * units];
    return [[shape.at(-1), gates * units], [units, gates * units], ...bias(config, own)];
  };
  /** What normalises along its axes. */
  const along = (flags) => ({ config }, [shape]) => {
    const axes = [config.axis ?? -1].flat().map((axis) => (axis < 0 ? shape.length + axis : axis - 1));
    const size = axes.map((axis) => shape[axis]);
    return flags.filter((flag) => config[flag] !== false).map(() => size);
  };

  /** For each class the shapes of its weights, as many of them first as training changes. */
  const WEIGHTS = {
    Dense: ({ config }, [shape]) => [[shape.at(-1), config.units], ...bias(config, [config.units])],
    Conv: (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      const { filters, groups, kernel_size: size } = entry.config;
      return [[...each(size, room.length), channels / (groups ?? 1), filters], ...bias(entry.config, [filters])];
    },
    ConvTranspose: (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      const { filters, kernel_size: size } = entry.config;
      return [[...each(size, room.length), filters, channels], ...bias(entry.config, [filters])];
    },
    DepthwiseConv: (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      const { depth_multiplier: many, kernel_size: size } = entry.config;
      return [[...each(size, room.length), channels, many], ...bias(entry.config, [channels * many])];
    },
    SeparableConv: (entry, [shape]) => {
      const [room, channels] = parts(entry, shape);
      const { depth_multiplier: many, filters, kernel_size: size } = entry.config;
      const points = [...room.map(() => 1), channels * many, filters];
      return [[...each(size, room.length), channels, many], points, ...bias(entry.config, [filters])];
    },
    BatchNormalization: (entry, shapes) => [...along(["scale", "center"])(entry, shapes), ...along(["", ""])(entry, shapes)],
    LayerNormalization: along(["scale", "center"]),
    GroupNormalization: along(["scale", "center"]),
    RMSNormalization: along([""]),
    LayerScale: ({ config }) => [[config.projection_dim]],
    CustomScaleLayer: () => [],
    Normalization: ({ config }, [shape]) => {
      if (config.mean !== null && config.mean !== undefined) return [];
      const axes = [config.axis].flat();
      if (axes.length !== 1 || !Number.isInteger(axes[0])) return null;
      const size = shape.at(axes[0] < 0 ? axes[0] : axes[0] - 1);
      return [[size], [size], []]; // mean, variance, and how much has been seen
    },
    Embedding: ({ config }) => [[config.input_dim, config.output_dim]],
    PReLU: ({ config }, [shape]) => {
      const shared = config.shared_axes ?? [];
      return [shape.map((n, axis) => (shared.includes(axis + 1) ? 1 : n))];
    },
    LSTM: cells(4),
    GRU: cells(3),
    SimpleRNN: cells(1),
    MultiHeadAttention: ({ config }, [query, value, key]) => {
      const { num_heads: heads, key_dim: size, value_dim: wide } = config;
      if (config.output_shape || !value) return null;
      const to = (from, many) => [[from, heads, many], ...bias(config, [heads, many])];
      const last = query.at(-1);
      return [
        ...to(last, size), ...to((key ?? value).at(-1), size), ...to(value.at(-1), wide ?? size),
        [heads, wide ?? size, last], ...bias(config, [last]),
      ];
    },
    TimeDistributed: ({ config }, [shape]) => weightsOf(config.layer, [shape.slice(1)]),
    Bidirectional: ({ config }, shapes) => {
      const there = weightsOf(config.layer, shapes);
      const back = config.backward_layer ? weightsOf(config.backward_layer, shapes) : there;
      return there && back && [...there, ...back];
    },
    Lambda: () => [],
  };
  const KEPT = { BatchNormalization: 2, Normalization: 3 }; // the last ones, which training leaves alone

  /** @param {Entry} entry @param {(Shape | null)[]} before @returns {Shape[] | null} */
  function weightsOf(entry, before) {
    const { config } = entry;
    if (kindOf(entry) === "input") return [];
    if (!isKeras(entry) || config.lora_rank || config.quantization_config || dtypeOf(entry) === null) return null;
    if (isOperation(entry)) return [];
    const rule = of(WEIGHTS, classOf(entry));
    if (!rule) return FREE.has(kindOf(entry)) || kindOf(entry) === "dropout" ? [] : null;
    if (before.includes(null) || (!before.length && classOf(entry) !== "Embedding")) return null;
    const shapes = rule(entry, before);
    return shapes?.every((shape) => shape.every((n) => isCount(n) && n > 0)) ? shapes : null;
  }

  const number = (n) => grouped(n);
  const written = (sizes) => sizes.join("·");

  /** Writes (inputs + 1)·units and the like. @param {Shape[]} shapes */
  function arithmetic(entry, shapes) {
    const name = classOf(entry);
    const biased = shapes.length === 2 && shapes[1].length === 1;
    const kernel = shapes[0];
    if (["Conv", "Dense"].includes(name) && biased) return `(${written(kernel.slice(0, -1))} + 1)·${kernel.at(-1)}`;
    if (name === "ConvTranspose" && biased)
      return `(${written([...kernel.slice(0, -2), kernel.at(-1)])} + 1)·${kernel.at(-2)}`;
    if (name === "DepthwiseConv" && biased)
      return `(${written(kernel.slice(0, -2))} + 1)·${kernel.at(-2) * kernel.at(-1)}`;
    const same = shapes.every((shape) => String(shape) === String(kernel));
    if (kindOf(entry) === "norm" && same && kernel.length === 1) return `${shapes.length}·${kernel[0]}`;
    return shapes.map((shape) => written(shape) || "1").join(" + ");
  }

  /** @returns {{params: number | null, trainable: number | null, sum: string, bytes: number | null}} */
  function count(entry, before) {
    const shapes = weightsOf(entry, before);
    const unknown = { params: null, trainable: null, sum: "", bytes: null };
    if (!shapes) return unknown;
    const sizes = shapes.map(product);
    const add = (some) => some.reduce((sum, n) => sum + n, 0);
    const params = add(sizes);
    if (!isCount(8 * params)) return unknown; // beyond what a script counts exactly
    const trained = entry.config.trainable === false ? [] : sizes.slice(0, sizes.length - (KEPT[classOf(entry)] ?? 0));
    const size = dtypeOf(entry);
    const sum = params ? `${arithmetic(entry, shapes)} = ${number(params)}` : "";
    const counts = classOf(entry) === "Normalization" && params; // a whole number, of 4 or 8 bytes as the backend likes
    return { params, trainable: add(trained), sum, bytes: counts ? null : params * size };
  }

  // ---- work

  /** @returns {[number | null, string]} */
  function multiply(room, ...kernels) {
    const all = [room, ...kernels].map(product);
    if (all.includes(null)) return [null, ""];
    const macs = all[0] * all.slice(1).reduce((sum, n) => sum + n, 0);
    if (!isCount(macs)) return [null, ""]; // beyond what a script counts exactly
    const terms = kernels.map(written).join(" + ");
    const around = room.length ? `${written(room)} · ` : "";
    return [macs, `${around}${kernels.length > 1 ? `(${terms})` : terms} = ${number(macs)}`];
  }

  /** @returns {[number | null, string]} multiply-accumulates for one sample, and their arithmetic */
  function work(entry, before, after) {
    const name = classOf(entry);
    const unknown = /** @type {[null, string]} */ ([null, ""]);
    if (!name || entry.config.lora_rank) return unknown;
    if (isOperation(entry)) return ["Matmul", "Einsum"].includes(name) || name.includes("Conv") ? unknown : [0, ""];
    if (name === "Dot") return unknown;
    if (FREE.has(kindOf(entry)) || kindOf(entry) === "dropout" || name === "Embedding") return [0, ""];
    const shapes = weightsOf(entry, before);
    if (!shapes || !after || before[0] === null) return unknown;
    if (name === "Dense") return multiply(after.slice(0, -1), shapes[0]);
    if (name === "ConvTranspose") return multiply(parts(entry, before[0])[0], shapes[0]);
    if (name === "SeparableConv") return multiply(parts(entry, after)[0], shapes[0], shapes[1]);
    if (["Conv", "DepthwiseConv"].includes(name)) return multiply(parts(entry, after)[0], shapes[0]);
    return unknown;
  }

  // ---- words

  const BYTES = { float64: 8, float32: 4, float16: 2, bfloat16: 2, mixed_float16: 4, mixed_bfloat16: 4 };
  /** @returns {number | null} bytes of a weight's number; null where weights are packed */
  function dtypeOf({ config }) {
    const { dtype } = config;
    if (dtype === undefined || dtype === null) return 4;
    const name = typeof dtype === "string" ? dtype : dtype.class_name === "DTypePolicy" ? dtype.config?.name : "";
    return of(BYTES, name) ?? null;
  }
  /** @param {string} dtype of an output @returns {number | null} */
  function bytesOf(dtype) {
    const bits = /\d+/.exec(dtype);
    return bits ? Math.max(Math.floor(Number(bits[0]) / 8), 1) : dtype === "bool" ? 1 : null;
  }

  const same = (values) => (values.every((one) => one === values[0]) ? String(values[0]) : values.join(" × "));
  /** The layer's own window, such as `3 × 3, stride 2, same`; nothing if it has none. @param {number} axes */
  function windowOf(entry, axes) {
    const { kernel_size: kernel, pool_size: pool, strides, padding, dilation_rate: dilation } = entry.config;
    if (isPadding(entry) && padding !== undefined) {
      const pairs = Array.isArray(padding) && !padding.every(Number.isInteger) ? padding : [padding];
      const sides = pairs.map((pair) => (Array.isArray(pair) && pair[0] !== pair[1] ? pair.join(" and ") : String([pair].flat()[0])));
      return `border ${same(sides)}`;
    }
    const size = kernel ?? pool;
    if (size === undefined || axes < 1) return "";
    const told = [each(size, axes).join(" × "), `stride ${same(each(strides ?? pool ?? 1, axes))}`];
    if (typeof padding === "string") told.push(padding);
    const wide = dilation === undefined ? "1" : same(each(dilation, axes));
    return [...told, ...(wide === "1" ? [] : [`dilation ${wide}`])].join(", ");
  }
  function activationOf({ config: { activation } }) {
    const name = typeof activation === "string" ? activation : activation?.config?.name ?? activation?.config ?? activation?.class_name;
    return typeof name === "string" && name !== "linear" ? name : "";
  }

  Object.assign(own, { kindOf, classOf, isKeras, isPadding, shapeOf, count, work, bytesOf, windowOf, activationOf, product });
})();
