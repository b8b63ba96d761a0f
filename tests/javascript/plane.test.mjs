/** The convolution playground: one plane of numbers, and an address that may be hostile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { plane } = load("widgets/convolution/plane.js", "widgets/convolution/state.js");
const picture = (rows, columns, value = (i) => i) => {
  const made = plane.empty(rows, columns);
  made.values.forEach((_, i) => (made.values[i] = value(i)));
  return made;
};
const ONES = { weights: [[1, 1, 1], [1, 1, 1], [1, 1, 1]], by: 9 };
const valid = { stride: 1, padding: "valid", dilation: 1 };

test("the size formula, at its corners", () => {
  const count = (...of) => plane.places(...of).count;
  assert.equal(count(28, 5, 1, "valid"), 24);
  assert.equal(count(28, 5, 2, "valid"), 12);
  assert.equal(count(4, 5, 1, "valid"), 0, "a window that does not fit has no place");
  assert.equal(count(28, 5, 2, "same"), 14);
  assert.equal(count(29, 5, 2, "same"), 15);
});

test("of an odd number of zeros the last lies behind, as in TensorFlow", () => {
  assert.deepEqual(plane.places(4, 3, 2, "same"), { count: 2, before: 0 });
  assert.deepEqual(plane.places(5, 3, 2, "same"), { count: 3, before: 1 });
});

test("a box blur of a ramp is the ramp, and its divisor counts", () => {
  const map = plane.convolve(picture(5, 5), ONES, valid);
  assert.deepEqual([map.rows, map.columns], [3, 3]);
  assert.deepEqual([...map.values].map(Math.round), [6, 7, 8, 11, 12, 13, 16, 17, 18]);
});

test("the terms of each answer add up to it, with zeros around and holes inside", () => {
  const image = picture(7, 6, (i) => (i * 37) % 11);
  const kernel = { weights: [[1, -2, 0.5], [0, 3, -1], [2, 0, -0.25]], by: 2 };
  for (const moves of [valid, { ...valid, padding: "same", stride: 2 }, { ...valid, padding: "same", dilation: 2 }]) {
    const map = plane.convolve(image, kernel, moves);
    map.values.forEach((answer, k) => {
      const terms = plane.terms(image, kernel, moves, Math.floor(k / map.columns), k % map.columns);
      const sum = terms.reduce((total, { input, weight }) => total + input * weight, 0);
      assert.ok(Math.abs(sum / kernel.by - answer) < 1e-12);
    });
  }
});

test("pooling: the largest, the mean, and windows that overlap", () => {
  const map = picture(3, 3);
  assert.deepEqual([...plane.pool(map, "max", 2, 1).values], [4, 5, 7, 8]);
  assert.deepEqual([...plane.pool(map, "average", 2, 1).values], [2, 3, 5, 6]);
  assert.equal(plane.pool(map, "max", 4, 4).values.length, 0);
});

const KERNELS = { blur: ONES, edge: { weights: [[0, 1, 0], [1, -4, 1], [0, 1, 0]], by: 1 } };
const read = (search) => plane.read(search, ["china", "flower"], KERNELS);

test("an address that is written is read again as it was", () => {
  const { state } = read("?kernel=own&weights=1,0,-1,2,0,-2,1,0,-1&stride=2&padding=same&pool=none");
  assert.deepEqual(state.weights, [[1, 0, -1], [2, 0, -2], [1, 0, -1]]);
  const again = read(`?${plane.write(state)}`);
  assert.deepEqual(again, { state, refused: [] });
});

for (const [search, refused] of [
  ["?picture=../../etc", ["picture"]],
  ["?stride=-1&dilation=1e9", ["stride", "dilation"]],
  ["?kernel=own", ["weights"]],
  ["?kernel=own&weights=1,2,3", ["weights"]],
  ["?kernel=own&weights=<script>,0,0,0,0,0,0,0,0", ["weights"]],
  ["?kernel=__proto__", ["kernel"]],
  ["?stride=2&dilation=2", ["stride"]], // TensorFlow refuses both at once
])
  test(`an address of nonsense: ${search}`, () => {
    const answer = read(search);
    assert.deepEqual(answer.refused, refused);
    const map = plane.convolve(picture(32, 32), answer.state, answer.state);
    assert.ok(map.values.every(Number.isFinite));
  });

test("a weight is finite, within its limits, and otherwise as it was given", () => {
  assert.deepEqual(["1e999", "x", 12345, -0.12345].map(plane.weight), [0, 0, 999, -0.12345]);
  assert.deepEqual([1e-7, -0.5, 3].map(plane.plain), ["0.0000001", "-0.5", "3"]);
});

test("a 32-bit number is the shortest decimal that means it", () => {
  for (const given of [0.199, -0.028, 0, 1, 1 / 3]) {
    const found = plane.shortest(Math.fround(given));
    assert.equal(Math.fround(found), Math.fround(given));
    assert.ok(String(found).length <= Math.min(11, String(given).length));
  }
  assert.equal(plane.shortest(0.19900000095367432), 0.199);
});

test("a kernel grows and shrinks around its middle", () => {
  const larger = plane.resized(KERNELS.edge.weights, 5);
  assert.equal(larger[2][2], -4);
  assert.deepEqual(larger[0], [0, 0, 0, 0, 0]);
  assert.deepEqual(plane.resized(larger, 3), KERNELS.edge.weights);
});
