/** The networks of the playground, on numbers small enough to check by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { net } = load(
  "network/activation.js",
  "network/weights.js",
  "network/conv.js",
  "network/pool.js",
  "network/dense.js",
  "network/network.js",
  "network/pen.js",
  "network/small.js",
);
const base64 = (...bytes) => Buffer.from(Int8Array.from(bytes)).toString("base64");
const near = (found, wanted, within = 1e-6) =>
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < within, `${[...found]} is not ${wanted}`));

test("a weight is a signed byte times the scale of its unit", () => {
  const weights = net.weights(base64(1, -1, 127, -127), [0.5, 2]);
  assert.deepEqual([...weights], [0.5, -2, 63.5, -254]);
});

test("softmax shares out one, and overflows for no sum", () => {
  const sums = Float32Array.of(1000, 1000, -1000);
  net.activations.softmax(sums);
  near([...sums], [0.5, 0.5, 0]);
});

for (const [name, wanted] of [
  ["linear", [-2, 0, 3]],
  ["relu", [0, 0, 3]],
  ["tanh", [Math.tanh(-2), 0, Math.tanh(3)]],
  ["sigmoid", [1 / (1 + Math.E ** 2), 0.5, 1 / (1 + Math.E ** -3)]],
])
  test(`${name} of -2, 0 and 3`, () => {
    const sums = Float32Array.of(-2, 0, 3);
    net.activations[name](sums);
    near([...sums], wanted);
  });

/** 3 × 3 pixels, two filters of 2 × 2, pooled away to one number each, and a dense unit. */
const small = () =>
  net.network(
    {
      name: "small",
      layers: [
        // filter 0 sums its patch; filter 1 takes the lower right pixel from the upper left
        {
          kind: "Conv2D", name: "c", shape: [2, 2, 1, 2], scale: [1, 1], bias: [0, 10],
          weights: base64(1, 1, 1, 0, 1, 0, 1, -1), activation: "relu",
        },
        { kind: "AveragePooling2D", name: "p" },
        { kind: "Flatten", name: "f" },
        { kind: "Dense", name: "d", shape: [2, 1], scale: [0.5], bias: [1], weights: base64(2, -2) },
      ],
    },
    [3, 3, 1],
  );
const PICTURE = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

test("each layer answers what a hand computes", () => {
  const [maps, pooled, flat, dense] = small().run(PICTURE);
  assert.deepEqual([...maps], [12, 6, 16, 6, 24, 6, 28, 6]);
  assert.deepEqual([...pooled], [20, 6]);
  assert.deepEqual([...flat], [20, 6]);
  assert.deepEqual([...dense], [1 + 20 - 6]);
});

test("shapes and receptive fields follow from the layers", () => {
  const { layers } = small();
  assert.deepEqual(layers.map((layer) => layer.shape), [[2, 2, 2], [1, 1, 2], [2], [1]]);
  assert.deepEqual(
    layers.map((layer) => layer.field),
    [{ size: 2, step: 1 }, { size: 3, step: 2 }, null, null],
  );
});

test("what is switched off stays off: a filter, an activation, the averaging", () => {
  const off = (parts) => ({ filters: new Set(), activations: new Set(), pooling: new Set(), ...parts });
  const network = small();
  assert.deepEqual([...network.run(PICTURE, off({ filters: new Set(["c 0"]) }))[1]], [0, 6]);
  assert.deepEqual([...network.run(PICTURE, off({ pooling: new Set(["p"]) }))[1]], [12, 6]);
  const dark = Float32Array.from(PICTURE, (value) => -value);
  assert.deepEqual([...network.run(dark)[0]].filter((_, i) => i % 2 === 0), [0, 0, 0, 0]);
  const linear = network.run(dark, off({ activations: new Set(["c"]) }))[0];
  assert.deepEqual([...linear].filter((_, i) => i % 2 === 0), [-12, -16, -24, -28]);
});

test("a unit's terms add up to its sum, in every kind of layer", () => {
  const network = small();
  const answers = network.run(PICTURE).map((layer) => [...layer]);
  const inputs = [PICTURE, ...answers.map((layer) => Float32Array.from(layer))];
  network.layers.forEach((layer, n) => {
    if (layer.kind === "Flatten") return;
    const channels = layer.shape.at(-1);
    const columns = layer.shape.length > 1 ? layer.shape[1] : 1;
    answers[n].forEach((answer, k) => {
      const place = Math.floor(k / channels);
      const unit = { row: Math.floor(place / columns), column: place % columns, channel: k % channels };
      const { terms, bias } = net.kinds[layer.kind].terms(layer, inputs[n], layer.input, unit);
      const sum = terms.reduce((total, { input, weight }) => total + input * weight, bias);
      assert.equal(sum, answer, `${layer.name} ${k}`);
    });
  });
});

test("a drawing is read the same wherever it stands, however large it is", () => {
  const seven = [[[10, 10], [60, 10], [30, 110]]];
  const moved = seven.map((stroke) => stroke.map(([x, y]) => [3 * x + 500, 3 * y - 40]));
  near([...net.picture(moved)], [...net.picture(seven)], 1e-6);
  near([...net.smallPicture(moved)], [...net.smallPicture(seven)], 1e-9);
});

test("a dot, a line without width and a line without height have ink and no fault", () => {
  for (const strokes of [[[[5, 5]]], [[[5, 0], [5, 90]]], [[[0, 5], [90, 5]]]]) {
    for (const form of [net.picture, net.smallPicture]) {
      const picture = [...form(strokes)];
      assert.ok(picture.every((ink) => ink >= 0 && ink <= 1 + 1e-9), "ink is a share");
      assert.ok(Math.max(...picture) > 0.2);
    }
  }
});

test("a drawing is whole in 20 × 20 pixels, and its weight in MNIST's middle", () => {
  const picture = net.picture([[[0, 0], [40, 0], [40, 100]]]);
  const rows = Array.from({ length: 32 }, (_, row) => picture.subarray(32 * row, 32 * row + 32));
  const inked = rows.flatMap((row, i) => (row.some(Boolean) ? [i] : []));
  assert.ok(inked.at(-1) - inked[0] + 1 <= 22, "20 pixels, and a soft edge");
  const total = picture.reduce((sum, ink) => sum + ink, 0);
  const down = rows.reduce((sum, row, i) => sum + (i + 0.5) * row.reduce((a, b) => a + b, 0), 0);
  near([down / total], [16.5], 0.3);
});

test("a scan lies in the middle, and moves by whole pixels; what leaves is lost", () => {
  const scan = net.scan(btoa("\u00ff" + "\0".repeat(782) + "\u0033"));
  assert.equal(scan[2 * 32 + 2], 1);
  near([scan[29 * 32 + 29]], [0.2], 1e-7);
  assert.equal(net.moved(scan, [3, -2])[0 * 32 + 5], 1);
  const gone = net.moved(scan, [-3, 0]);
  assert.equal(gone.filter(Boolean).length, 1);
});

test("enlarging keeps a full square full, and leaves a margin", () => {
  const large = net.enlarge(Array(64).fill(1));
  const at = (row, column) => large[row * 32 + column];
  assert.equal(at(4, 4), 1);
  assert.equal(at(27, 27), 1);
  assert.equal(at(3, 16) + at(28, 16) + at(16, 3) + at(16, 28), 0);
});

test("letters carry the sixteen greys of the data set", () => {
  assert.deepEqual(net.fromLetters("aiq"), [0, 0.5, 1]);
});
