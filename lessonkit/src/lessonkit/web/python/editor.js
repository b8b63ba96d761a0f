/** A field for code: plain, as phones, screen readers and the browser's own undo know best; with numbered lines. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { make } = kit;

  /**
   * The lines lie below a transparent field, and break where it breaks them: so they give it its height, each has its
   * number, and one can be marked.
   * @param {string} label @param {number} first number of its first line @param {() => void} run for Ctrl + Enter
   */
  function editor(label, first, run) {
    const text = /** @type {HTMLTextAreaElement} */ (
      make("textarea", {
        class: "lk-editor__text", "aria-label": label, spellcheck: "false", autocomplete: "off",
        autocapitalize: "off", autocorrect: "off",
      })
    );
    const lines = make("div", { class: "lk-editor__lines", "aria-hidden": "true" });
    let leaving = false;

    function show() {
      const written = text.value.split("\n");
      while (lines.childElementCount > written.length) lines.lastElementChild.remove();
      while (lines.childElementCount < written.length)
        lines.append(make("span", { "data-number": first + lines.childElementCount }));
      [...lines.children].forEach((one, i) => one.textContent !== written[i] && (one.textContent = written[i]));
    }
    /** @param {number} [line] of the file */
    function mark(line) {
      [...lines.children].forEach((one, i) => one.toggleAttribute("data-marked", first + i === line));
    }
    /** As if typed, so that it can be undone. @param {string} typed @param {number} from @param {number} to */
    function type(typed, from, to) {
      text.setSelectionRange(from, to);
      const done = document.execCommand(typed ? "insertText" : "delete", false, typed);
      if (!done) text.setRangeText(typed, from, to, "end");
      text.dispatchEvent(new Event("input"));
    }
    /** Moves the lines of the selection by four columns. @param {boolean} back */
    function indent(back) {
      const { selectionStart: from, selectionEnd: to, value } = text;
      if (from === to && !back) return type("    ", from, to);
      const begin = value.lastIndexOf("\n", from - 1) + 1;
      const old = value.slice(begin, to);
      const moved = old.replace(back ? /^ {1,4}/gm : /^(?=.)/gm, back ? "" : "    ");
      if (moved === old) return;
      type(moved, begin, to);
      if (from === to) text.setSelectionRange(Math.max(begin, from + moved.length - old.length), begin + moved.length);
      else text.setSelectionRange(begin, begin + moved.length);
      if (from === to) text.selectionEnd = text.selectionStart;
    }
    /** A new line begins below the one before, or deeper behind a colon. */
    function newLine() {
      const { selectionStart: from, selectionEnd: to, value } = text;
      const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
      const deeper = /:\s*(#.*)?$/.test(line) ? "    " : "";
      type(`\n${/^ */.exec(line)[0]}${deeper}`, from, to);
    }
    text.addEventListener("keydown", (event) => {
      const { key } = event;
      const chord = event.ctrlKey || event.metaKey;
      if (key === "Escape") leaving = true;
      else if (key === "Enter" && chord) run();
      else if (key === "Tab" && !leaving && !chord && !event.altKey) indent(event.shiftKey);
      else if (key === "Enter" && !event.isComposing && !event.shiftKey) newLine();
      else {
        if (key !== "Tab" && key !== "Shift") leaving = false;
        return;
      }
      if (key !== "Escape") event.preventDefault();
    });
    text.addEventListener("blur", () => (leaving = false));
    text.addEventListener("input", () => {
      show();
      mark();
    });
    /** @param {string} value */
    function set(value) {
      text.value = value;
      show();
      mark();
    }
    return { element: make("div", { class: "lk-editor__code" }, lines, text), text, set, mark };
  }

  kit.editor = editor;
})();
