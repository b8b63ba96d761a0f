/** What is said of two solutions' speed is no more than what was measured. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { comparison } = load("python/said.js", "python/compare.js");
const { duration, speed } = comparison;
const said = (mine, theirs, verdict) => speed({ seconds: [mine, theirs], rounds: 15, verdict });

test("a time has two digits that mean something", () => {
  assert.deepEqual([2, 0.034, 0.0034, 1.24e-5, 3e-7].map(duration), ["2.0 s", "34 ms", "3.4 ms", "12 µs", "0.3 µs"]);
});

test("who is faster is said only if it is sure", () => {
  assert.match(said(0.002, 0.001, "differ"), /take 2\.0 ms with yours and 1\.0 ms with .*Yours takes 2\.0 times as long\.$/);
  assert.match(said(0.001, 0.02, "differ"), /The page's takes 20 times as long\.$/);
  assert.match(said(0.0011, 0.001, "alike"), /They are about as fast\.$/);
  assert.match(said(0.002, 0.001, "unclear"), /That may be chance/);
  assert.equal(speed(null), "", "numbers take no time");
});
