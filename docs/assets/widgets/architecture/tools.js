/** What stands around the picture: title, colour switch, buttons, legend. */
(() => {
  "use strict";
  const { button, make, newId } = window.lessonkit;
  const COLOURS = [
    ["kind", null],
    ["parameters", "params"],
    ["MACs", "macs"],
    ["activations", "activation_bytes"],
  ];
  const STEPS = 5; // of the colour scale; the first one for what hardly counts
  const LITTLE = 0.01;

  /** @param {string[]} kinds of files @param {(kind: string) => Promise<void>} save @returns {HTMLElement} */
  function saving(kinds, save) {
    const buttons = kinds.map((kind) => {
      const failed = () => (made.textContent = `${kind}: failed, try again`);
      const made = button(kind, () => save(kind).catch(failed), { "aria-label": `Save ${kind}` });
      return made;
    });
    const joined = make("div", { class: "lk-segments" }, ...buttons);
    return make("div", { class: "lk-arch__save" }, make("span", { text: "Save" }), joined);
  }

  /** @param {Object<string, number>} totals @returns {string} one line for the whole network */
  function summary(totals) {
    const { exact, rough, bytes } = window.lessonkit.architecture;
    const least = (unknown) => (unknown ? "at least " : "");
    return [
      `${totals.layers} layers`,
      `${least(totals.unknown_params)}${exact(totals.trainable)} trained parameters`,
      ...(totals.params > totals.trainable ? [`${exact(totals.params - totals.trainable)} others`] : []),
      `${least(totals.unknown_macs)}${rough(totals.macs)} MACs`,
      `weights ${least(totals.unknown_params)}${bytes(totals.weight_bytes)}`,
      `activations ${least(totals.unknown_activations)}${bytes(totals.activation_bytes)}`,
    ].join(" · ");
  }

  /** @param {(key: string|null) => void} change called with the quantity that shall colour the picture */
  function colourSwitch(change) {
    const name = newId();
    const choices = COLOURS.map(([label, key]) => {
      const input = make("input", { type: "radio", name, value: label, checked: key ? null : "" });
      input.addEventListener("change", () => change(key));
      return make("label", {}, input, make("span", { text: label }));
    });
    return make("fieldset", { class: "lk-arch__colours" }, make("legend", { text: "Colour by" }), ...choices);
  }

  /** @param {DiagramNode} node @param {string|null} quantity @param {number} most of all that is shown @returns {string} a colour token */
  function tokenOf(node, quantity, most) {
    const kind = node.main || node.kind;
    if (!quantity) return kind === "other" ? "line-strong" : kind;
    const share = (node[quantity] ?? 0) / (most || 1);
    return `seq-${share < LITTLE ? 0 : Math.min(1 + Math.floor(share * (STEPS - 1)), STEPS - 1)}`;
  }

  const entry = (token, text) =>
    make("li", {}, make("span", { class: "swatch", style: `--lk-part: var(--lk-${token})` }), text);

  /** @param {DiagramNode[]} shown nodes @param {string|null} quantity @param {number} most @returns {HTMLElement[]} the legend's items */
  function legend(shown, quantity, most) {
    const { KINDS, rough, bytes } = window.lessonkit.architecture;
    if (!quantity) {
      const kinds = new Set(shown.flatMap((node) => node.slices || [node.main || node.kind]));
      return Object.keys(KINDS)
        .filter((kind) => kinds.has(kind))
        .map((kind) => entry(kind === "other" ? "line-strong" : kind, KINDS[kind]));
    }
    const end = quantity === "activation_bytes" ? bytes(most) : rough(most);
    const words = ["almost none", ...Array(STEPS - 2).fill(""), `up to ${end}, in equal steps`];
    const [label] = COLOURS.find(([, key]) => key === quantity);
    return [make("li", { text: `${label}:` }), ...words.map((text, n) => entry(`seq-${n}`, text))];
  }

  Object.assign((window.lessonkit.architecture ??= {}), { saving, summary, colourSwitch, tokenOf, legend });
})();
