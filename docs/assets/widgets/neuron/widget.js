/**
 * One neuron to play with: two weights and a bias move a line through a field of flowers.
 * Data: `flowers` (list of {x, y, label, species}), `start` and optionally `solution` ({w1, w2, b}).
 */
(() => {
  "use strict";
  const { button, make, newId, reducedMotion, signed: number, speaker, widget } = window.lessonkit;
  const KNOBS = [
    { name: "w1", label: "Weight w₁ (length)", least: 2, step: 0.05 },
    { name: "w2", label: "Weight w₂ (width)", least: 2, step: 0.05 },
    { name: "b", label: "Bias b", least: 6, step: 0.1 },
  ];

  widget("neuron", [
    "./widget.css", "./arithmetic", "./cell", "./field",
  ], (element, { flowers, start, solution }) => {
    const { arithmetic, cell, field, isRight, key } = window.lessonkit.neuron;
    const w = { ...start };
    let chosen = Math.max(
      flowers.findIndex((flower) => !isRight(w, flower)),
      0,
    );
    let glide = 0;
    const picture = field(flowers, (index) => {
      chosen = index;
      show();
    });
    const picturedNeuron = cell();
    const count = make("strong");
    const bar = make("span");
    const voice = speaker();
    const formula = make("p", { class: "lk-neuron__sum" });
    const flowerText = make("p", { class: "lk-neuron__flower", "aria-live": "polite" });

    const knobs = KNOBS.map((knob) => {
      const id = newId();
      const top = Math.ceil(
        Math.max(knob.least, ...[start, solution].map((s) => Math.abs(s?.[knob.name] ?? 0))),
      );
      const input = make("input", {
        type: "range",
        class: "lk-range",
        id,
        min: -top,
        max: top,
        step: knob.step,
      });
      const shown = make("span", { class: "lk-neuron__value", "aria-hidden": "true" }); // said as the slider's value
      input.addEventListener("input", () => {
        cancelAnimationFrame(glide);
        w[knob.name] = +input.value;
        show();
      });
      return {
        ...knob,
        input,
        shown,
        row: [make("label", { for: id, text: knob.label }), input, shown],
      };
    });
    const move = (step) => {
      chosen = (chosen + step + flowers.length) % flowers.length;
      show();
    };
    const nextWrong = () => {
      const after = [...flowers.keys()].map((i) => (chosen + 1 + i) % flowers.length);
      chosen = after.find((i) => !isRight(w, flowers[i])) ?? chosen;
      show();
    };
    const wrongButton = button("Next wrong one", nextWrong);

    /** Glides to other weights, so that one sees the line move; jumps under reduced motion. */
    function go(to) {
      cancelAnimationFrame(glide);
      const [from, begin] = [{ ...w }, performance.now()];
      const frame = (now) => {
        const t = reducedMotion() ? 1 : Math.min(Math.max(now - begin, 0) / 700, 1);
        const eased = t < 1 ? 1 - (1 - t) ** 3 : 1;
        for (const { name } of KNOBS)
          w[name] = t < 1 ? from[name] + (to[name] - from[name]) * eased : to[name];
        show();
        if (t < 1) glide = requestAnimationFrame(frame);
      };
      frame(begin);
    }

    function show() {
      const flower = flowers[chosen];
      const right = flowers.filter((each) => isRight(w, each)).length;
      for (const { name, input, shown } of knobs) {
        input.value = String(w[name]);
        input.setAttribute("aria-valuetext", number(w[name]));
        shown.textContent = number(w[name]);
      }
      picture.show(w, chosen);
      picturedNeuron.show(w, flower);
      formula.replaceChildren(...arithmetic(w, flower));
      count.textContent = `${right} of ${flowers.length} right`;
      bar.style.transform = `scaleX(${right / flowers.length})`;
      wrongButton.disabled = right === flowers.length;
      wrongButton.textContent = wrongButton.disabled ? "None are wrong" : "Next wrong one";
      const words = `Flower ${chosen + 1} of ${flowers.length}: ${flower.species}`;
      if (flowerText.dataset.words !== words) {
        flowerText.dataset.words = words;
        flowerText.replaceChildren(
          make("b", { text: flower.species }),
          make("span", { text: ` · flower ${chosen + 1} of ${flowers.length}` }),
        );
      }
      voice.soon(() => tell(`${right} of ${flowers.length}`), 400);
    }

    /** Says the score once the reader's hand rests, and not at every step of a slider. */
    function tell(score) {
      picture.svg.setAttribute(
        "aria-label",
        `Flowers by petal length and width, and the neuron's line. ${score} are on their own side.`,
      );
      return `${score} right`;
    }

    const buttons = make(
      "div",
      { class: "lk-neuron__row" },
      button("Reset", () => go(start)),
    );
    if (solution) buttons.prepend(button("Show a solution", () => go(solution)));
    element.append(
      make(
        "div",
        {},
        make(
          "div",
          { class: "lk-neuron__score" },
          count,
          make("span", { class: "lk-neuron__bar", "aria-hidden": "true" }, bar),
        ),
        voice.element,
        picture.svg,
        key(flowers),
      ),
      make(
        "div",
        { class: "lk-neuron__side" },
        make("div", { class: "lk-neuron__sliders" }, ...knobs.flatMap(({ row }) => row)),
        buttons,
        make(
          "div",
          { class: "lk-neuron__row" },
          flowerText,
          button("‹", () => move(-1), { "aria-label": "Previous flower" }),
          button("›", () => move(1), { "aria-label": "Next flower" }),
          wrongButton,
        ),
        picturedNeuron.svg,
        formula,
      ),
    );
    picture.size();
    show();
    voice.element.textContent = count.textContent; // before it is in the page, so that it is not announced
    new ResizeObserver(() => {
      picture.size();
      show();
    }).observe(picture.svg.parentElement);
  });
})();
