/** Reading a figure by keyboard: what there is to walk along. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { linesOf } = load("numbers.js", "figures/reading.js");
const layout = { yaxis: { range: [-0.5, 1.5] }, yaxis2: { range: [1.5, -0.5] } };
const drawn = (...traces) => ({
  _fullLayout: layout,
  _fullData: traces.map((trace) => ({ visible: true, yaxis: "y", ...trace })),
});
const spoken = (canvas) =>
  linesOf(canvas).map(({ name, length, words }) => [name, ...Array.from({ length }, (_, i) => words(i))].join(" | "));

test("the points of a curve", () => {
  const trace = { type: "scatter", name: "loss<br>of all", x: [1, 2], y: [-0.123456, null] };
  assert.deepEqual(spoken(drawn(trace)), ["loss of all | 1, −0.1235 | 2, nothing"]);
});

test("the cells of a heat map, row by row from above", () => {
  const map = { type: "heatmap", x: ["cat", "dog"], y: ["is cat", "is dog"], z: [[9, 1], [2, 8]] };
  assert.deepEqual(spoken(drawn(map)), ["is dog | cat: 2 | dog: 8", "is cat | cat: 9 | dog: 1"]);
  const turned = spoken(drawn({ ...map, x: undefined, y: undefined, yaxis: "y2" }));
  assert.deepEqual(turned, ["row 1 | 1: 9 | 2: 1", "row 2 | 1: 2 | 2: 8"]);
  const [first] = linesOf(drawn(map));
  assert.deepEqual(first.place(0), [1, 0]);
});

test("curves come before the map behind them, and nothing else is a stop", () => {
  const map = { type: "contour", z: [new Float64Array([0.5])] };
  assert.deepEqual(spoken(drawn(map, { type: "scatter", name: "path", x: [0], y: [1] })), ["path | 0, 1", "row 1 | 1: 0.5"]);
  const silent = [{ ...map, hoverinfo: "skip" }, { ...map, visible: "legendonly" }, { type: "image", z: [[[0, 0, 0]]] }, { type: "scatter", x: [], y: [] }];
  assert.deepEqual(linesOf(drawn(...silent)), []);
});
