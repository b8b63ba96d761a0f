/** What the reader sets for training, and how an address carries it. Nothing that stands in an address is trusted. */
(() => {
  "use strict";
  const { mlp } = window.lessonkit;
  /** For each setting its choices; the first is the usual one. */
  const CHOICES = {
    data: ["flowers", "xor", "spiral"],
    x: ["2", "0", "1", "3"],
    y: ["3", "0", "1", "2"],
    hidden: ["4-4", "none", "2", "4", "8", "8-8"],
    activation: ["relu", "tanh", "sigmoid", "none"],
    optimizer: ["Adam", "SGD", "momentum", "RMSprop"],
    rate: ["0.03", "0.001", "0.003", "0.01", "0.1", "0.3", "1", "3"],
    batch: ["15", "1", "5", "75"],
    start: ["random", "zero"],
    seed: ["1", "2", "3", "4", "5"],
  };

  /** @param {string} search @returns {{state: Object<string, string>, refused: string[]}} */
  function read(search) {
    const asked = new URLSearchParams(search);
    const refused = [];
    const state = {};
    for (const [name, choices] of Object.entries(CHOICES)) {
      const wanted = asked.get(name);
      if (wanted !== null && !choices.includes(wanted)) refused.push(name);
      state[name] = choices.includes(wanted) ? wanted : choices[0];
    }
    return { state, refused };
  }

  /** @param {Object<string, string>} state @returns {string} */
  function write(state) {
    const said = new URLSearchParams();
    for (const [name, choices] of Object.entries(CHOICES))
      if (state[name] !== choices[0]) said.set(name, state[name]);
    return said.toString();
  }
  Object.assign(mlp, { CHOICES, readSettings: read, writeSettings: write });
})();
