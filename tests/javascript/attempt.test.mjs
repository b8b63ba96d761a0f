/** What a reader wrote is not lost: by a new starter, a reset, its length, a browser that keeps nothing, a cut link. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load } from "./scripts.mjs";

const { attempt } = load("python/attempt.js");
const { MOST, draft, pack, linked, importsOf, wheelsOf } = attempt;
const long = "x".repeat(MOST + 1);

/** What a browser keeps, as far as the script asks for it. */
let kept = new Map();
let full = false;
Object.defineProperty(globalThis, "localStorage", {
  configurable: true,
  value: {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new Error("QuotaExceededError");
      kept.set(key, value);
    },
  },
});
beforeEach(() => {
  kept = new Map();
  full = false;
});
const of = ({ text, undo, old }) => [text, undo, old];

test("an attempt comes back, and what a reset took away with it", () => {
  assert.deepEqual(of(draft("e", "starter")), ["starter", "", ""]);
  assert.equal(draft("e", "starter").save("starter", "mine", ""), "");
  assert.deepEqual(of(draft("e", "starter")), ["starter", "mine", ""]);
  assert.deepEqual(of(draft("another", "starter")), ["starter", "", ""]);
});

test("a new starter does not take an attempt away", () => {
  draft("e", "first").save("mine", "", "");
  assert.deepEqual(of(draft("e", "second")), ["second", "", "mine"]);
  const { old, save } = draft("e", "second");
  save("begun anew", "", old);
  assert.deepEqual(of(draft("e", "second")), ["begun anew", "", "mine"]);
  assert.deepEqual(of(draft("e", "third")), ["third", "", "begun anew"]);
  draft("e", "third").save("third", "", "mine");
  assert.deepEqual(of(draft("e", "fourth")), ["fourth", "", "mine"], "a starter is no attempt");
});

test("what is too long is refused when it is written, not when it is read", async () => {
  const { save } = draft("e", "starter");
  save("mine", "", "");
  assert.equal(save(long, "", ""), "long");
  assert.equal(draft("e", "starter").text, "mine");
  kept.set("lk-attempt:e", JSON.stringify({ from: "starter", text: long }));
  assert.equal(draft("e", "starter").text, long);
  assert.equal(await pack(long), null);
  const noise = Array.from({ length: MOST }, (_, i) => String.fromCodePoint(0x4e00 + ((i * i * 7919 + i * 31) % 20000)));
  assert.equal(await pack(noise.join("")), null, "an address cannot carry it");
});

test("a browser that keeps nothing says so", () => {
  full = true;
  assert.equal(draft("e", "starter").save("mine", "", ""), "nothing");
});

test("what was kept is not trusted", () => {
  for (const text of ["[", "7", '"a"', "null", "{}", '{"from": "starter", "text": 2, "undo": {}, "old": []}']) {
    kept.set("lk-attempt:e", text);
    assert.deepEqual(of(draft("e", "starter")), ["starter", "", ""], text);
  }
});

test("a link carries an attempt, or says that it does not", async () => {
  const text = "≤ 3 neurons\n".repeat(1000);
  const packed = await pack(text);
  assert.deepEqual(await linked(`#attempt=exercises/a:${packed}`, "exercises/a"), { text });
  assert.equal(await linked(`#attempt=exercises/a:${packed}`, "exercises/b"), null);
  assert.equal(await linked("#exercises", "exercises/a"), null);
  for (const wrong of [packed.slice(0, -9), "", "%%", "a".repeat(MOST + 1)])
    assert.deepEqual(await linked(`#attempt=exercises/a:${wrong}`, "exercises/a"), { text: null });
});

test("every way to import is found", () => {
  const names = (source) => [...importsOf(source)].sort();
  assert.deepEqual(names("import math, numpy as np, scipy.stats  # and more"), ["math", "numpy", "scipy"]);
  assert.deepEqual(names("import math, \\\n  numpy"), ["math", "numpy"]);
  assert.deepEqual(names("a = 1; import numpy\nif a: import pandas"), ["numpy", "pandas"]);
  assert.deepEqual(names("def f():\n    from numpy.random import (\n        default_rng,\n    )"), ["numpy"]);
  assert.deepEqual(names("from . import near\nfrom .numpy import far"), []);
  assert.deepEqual(names('importlib.import_module("numpy"), __import__("pandas.io")'), ["numpy", "pandas"]);
  assert.deepEqual(names("# import numpy\nimportant = from_numpy"), []);
  const listed = [["numpy", ["n.whl"]], ["tables", ["t.whl", "n.whl"]], ["plain", []]];
  assert.deepEqual(wheelsOf("import plain, tables", listed), ["t.whl", "n.whl"]);
});
