/**
 * A flower flows through the trained 4-4-4-3 network: four sliders, every neuron's answer, and any sum written out.
 * Data: `net` (its layers), `mean` and `spread` (of the training flowers), `flowers` (four centimetres and a species),
 * `names` and `species`, `farthest` (how far from all others the loneliest flower is).
 */
(() => {
  "use strict";
  const { make, signed: number, speaker, widget } = window.lessonkit;

  widget("flower", [
    "ann/picture.css", "./widget.css", "ann/mlp", "ann/picture",
  ], (element, { net, mean, spread, flowers, names, species, farthest }) => {
    const { mlp } = window.lessonkit;
    const sizes = [net.layers[0].weights.length, ...net.layers.map(({ biases }) => biases.length)];
    let values = flowers[0].slice(0, 4);
    let chosen = [1, 0];

    const scaled = (cm) => cm.map((value, i) => (value - mean[i]) / spread[i]);
    const known = flowers.map((flower) => scaled(flower.slice(0, 4)));
    const list = make(
      "select",
      { class: "lk-select", "aria-label": "A real flower" },
      ...flowers.map((flower, i) =>
        make("option", { value: String(i), text: `flower ${i + 1}, ${species[flower[4]]}` }),
      ),
      make("option", { value: "", text: "your own flower" }),
    );
    list.addEventListener("change", () => {
      if (list.value === "") return;
      values = flowers[Number(list.value)].slice(0, 4);
      sliders.forEach(({ slider }, i) => (slider.value = String(values[i])));
      show();
    });
    const sliders = names.map((name, i) => {
      const column = flowers.map((flower) => flower[i]);
      const slider = make("input", {
        type: "range",
        class: "lk-range",
        min: Math.max(0.1, Math.min(...column) - 1).toFixed(1),
        max: (Math.max(...column) + 1).toFixed(1),
        step: 0.1,
        value: values[i],
      });
      const shown = make("span", { "aria-hidden": "true" }); // said as the slider's value
      slider.addEventListener("input", () => {
        values[i] = Number(slider.value);
        list.value = "";
        show();
      });
      return {
        slider,
        shown,
        label: make(
          "label",
          { class: "lk-flower__slider" },
          make("span", { text: name }),
          slider,
          shown,
        ),
      };
    });

    const short = names.map((name) => name.replace("length", "l.").replace("width", "w."));
    const narrow = element.clientWidth < 480;
    const picture = mlp.picture(sizes, short, species, narrow, (layer, neuron) => {
      chosen = [layer, neuron];
      show();
    });
    const sum = make("p", { class: "lk-flower__sum" });
    const verdict = make("p", { class: "lk-flower__verdict" });
    const voice = speaker();

    function explain(answers) {
      const [layer, neuron] = chosen;
      const { weights, biases } = net.layers[layer - 1];
      const before = answers[layer - 1];
      const bracket = (value) => (value < 0 ? `(${number(value)})` : number(value));
      const total = before.reduce((t, x, i) => t + x * weights[i][neuron], biases[neuron]);
      const last = layer === net.layers.length;
      const name = last ? species[neuron] : `Hidden layer ${layer}, neuron ${neuron + 1}`;
      sum.replaceChildren(
        make("strong", { text: `${name}: ` }),
        before.map((x, i) => `${number(x)} × ${bracket(weights[i][neuron])}`).join(" + "),
        ` + bias ${bracket(biases[neuron])} = ${number(total)}; `,
        last ? "the sigmoid" : "ReLU",
        ` makes it ${number(answers[layer][neuron])}.`,
      );
    }

    function show() {
      const inputs = scaled(values);
      const answers = mlp.forward(net, inputs);
      picture.show(net, answers, chosen);
      sliders.forEach(({ slider, shown }, i) => {
        shown.textContent = `${values[i].toFixed(1)} cm`;
        slider.setAttribute("aria-valuetext", shown.textContent);
      });
      explain(answers);
      const out = answers.at(-1);
      const best = out.indexOf(Math.max(...out));
      const nearest = Math.min(
        ...known.map((other) => Math.hypot(...other.map((x, i) => x - inputs[i]))),
      );
      const strange = nearest > farthest;
      const text = `${species[best]}, says the network (${number(out[best])}).`;
      verdict.replaceChildren(
        make("strong", { text }),
        strange
          ? " But no flower in the data is like this one: the network was never asked about such a flower, and its answer means little."
          : "",
      );
      voice.soon(() => verdict.textContent, 600);
    }

    element.append(
      make("div", { class: "lk-row" }, make("span", { text: "Begin with " }), list),
      make("div", { class: "lk-flower__sliders" }, ...sliders.map(({ label }) => label)),
      picture.svg,
      verdict,
      sum,
      voice.element,
    );
    show();
  });
})();
