/** An exercise in the page: the reader's part of a file in an editor, and what its checks say of it. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { attempt, button, copy, file, make } = kit;
  const { fold, label, note, paragraph, plural, printed } = kit.said;
  const DONE = "lk-done";
  const MOST = `${attempt.MOST.toLocaleString("en")} characters`;
  const UNKEPT = {
    "": "",
    long: `Your attempt is longer than ${MOST}, so it is no longer kept: a shorter one is. Download the file to write more.`,
    nothing: "This browser keeps nothing of what you write here: copy it before you leave the page.",
  };
  const linesOf = (text) => text.split("\n").length;

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

  /** @param {HTMLElement} place the line with the button @returns {Promise<void>} once the editor stands there */
  kit.exercise = async (place) => {
    const exercise = place.closest(".lk-exercise");
    const { name, script, cost } = place.dataset;
    const imports = kit.importsFrom(place.dataset.imports);
    const [starter, link] = await Promise.all([file({ script }), attempt.linked(location.hash, name)]);
    const { before, yours, after, line, title, names, solution } = starter;
    const isGuest = Boolean(link?.text); // somebody else's attempt: it is not kept, and Python ends with it
    const mine = attempt.draft(name, yours);
    const whole = (text) => [before, text, "\n", after].join("");

    const box = make("div", { class: "lk-verdict lk-editor__said", role: "status", "aria-live": "polite" });
    const beside = make("div", {}); // where the page's solution comes
    const editor = kit.editor(`Your part of ${title}`, line, () => check());
    const checks = rest(after);
    const ask = button("Check", () => check(), { class: "lk-button lk-button--primary" });
    const asked = kit.asking({
      ask, calm, source: whole(yours), imports, cost, once: isGuest,
      stopped: "Stopped, and nothing was checked. Is there a loop that never ends?",
      instead: "download the file and check it on your computer",
    });
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

    /** @param {"" | "right" | "wrong"} verdict @param {string} word @param {...Node} more */
    function say(verdict, word, ...more) {
      if (verdict) box.dataset.verdict = verdict;
      else delete box.dataset.verdict;
      box.replaceChildren(make("strong", { class: "lk-verdict__word", text: word }), ...more);
      if (verdict) box.scrollIntoView({ block: "nearest" }); // on a phone the field fills the window
    }
    /** @param {string} text */
    function calm(text) {
      say("", "", paragraph(text));
    }

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
        : make("button", { type: "button", text: "See what was asked" });
      if (!own) place.addEventListener("click", checks.show);
      return [make("p", { class: "lk-editor__where" }, place)];
    }

    /** Offers the next hint that is still folded. @returns {Node[]} */
    function hint() {
      const folded = () => /** @type {HTMLDetailsElement} */ (exercise.querySelector(".lk-hint:not([open])"));
      if (!folded()) return [];
      const one = button("Show me a hint", () => {
        const next = folded();
        next.open = true;
        one.hidden = !folded();
        next.querySelector("summary").focus();
      });
      return [make("p", {}, one)];
    }

    /** @param {any} said */
    function wrong(said) {
      const failed = said.checks.flatMap((one) => one.said ?? []);
      // what the last lines of the file run into says less than a check of the function behind it
      const [first, ...others] = [...failed, ...(said.broken ? [said.broken] : [])];
      const passed = said.checks.length - failed.length;
      const advice = note(first.kind, imports.map(([name]) => name));
      const sentence = (one) => one.sentence.split("\n")[0];
      say(
        "wrong",
        first === said.broken ? "It does not run yet." : "Not yet.",
        paragraph(sentence(first), { class: "lk-editor__sentence" }),
        ...where(first.lines),
        ...(advice ? [paragraph(advice)] : []),
        ...(others.length
          ? [fold(`${plural(others.length, "more thing")} to fix`, make("ul", {}, ...others.map((one) => make("li", { text: sentence(one) }))))]
          : []),
        ...(passed > 0 ? [label(`${plural(passed, "check")} passed.`)] : []),
        ...printed(said, "It prints"),
        ...hint(),
      );
    }

    /** @param {any} said @param {string} text that is right; empty if it stands beside the page's already */
    function right(said, text) {
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
        ...printed(said, "It prints"),
        ...(solution && text ? [make("p", {}, button("Compare with the page's solution", () => compare(text, said)))] : []),
      );
    }
    /** @param {any} said @param {string} text the reader's lines */
    function judge(said, text) {
      if (said.broken || said.checks.some((one) => one.said)) wrong(said);
      else if (said.checks.length) right(said, text);
      else calm("This file has no checks.");
    }

    async function check() {
      const text = editor.text.value;
      const source = whole(text);
      editor.mark();
      beside.replaceChildren();
      const said = await asked.run("Checking …", source, ["checking.check", source, title]);
      if (said) judge(said, text);
    }

    /** Runs a reader's solution and the page's, and shows them side by side. @param {string} text @param {any} checked */
    async function compare(text, checked) {
      const [own, theirs] = [whole(text), whole(`${yours}\n${solution}`)];
      const said = await asked.run("Running both …", own + theirs, ["checking.compare", own, theirs, title, names.join(" ")]);
      if (!said) return ask.focus();
      right(checked, "");
      beside.replaceChildren(kit.comparison(text, solution, said));
      /** @type {HTMLElement} */ (beside.firstElementChild).focus({ preventScroll: true });
      beside.scrollIntoView({ block: "nearest" });
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
      make("div", { class: "lk-controls" }, ask, asked.stop, reset, share),
      paragraph("Tab indents; Esc, then Tab, leaves the field; Ctrl + Enter checks.", { class: "lk-editor__keys" }),
      earlier,
      unkept,
      box,
      beside,
      checks.fold,
    );
    exercise.querySelector(".lk-source").hidden = true;
    place.hidden = true;
    place.after(view);
    if (!link) {
      editor.text.focus({ preventScroll: true });
      asked.come();
    } else {
      view.scrollIntoView({ block: "center" });
      calm(
        isGuest
          ? `An attempt from a link. Press Check to run it (${cost} once). What you change here is not kept.`
          : "The attempt in this link cannot be read: the link was cut, or is too long. Here is your own file instead.",
      );
    }
  };
})();
