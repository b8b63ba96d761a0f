/** An exercise in the page: the reader's part of a file in an editor, and what its checks say of it. */
(() => {
  "use strict";
  const { attempt, button, copy, file, make, python } = window.lessonkit;
  const sheet = new URL("exercise.css", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const LONG = 2000; // ms after which a reader may want to stop it
  const DONE = "lk-done";
  const NOTES = {
    MemoryError: "That wants more memory than the page has. Does something grow without end?",
    EOFError: "Nobody can type an answer here: write it into the file.",
    RecursionError: "Does a function call itself without end?",
  };
  const MOST = `${attempt.MOST.toLocaleString("en")} characters`;
  const UNKEPT = {
    "": "",
    long: `Your attempt is longer than ${MOST}, so it is no longer kept: a shorter one is. Download the file to write more.`,
    nothing: "This browser keeps nothing of what you write here: copy it before you leave the page.",
  };
  /** @param {string[]} names of packages that the page has @returns {string} what is said of a package that it has not */
  function library(names) {
    const has = ["its own library", ...names];
    const all = [has.slice(0, -1).join(", "), has.at(-1)].filter(Boolean).join(" and ");
    return `Python in the page has ${all}. On your computer, the file can import more.`;
  }

  /** @type {Promise<void> | null} */
  let styled = null;
  const style = () =>
    (styled ??= new Promise((done) => {
      const link = make("link", { rel: "stylesheet", href: sheet });
      link.onload = link.onerror = () => done();
      document.head.append(link);
    }));

  const hasServer = location.protocol !== "file:"; // else nothing comes over a network
  const linesOf = (text) => text.split("\n").length;

  /**
   * A plain field: what phones, screen readers and the browser's own undo know best.
   * @param {string} label @param {number} first number of its first line @param {() => void} check
   */
  function field(label, first, check) {
    const text = /** @type {HTMLTextAreaElement} */ (
      make("textarea", {
        class: "lk-editor__text", "aria-label": label, wrap: "off", spellcheck: "false", autocomplete: "off",
        autocapitalize: "off", autocorrect: "off",
      })
    );
    const numbers = make("div", { class: "lk-editor__numbers", "aria-hidden": "true" });
    let leaving = false;

    function number() {
      const count = linesOf(text.value);
      text.rows = count;
      while (numbers.childElementCount > count) numbers.lastElementChild.remove();
      while (numbers.childElementCount < count)
        numbers.append(make("span", { text: `${first + numbers.childElementCount}` }));
    }
    /** @param {number} [line] of the file */
    function mark(line) {
      [...numbers.children].forEach((one, i) => one.toggleAttribute("data-marked", first + i === line));
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
      else if (key === "Enter" && chord) check();
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
      number();
      mark();
    });
    /** @param {string} value */
    function set(value) {
      text.value = value;
      number();
      mark();
    }
    return { element: make("div", { class: "lk-editor__code" }, numbers, text), text, set, mark };
  }

  /** The rest of the file, to be read. @param {string} code */
  function rest(code) {
    const lines = code.replace(/^\n+|\n+$/g, "").split("\n");
    const skipped = /^\n*/.exec(code)[0].length;
    const list = make("code", {}, ...lines.map((line) => make("span", { text: `${line}\n` })));
    const fold = make(
      "details",
      { class: "lk-twin lk-editor__rest" },
      make("summary", { text: "The checks of this file" }),
      make("pre", { tabindex: "0", "aria-label": "The checks of this file" }, list),
    );
    let first = 0;
    /** @param {number} line that the code begins with, in the file */
    function number(line) {
      first = line + skipped;
      list.style.setProperty("--lk-first", `${first - 1}`);
    }
    /** @param {number} [line] of the file */
    function mark(line) {
      [...list.children].forEach((one, i) => one.toggleAttribute("data-marked", first + i === line));
    }
    /** Shows the marked line. */
    function show() {
      /** @type {HTMLDetailsElement} */ (fold).open = true;
      list.parentElement.focus();
      list.querySelector("[data-marked]")?.scrollIntoView({ block: "center" });
    }
    return { fold, number, mark, show };
  }

  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  const paragraph = (text, more = {}) => make("p", { text, ...more });
  const fold = (title, ...inside) => make("details", { class: "lk-twin" }, make("summary", { text: title }), ...inside);

  /** What a reader's program printed. */
  const printed = ({ printed: text, lost }) =>
    text.trim()
      ? [
          make("p", { class: "lk-editor__label", text: "It prints" }),
          make("pre", { class: "lk-editor__printed", tabindex: "0" }, make("code", { text })),
          ...(lost ? [paragraph(`… and ${plural(lost, "more line")}.`)] : []),
        ]
      : [];

  /** @param {HTMLElement} place the line with the button @returns {Promise<void>} once the editor stands there */
  window.lessonkit.exercise = async (place) => {
    const exercise = place.closest(".lk-exercise");
    const { name, script } = place.dataset;
    const comes = hasServer ? `Python comes: ${place.dataset.cost} …` : "Python starts …";
    /** @type {[string, string[]][]} names that may be imported, with their wheels */
    const imports = place.dataset.imports
      .split(" ")
      .filter(Boolean)
      .map((one) => one.split(":"))
      .map(([name, wheels]) => [name, wheels.split(",").filter(Boolean)]);
    const wheelsOf = (source) => attempt.wheelsOf(source, imports);
    const [starter, link] = await Promise.all([file({ script }), attempt.linked(location.hash, name), style()]);
    const { before, yours, after, line, title } = starter;
    const isGuest = Boolean(link?.text); // somebody else's attempt: it is not kept, and Python ends with it
    const mine = attempt.draft(name, yours);

    const box = make("div", { class: "lk-verdict lk-editor__said", role: "status", "aria-live": "polite" });
    const editor = field(`Your part of ${title}`, line, () => check());
    const checks = rest(after);
    const ask = button("Check", () => check(), { class: "lk-button lk-button--primary" });
    const stop = button("Stop", () => python.stop(), { hidden: "" });
    const reset = button("Reset", () => restore());
    const share = button("Copy a link to my attempt", () => hand());
    const unkept = make("p", { class: "lk-editor__note", role: "status" });
    const earlier = make(
      "p",
      { class: "lk-editor__note" },
      "You wrote an attempt for an earlier version of this exercise. ",
      button("Bring my attempt back", () => bring()),
    );
    let undo = isGuest ? "" : mine.undo;
    let old = isGuest ? "" : mine.old;
    let running = false;

    /** @param {"" | "right" | "wrong"} verdict @param {string} word @param {...Node} more */
    function say(verdict, word, ...more) {
      if (verdict) box.dataset.verdict = verdict;
      else delete box.dataset.verdict;
      box.replaceChildren(make("strong", { class: "lk-verdict__word", text: word }), ...more);
      if (verdict) box.scrollIntoView({ block: "nearest" }); // on a phone the field fills the window
    }
    const calm = (text) => say("", "", paragraph(text));

    function restore() {
      const replaced = editor.text.value;
      editor.set(undo || yours);
      undo = undo ? "" : replaced;
      changed();
      calm(undo ? "This is the file as you found it." : "Your attempt is back.");
    }
    /** Puts what was written for an earlier version into the field. */
    function bring() {
      undo = editor.text.value;
      editor.set(old);
      changed();
      editor.text.focus({ preventScroll: true });
      calm("Your attempt is back. The checks may ask for something else now.");
    }
    /** Keeps what there is now, and shows what can be done with it. */
    function changed() {
      show();
      const said = isGuest ? "" : UNKEPT[mine.save(editor.text.value, undo, old)];
      if (unkept.textContent !== said) unkept.textContent = said;
    }
    function show() {
      checks.number(line + linesOf(editor.text.value));
      reset.textContent = undo ? "Undo" : "Reset";
      earlier.hidden = !old || old === editor.text.value;
    }

    async function hand() {
      const packed = await attempt.pack(editor.text.value);
      if (packed === null) return calm(`A link cannot carry this attempt: it is too long. The most is ${MOST}.`);
      const address = new URL(location.href);
      address.hash = `attempt=${name}:${packed}`;
      const done = await copy(address.href);
      calm(done ? "Copied: whoever opens the link sees your attempt." : `Copy this address: ${address.href}`);
    }

    /** Where it happened, in the reader's part or in the checks. @param {number[]} lines of the file */
    function where(lines) {
      const written = editor.text.value.split("\n");
      const own = lines.filter((one) => written[one - line] !== undefined).at(-1);
      editor.mark(own);
      checks.mark(own ? undefined : lines.at(-1));
      if (!lines.length) return [];
      const place = own
        ? make("span", {}, `Line ${own}: `, make("code", { text: written[own - line].trim() }))
        : make("button", { type: "button", text: `Asked in line ${lines.at(-1)}` });
      if (!own) place.addEventListener("click", checks.show);
      return [make("p", { class: "lk-editor__where" }, place)];
    }

    /** @param {any} said */
    function wrong(said) {
      const found = said.broken ? [said.broken] : said.checks.flatMap((one) => one.said ?? []);
      const [first, ...others] = found;
      const passed = said.checks.length - found.length;
      const note = first.kind === "ModuleNotFoundError" ? library(imports.map(([name]) => name)) : NOTES[first.kind];
      say(
        "wrong",
        said.broken ? "It does not run yet." : "Not yet.",
        paragraph(first.sentence.split("\n")[0], { class: "lk-editor__sentence" }),
        ...where(first.lines),
        ...(note ? [paragraph(note)] : []),
        ...(others.length
          ? [fold(`${plural(others.length, "other check")} failed`, make("ul", {}, ...others.map((one) => make("li", { text: one.sentence.split("\n")[0] }))))]
          : []),
        ...(passed > 0 && !said.broken ? [paragraph(`${plural(passed, "check")} passed.`, { class: "lk-editor__label" })] : []),
        ...printed(said),
      );
    }

    /** @param {any} said */
    function right(said) {
      const list = attempt.recall(DONE);
      const done = new Set(Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);
      done.add(name);
      attempt.keep(DONE, [...done].slice(-500));
      const all = [...document.querySelectorAll(".lk-exercise__here")].map((one) => one.dataset.name);
      const count = all.filter((one) => done.has(one)).length;
      editor.mark();
      checks.mark();
      say(
        "right",
        "Right.",
        paragraph(`${said.checks.length === 1 ? "The check passes" : `All ${said.checks.length} checks pass`}. On this page you have done ${count} of ${plural(all.length, "exercise")}.`),
        ...printed(said),
      );
    }

    const ends = {
      stopped: "Stopped, and nothing was checked. Is there a loop that never ends?",
      empty: "This file has no checks.",
    };
    /** @param {any} said */
    function judge(said) {
      if (said.broken || said.checks.some((one) => one.said)) wrong(said);
      else if (said.checks.length) right(said);
      else calm(ends.empty);
    }

    /** @param {boolean} now whether Python is at work */
    function working(now) {
      running = now;
      ask.setAttribute("aria-disabled", `${now}`);
      if (now) return;
      if (document.activeElement === stop) ask.focus();
      stop.hidden = true;
    }

    async function check() {
      if (running) return;
      working(true);
      calm(ready ? "Checking …" : comes);
      const source = [before, editor.text.value, "\n", after].join("");
      try {
        await come();
        ready = !isGuest; // else Python comes anew, each time
        calm("Checking …");
        const timer = setTimeout(() => {
          stop.hidden = false;
          calm("Still at it. If a loop never ends, stop it.");
        }, LONG);
        try {
          judge(await python.ask(wheelsOf(source), source, title, isGuest));
        } finally {
          clearTimeout(timer);
        }
      } catch (error) {
        failed(/** @type {Error} */ (error));
      }
      working(false);
    }

    /** @param {Error} error */
    function failed({ message }) {
      ready = false;
      editor.mark();
      if (message === "stopped") return calm(ends.stopped);
      calm(`Python in the page does not work: ${message}. Try again, or download the file and check it on your computer.`);
    }

    let ready = false;
    async function come() {
      const source = before + yours + after;
      await python.ask(wheelsOf(source), source);
      ready = true;
    }

    editor.set(isGuest ? link.text : mine.text);
    show();
    editor.text.addEventListener("input", () => {
      undo = "";
      if (earlier.hidden) old = ""; // it is what the reader goes on with
      changed();
    });
    const view = make(
      "div",
      { class: "lk-editor" },
      editor.element,
      make("div", { class: "lk-controls" }, ask, stop, reset, share),
      paragraph("Tab indents; Esc, then Tab, leaves the field; Ctrl + Enter checks.", { class: "lk-editor__keys" }),
      earlier,
      unkept,
      box,
      checks.fold,
    );
    exercise.querySelector(".lk-source").hidden = true;
    place.hidden = true;
    place.after(view);
    if (!link) {
      editor.text.focus({ preventScroll: true });
      calm(comes);
      come().then(
        () => running || calm("Python is here."),
        failed,
      );
    } else {
      view.scrollIntoView({ block: "center" });
      calm(
        isGuest
          ? `An attempt from a link. Press Check to run it (${place.dataset.cost} once). What you change here is not kept.`
          : "The attempt in this link cannot be read: the link was cut, or is too long. Here is your own file instead.",
      );
    }
  };
})();
