/** What there is to learn: flowers seen through two measurements, or points in a plane. */
/**
 * @typedef {object} Point
 * @property {number} x from 0 to 1, as drawn
 * @property {number} y from 0 to 1, upwards
 * @property {number} kind its class
 * @property {boolean} held whether it is held out
 * @property {number[]} inputs what the network gets
 * @property {number[]} target what the network should answer
 */
/**
 * @typedef {object} Problem
 * @property {string} things what the points are called
 * @property {string[]} names of the two inputs
 * @property {string} unit of the inputs, with a space before it
 * @property {number[][]} sides the lowest and the highest of each input
 * @property {string[]} kinds the classes
 * @property {number} outputs how many neurons answer: one for yes or no, else one a class
 * @property {(x: number, y: number) => number[]} inputs what the network gets for a place (0 to 1, upwards)
 * @property {Point[]} points
 */
(() => {
  "use strict";
  const { mlp } = window.lessonkit;
  const ROOM = 0.08; // around the points, as a share of what they fill

  /**
   * @param {number[][]} rows two inputs and a class each @param {Set<number>} held which of them are held out
   * @param {((value: number) => number)[]} scale what the network gets for an input
   */
  function arranged(rows, held, scale, outputs) {
    const sides = [0, 1].map((i) => {
      const all = rows.map((row) => row[i]);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return [low - ROOM * (high - low), high + ROOM * (high - low)];
    });
    const share = (value, i) => (value - sides[i][0]) / (sides[i][1] - sides[i][0]);
    const value = (part, i) => sides[i][0] + part * (sides[i][1] - sides[i][0]);
    const points = rows.map(([a, b, kind], k) => ({
      x: share(a, 0),
      y: share(b, 1),
      kind,
      held: held.has(k),
      inputs: [scale[0](a), scale[1](b)],
      target: outputs === 1 ? [kind] : Array.from({ length: outputs }, (_, n) => Number(n === kind)),
    }));
    return { sides, points, outputs, inputs: (x, y) => [scale[0](value(x, 0)), scale[1](value(y, 1))] };
  }

  /** @param {Object<string, string>} state the settings @param {any} data what the widget carries @returns {Problem} */
  mlp.problem = (state, { flowers, held_out, mean, spread, names, species, planes, planes_held }) => {
    if (state.data !== "flowers") {
      const { points, kinds } = planes[state.data];
      const same = (value) => value;
      return {
        things: "points",
        names: ["x", "y"],
        unit: "",
        kinds,
        ...arranged(points, new Set(planes_held), [same, same], 1),
      };
    }
    const columns = [Number(state.x), Number(state.y)];
    return {
      things: "flowers",
      names: columns.map((i) => names[i]),
      unit: " cm",
      kinds: species,
      ...arranged(
        flowers.map((flower) => [...columns.map((i) => flower[i]), flower[4]]),
        new Set(held_out),
        columns.map((i) => (cm) => (cm - mean[i]) / spread[i]),
        species.length,
      ),
    };
  };

  /** @param {Problem} problem @param {boolean} held @returns {[number[][], number[][]]} inputs and targets */
  mlp.examples = ({ points }, held) => {
    const chosen = points.filter((point) => point.held === held);
    return [chosen.map(({ inputs }) => inputs), chosen.map(({ target }) => target)];
  };
})();
