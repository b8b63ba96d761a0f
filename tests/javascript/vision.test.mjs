/** The sums that see photographs, against sums as a hand would write them; both ways to make them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { vision } = load(
  ...["parts", "carried", "plain", "simd", "network", "resample"].map((part) => `vision/${part}.js`),
);

/** Numbers that look random and are the same in each run. */
function numbers(count, seed) {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
}
const product = (sizes) => sizes.reduce((all, size) => all * size, 1);

/** A small network of the same build: 18 × 18 pixels, a stem, two blocks, one of them with a shortcut. */
const LAYERS = [
  ["stem", "Conv2D", [3, 3, 3, 8], 2, true, null],
  ["stage1_1_depthwise", "DepthwiseConv2D", [3, 3, 8], 1, true, null],
  ["stage1_1_project", "Conv2D", [1, 1, 8, 16], 1, false, null],
  ["stage2_1_depthwise", "DepthwiseConv2D", [5, 5, 16], 2, true, null],
  ["stage2_1_project", "Conv2D", [1, 1, 16, 24], 1, false, null],
  ["stage2_2_expand", "Conv2D", [1, 1, 24, 32], 1, true, null],
  ["stage2_2_depthwise", "DepthwiseConv2D", [3, 3, 32], 1, true, null],
  ["stage2_2_project", "Conv2D", [1, 1, 32, 24], 1, false, 4],
  ["head", "Conv2D", [1, 1, 24, 40], 1, true, null],
  ["fc", "Dense", [40, 16], 1, false, null],
];
const SIDE = 18;
const about = () => ({
  side: SIDE,
  mean: 127,
  spread: 128,
  layers: LAYERS.map(([name, kind, shape, stride, relu6, add], n) => ({
    name, kind, shape, stride, relu6, add,
    whole: Int8Array.from(numbers(product(shape), n + 1), (x) => 127 * x),
    scale: Float32Array.from(numbers(shape.at(-1), n + 50), (x) => 0.02 + 0.01 * x),
    bias: Float32Array.from(numbers(shape.at(-1), n + 90)),
  })),
});
const PIXELS = numbers(SIDE * SIDE * 3, 7).map((x) => Math.floor(127.5 + 127 * x));

/** One layer, a sum at a time. Returns the maps and their side. */
function byHand({ kind, shape, stride, relu6, whole, scale, bias }, image, side, ins) {
  const maps = shape.at(-1);
  const weight = (i) => whole[i] * scale[i % maps];
  if (kind === "Dense") {
    const means = Array.from({ length: ins }, (_, k) =>
      image.filter((__, i) => i % ins === k).reduce((a, b) => a + b, 0) / side ** 2);
    return [Array.from(bias, (b, m) => means.reduce((sum, x, k) => sum + x * weight(k * maps + m), b)), 1];
  }
  const size = shape[0];
  const grown = Math.ceil(side / stride);
  const before = Math.floor(Math.max((grown - 1) * stride + size - side, 0) / 2);
  const out = [];
  for (let row = 0; row < grown; row += 1)
    for (let column = 0; column < grown; column += 1)
      for (let map = 0; map < maps; map += 1) {
        let sum = bias[map];
        for (let i = 0; i < size; i += 1)
          for (let j = 0; j < size; j += 1) {
            const [y, x] = [row * stride + i - before, column * stride + j - before];
            if (Math.min(y, x) < 0 || Math.max(y, x) >= side) continue;
            const at = (y * side + x) * ins;
            if (kind === "DepthwiseConv2D") sum += image[at + map] * weight((i * size + j) * maps + map);
            else
              for (let k = 0; k < ins; k += 1)
                sum += image[at + k] * weight(((i * size + j) * ins + k) * maps + map);
          }
        out.push(relu6 ? Math.min(Math.max(sum, 0), 6) : sum);
      }
  return [out, grown];
}

/** All layers by hand; `skip` names a block to leave out. */
function wanted(skip = "none") {
  let [image, side, ins] = [PIXELS.map((x) => (x - 127) / 128), SIDE, 3];
  const outs = [];
  for (const layer of about().layers) {
    if (layer.name.startsWith(skip)) {
      outs.push(image);
      continue;
    }
    [image, side] = byHand(layer, image, side, ins);
    if (layer.add !== null) image = image.map((x, i) => x + outs[layer.add][i]);
    ins = layer.shape.at(-1);
    outs.push(image);
  }
  return outs;
}
const near = (found, hoped, within) => {
  assert.equal(found.length, hoped.length);
  found.forEach((x, i) => assert.ok(Math.abs(x - hoped[i]) <= within * (1 + Math.abs(hoped[i])), `${i}: ${x} is not ${hoped[i]}`));
};
const off = (stages, maps = []) => ({ stages: new Set(stages), maps: new Set(maps) });

