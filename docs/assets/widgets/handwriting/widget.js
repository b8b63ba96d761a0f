/**
 * LeNet-5 reads your handwriting: pad, picture, two readings, all feature maps, and one unit's arithmetic.
 * Data: `lenet` and `ann` (networks), `examples` (ten pictures), `SURE`, `most_ink`: see the snippet.
 */
(() => {
  "use strict";
  const { button, make, onTheme, speaker, widget } = window.lessonkit;
  const REACH = 8; // pixels that the picture may be moved by
  const WAYS = [
    { text: "←", label: "left", by: [-1, 0] },
    { text: "↑", label: "up", by: [0, -1] },
    { text: "↓", label: "down", by: [0, 1] },
    { text: "→", label: "right", by: [1, 0] },
  ];

  widget("handwriting", [
    "./pad.css", "./layer.css", "./widget.css", "network/weights", "network/activation", "network/conv", "network/pool",
    "network/dense", "network/network", "network/pen", "./paint", "./pad", "./reading", "./layers", "./unit",
  ], (element, data) => {
    const { net, handwriting } = window.lessonkit;
    const { SIDE } = net;
    const lenet = net.network(data.lenet, [SIDE, SIDE, 1]);
    const ann = net.network(data.ann, [SIDE, SIDE, 1]);
    const off = { filters: new Set(), activations: new Set(), pooling: new Set() };
    let move = [0, 0];
    let unit = { layer: 0, row: 13, column: 13, channel: 0 };
    let frame = 0;
    const voice = speaker();
    const soon = () => (frame ||= requestAnimationFrame(show));

    const pad = handwriting.pad(soon, voice.say);
    const input = make("canvas", { role: "img", "aria-label": "The picture that both networks get" });
    const mark = make("span", { class: "mark" });
    const where = make("span", { class: "lk-hand__where" });
    const readings = [
      handwriting.reading("LeNet-5", "a CNN", data.SURE),
      handwriting.reading("ANN", "as large", data.SURE),
    ];
    const cards = lenet.layers.flatMap((layer, i) => {
      if (layer.kind === "Flatten") return [];
      const toggle =
        layer.kind === "AveragePooling2D"
          ? { name: "average", set: off.pooling }
          : layer.activation === "tanh"
            ? { name: "tanh", set: off.activations }
            : undefined;
      return [{ i, ...handwriting.card(layer, i, choose, toggle, soon) }];
    });
    const title = make("p", { class: "lk-unit__title" });
    const filter = button("", () => {
      const name = `${lenet.layers[unit.layer].name} ${unit.channel}`;
      off.filters[off.filters.has(name) ? "delete" : "add"](name);
      soon();
    });
    const all = button("Switch everything on", () => {
      for (const set of Object.values(off)) set.clear();
      for (const card of cards) card.element.reset?.();
      soon();
    });
    const sums = make("div", { class: "lk-unit__sums" });

    function choose(chosen) {
      unit = chosen;
      soon();
      voice.soon(() => title.dataset.short);
    }
    function shift(by) {
      move = by ? move.map((part, i) => Math.min(Math.max(part + by[i], -REACH), REACH)) : [0, 0];
      soon();
    }

    function show() {
      frame = 0;
      const { picture, trouble } = handwriting.pictureOf(
        pad.drawing(), pad.SIZE, data.most_ink, net.picture,
      );
      const pixels = picture ? net.moved(picture, move) : new Float32Array(SIDE * SIDE);
      const answers = lenet.run(pixels, off);
      const shares = [answers.at(-1), ann.run(pixels).at(-1)];
      handwriting.paint(input, pixels, [SIDE, SIDE, 1], 1, "ink");
      for (const { i, show: paintCard } of cards) paintCard(answers[i], unit);
      const sentences = readings.map((reading, i) => reading.show(picture && shares[i], trouble));
      showUnit(answers, pixels);
      const [right, down] = move;
      const way = (n, more, less) => (n ? [`${Math.abs(n)} ${n > 0 ? more : less}`] : []);
      const ways = [...way(right, "right", "left"), ...way(down, "down", "up")];
      where.textContent = ways.length ? `moved ${ways.join(", ")}` : "in the middle";
      const said = sentences.join(" ");
      if (said === element.dataset.said) return;
      element.dataset.said = said;
      voice.soon(() => said, 600);
    }
    function showUnit(answers, pixels) {
      const told = handwriting.explain(lenet, answers, pixels, unit, off);
      const layer = lenet.layers[unit.layer];
      title.replaceChildren(make("b", { text: told.title }), ` ${told.sees}`);
      title.dataset.short = told.short;
      sums.replaceChildren(...told.nodes);
      const { size, step } = layer.field ?? { size: SIDE, step: 0 };
      mark.style.left = `${((unit.column * step) / SIDE) * 100}%`;
      mark.style.top = `${((unit.row * step) / SIDE) * 100}%`;
      mark.style.width = mark.style.height = `${(size / SIDE) * 100}%`;
      const silent = off.filters.has(`${layer.name} ${unit.channel}`);
      filter.hidden = layer.kind !== "Conv2D";
      filter.textContent = `Switch filter ${unit.channel + 1} of ${layer.name} ${silent ? "on" : "off"}`;
      all.disabled = !Object.values(off).some((set) => set.size);
    }

    const examples = data.examples.map((scan, digit) =>
      button(`${digit}`, () => pad.load(scan), { "aria-label": `Example: a real ${digit}` }),
    );
    const ways = WAYS.map(({ text, label, by }) =>
      button(text, () => shift(by), { "aria-label": `Move the picture ${label}` }),
    );
    element.append(
      make(
        "div",
        { class: "lk-hand__top" },
        make(
          "div",
          { class: "lk-hand__pad" },
          make("p", { class: "lk-hand__label", text: "Draw a digit" }),
          pad.svg,
          make("div", { class: "lk-row" }, button("Undo", pad.undo), button("Clear", pad.clear)),
          pad.help,
        ),
        make(
          "div",
          { class: "lk-hand__picture" },
          make("p", { class: "lk-hand__label", text: "What both networks get" }),
          make("div", { class: "lk-layer__maps" }, input, mark),
          make("div", { class: "lk-row lk-hand__ways" }, ...ways, button("Centre", () => shift(null))),
          where,
        ),
        ...readings.map((reading) => reading.element),
      ),
      make(
        "div",
        { class: "lk-row lk-hand__examples", role: "group", "aria-label": "Examples" },
        make("span", { text: "Real digits:" }),
        ...examples,
      ),
      make("div", { class: "lk-hand__layers" }, ...cards.map((card) => card.element)),
      make(
        "div",
        { class: "lk-unit", role: "group", "aria-label": "One unit's arithmetic" },
        title,
        sums,
        make("div", { class: "lk-row" }, filter, all),
      ),
      voice.element,
    );
    onTheme(soon);
    pad.load(data.examples[3]);
    show();
    element.dataset.said = "";
    voice.say(""); // nobody has drawn yet
  });
})();
