/** The network that learns in the page: its gradients against the slope of its own loss. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./scripts.mjs";

const { mlp } = load("ann/mlp.js", "ann/settings.js", "ann/problem.js", "ann/sight.js");
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

test("a single answer names yes from one half on, several name their largest, and no number nothing", () => {
  assert.deepEqual([[0.49], [0.5], [0.2, 0.9, 0.3]].map(mlp.named), [0, 1, 1]);
  assert.deepEqual([[NaN], [NaN, 0.1]].map(mlp.named), [-1, -1]);
});

for (const activation of Object.keys(mlp.activations))
  test(`what neurons see is what they answer, place by place: ${activation}`, () => {
    const net = made(activation);
    const inputs = (x, y) => [4 * x - 2, 3 * y - 1];
    const seen = mlp.sight(net, inputs);
    for (const [row, column] of [[0, 0], [5, 40], [63, 63]]) {
      const place = row * mlp.GRID + column;
      const answers = mlp.forward(net, inputs((column + 0.5) / mlp.GRID, 1 - (row + 0.5) / mlp.GRID));
      answers.forEach((layer, d) =>
        layer.forEach((answer, n) => assert.ok(Math.abs(answer - seen[d][n][place]) < 1e-12)),
      );
    }
  });

// four clouds of nine points; yes where the signs differ
const CLOUDS = [-1, 1].flatMap((a) =>
  [-1, 1].flatMap((b) =>
    Array.from({ length: 9 }, (_, k) => [a + 0.2 * ((k % 3) - 1), b + 0.2 * (Math.floor(k / 3) - 1), Number(a !== b)]),
  ),
);
const DATA = {
  planes: { xor: { points: CLOUDS, kinds: ["no", "yes"] } },
  planes_held: [4, 13, 22, 31],
  flowers: [[5, 3, 1, 0.2, 0], [6, 3, 4, 1.4, 1], [7, 3, 6, 2.2, 2]],
  held_out: [1],
  mean: [6, 3, 4, 1],
  spread: [1, 0.5, 2, 0.5],
  names: ["a", "b", "c", "d"],
  species: ["one", "two", "three"],
};

test("points of a plane are handed on as they are; flowers are standardised, and each species has an output", () => {
  const xor = mlp.problem({ data: "xor" }, DATA);
  assert.deepEqual(xor.points.map(({ inputs: [a, b], target: [kind] }) => [a, b, kind]), CLOUDS);
  assert.equal(mlp.examples(xor, true)[0].length, 4);
  assert.equal(mlp.examples(xor, false)[0].length, 32);
  const iris = mlp.problem({ data: "flowers", x: "2", y: "0" }, DATA);
  assert.deepEqual(iris.points[1].inputs, [0, 0]);
  assert.deepEqual(iris.points[2].target, [0, 0, 1]);
  assert.deepEqual(iris.names, ["c", "a"]);
  for (const problem of [xor, iris])
    for (const { x, y, inputs } of problem.points) {
      assert.ok(x > 0 && x < 1 && y > 0 && y < 1);
      problem.inputs(x, y).forEach((value, i) => assert.ok(Math.abs(value - inputs[i]) < 1e-9));
    }
});

test("XOR is learned with hidden neurons that bend, and not without", () => {
  const [xs, ys] = mlp.examples(mlp.problem({ data: "xor" }, DATA), false);
  const shares = (hidden, activation) =>
    [1, 2, 3, 4, 5].map((seed) => {
      const net = mlp.make([2, ...hidden, 1], activation, mlp.random(seed));
      const step = mlp.optimizer("Adam", 0.03);
      for (let epoch = 0; epoch < 300; epoch += 1) step(net, mlp.gradients(net, xs, ys));
      return mlp.accuracy(net, xs, ys);
    });
  assert.ok(shares([8], "relu").filter((share) => share === 1).length >= 3); // some starts get stuck
  for (const hidden of [[], [8]]) assert.ok(Math.max(...shares(hidden, "none")) <= 0.75);
});
