/** What one neuron computes, and how it is written out. */
/**
 * @typedef {{x: number, y: number, label: number, species: string}} Flower
 * @typedef {{w1: number, w2: number, b: number}} Weights
 */
(() => {
  "use strict";
  const { make, signed: number } = window.lessonkit;

  /** @param {Weights} w @param {Flower} flower */
  const sum = (w, flower) => w.w1 * flower.x + w.w2 * flower.y + w.b;
  const isRight = (w, flower) => sum(w, flower) > 0 === (flower.label === 1);
  const sign = (value) => (value < 0 ? "minus" : "plus");

  /** The sum in full, each term in the colour of its sign. */
  function arithmetic(w, flower) {
    const bracket = (value) => (value < 0 ? `(${number(value)})` : number(value));
    const term = (value, rest = "", text = bracket(value)) =>
      make("span", {}, make("b", { class: sign(value), text }), rest);
    const total = sum(w, flower);
    return [
      term(w.w1, ` × ${number(flower.x, 1)}`, number(w.w1)),
      " + ",
      term(w.w2, ` × ${number(flower.y, 1)}`),
      " + ",
      term(w.b),
      " ",
      make(
        "span",
        {},
        "= ",
        make("b", { text: number(total) }),
        " → ",
        make("b", {
          class: total > 0 ? "plus" : "minus",
          text: total > 0 ? "fires" : "stays silent",
        }),
      ),
    ];
  }

  const neuron = (window.lessonkit.neuron ??= {});
  Object.assign(neuron, { sum, isRight, sign, arithmetic });
})();
