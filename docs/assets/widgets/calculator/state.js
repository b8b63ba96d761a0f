/**
 * A stack in an address: `32x32x1;Conv2D-6-5-1-valid;Flatten;Dense-10`. Nothing that stands in an address is trusted.
 */
(() => {
  "use strict";
  const { calculator } = window.lessonkit;
  const [LARGEST, MOST] = [4096, 40]; // of a number; of layers
  const PADDING = ["valid", "same"];

  /** For each kind its settings with their usual values, in the order of an address. */
  const KINDS = {
    Conv2D: { filters: 16, size: 3, stride: 1, padding: "same" },
    DepthwiseConv2D: { size: 3, stride: 1, padding: "same" },
    MaxPooling2D: { size: 2, stride: 2 },
    AveragePooling2D: { size: 2, stride: 2 },
    GlobalAveragePooling2D: {},
    BatchNormalization: {},
    Flatten: {},
    Dense: { units: 10 },
    Dropout: {},
  };
  const PRESETS = {
    "LeNet-5":
      "32x32x1;Conv2D-6-5-1-valid;AveragePooling2D-2-2;Conv2D-16-5-1-valid;AveragePooling2D-2-2;Flatten;Dense-120;Dense-84;Dense-10",
    "two 3 × 3 see what one 5 × 5 sees": "32x32x3;Conv2D-32-3-1-valid;Conv2D-32-3-1-valid",
    "VGG's first two blocks":
      "224x224x3;Conv2D-64-3-1-same;Conv2D-64-3-1-same;MaxPooling2D-2-2;Conv2D-128-3-1-same;Conv2D-128-3-1-same;MaxPooling2D-2-2",
    "AlexNet's convolutions, on one GPU":
      "227x227x3;Conv2D-96-11-4-valid;MaxPooling2D-3-2;Conv2D-256-5-1-same;MaxPooling2D-3-2;Conv2D-384-3-1-same;Conv2D-384-3-1-same;Conv2D-256-3-1-same;MaxPooling2D-3-2",
    "an ANN for the same picture": "32x32x1;Flatten;Dense-57;Dense-48;Dense-10",
  };

  /** @param {unknown} value @returns {number | null} a whole number that a layer may have */
  function whole(value) {
    const text = String(value);
    return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= LARGEST ? Number(text) : null;
  }

  /** @param {string} text what a reader typed @returns {number | null} the nearest number that is allowed, null for none */
  function nearest(text) {
    const number = Number(text);
    if (!text.trim() || Number.isNaN(number)) return null;
    return Math.min(LARGEST, Math.max(1, Math.round(number)));
  }

  /** @param {string} text @returns {{input: number[], stack: import("./layers.js").Layer[]} | null} null if it makes no sense */
  function read(text) {
    const [first, ...others] = text.split(";");
    const input = first.split("x").map(whole);
    if (input.length !== 3 || input.includes(null) || others.length > MOST) return null;
    const stack = [];
    for (const part of others) {
      const [kind, ...values] = part.split("-");
      if (!Object.hasOwn(KINDS, kind)) return null;
      const names = Object.keys(KINDS[kind]);
      if (values.length !== names.length) return null;
      /** @type {import("./layers.js").Layer} */
      const layer = { kind };
      for (const [i, name] of names.entries()) {
        layer[name] = name === "padding" ? PADDING.find((p) => p === values[i]) : whole(values[i]);
        if (!layer[name]) return null;
      }
      stack.push(layer);
    }
    return { input, stack };
  }

  /** @param {{input: number[], stack: import("./layers.js").Layer[]}} net @returns {string} */
  const write = ({ input, stack }) =>
    [
      input.join("x"),
      ...stack.map((layer) =>
        [layer.kind, ...Object.keys(KINDS[layer.kind]).map((name) => layer[name])].join("-"),
      ),
    ].join(";");

  Object.assign(calculator, { KINDS, PRESETS, PADDING, LARGEST, MOST, read, write, nearest });
})();
