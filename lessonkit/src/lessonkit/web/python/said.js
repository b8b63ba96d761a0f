/** What is said of a program that ran in the page: what it prints, and in calm words what went wrong. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { make } = kit;
  const NOTES = {
    SyntaxError: "Python cannot read this line. Look at the end of the line above it, too: a bracket, a quote or a colon may be missing there.",
    IndentationError: "Lines that belong together begin in the same column, four spaces deeper than the line with the colon above them.",
    NameError: "Is it spelt as it was where it got its value, small and capital letters alike?",
    MemoryError: "That wants more memory than the page has. Does something grow without end?",
    EOFError: "Nobody can type an answer here: write it into the file.",
    RecursionError: "Does a function call itself without end?",
  };

  /** @param {string} kind of exception @param {string[]} names of packages that the page has @returns {string} advice, or nothing */
  function note(kind, names) {
    if (kind !== "ModuleNotFoundError") return NOTES[kind] ?? "";
    const has = ["its own library", ...names];
    const all = [has.slice(0, -1).join(", "), has.at(-1)].filter(Boolean).join(" and ");
    return `Python in the page has ${all}. On your computer, the file can import more.`;
  }

  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  const paragraph = (text, more = {}) => make("p", { text, ...more });
  const label = (text) => paragraph(text, { class: "lk-editor__label" });
  const pre = (text) => make("pre", { class: "lk-editor__printed", tabindex: "0" }, make("code", { text }));
  const fold = (title, ...inside) => make("details", { class: "lk-twin" }, make("summary", { text: title }), ...inside);

  /** @param {{printed: string, lost: number}} said @param {string} title @returns {Node[]} what a program printed, if it did */
  const printed = ({ printed: text, lost }, title) =>
    text.trim() || lost ? [label(title), pre(text), ...(lost ? [paragraph(`… and ${plural(lost, "more line")}.`)] : [])] : [];

  kit.said = { note, plural, paragraph, label, pre, fold, printed };
})();
