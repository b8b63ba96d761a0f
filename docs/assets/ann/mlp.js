/**
 * A network of dense layers that computes, learns and can be read: forward pass, loss, gradients, optimizers.
 * The outputs are sigmoids, a yes or no for each class, or a single one; the loss is binary cross-entropy, as in the lesson on ANNs.
 */
/**
 * @typedef {{weights: number[][], biases: number[]}} Layer `weights[input][neuron]`, as Keras keeps its kernels
 * @typedef {{layers: Layer[], activation: string}} Net
 */
(() => {
  "use strict";
  const mlp = (window.lessonkit.mlp ??= {});

  /** A hidden neuron's activation and its slope, the latter from the activation itself. */
  mlp.activations = {
    relu: { of: (sum) => Math.max(0, sum), slope: (a) => (a > 0 ? 1 : 0) },
    tanh: { of: Math.tanh, slope: (a) => 1 - a * a },
    sigmoid: { of: (sum) => 1 / (1 + Math.exp(-sum)), slope: (a) => a * (1 - a) },
    none: { of: (sum) => sum, slope: () => 1 },
  };

  /** Random numbers that come again with their seed (mulberry32). @param {number} seed @returns {() => number} from 0 to 1 */
  mlp.random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  /** Weights as Keras draws them (Glorot, uniform), biases of zero. @param {number[]} sizes inputs, neurons of each layer */
  mlp.make = (sizes, activation, random) => ({
    activation,
    layers: sizes.slice(1).map((units, i) => {
      const limit = Math.sqrt(6 / (sizes[i] + units));
      const row = () => Array.from({ length: units }, () => (2 * random() - 1) * limit);
      return { weights: Array.from({ length: sizes[i] }, row), biases: Array(units).fill(0) };
    }),
  });

  /** @param {Net} net @param {number[]} inputs @returns {number[][]} the inputs, then each layer's answers */
  mlp.forward = ({ layers, activation }, inputs) => {
    const answers = [inputs];
    layers.forEach(({ weights, biases }, depth) => {
      const { of } = mlp.activations[depth === layers.length - 1 ? "sigmoid" : activation];
      const before = answers[depth];
      answers.push(
        biases.map((bias, n) => of(before.reduce((sum, x, i) => sum + x * weights[i][n], bias))),
      );
    });
    return answers;
  };

  const SMALL = 1e-7; // as Keras: no logarithm of zero
  /** The mean over flowers and classes. @param {Net} net @param {number[][]} xs @param {number[][]} ys */
  mlp.loss = (net, xs, ys) => {
    let sum = 0;
    xs.forEach((x, k) =>
      mlp
        .forward(net, x)
        .at(-1)
        .forEach((p, c) => {
          const sure = Math.min(1 - SMALL, Math.max(SMALL, p));
          sum -= ys[k][c] ? Math.log(sure) : Math.log(1 - sure);
        }),
    );
    return sum / (xs.length * ys[0].length);
  };

  /**
   * The class that answers name: of several the largest, of a single one yes (1) from one half on.
   * @param {number[]} answers @returns {number} -1 where they are no numbers
   */
  mlp.named = (answers) => {
    if (answers.length > 1) return answers.indexOf(Math.max(...answers));
    return Number.isNaN(answers[0]) ? -1 : Number(answers[0] >= 0.5);
  };

  /** For which share of the examples the right class is named. */
  mlp.accuracy = (net, xs, ys) =>
    xs.filter((x, k) => mlp.named(mlp.forward(net, x).at(-1)) === mlp.named(ys[k])).length / xs.length;

  /**
   * Backpropagation: how the loss changes with each weight and bias, the mean over a batch.
   * @param {Net} net @param {number[][]} xs @param {number[][]} ys @returns {Layer[]} of the same shape as the net's layers
   */
  mlp.gradients = (net, xs, ys) => {
    const sums = net.layers.map(({ weights, biases }) => ({
      weights: weights.map((row) => row.map(() => 0)),
      biases: biases.map(() => 0),
    }));
    const { slope } = mlp.activations[net.activation];
    xs.forEach((x, k) => {
      const answers = mlp.forward(net, x);
      // for a sigmoid and its cross-entropy, slope and loss together are this simple
      let blame = answers.at(-1).map((p, c) => (p - ys[k][c]) / (xs.length * ys[k].length));
      for (let depth = net.layers.length - 1; depth >= 0; depth -= 1) {
        const before = answers[depth];
        const { weights } = net.layers[depth];
        blame.forEach((b, n) => {
          sums[depth].biases[n] += b;
          before.forEach((a, i) => (sums[depth].weights[i][n] += a * b));
        });
        if (depth)
          blame = before.map(
            (a, i) => slope(a) * blame.reduce((sum, b, n) => sum + b * weights[i][n], 0),
          );
      }
    });
    return sums;
  };

  /** How an optimizer turns a gradient into a step; `memory` belongs to one weight. The numbers are Keras's. */
  mlp.optimizers = {
    SGD: (gradient, rate) => -rate * gradient,
    momentum: (gradient, rate, memory) =>
      (memory.velocity = 0.9 * (memory.velocity ?? 0) - rate * gradient),
    RMSprop: (gradient, rate, memory) => {
      memory.square = 0.9 * (memory.square ?? 0) + 0.1 * gradient ** 2;
      return (-rate * gradient) / Math.sqrt(memory.square + 1e-7);
    },
    Adam: (gradient, rate, memory, step) => {
      memory.mean = 0.9 * (memory.mean ?? 0) + 0.1 * gradient;
      memory.square = 0.999 * (memory.square ?? 0) + 0.001 * gradient ** 2;
      const pace = (rate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
      return (-pace * memory.mean) / (Math.sqrt(memory.square) + 1e-7);
    },
  };

  /** What makes steps, and remembers what its optimizer must. @param {string} name @param {number} rate */
  mlp.optimizer = (name, rate) => {
    const memory = new Map();
    let step = 0;
    const move = (key, value, gradient) => {
      if (!memory.has(key)) memory.set(key, {});
      return value + mlp.optimizers[name](gradient, rate, memory.get(key), step);
    };
    /** @param {Net} net changed in place @param {Layer[]} gradients */
    return (net, gradients) => {
      step += 1;
      net.layers.forEach(({ weights, biases }, d) => {
        weights.forEach((row, i) =>
          row.forEach((w, n) => (row[n] = move(`${d} ${i} ${n}`, w, gradients[d].weights[i][n]))),
        );
        biases.forEach((b, n) => (biases[n] = move(`${d} b ${n}`, b, gradients[d].biases[n])));
      });
    };
  };
})();