for (const [name, begin, within] of [["plain", vision.plain, 1e-6], ["simd", vision.simd, 1e-3]]) {
  test(`${name}: every stage answers what a hand computes`, async () => {
    const outs = wanted();
    const { answers, features, probabilities } = vision.network(about(), await begin()).run(PIXELS);
    assert.ok(Math.max(...outs[0]) === 6 && Math.min(...outs[0]) === 0, "both ends of ReLU6 are met");
    for (const [stage, n] of [["stem", 0], ["stage1", 2], ["stage2", 7], ["head", 8]])
      near([...answers[stage]], outs[n], within);
    assert.equal(features.length, 40);
    const total = outs[9].reduce((sum, x) => sum + Math.exp(x), 0);
    near([...probabilities], outs[9].map((x) => Math.exp(x) / total), 1e-5);
  });

  test(`${name}: a stage with a shortcut is passed by, one without answers nothing`, async () => {
    const network = vision.network(about(), await begin());
    const passed = network.run(PIXELS, off(["stage2"]));
    near([...passed.answers.stage2], wanted("stage2_2")[4], within);
    near([...passed.answers.head], wanted("stage2_2")[8], within);
    assert.ok(network.run(PIXELS, off(["stem"])).answers.stem.every((x) => x === 0));
    const silent = network.run(PIXELS, off([], ["stage1 3"])).answers.stage1;
    assert.ok(silent.every((x, i) => i % 16 !== 3 || x === 0) && silent.some((x) => x !== 0));
    near([...network.run(PIXELS).answers.head], wanted()[8], within); // all on again
  });
}

test("stages say how many shortcuts they have, and what a unit sees", () => {
  const { stages } = vision.network(about(), vision.plain());
  assert.deepEqual(stages.map(({ name, side, maps, passable }) => [name, side, maps, passable]), [
    ["stem", 9, 8, 0], ["stage1", 9, 16, 0], ["stage2", 5, 24, 1], ["head", 5, 40, 0],
  ]);
  assert.deepEqual(stages.map(({ field }) => field), [
    { size: 3, step: 2, start: 0 },
    { size: 7, step: 2, start: -2 },
    { size: 23, step: 4, start: -10 },
    { size: 23, step: 4, start: -10 },
  ]);
});

test("a unit sees its field, and nothing beyond it", () => {
  const network = vision.network(about(), vision.plain());
  const before = Float64Array.from(network.run(PIXELS).answers.stage1);
  const { field, side, maps } = network.stages[1];
  const [row, column] = [4, 3];
  for (const [y, x] of [[0, 0], [field.size - 1, 0], [-1, 0], [0, field.size]].map(([a, b]) => [
    row * field.step + field.start + a,
    column * field.step + field.start + b,
  ])) {
    const pixels = PIXELS.slice();
    for (let colour = 0; colour < 3; colour += 1) pixels[(y * SIDE + x) * 3 + colour] = 255 - pixels[(y * SIDE + x) * 3 + colour];
    const after = network.run(pixels).answers.stage1;
    const inside = y - row * field.step - field.start >= 0 && x - column * field.step - field.start < field.size;
    const own = Array.from({ length: maps }, (_, map) => (row * side + column) * maps + map);
    assert.equal(own.some((i) => after[i] !== before[i]), inside, `${y}, ${x}`);
  }
});

test("shares add up to one, and overflow for no sum", () => {
  near([...vision.softmax(Float64Array.of(1000, 1000, -1000))], [0.5, 0.5, 0], 1e-7);
});

/** A picture of one colour a pixel: red grows to the right, green downwards. */
function ramp(width, height) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data.set([x, y, 200, 255], (y * width + x) * 4);
  return { width, height, data };
}

test("a picture of the right size stays what it is", () => {
  const small = vision.resampled(ramp(20, 30), { left: 5, top: 8, side: 10 }, 10);
  for (let y = 0; y < 10; y += 1)
    for (let x = 0; x < 10; x += 1) assert.deepEqual([...small.subarray((y * 10 + x) * 3, (y * 10 + x) * 3 + 3)], [x + 5, y + 8, 200]);
});

test("shrinking averages: a ramp stays a ramp, far from the border", () => {
  const small = vision.resampled(ramp(200, 200), { left: 20.5, top: 40.5, side: 120 }, 12);
  assert.deepEqual([...small.subarray((5 * 12 + 3) * 3, (5 * 12 + 3) * 3 + 3)], [55, 95, 200]);
});

test("a network is read as it was packed", () => {
  const layer = { name: "fc", kind: "Dense", shape: [2, 8], stride: 1, relu6: false, add: null };
  let text = JSON.stringify({ side: 4, layers: [layer] });
  text += " ".repeat(-text.length & 3);
  const bytes = Buffer.concat([
    Buffer.from(Uint32Array.of(text.length).buffer),
    Buffer.from(text),
    Buffer.from(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]).buffer),
    Buffer.from(Float32Array.from([8, 7, 6, 5, 4, 3, 2, 1]).buffer),
    Buffer.from(Int8Array.from({ length: 16 }, (_, i) => i - 8).buffer),
  ]);
  const read = vision.carried(new Uint8Array(bytes).buffer);
  assert.equal(read.side, 4);
  assert.deepEqual([...read.layers[0].scale], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual([...read.layers[0].bias], [8, 7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual([...read.layers[0].whole], Array.from({ length: 16 }, (_, i) => i - 8));
});
