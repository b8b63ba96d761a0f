/** The head of a block of code: its copy button, and a fold with what comes along when it is copied. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { button, copy, make } = kit;
  /** @typedef {{own: string, before: string, text: string, file: string, name: string, html: string, cell: any}} Code */
  /** @typedef {{box: HTMLElement, said: HTMLElement, fold: HTMLElement}} Along */
  /** @type {WeakMap<HTMLElement, Along>} what was put below the head of a block */
  const alongs = new WeakMap();

  /** @param {string[]} packages that no page has @returns {string} what that means for a reader */
  function lacking(packages) {
    const all = [packages.slice(0, -1).join(", "), packages.at(-1)].filter(Boolean).join(" and ");
    return `It needs ${all}, which Python in the page lacks: run it on your computer. The page of the whole file has it as a notebook, too.`;
  }

  /** What a reader should know before running a copy. @param {Code} code @returns {string} */
  function warning({ cell }) {
    const [first, ...others] = cell.files;
    const files = others.length ? `${first} and ${others.length} more` : first;
    const said = [];
    if (first) said.push(`It imports ${files} of this course, so it runs only in a copy of the course's folder.`);
    if (cell.lacks?.length) said.push(lacking(cell.lacks));
    if (cell.beside) said.push("It reads files that lie beside it.");
    if (cell.later.length) said.push(`Its functions use ${cell.later.join(", ")}, which later cells of the file define.`);
    return said.join(" ");
  }

  /** Puts a text on the clipboard; where that is not allowed, shows it selected. */
  async function take(along, text, what) {
    if (await copy(text)) {
      along.said.textContent = `Copied: ${what}.`;
      return;
    }
    along.said.textContent = "Your browser does not let pages copy. Here it is, selected:";
    const field = /** @type {HTMLTextAreaElement} */ (
      make("textarea", { readonly: "", rows: 8, "aria-label": "The code to copy" })
    );
    field.value = text;
    along.fold.replaceChildren(field);
    along.fold.hidden = false;
    field.focus();
    field.select();
  }

  /** @param {HTMLElement} block @param {Code} code @returns {Along} what stands below its head, made once */
  function open(block, code) {
    const known = alongs.get(block);
    if (known) return known;
    const said = make("p", { role: "status", class: "lk-along__said" });
    const fold = make("div", { class: "lk-along__fold", id: kit.newId(), hidden: "" });
    const { own, file, name, cell } = code;
    /** @type {Along} */
    const along = { box: make("div", { class: "lk-along__box" }), said, fold };
    const ways = make("div", { class: "lk-along__ways" }, "Copy ");
    const way = (what, text, said) =>
      ways.append(button(what, () => take(along, text, said), { "aria-label": `Copy ${what}` }));
    if (cell.lines) way("only these lines", `${own}\n`, "only these lines");
    way("the whole file", file, `the whole of ${name}`);
    const warned = warning(code);
    along.box.append(said, ...(warned ? [make("p", { text: warned })] : []), ways, fold);
    block.querySelector(".lk-source__head")?.after(along.box);
    alongs.set(block, along);
    return along;
  }

  /** @param {HTMLElement} block @param {HTMLElement} pressed its button to unfold @param {Code} code */
  function unfold(block, pressed, code) {
    const along = open(block, code);
    const folded = pressed.getAttribute("aria-expanded") !== "true";
    pressed.setAttribute("aria-expanded", String(folded));
    pressed.setAttribute("aria-controls", along.fold.id);
    along.fold.hidden = !folded;
    along.box.hidden = !folded;
    if (!folded) return;
    along.said.textContent = "";
    const shown = make("code");
    shown.innerHTML = code.html;
    const pre = make("pre", { tabindex: "0", "aria-label": "What comes along" }, shown);
    const head = make("p", { text: "Copied above these lines, because they need it:" });
    along.fold.replaceChildren(...(code.html ? [head, make("div", { class: "highlight" }, pre)] : []));
  }

  /** Does what a button of a block's head is there for. @param {HTMLElement} pressed */
  kit.copying = async (pressed) => {
    const block = /** @type {HTMLElement} */ (pressed.closest(".lk-source"));
    const code = await kit.codeOf(block);
    if (pressed.matches(".lk-run")) {
      await kit.parts(
        "lessonkit/python/exercise.css", "lessonkit/python/python", "lessonkit/python/attempt",
        "lessonkit/python/editor", "lessonkit/python/said", "lessonkit/python/asking", "lessonkit/python/block",
      );
      await kit.block(block, pressed, code);
      return;
    }
    if (pressed.matches(".lk-along")) {
      unfold(block, pressed, code);
      return;
    }
    const along = open(block, code);
    along.box.hidden = false;
    const count = code.cell.lines;
    await take(along, code.text, count ? `these lines and the ${count} that they need` : "these lines");
  };
})();
