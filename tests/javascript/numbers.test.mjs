/** Numbers as readers see them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { grouped, minus, signed } = load("numbers.js");

test("a signed number has a true minus, and zero has none", () => {
  const cases = [[-1.5, "−1.50"], [0.125, "0.13"], [-0.001, "0.00"], [-0, "0.00"], [NaN, "NaN"], [-Infinity, "−Infinity"]];
  for (const [value, text] of cases) assert.equal(signed(value), text);
  assert.deepEqual([signed(-3, 0), signed(-0.05, 1), signed(2.345, 3)], ["−3", "−0.1", "2.345"]);
});

test("numbers of any length", () => {
  assert.deepEqual([minus(-7), minus("-1e-7"), grouped(61706), grouped(999)], ["−7", "−1e−7", "61,706", "999"]);
});
