/** A block of code that runs in the page: all that its button copies, to change and to run; what it prints beside what the page shows. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { button, make, python } = kit;
  const { label, note, paragraph, printed } = kit.said;
  const NAME = "block.py"; // what the program is called while it runs
  const hasServer = location.protocol !== "file:";
  /** @typedef {{printed: string, cost: string, imports: string}} Run what the page shows, and what Python costs */
  /** @type {WeakMap<HTMLElement, {view: HTMLElement, begin: () => void}>} */
  const views = new WeakMap();

  /** @param {string} text of the program @param {number} count of lines above the block's own @param {Run} offer */
  function viewOf(text, count, offer) {
    const box = make("div", { class: "lk-verdict lk-editor__said", role: "status", "aria-live": "polite" });
    const imports = kit.importsFrom(offer.imports);
    const editor = kit.editor("The code to run", 1, () => run());
    const ask = button("Run", () => run(), { class: "lk-button lk-button--primary" });
    const asked = kit.asking({
      ask, calm, source: text, imports, cost: offer.cost,
      stopped: "Stopped. Is there a loop that never ends?",
      instead: "copy the lines and run them on your computer",
    });
    const reset = button("Reset", () => {
      editor.set(text);
      calm("These are the page's lines again.");
    });

    /** @param {string} word @param {Node[]} more @param {boolean} [wrong] */
    function say(word, more, wrong = false) {
      if (wrong) box.dataset.verdict = "wrong";
      else delete box.dataset.verdict;
      box.replaceChildren(make("strong", { class: "lk-verdict__word", text: word }), ...more);
      box.scrollIntoView({ block: "nearest" });
    }
    /** @param {string} text */
    function calm(text) {
      box.replaceChildren(paragraph(text));
      delete box.dataset.verdict;
    }

    /** @param {any} said of a program that ended early */
    function broken(said) {
      const { sentence, kind, lines } = said.broken;
      const line = lines.at(-1);
      const advice = note(kind, imports.map(([name]) => name));
      const code = make("code", { text: (editor.text.value.split("\n")[line - 1] ?? "").trim() });
      editor.mark(line);
      say(
        "It does not run to its end.",
        [
          paragraph(sentence.split("\n")[0], { class: "lk-editor__sentence" }),
          ...(line ? [make("p", { class: "lk-editor__where" }, `Line ${line}: `, code)] : []),
          ...(advice ? [paragraph(advice)] : []),
          ...printed(said, "It prints"),
        ],
        true,
      );
    }

    /** Says whether that is what the page shows; if not, shows both. @param {any} said @param {boolean} changed */
    function compare(said, changed) {
      if (said.printed === offer.printed && !said.lost) return say("The same as on the page.", printed(said, "It prints"));
      const prints = printed(said, "Yours prints");
      const mine = prints.length ? prints : [label("Yours prints nothing.")];
      const theirs = printed({ printed: offer.printed, lost: 0 }, "The page's prints");
      const both = make("div", { class: "lk-compare__both" }, make("div", {}, ...mine), make("div", {}, ...theirs));
      const why = "You changed nothing: your browser computes or counts something differently.";
      say("It differs from the page.", [...(changed ? [] : [paragraph(why)]), both]);
    }

    async function run() {
      const source = editor.text.value;
      editor.mark();
      const said = await asked.run("Running …", source, ["checking.run", source, NAME]);
      if (said?.broken) broken(said);
      else if (said) compare(said, source !== text);
    }

    editor.set(text);
    const above = count ? `, with the ${count === 1 ? "one line" : `${count} lines`} that they need` : "";
    const view = make(
      "div",
      { class: "lk-editor lk-editor--block", role: "group", "aria-label": "Run it here", id: kit.newId() },
      label(`The lines above${above}: change what you like.`),
      editor.element,
      make("div", { class: "lk-controls" }, ask, asked.stop, reset),
      paragraph("Tab indents; Esc, then Tab, leaves the field; Ctrl + Enter runs.", { class: "lk-editor__keys" }),
      box,
    );
    /** Runs it if that costs nothing more, else says what it costs. */
    function begin() {
      if (!hasServer || python.isHere()) return run();
      calm(`Python is downloaded once, ${offer.cost}. To start, press Run here.`);
      ask.focus({ preventScroll: true });
    }
    return { view, begin };
  }

  /**
   * Opens or closes the view of a block.
   * @param {HTMLElement} block @param {HTMLElement} pressed its button @param {any} code as `codeOf` returns it
   */
  kit.block = async (block, pressed, code) => {
    const known = views.get(block);
    const one = known ?? viewOf(code.text.trimEnd(), code.cell.lines, code.cell.run);
    const opens = pressed.getAttribute("aria-expanded") !== "true";
    if (!known) {
      views.set(block, one);
      block.after(one.view);
      pressed.setAttribute("aria-controls", one.view.id);
    }
    pressed.setAttribute("aria-expanded", String(opens));
    pressed.textContent = opens ? "Close" : "Run";
    one.view.hidden = !opens;
    if (opens) one.begin();
  };
})();
