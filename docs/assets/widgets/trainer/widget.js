/**
 * A network learns in the page: epoch by epoch, with its loss, the regions it draws over a plane, and what each neuron
 * sees there. Data: `flowers` (four centimetres and a species), `held_out` (indices), `mean`, `spread`, `names`,
 * `species`; `planes` (for each name points, two numbers and a class, and what the classes are called), `planes_held`.
 */
(() => {
  "use strict";
  const { button, copyLink, make, onTheme, player, reducedMotion, signed, speaker, widget } = window.lessonkit;
  const MOST = 400; // epochs
  const WORDS = { relu: "ReLU", xor: "XOR" };

  /** Folds the settings where the column is narrow, so that a phone's screen holds what one presses and what then moves. @param {...Element} fields */
  function settings(...fields) {
    const open = (event) => {
      const fold = event.currentTarget;
      fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
    };
    return make(
      "div",
      { class: "lk-trainer__settings" },
      button("Data and settings", open, { "aria-expanded": "false" }),
      make("div", { class: "lk-trainer__fields" }, ...fields),
    );
  }

  widget("trainer", [
    "ann/picture.css", "./widget.css", "ann/mlp", "ann/picture", "ann/settings", "ann/problem", "ann/sight",
    "ann/map",
  ], (element, data) => {
    const { names } = data;
    const { mlp } = window.lessonkit;
    let { state, refused } = mlp.readSettings(location.search);
    let net, step, shuffle, losses, epoch, problem, learned, unseen;
    let chosen = null; // the layer and the neuron whose view is large, else the decision is

    function reset() {
      tape.stop();
      const hidden = state.hidden === "none" ? [] : state.hidden.split("-").map(Number);
      const random = mlp.random(Number(state.seed));
      problem = mlp.problem(state, data);
      [learned, unseen] = [mlp.examples(problem, false), mlp.examples(problem, true)];
      const sizes = [2, ...hidden, problem.outputs];
      net = mlp.make(
        sizes,
        state.activation,
        state.start === "zero" ? () => 0.5 : random,
      );
      step = mlp.optimizer(state.optimizer, Number(state.rate));
      shuffle = random;
      losses = [[], []];
      if (chosen && !(chosen[1] < sizes[chosen[0]])) chosen = null;
      rows.build(sizes, nameOf);
      epoch = 0;
      note();
      show();
    }
    function note() {
      losses[0].push(mlp.loss(net, ...learned));
      losses[1].push(mlp.loss(net, ...unseen));
    }
    const alive = () => Number.isFinite(losses[0].at(-1));
    function learn() {
      const [xs, ys] = learned;
      const order = xs.map((_, i) => i);
      for (let i = order.length - 1; i > 0; i -= 1) {
        const j = Math.floor(shuffle() * (i + 1));
        [order[i], order[j]] = [order[j], order[i]];
      }
      const size = Number(state.batch);
      for (let from = 0; from < order.length; from += size) {
        const batch = order.slice(from, from + size);
        step(
          net,
          mlp.gradients(
            net,
            batch.map((i) => xs[i]),
            batch.map((i) => ys[i]),
          ),
        );
      }
      epoch += 1;
      note();
    }

    // --- playing
    const tape = player(
      frame,
      () => (reducedMotion() ? 700 : 40),
      (plays) => (play.textContent = plays ? "Pause" : "Train"),
    );
    const play = button("Train", () => {
      if (tape.playing()) {
        tape.stop();
        speak();
      } else {
        if (epoch >= MOST || !alive()) reset();
        tape.start();
      }
    });
    const once = button("One epoch", () => {
      tape.stop();
      if (epoch < MOST && alive()) learn();
      show();
      speak();
    });
    const again = button("Start again", () => {
      reset();
      say("");
      speak();
    });
    function frame() {
      const until = performance.now() + 8; // the page stays responsive
      const most = reducedMotion() ? 20 : 2;
      for (let n = 0; n < most && performance.now() < until && epoch < MOST && alive(); n += 1)
        learn();
      show();
      if (epoch < MOST && alive()) return true;
      speak();
      return false;
    }

    // --- showing
    const map = mlp.map();
    const rows = mlp.rows((layer, n) => {
      chosen = chosen?.[0] === layer && chosen[1] === n ? null : [layer, n];
      show();
      voice.say(view.textContent);
    });
    const view = make("p", { class: "lk-trainer__view" });
    const curves = mlp.curves();
    const across = make("p", { class: "lk-trainer__axis" });
    const up = make("p", { class: "lk-trainer__axis" });
    const told = make("p", { class: "lk-trainer__told" });
    const message = make("p", { class: "lk-trainer__note", role: "status" });
    const voice = speaker();
    const say = (text) => (message.textContent = text);
    const percent = (share) => `${(100 * share).toFixed(0)} %`;

    /** Names a neuron or an input. @param {number} layer @param {number} n */
    function nameOf(layer, n) {
      if (layer === 0) return `Input ${problem.names[n]}`;
      if (layer < net.layers.length) return `Hidden layer ${layer}, neuron ${n + 1}`;
      return problem.outputs > 1 ? `Output ${problem.kinds[n]}` : "Output";
    }

    const BACK = "Choose it once more to see the decision again.";

    /** Says what the large picture shows. @param {Float64Array[][]} seen @returns {string} */
    function explained(seen) {
      if (!chosen) return "The decision. Choose one of the pictures to see it large.";
      const [layer, n] = chosen;
      const name = nameOf(layer, n);
      if (layer === 0) return `${name}, as the network gets it. ${BACK}`;
      const { weights, biases } = net.layers[layer - 1];
      const last = layer === net.layers.length;
      const bend = last ? "sigmoid" : state.activation;
      const bent = bend === "none" ? "" : `, then ${WORDS[bend] ?? bend}`;
      const sum =
        layer === 1
          ? `${problem.names.map((input, i) => `${signed(weights[i][n])} × ${input}`).join(" + ")} + bias ${signed(biases[n])}`
          : `the pictures above it, each times its weight, + bias ${signed(biases[n])}`;
      const silent = !last && seen[layer][n].every((answer) => answer === 0);
      return `${name}: ${sum}${bent}.${silent ? " It is silent everywhere." : ""} ${BACK}`;
    }

    function show() {
      const [[left, right], [low, high]] = problem.sides;
      const seen = mlp.sight(net, problem.inputs);
      rows.show(net, seen, chosen);
      if (chosen) map.neuron(seen, ...chosen);
      else map.decision(seen.at(-1));
      map.show(
        problem.points.map((point) => ({
          ...point,
          wrong: mlp.named(mlp.forward(net, point.inputs).at(-1)) !== point.kind,
        })),
      );
      curves.show(losses, problem.things);
      across.textContent = `→ ${problem.names[0]}, ${signed(left, 1)} to ${signed(right, 1)}${problem.unit}`;
      up.textContent = `↑ ${problem.names[1]}, ${signed(low, 1)} to ${signed(high, 1)}${problem.unit}`;
      view.textContent = explained(seen);
      const shares = [mlp.accuracy(net, ...learned), mlp.accuracy(net, ...unseen)];
      told.textContent = alive()
        ? `Epoch ${epoch}. Loss ${losses.map((list) => list.at(-1).toFixed(3)).join(", held out ")}. ` +
          `Right: ${percent(shares[0])} of the training ${problem.things}, ${percent(shares[1])} of the held-out ones.`
        : `Epoch ${epoch}. The loss is no longer a number: the steps were too large. Start again with a smaller learning rate.`;
      map.screen.setAttribute(
        "aria-label",
        chosen
          ? `What one neuron answers over the plane. ${view.textContent}`
          : `Regions of the network over ${problem.names.join(" and ")}. ${told.textContent}`,
      );
    }
    const speak = () => voice.say(told.textContent);

    // --- settings
    const LABELS = {
      data: "Data",
      x: "Across",
      y: "Up",
      hidden: "Hidden neurons",
      activation: "Activation",
      optimizer: "Optimizer",
      rate: "Learning rate",
      batch: "Batch size",
      start: "First weights",
      seed: "Seed",
    };
    const controls = Object.fromEntries(
      Object.entries(mlp.CHOICES).map(([name, choices]) => {
        const sorted =
          name === "rate" || name === "batch" ? [...choices].sort((a, b) => a - b) : choices;
        const text = (value) =>
          name === "x" || name === "y" ? names[Number(value)] : (WORDS[value] ?? value);
        const made = make(
          "select",
          { class: "lk-select", name },
          ...sorted.map((value) => make("option", { value, text: text(value) })),
        );
        made.addEventListener("change", () => change({ [name]: made.value }));
        return [name, made];
      }),
    );
    function change(what, text = "") {
      state = { ...state, ...what };
      if (state.x === state.y) {
        const other = "x" in what ? "y" : "x";
        state[other] = mlp.CHOICES[other].find((value) => value !== state["x" in what ? "x" : "y"]);
      }
      set();
      const query = mlp.writeSettings(state);
      history.replaceState(
        history.state,
        "",
        `${query ? `?${query}` : location.pathname}${location.hash}`,
      );
      say(text);
      reset();
    }
    function follow(event) {
      const link = event.target instanceof Element && event.target.closest("a.lk-set");
      if (!link) return;
      event.preventDefault();
      ({ state, refused } = mlp.readSettings(new URL(link.href).search));
      change({}, tell());
      element.scrollIntoView({ block: "start" });
      play.focus({ preventScroll: true });
    }
    const tell = () =>
      refused.length
        ? `These parts of the address made no sense: ${refused.join(", ")}. They are as usual now; everything else is as asked.`
        : "";
    document.addEventListener("click", follow);

    /** Shows the settings, and of the legend and the fields what belongs to the data. */
    function set() {
      for (const [name, control] of Object.entries(controls)) control.value = state[name];
      for (const name of ["x", "y"])
        controls[name].closest("label").hidden = state.data !== "flowers";
      const { kinds, things } = mlp.problem(state, data);
      legend.replaceChildren(
        ...kinds.map((name, n) =>
          make("span", { class: `species-${n + 1}` }, make("b", { text: ["●", "▲", "■"][n] }), ` ${name}`),
        ),
        make("span", { text: "hollow: held out" }),
        make("span", { text: "with a rim: wrong" }),
      );
      for (const [n, which] of ["training", "held-out"].entries())
        lines[n].textContent = ` ${which} ${things}`;
    }

    const copy = copyLink(say, () => "Copied. Whoever opens the link trains the same network.");
    const legend = make("p", { class: "lk-trainer__legend" });
    const lines = [make("span"), make("span")];
    const fields = Object.entries(controls).map(([name, control]) =>
      make("label", { class: "lk-field" }, `${LABELS[name]} `, control),
    );
    element.append(
      settings(...fields),
      make("div", { class: "lk-row" }, play, once, again, copy),
      message,
      told,
      make(
        "div",
        { class: "lk-trainer__pictures" },
        make("div", {}, up, map.screen, across, legend, view),
        make(
          "div",
          {},
          make("p", { class: "lk-trainer__axis", text: "What each neuron sees, from the inputs down to the output" }),
          rows.element,
          make("p", {
            class: "lk-trainer__axis",
            text: "Blue: above zero, orange and dashed: below; the output has the colours of the points. Each picture is deepest at its own largest answer; lines are as wide as their weight.",
          }),
        ),
        make(
          "div",
          {},
          make("p", { class: "lk-trainer__axis", text: "↑ loss" }),
          curves.element,
          make(
            "p",
            { class: "lk-trainer__legend" },
            make("span", { class: "learned" }, make("b", { text: "━" }), lines[0]),
            make("span", { class: "held" }, make("b", { text: "┅" }), lines[1]),
          ),
        ),
      ),
      voice.element,
    );
    onTheme(() => net && show());
    set();
    reset();
    say(tell());
  });
})();
