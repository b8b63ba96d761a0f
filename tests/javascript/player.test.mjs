/** What plays: it never runs twice, and stops where it should. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { load } from "./scripts.mjs";

const { player } = load("player.js");
const PACE = 40;

test("pause and play within one step make no second loop", async () => {
  const times = [];
  const tape = player(() => times.push(performance.now()), () => PACE);
  for (let i = 0; i < 4; i += 1) {
    tape.start();
    await after(5);
    tape.stop();
  }
  times.length = 0;
  const begun = performance.now();
  tape.start();
  await after(10 * PACE);
  tape.stop();
  const most = (performance.now() - begun) / PACE + 2; // the first comes at once
  assert.ok(times.length > 2 && times.length <= most, `${times.length} steps, at most ${most}`);
});

test("two starts are one", async () => {
  let steps = 0;
  const tape = player(() => (steps += 1), () => 1000);
  tape.start();
  tape.start();
  assert.equal(steps, 1);
  tape.stop();
});

test("a step that takes long is waited for", async () => {
  let [now, most] = [0, 0];
  const tape = player(async () => {
    most = Math.max(most, (now += 1));
    await after(30);
    now -= 1;
  }, () => 1);
  tape.start();
  await after(150);
  tape.stop();
  assert.equal(most, 1);
});

test("it stops after its last step, or when one fails, and says so", async () => {
  const told = [];
  let left = 3;
  const tape = player(() => (left -= 1) > 0, () => 1, (playing) => told.push(playing));
  await tape.start();
  assert.deepEqual([left, told, tape.playing()], [0, [true, false], false]);
  const broken = player(() => Promise.reject(new Error("no figure")), () => 1, (p) => told.push(p));
  await assert.rejects(broken.start(), /no figure/);
  assert.deepEqual([told.at(-1), broken.playing()], [false, false]);
});
