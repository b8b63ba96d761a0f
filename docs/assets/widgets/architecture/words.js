/** What the diagram says of a layer: numbers as the site writes them, fields for the panel, a sentence for the ear. */
(() => {
  "use strict";
  const { grouped, make } = window.lessonkit;
  const KINDS = {
    input: "input",
    conv: "convolution",
    dense: "dense",
    pool: "pooling",
    norm: "normalisation",
    activation: "activation",
    dropout: "dropout",
    flatten: "reshaping",
    merge: "joining branches",
    output: "output",
    other: "of another kind",
  };
  const exact = (n) => (n === null || n === undefined ? "unknown" : grouped(n));
  /** Rounds as Python does in the table and in the text: halfway between two, to the one with an even last digit. */
  function rounded(value, digits) {
    const text = value.toFixed(digits); // which takes the larger one
    const halfway = (value * 2 ** (digits + 1)) % 2 === 1;
    return halfway && Number(text.at(-1)) % 2 ? (value - 0.5 / 10 ** digits).toFixed(digits) : text;
  }
  /** 15,470,264,320 becomes 15.5 billion. */
  function rough(n) {
    /** @type {[number, string][]} */
    const steps = [[1e9, " billion"], [1e6, " million"]];
    for (const [size, name] of steps) {
      if (n >= size) return `${rounded(n / size, n / size < 10 ? 2 : 1)}${name}`;
    }
    return exact(n);
  }
  function bytes(n) {
    if (n === null || n === undefined) return "unknown";
    if (n >= 2 ** 20) return `${rounded(n / 2 ** 20, 1)} MiB`;
    return n >= 1024 ? `${rounded(n / 1024, 1)} KiB` : `${n} bytes`;
  }
  function percent(share) {
    if (!share) return "0 %";
    return share < 0.001 ? "< 0.1 %" : `${rounded(100 * share, share < 0.0995 ? 1 : 0)} %`;
  }

  /** @param {DiagramNode} node @returns {string[][]} what the panel lists */
  function fields(node) {
    const group = node.kind === "group";
    const sum = (text, value) => (text && text.includes("=") ? text : exact(value));
    return [
      ["kind", group ? node.about : `${node.type}, ${KINDS[node.kind] || node.kind}`],
      ["output", node.shape],
      group ? null : node.window ? ["window", node.window] : null,
      node.activation ? ["activation", node.activation] : null,
      ["parameters", sum(node.sum, node.params)],
      node.params > node.trainable ? ["of these, not trained", exact(node.params - node.trainable)] : null,
      ["multiply-accumulates", sum(node.macsum, node.macs)],
      node.field ? ["receptive field", node.field] : null,
      node.step ? ["step, in input pixels", node.step] : null,
      ["weights", bytes(node.weight_bytes)],
      ["activations", bytes(node.activation_bytes)],
      node.note ? ["note", node.note] : null,
    ].filter(Boolean);
  }
  const speak = (node) =>
    `${node.label}, ${node.kind === "group" ? node.about : KINDS[node.kind] || node.kind}, ${node.shape}, ${exact(node.params)} parameters`;

  /** @param {DiagramNode|null} node fills the panel @param {string} hint stands there until something is chosen */
  function panel(node, hint) {
    if (!node) return [make("p", { class: "lk-arch__hint", text: hint })];
    const list = make("dl");
    for (const [name, value] of fields(node)) {
      list.append(make("div", {}, make("dt", { text: name }), make("dd", { text: value })));
    }
    const told = hint ? [" ", make("small", { class: "lk-arch__hint", text: hint })] : [];
    return [make("p", { class: "lk-arch__name" }, node.label, ...told), list];
  }

  Object.assign((window.lessonkit.architecture ??= {}), { KINDS, exact, rough, bytes, percent, panel, speak });
})();
