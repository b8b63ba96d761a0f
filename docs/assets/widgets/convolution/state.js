/** What the reader has set, and how an address carries it. Nothing that stands in an address is trusted. */
/**
 * @typedef {{picture: string, kernel: string, weights: number[][], by: number, stride: number, padding: string,
 *   dilation: number, activation: string, pool: string, size: number, step: number}} State
 */
(() => {
  "use strict";
  const { plane } = window.lessonkit;
  const CHOICES = {
    stride: [1, 2, 3, 4],
    padding: ["valid", "same"],
    dilation: [1, 2, 3],
    activation: ["none", "relu", "tanh", "sigmoid"],
    pool: ["none", "max", "average"],
    size: [2, 3, 4],
    step: [1, 2, 3, 4],
  };
  const SIZES = [3, 5, 7];
  const LARGEST = 999; // a weight beyond tells nothing more
  const START = {
    stride: 1,
    padding: "valid",
    dilation: 1,
    activation: "relu",
    pool: "max",
    size: 2,
    step: 2,
  };

  /** @param {unknown} value @returns {number} a weight as it is kept: finite, within the limits, as precise as given */
  function weight(value) {
    const number = Number(value);
    if (!Number.isFinite(number)) return 0;
    return Math.min(LARGEST, Math.max(-LARGEST, number));
  }

  /** @param {number} value @returns {string} a weight as an address and a field write it: without an exponent */
  const plain = (value) =>
    /e/.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, "") : String(value);

  /**
   * What a network has learned comes as 32-bit numbers, whose digits are noise from the eighth on (0.19900000095367432).
   * @param {number} value @returns {number} the shortest decimal that is the same 32-bit number
   */
  function shortest(value) {
    const digits = Array.from({ length: 9 }, (_, n) => Number(value.toPrecision(n + 1)));
    return digits.find((number) => Math.fround(number) === Math.fround(value)) ?? value;
  }

  const isWeight = (part) =>
    /^[+-]?\d+(\.\d+)?$/.test(part) && Number(part) === weight(Number(part));

  /** @param {string} text rows of weights, one after another @returns {number[][] | null} */
  function weightsOf(text) {
    const numbers = text.split(",").map((part) => part.trim());
    const size = Math.sqrt(numbers.length);
    if (!SIZES.includes(size) || !numbers.every(isWeight)) return null;
    return Array.from({ length: size }, (_, row) =>
      numbers.slice(row * size, (row + 1) * size).map(weight),
    );
  }

  /**
   * Reads an address. What it does not say, or says wrongly, is as at the start.
   * @param {string} search @param {string[]} pictures @param {Object<string, {weights: number[][], by: number}>} kernels
   * @returns {{state: Partial<State>, refused: string[]}} `refused`: the names whose values made no sense
   */
  function read(search, pictures, kernels) {
    const asked = new URLSearchParams(search);
    const refused = [];
    const choose = (name, allowed, fallback) => {
      if (!asked.has(name)) return fallback;
      const found = allowed.find((one) => String(one) === asked.get(name));
      if (found === undefined) refused.push(name);
      return found ?? fallback;
    };
    /** @type {Partial<State> & Object<string, any>} */
    const state = { ...START, picture: choose("picture", pictures, pictures[0]) };
    for (const [name, allowed] of Object.entries(CHOICES))
      state[name] = choose(name, allowed, START[name]);
    if (!asked.has("step")) state.step = state.size;
    const names = Object.keys(kernels);
    state.kernel = choose("kernel", [...names, "own"], names[0]);
    const own = asked.has("weights") ? weightsOf(asked.get("weights") ?? "") : null;
    if (state.kernel === "own" && !own) {
      if (!refused.includes("kernel")) refused.push("weights");
      state.kernel = names[0];
    }
    const chosen = state.kernel === "own" ? { weights: own, by: 1 } : kernels[state.kernel];
    Object.assign(state, { weights: chosen.weights.map((line) => [...line]), by: chosen.by });
    if (state.dilation > 1 && state.stride > 1) {
      refused.push("stride");
      state.stride = 1;
    }
    return { state, refused };
  }

  /** @param {State} state @returns {string} the address's part behind `?`, without what is as at the start */
  function write(state) {
    const said = new URLSearchParams();
    // a reader's own picture stays with the reader
    if (state.picture !== "own") said.set("picture", state.picture);
    said.set("kernel", state.kernel);
    if (state.kernel === "own") said.set("weights", state.weights.flat().map(plain).join(","));
    for (const name of Object.keys(CHOICES)) {
      if (state.pool === "none" && (name === "size" || name === "step")) continue;
      const usual = name === "step" ? state.size : START[name];
      if (state[name] !== usual) said.set(name, String(state[name]));
    }
    return said.toString().replaceAll("%2C", ",");
  }

  /** Cuts or surrounds a kernel with zeros, the middle stays the middle. @param {number[][]} weights @param {number} size */
  function resized(weights, size) {
    const shift = (size - weights.length) / 2;
    return Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => weights[i - shift]?.[j - shift] ?? 0),
    );
  }

  Object.assign(plane, { CHOICES, SIZES, LARGEST, read, write, weight, plain, shortest, resized });
})();
