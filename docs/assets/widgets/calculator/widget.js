/** The calculator: a stack of layers that the reader builds, and what each of them costs. */
(() => {
  "use strict";
  const { button, copy, copyLink, grouped, make, newId, widget } = window.lessonkit;
  const NAMES = {
    filters: "filters",
    size: "window",
    stride: "stride",
    padding: "padding",
    units: "units",
  };

  widget("calculator", ["./widget.css", "./layers", "./state"], async (element) => {
    const { calculator } = window.lessonkit;
    const presets = Object.keys(calculator.PRESETS);
    const asked = new URLSearchParams(location.search).get("net");
    let net = (asked && calculator.read(asked)) || calculator.read(calculator.PRESETS[presets[0]]);
    let chosen = 0;

    const note = make("p", { class: "lk-calculator__note", role: "status" });
    const say = (text) => (note.textContent = text);
    const sizes = (shape) => shape.map(grouped).join(" × ");
    const named = (text, label, action) => button(text, action, { "aria-label": label });

    // --- controls above the table
    const preset = make(
      "select",
      { class: "lk-select" },
      make("option", { value: "", text: "your own" }),
      ...presets.map((name) => make("option", { value: name, text: name })),
    );
    preset.addEventListener("change", () => {
      if (!preset.value) return;
      net = calculator.read(calculator.PRESETS[preset.value]);
      chosen = 0;
      build();
      say("");
      element.parentElement.style.minHeight = "0"; // its room was that of the first network
    });
    const kinds = make(
      "select",
      { class: "lk-select" },
      ...Object.keys(calculator.KINDS).map((name) => make("option", { value: name, text: name })),
    );
    const add = named("Add", "Add this layer after the last one", () => {
      if (net.stack.length >= calculator.MOST)
        return say(`${calculator.MOST} layers are the limit here.`);
      net.stack.push({ kind: kinds.value, ...calculator.KINDS[kinds.value] });
      chosen = net.stack.length - 1;
      build();
      say(`${kinds.value} added as layer ${net.stack.length}.`);
    });
    const link = copyLink(say, () => "Copied. Whoever opens the link sees this stack.");
    const field = (label, control) => make("label", { class: "lk-field" }, `${label} `, control);

    // --- the table
    const body = make("tbody");
    const head = ["layer", "output", "parameters", "MACs", "receptive field", "change"].map(
      (text) => make("th", { scope: "col", text }),
    );
    const foot = make("tfoot");
    const table = make(
      "table",
      { class: "lk-calculator__table" },
      make("thead", {}, make("tr", {}, ...head)),
      body,
      foot,
    );
    const title = make("p", { class: "lk-calculator__chosen" });
    const sums = make("dl", { class: "lk-calculator__sums" });
    const code = make("code");
    const copyCode = button("Copy the code", async () => {
      say((await copy(code.textContent)) ? "Copied. It runs as it is." : "Your browser does not let pages copy: select the code instead.");
    });

    /** A whole number that a reader types. What it shows is what is counted with: another number becomes the nearest. */
    function typed(name, value, set) {
      const most = calculator.LARGEST;
      let kept = value;
      const box = make("input", {
        type: "number",
        min: 1,
        max: most,
        step: 1,
        value,
        inputmode: "numeric",
        "aria-label": name,
      });
      const limits = `${name}: a whole number from 1 to ${grouped(most)}`;
      box.addEventListener("input", () => {
        const found = calculator.nearest(box.value);
        if (found === null) return say(`${limits}. It is still ${grouped(kept)}.`);
        const asked = Number(box.value);
        say(asked === found ? "" : `${limits}. What you typed became ${grouped(found)}.`);
        if (asked !== found) box.value = String(found);
        kept = found;
        set(found);
        count();
      });
      box.addEventListener("blur", () => (box.value = String(kept)));
      return box;
    }
    function settings(layer, place) {
      return Object.keys(calculator.KINDS[layer.kind]).map((name) => {
        const label = `${NAMES[name]} of layer ${place + 1}`;
        if (name !== "padding")
          return make(
            "label",
            {},
            `${NAMES[name]} `,
            typed(label, layer[name], (n) => (layer[name] = n)),
          );
        const options = calculator.PADDING.map((text) => make("option", { value: text, text }));
        const list = make("select", { class: "lk-select", "aria-label": label }, ...options);
        list.value = layer.padding;
        list.addEventListener("change", () => {
          layer.padding = list.value;
          count();
        });
        return make("label", {}, "padding ", list);
      });
    }
    function move(place, by) {
      const [layer] = net.stack.splice(place, 1);
      net.stack.splice(place + by, 0, layer);
      chosen = place + by;
      build();
      body.rows[chosen + 1]?.querySelector(`[data-by="${by}"]`)?.focus();
      say(`${layer.kind} is layer ${chosen + 1} now.`);
    }

    /** Makes the rows anew, after the stack has changed its length or order. */
    function build() {
      const input = ["height", "width", "channels"].map((name, i) =>
        make(
          "label",
          {},
          `${name} `,
          typed(`${name} of the input`, net.input[i], (n) => (net.input[i] = n)),
        ),
      );
      const first = make(
        "tr",
        {},
        make(
          "th",
          { scope: "row" },
          "Input ",
          make("span", { class: "lk-calculator__settings" }, ...input),
        ),
      );
      first.append(...Array.from({ length: 5 }, () => make("td")));
      const rows = net.stack.map((layer, place) => {
        const last = net.stack.length - 1;
        const name = named(layer.kind, `${layer.kind}, layer ${place + 1}: show its sums`, () =>
          choose(place),
        );
        name.classList.add("lk-calculator__name");
        const up = named("↑", `Move layer ${place + 1} up`, () => move(place, -1));
        const down = named("↓", `Move layer ${place + 1} down`, () => move(place, 1));
        up.dataset.by = "-1";
        down.dataset.by = "1";
        up.disabled = place === 0;
        down.disabled = place === last;
        const away = named("✕", `Remove layer ${place + 1}`, () => {
          net.stack.splice(place, 1);
          chosen = Math.max(0, Math.min(chosen, net.stack.length - 1));
          build();
          say(`${layer.kind} removed.`);
          (
            body.rows[Math.min(place, net.stack.length - 1) + 1]?.querySelector("button") ?? add
          ).focus();
        });
        const row = make(
          "tr",
          {},
          make(
            "th",
            { scope: "row" },
            name,
            " ",
            make("span", { class: "lk-calculator__settings" }, ...settings(layer, place)),
          ),
          ...["output", "parameters", "MACs", "receptive field"].map((label) =>
            make("td", { "data-label": label }),
          ),
          make("td", { class: "lk-calculator__buttons" }, up, down, away),
        );
        row.addEventListener("focusin", () => choose(place));
        return row;
      });
      body.replaceChildren(first, ...rows);
      count();
    }

    function choose(place) {
      chosen = place;
      explain();
    }
    let counted = [];
    function explain() {
      [...body.rows].forEach((row, i) => row.toggleAttribute("data-chosen", i === chosen + 1));
      const row = counted[chosen];
      const layer = net.stack[chosen];
      const said = [];
      if (row && !row.error) {
        const before = chosen ? counted[chosen - 1].shape : net.input;
        said.push(["in", sizes(before)], ["out", sizes(row.shape)]);
        if (row.sizeSum) said.push(["size", row.sizeSum]);
        said.push(["parameters", row.paramsSum || "none: nothing to learn"]);
        said.push(["MACs", row.macsSum || "none counted"]);
      }
      title.textContent = layer ? `${layer.kind}, layer ${chosen + 1}` : "No layer yet";
      sums.hidden = !said.length;
      sums.replaceChildren(
        ...said.flatMap(([name, text]) => [make("dt", { text: name }), make("dd", { text })]),
      );
    }

    function count() {
      counted = calculator.count(net.input, net.stack);
      net.stack.forEach((_, i) => {
        const cells = [...body.rows[i + 1].cells].slice(1, 5);
        const row = counted[i];
        const texts = !row
          ? ["–", "–", "–", "–"]
          : row.error
            ? [row.error, "–", "–", "–"]
            : [
                sizes(row.shape),
                grouped(row.params),
                grouped(row.macs),
                row.seen,
              ];
        cells.forEach((cell, k) => (cell.textContent = texts[k]));
        body.rows[i + 1].toggleAttribute("data-error", Boolean(row?.error));
      });
      const total = (name) => grouped(counted.reduce((sum, row) => sum + row[name], 0));
      foot.replaceChildren(
        make(
          "tr",
          {},
          make("th", { scope: "row", text: "together" }),
          make("td"),
          make("td", { "data-label": "parameters", text: total("params") }),
          make("td", { "data-label": "MACs", text: total("macs") }),
          make("td"),
          make("td"),
        ),
      );
      const text = calculator.write(net);
      preset.value = presets.find((name) => calculator.PRESETS[name] === text) ?? "";
      code.textContent = calculator.code(net.input, net.stack);
      history.replaceState(history.state, "", `?net=${text}${location.hash}`);
      explain();
    }

    const id = newId();
    element.append(
      make(
        "div",
        { class: "lk-row" },
        field("Start from", preset),
        field("Layer", kinds),
        add,
        link,
      ),
      note,
      make("div", { class: "lk-calculator__scroll" }, table),
      make("div", { class: "lk-calculator__explained" }, title, sums),
      make("div", { class: "lk-row" }, make("strong", { id, text: "As Keras code" }), copyCode),
      make("pre", { tabindex: "0", "aria-labelledby": id }, code),
    );
    build();
    say(asked && !calculator.read(asked) ? "The address made no sense, so this is LeNet-5." : "");
  });
})();
