/**
 * What a stack of layers costs: shapes, parameters, multiply-accumulates and receptive fields, each with its sum.
 * The rules are those of Keras; `snippets/diagrams` counts the same way, and a test compares the two.
 */
/**
 * @typedef {{kind: string, [setting: string]: string | number}} Layer
 * @typedef {{size: number, step: number} | null} Field what one unit sees; null behind a layer that mixes all units
 * @typedef {{shape: number[], params: number, paramsSum: string, macs: number, macsSum: string, field: Field,
 *   seen: string, sizeSum: string, error: string}} Row
 */
(() => {
  "use strict";
  const { grouped } = window.lessonkit;
  const calculator = (window.lessonkit.calculator ??= {});
  const times = (numbers) => numbers.reduce((product, n) => product * n, 1);
  const written = (numbers) => numbers.map(grouped).join("·");

  /** Where a window fits along a side. @returns {[number, string]} how many places, and the sum */
  function places(length, size, stride, padding) {
    if (padding === "same")
      return [
        Math.ceil(length / stride),
        `⌈${length} / ${stride}⌉ = ${Math.ceil(length / stride)}`,
      ];
    const count = Math.floor((length - size) / stride) + 1;
    return [count, `⌊(${length} − ${size}) / ${stride}⌋ + 1 = ${count}`];
  }

  /** A window that slides over a picture. @param {number[]} shape @param {number} channels how many maps come out */
  function slide(shape, size, stride, padding, channels) {
    const [rows, columns] = shape;
    if (padding === "valid" && (size > rows || size > columns))
      return { error: `A window of ${size} × ${size} does not fit into ${rows} × ${columns}.` };
    const [down, downSum] = places(rows, size, stride, padding);
    const [right, rightSum] = places(columns, size, stride, padding);
    return {
      shape: [down, right, channels],
      sizeSum: rows === columns ? downSum : `${downSum} high, ${rightSum} wide`,
      window: {
        size,
        stride,
        before: [down, right].map((count, n) =>
          padding === "same" ? Math.floor(Math.max((count - 1) * stride + size - shape[n], 0) / 2) : 0,
        ),
      },
    };
  }

  /** What all units along one axis see together, in pixels of the input. */
  const together = ({ first, size, step, count, length }) =>
    Math.min(length, first + (count - 1) * step + size) - Math.max(0, first);

  /** Multiplications of kernels at each place. */
  function weighed(shape, kernel, biases) {
    const at = shape.slice(0, -1);
    const [fan, units] = [kernel.slice(0, -1), kernel.at(-1)];
    return {
      params: times(kernel) + biases,
      paramsSum: `(${written(fan)} + 1)·${grouped(units)} = ${grouped(times(kernel) + biases)}`,
      macs: times(at) * times(kernel),
      macsSum: `${at.length ? `${written(at)} · ` : ""}${written(kernel)} = ${grouped(times(at) * times(kernel))}`,
    };
  }
  const picture = (shape) =>
    shape.length === 3
      ? null
      : { error: "It wants a picture (height × width × channels); a row of numbers comes in." };
  const pool = ({ size, stride }, shape) =>
    picture(shape) ?? slide(shape, size, stride, "valid", shape[2]);

  /** For each kind: what it makes of a shape. Missing parts are nothing. */
  const RULES = {
    Conv2D({ filters, size, stride, padding }, shape) {
      const wrong = picture(shape);
      if (wrong) return wrong;
      const made = slide(shape, size, stride, padding, filters);
      if (made.error) return made;
      return { ...made, ...weighed(made.shape, [size, size, shape[2], filters], filters) };
    },
    DepthwiseConv2D({ size, stride, padding }, shape) {
      const wrong = picture(shape);
      if (wrong) return wrong;
      const made = slide(shape, size, stride, padding, shape[2]);
      if (made.error) return made;
      const counted = weighed(made.shape, [size, size, shape[2]], shape[2]);
      const kernel = [size, size, shape[2], 1];
      const macs = times(made.shape.slice(0, -1)) * times(kernel);
      const macsSum = `${written(made.shape.slice(0, -1))} · ${written(kernel)} = ${grouped(macs)}`;
      return { ...made, ...counted, macs, macsSum };
    },
    MaxPooling2D: pool,
    AveragePooling2D: pool,
    GlobalAveragePooling2D: (_, shape) => picture(shape) ?? { shape: [shape[2]], whole: true },
    BatchNormalization: (_, shape) => ({
      shape,
      params: 4 * shape.at(-1),
      paramsSum: `4·${shape.at(-1)} = ${grouped(4 * shape.at(-1))}, half of them trained`,
    }),
    Flatten: (_, shape) => ({
      shape: [times(shape)],
      sizeSum: `${written(shape)} = ${grouped(times(shape))}`,
    }),
    Dense({ units }, shape) {
      const out = [...shape.slice(0, -1), units];
      const counted = weighed(out, [shape.at(-1), units], units);
      return { shape: out, ...counted, whole: shape.length === 1 };
    },
    Dropout: (_, shape) => ({ shape }),
  };

  /**
   * @param {number[]} input height, width, channels @param {Layer[]} stack
   * @returns {Row[]} a row for each layer; behind one that does not fit, no more rows
   */
  calculator.count = (input, stack) => {
    const rows = [];
    let shape = input;
    /** @type {Field} */
    let field = { size: 1, step: 1 };
    let views = input.slice(0, 2).map((length) => ({ first: 0, size: 1, step: 1, count: length, length }));
    let seen = "1 × 1";
    for (const layer of stack) {
      const made = RULES[layer.kind](layer, shape);
      if (made.whole && field) {
        const [high, wide] = views.map(together);
        seen = high === input[0] && wide === input[1] ? "all of the input" : `${high} × ${wide}`;
        field = null;
      } else if (made.window && field) {
        const { size, stride, before } = made.window;
        const { step } = field;
        views = views.map((view, n) => ({
          ...view,
          first: view.first - before[n] * step,
          size: view.size + (size - 1) * step,
          step: step * stride,
          count: made.shape[n],
        }));
        field = { size: field.size + (size - 1) * step, step: step * stride };
        seen = `${field.size} × ${field.size}`;
      }
      const nothing = {
        shape,
        params: 0,
        paramsSum: "",
        macs: 0,
        macsSum: "",
        sizeSum: "",
        error: "",
      };
      rows.push({ ...nothing, ...made, field, seen });
      if (made.error) break;
      shape = rows.at(-1).shape;
    }
    return rows;
  };

  /** The stack as Keras code that runs. @param {number[]} input @param {Layer[]} stack @returns {string} */
  calculator.code = (input, stack) => {
    const call = {
      Conv2D: ({ filters, size, stride, padding }) =>
        `${filters}, ${size}${stride > 1 ? `, strides=${stride}` : ""}${padding === "same" ? ', padding="same"' : ""}, activation="relu"`,
      DepthwiseConv2D: ({ size, stride, padding }) =>
        `${size}${stride > 1 ? `, strides=${stride}` : ""}${padding === "same" ? ', padding="same"' : ""}, activation="relu"`,
      MaxPooling2D: ({ size, stride }) => `${size}, strides=${stride}`,
      AveragePooling2D: ({ size, stride }) => `${size}, strides=${stride}`,
      Dense: ({ units }, last) => `${units}, activation="${last ? "softmax" : "relu"}"`,
      Dropout: () => "0.5",
    };
    const lines = stack.map(
      (layer, i) =>
        `        layers.${layer.kind}(${call[layer.kind]?.(layer, i === stack.length - 1) ?? ""}),`,
    );
    return [
      "import keras",
      "from keras import layers",
      "",
      "model = keras.Sequential(",
      "    [",
      `        keras.Input((${input.join(", ")})),`,
      ...lines,
      "    ]",
      ")",
    ].join("\n");
  };
})();
