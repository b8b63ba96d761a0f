/** The network that learns in the page: its gradients against the slope of its own loss. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { mlp } = load("ann/mlp.js", "ann/settings.js");
const XS = [[0.3, -0.7], [1.1, 0.4], [-0.5, 0.9]];
const YS = [[1, 0], [0, 1], [1, 0]];
const made = (activation) => mlp.make([2, 3, 2], activation, mlp.random(7));

test("a seed's numbers come again, lie between 0 and 1, and differ from another seed's", () => {
  const draw = (seed) => Array.from({ length: 1000 }, mlp.random(seed));
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  assert.ok(draw(1).every((number) => number >= 0 && number < 1));
  const mean = draw(3).reduce((sum, number) => sum + number, 0) / 1000;
  assert.ok(Math.abs(mean - 0.5) < 0.03);
});

for (const activation of Object.keys(mlp.activations))
  test(`backpropagation is the slope of the loss: ${activation}`, () => {
    const net = made(activation);
    const STEP = 1e-5;
    const gradients = mlp.gradients(net, XS, YS);
    const slope = (change) => {
      change(STEP);
      const up = mlp.loss(net, XS, YS);
      change(-2 * STEP);
      const down = mlp.loss(net, XS, YS);
      change(STEP);
      return (up - down) / (2 * STEP);
    };
    net.layers.forEach(({ weights, biases }, d) => {
      weights.forEach((row, i) =>
        row.forEach((_, n) => {
          const found = slope((by) => (row[n] += by));
          assert.ok(Math.abs(found - gradients[d].weights[i][n]) < 1e-6, `${d} ${i} ${n}`);
        }),
      );
      biases.forEach((_, n) => {
        const found = slope((by) => (biases[n] += by));
        assert.ok(Math.abs(found - gradients[d].biases[n]) < 1e-6, `bias ${d} ${n}`);
      });
    });
  });

for (const name of Object.keys(mlp.optimizers))
  test(`${name} makes the loss smaller`, () => {
    const net = made("tanh");
    const before = mlp.loss(net, XS, YS);
    const step = mlp.optimizer(name, 0.01);
    for (let i = 0; i < 50; i += 1) step(net, mlp.gradients(net, XS, YS));
    assert.ok(mlp.loss(net, XS, YS) < before);
  });

test("from weights of zero the hidden neurons never learn to differ", () => {
  const net = made("sigmoid");
  for (const layer of net.layers) layer.weights.forEach((row) => row.fill(0));
  const step = mlp.optimizer("SGD", 0.5);
  for (let i = 0; i < 30; i += 1) step(net, mlp.gradients(net, XS, YS));
  for (const row of net.layers[0].weights) assert.equal(new Set(row).size, 1);
});

test("a sure and wrong answer costs much, and never infinitely much", () => {
  const net = made("none");
  net.layers.at(-1).biases = [-1e6, 1e6];
  const loss = mlp.loss(net, XS, YS);
  assert.ok(loss > 5 && Number.isFinite(loss));
});

test("settings: written and read again, and nonsense is refused by name", () => {
  const { state, refused } = mlp.readSettings("?hidden=8-8&rate=3&x=9&seed=<b>&other=1");
  assert.deepEqual(refused, ["x", "seed"]);
  assert.equal(state.hidden, "8-8");
  assert.deepEqual(mlp.readSettings(`?${mlp.writeSettings(state)}`), { state, refused: [] });
});
