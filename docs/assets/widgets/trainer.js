/**
 * A network learns in the page: epoch by epoch, with its loss and the regions it draws over two measurements.
 * Data: `flowers` (four centimetres and a species), `held_out` (indices), `mean`, `spread`, `names`, `species`.
 */
(() => {
  "use strict";
  const { button, copyLink, make, onTheme, parts, player, reducedMotion, signed, speaker, widget } = window.lessonkit;
  const MOST = 400; // epochs
  const WORDS = { relu: "ReLU" };

  widget("trainer", async (element, { flowers, held_out, mean, spread, names, species }) => {
    await parts("ann/mlp", "ann/picture", "ann/settings", "ann/map");
    const { mlp } = window.lessonkit;
    let { state, refused } = mlp.readSettings(location.search);
    let net, step, shuffle, losses, epoch, last;
    const held = new Set(held_out);

    // --- what the two chosen measurements make of the flowers
    const columns = () => [Number(state.x), Number(state.y)];
    const scaled = (cm, i) => (cm - mean[i]) / spread[i];
    const inputs = (flower) => columns().map((i) => scaled(flower[i], i));
    const target = (flower) => species.map((_, n) => Number(n === flower[4]));
    const sides = () =>
      columns().map((i) => {
        const all = flowers.map((flower) => flower[i]);
        const [low, high] = [Math.min(...all), Math.max(...all)];
        return [low - 0.08 * (high - low), high + 0.08 * (high - low)];
      });
    const part = (group) => {
      const chosen = flowers.filter((_, k) => held.has(k) === group);
      return [chosen.map(inputs), chosen.map(target)];
    };
    let [learned, unseen] = [part(false), part(true)];

    function reset() {
      tape.stop();
      const hidden = state.hidden === "none" ? [] : state.hidden.split("-").map(Number);
      const random = mlp.random(Number(state.seed));
      net = mlp.make(
        [2, ...hidden, species.length],
        state.activation,
        state.start === "zero" ? () => 0.5 : random,
      );
      step = mlp.optimizer(state.optimizer, Number(state.rate));
      shuffle = random;
      [learned, unseen] = [part(false), part(true)];
      losses = [[], []];
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
    const curves = mlp.curves();
    const across = make("p", { class: "lk-trainer__axis" });
    const up = make("p", { class: "lk-trainer__axis" });
    const told = make("p", { class: "lk-trainer__told" });
    const message = make("p", { class: "lk-trainer__note", role: "status" });
    const voice = speaker();
    const say = (text) => (message.textContent = text);
    const cm = (value) => signed(value, 1);
    const percent = (share) => `${(100 * share).toFixed(0)} %`;

    function show() {
      const [[left, right], [low, high]] = sides();
      const [i, j] = columns();
      map.paint(net, (x, y) => [
        scaled(left + x * (right - left), i),
        scaled(low + y * (high - low), j),
      ]);
      map.show(
        flowers.map((flower, k) => {
          const answers = mlp.forward(net, inputs(flower)).at(-1);
          return {
            x: (flower[i] - left) / (right - left),
            y: (flower[j] - low) / (high - low),
            species: flower[4],
            held: held.has(k),
            wrong: answers.indexOf(Math.max(...answers)) !== flower[4],
          };
        }),
      );
      curves.show(losses);
      across.textContent = `→ ${names[i]}, ${cm(left)} to ${cm(right)} cm`;
      up.textContent = `↑ ${names[j]}, ${cm(low)} to ${cm(high)} cm`;
      last = [mlp.accuracy(net, ...learned), mlp.accuracy(net, ...unseen)];
      told.textContent = alive()
        ? `Epoch ${epoch}. Loss ${losses.map((list) => list.at(-1).toFixed(3)).join(", held out ")}. ` +
          `Right: ${percent(last[0])} of the training flowers, ${percent(last[1])} of the held-out ones.`
        : `Epoch ${epoch}. The loss is no longer a number: the steps were too large. Start again with a smaller learning rate.`;
      map.screen.setAttribute(
        "aria-label",
        `Regions of the network over ${names[i]} and ${names[j]}. ${told.textContent}`,
      );
    }
    const speak = () => voice.say(told.textContent);

    // --- settings
    const LABELS = {
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
      for (const [name, control] of Object.entries(controls)) control.value = state[name];
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

    const copy = copyLink(say, () => "Copied. Whoever opens the link trains the same network.");
    const legend = make(
      "p",
      { class: "lk-trainer__legend" },
      ...species.map((name, n) =>
        make("span", { class: `species-${n + 1}` }, make("b", { text: ["●", "▲", "■"][n] }), ` ${name}`),
      ),
      make("span", { text: "hollow: held out" }),
      make("span", { text: "with a rim: wrong" }),
    );
    const fields = Object.entries(controls).map(([name, control]) =>
      make("label", { class: "lk-field" }, `${LABELS[name]} `, control),
    );
    element.append(
      make("div", { class: "lk-trainer__fields" }, ...fields),
      make("div", { class: "lk-row" }, play, once, again, copy),
      message,
      make(
        "div",
        { class: "lk-trainer__pictures" },
        make("div", {}, up, map.screen, across, legend),
        make(
          "div",
          {},
          make("p", { class: "lk-trainer__axis", text: "↑ loss" }),
          curves.element,
          make(
            "p",
            { class: "lk-trainer__legend" },
            make("span", { class: "learned" }, make("b", { text: "━" }), " training flowers"),
            make("span", { class: "held" }, make("b", { text: "┅" }), " held-out flowers"),
          ),
          told,
        ),
      ),
      voice.element,
    );
    onTheme(() => net && show());
    for (const [name, control] of Object.entries(controls)) control.value = state[name];
    reset();
    say(tell());
  });
})();
