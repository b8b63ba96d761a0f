/** An exercise in the page: the reader's part of a file in an editor, and what its checks say of it. */
(() => {
  "use strict";
  const { button, copy, file, make, python } = window.lessonkit;
  const sheet = new URL("exercise.css", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const LONG = 2000; // ms after which a reader may want to stop it
  const MOST = 20_000; // characters of an attempt
  const DONE = "lk-done";
  const NOTES = {
    ModuleNotFoundError: "Python in the page has its own library and, where a lesson uses it, NumPy. On your computer, the file can import more.",
    MemoryError: "That wants more memory than the page has. Does something grow without end?",
    EOFError: "Nobody can type an answer here: write it into the file.",
    RecursionError: "Does a function call itself without end?",
  };

  /** What the browser keeps may be missing, forbidden, or anything. @param {string} key */
  function recall(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }
  /** @param {string} key @param {any} value */
  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // then the page forgets it
    }
  }
  /** @param {string} kept text of an attempt @returns {string | null} */
  const sound = (kept) => (typeof kept === "string" && kept.length <= MOST ? kept : null);

  /** @param {"CompressionStream" | "DecompressionStream"} way @param {Uint8Array} bytes */
  const through = async (way, bytes) =>
    new Uint8Array(
      await new Response(
        new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new window[way]("deflate-raw")),
      ).arrayBuffer(),
    );
  /** @param {string} text @returns {Promise<string>} as an address can carry it */
  async function packed(text) {
    const bytes = await through("CompressionStream", new TextEncoder().encode(text));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }
  /** @param {string} name of the exercise @returns {Promise<string | null>} the attempt in the page's address */
  async function linked(name) {
    const [, of, carried] = /^#attempt=([\w/]+):([\w-]+)$/.exec(location.hash) ?? [];
    if (of !== name || carried.length > MOST) return null;
    try {
      const bytes = atob(carried.replaceAll("-", "+").replaceAll("_", "/"));
      const plain = await through("DecompressionStream", Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
      return sound(new TextDecoder().decode(plain));
    } catch {
      return null;
    }
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
    if (exercise.querySelector(".lk-editor")) return;
    const { name, script } = place.dataset;
    const comes = hasServer ? `Python comes: ${place.dataset.cost} …` : "Python starts …";
    const imports = place.dataset.imports.split(" ").map((one) => one.split(":"));
    /** What a program imports, as far as it must be brought. @param {string} source @returns {string[]} */
    const wheelsOf = (source) =>
      imports.flatMap(([name, wheels]) =>
        name && new RegExp(`^\\s*(import|from)\\s+${name}\\b`, "m").test(source) ? wheels.split(",") : [],
      );
    const [starter, fromLink] = await Promise.all([file({ script }), linked(name), style()]);
    const { before, yours, after, line, title } = starter;
    const KEY = `lk-attempt:${name}`;
    const kept = recall(KEY);
    const begun = fromLink ?? (kept?.from === yours && sound(kept.text)) ?? null;

    const box = make("div", { class: "lk-verdict lk-editor__said", role: "status", "aria-live": "polite" });
    const editor = field(`Your part of ${title}`, line, () => check());
    const checks = rest(after);
    const ask = button("Check", () => check(), { class: "lk-button lk-button--primary" });
    const stop = button("Stop", () => python.stop(), { hidden: "" });
    const reset = button("Reset", () => restore());
    const share = button("Copy a link to my attempt", () => link());
    let undo = "";
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
      const old = editor.text.value;
      editor.set(undo || yours);
      undo = undo ? "" : old;
      reset.textContent = undo ? "Undo reset" : "Reset";
      save();
      renumber();
      calm(undo ? "This is the file as you found it." : "Your attempt is back.");
    }
    const save = () => fromLink === null && keep(KEY, { from: yours, text: editor.text.value });
    const renumber = () => checks.number(line + linesOf(editor.text.value));

    async function link() {
      const address = new URL(location.href);
      address.hash = `attempt=${name}:${await packed(editor.text.value)}`;
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
      const note = NOTES[first.kind];
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
      const list = recall(DONE);
      const done = new Set(Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);
      done.add(name);
      keep(DONE, [...done].slice(-500));
      const all = [...document.querySelectorAll(".lk-exercise__here")].map((one) => one.dataset.name);
      const mine = all.filter((one) => done.has(one)).length;
      editor.mark();
      checks.mark();
      say(
        "right",
        "Right.",
        paragraph(`${said.checks.length === 1 ? "The check passes" : `All ${said.checks.length} checks pass`}. On this page you have done ${mine} of ${plural(all.length, "exercise")}.`),
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
        calm("Checking …");
        const timer = setTimeout(() => {
          stop.hidden = false;
          calm("Still at it. If a loop never ends, stop it.");
        }, LONG);
        try {
          judge(await python.ask(wheelsOf(source), source, title));
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

    editor.set(begun || yours);
    renumber();
    editor.text.addEventListener("input", () => {
      undo = "";
      reset.textContent = "Reset";
      renumber();
      save();
    });
    const view = make(
      "div",
      { class: "lk-editor" },
      editor.element,
      make("div", { class: "lk-controls" }, ask, stop, reset, share),
      paragraph("Tab indents; Esc, then Tab, leaves the field; Ctrl + Enter checks.", { class: "lk-editor__keys" }),
      box,
      checks.fold,
    );
    exercise.querySelector(".lk-source").hidden = true;
    place.hidden = true;
    place.after(view);
    if (fromLink === null) {
      editor.text.focus({ preventScroll: true });
      calm(comes);
      come().then(
        () => running || calm("Python is here."),
        failed,
      );
    } else {
      view.scrollIntoView({ block: "center" });
      calm(`An attempt from a link. Press Check to run it (${place.dataset.cost} once). What you change here is not kept.`);
    }
  };
})();
