/** What the blocks of code on a page are parts of: each one's own lines, what they need above them, the whole file. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  /**
   * One snippet as its script brings it. Lines are coloured HTML; what comes along is told by their numbers, or as
   * HTML where it is from another file.
   * @typedef {{own: number[], before: (number[] | string)[], gap: number, lines: number, works: boolean,
   *   later: string[], files: string[], beside: boolean, lacks?: string[],
   *   run?: {printed: string, cost: string, imports: string}}} Cell
   * @typedef {{name: string, lines: string[], cells: Object<string, Cell>}} Snippet
   */
  /** @type {Map<string, Snippet>} */
  const snippets = new Map();

  /** @param {string} html @returns {string} its text */
  function plain(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.textContent ?? "";
  }

  /**
   * All that is known of a block's code.
   * @param {HTMLElement} block an element `.lk-source`
   * @returns {Promise<{own: string, before: string, text: string, file: string, name: string, html: string, cell: Cell}>}
   *   `own`: its lines; `before`: what they need above them; `text`: both, which runs alone; `file`: the whole file,
   *   called `name`; `html`: `before`, coloured; `cell`: what else is known
   */
  async function codeOf(block) {
    const key = block.dataset.code ?? "";
    if (!snippets.has(key)) await kit.load(`outputs/${key}.js`);
    const { name, lines, cells } = /** @type {Snippet} */ (snippets.get(key));
    const cell = cells[block.dataset.cell ?? ""];
    const between = (first, last) => lines.slice(first - 1, last).join("\n");
    const html = cell.before.map((part) => (typeof part === "string" ? part : between(part[0], part[1]))).join("\n");
    const [own, before] = [plain(between(cell.own[0], cell.own[1])), plain(html)];
    const text = `${before}${"\n".repeat(cell.gap)}${own}\n`;
    return { own, before, text, file: plain(lines.join("\n")), name, html, cell };
  }

  kit.code = (key, snippet) => {
    snippets.set(key, snippet);
  };
  kit.codeOf = codeOf;
})();
