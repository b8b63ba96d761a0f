/** The calculator on stacks whose numbers the papers give, and on addresses that make no sense. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { calculator, grouped } = load("numbers.js", "widgets/calculator/layers.js", "widgets/calculator/state.js");
const count = (text) => {
  const { input, stack } = calculator.read(text);
  return calculator.count(input, stack);
};
const total = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0);

test("LeNet-5 as it is copied: 61,706 parameters, 416,520 multiply-accumulates", () => {
  const rows = count(calculator.PRESETS["LeNet-5"]);
  assert.equal(total(rows, "params"), 61706);
  assert.equal(total(rows, "macs"), 416520);
  assert.deepEqual(rows[3].field, { size: 16, step: 4 });
  assert.equal(rows.at(-1).field, null);
});

test("two 3 × 3 see what one 5 × 5 sees", () => {
  assert.equal(count("32x32x3;Conv2D-8-3-1-valid;Conv2D-8-3-1-valid").at(-1).field.size, 5);
  assert.equal(count("32x32x3;Conv2D-8-5-1-valid").at(-1).field.size, 5);
});

test("each written sum says the number beside it", () => {
  for (const preset of Object.values(calculator.PRESETS))
    for (const row of count(preset)) {
      assert.equal(row.error, "");
      for (const key of ["params", "macs"])
        if (row[key]) assert.ok(row[`${key}Sum`].includes(grouped(row[key])), row[`${key}Sum`]);
    }
});

test("a layer that does not fit ends the table with a sentence", () => {
  const rows = count("8x8x1;Conv2D-4-5-1-valid;Conv2D-4-5-1-valid;Dense-10");
  assert.equal(rows.length, 2);
  assert.match(rows[1].error, /5 × 5 does not fit into 4 × 4/);
  assert.match(count("8x8x1;Flatten;Conv2D-4-3-1-same")[1].error, /wants a picture/);
});

test("an address that is written is read again", () => {
  for (const preset of Object.values(calculator.PRESETS))
    assert.equal(calculator.write(calculator.read(preset)), preset);
});

for (const text of [
  "", "32x32", "0x32x1", "32x32x1;", "1e9x1x1", "32x32x1;constructor", "32x32x1;Dense", "32x32x1;Dense-0",
  "32x32x1;Dense-10-3", "32x32x1;Conv2D-6-5-1-full", `32x32x1${";Flatten".repeat(99)}`, "9999x32x1",
])
  test(`nonsense is refused whole: ${text.slice(0, 30) || "nothing"}`, () => {
    assert.equal(calculator.read(text), null);
  });

test("the code names every layer, and the last dense layer shares out one", () => {
  const { input, stack } = calculator.read("32x32x1;Conv2D-6-5-2-same;Flatten;Dense-20;Dense-10");
  const code = calculator.code(input, stack);
  assert.match(code, /keras\.Input\(\(32, 32, 1\)\)/);
  assert.match(code, /Conv2D\(6, 5, strides=2, padding="same", activation="relu"\)/);
  assert.match(code, /Dense\(20, activation="relu"\)/);
  assert.match(code, /Dense\(10, activation="softmax"\)/);
});
