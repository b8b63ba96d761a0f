/** Links layers with the lines of source that made them, on the pages that show that source. */
(() => {
  "use strict";
  /** @returns {HTMLElement|null} the page's line of that file */
  function find(file, line) {
    for (const block of document.querySelectorAll(".lk-source[data-file]")) {
      if (block.dataset.file !== file) continue;
      const lines = block.querySelectorAll("code > span[id]");
      const found = lines[line - Number(block.dataset.line)];
      if (found) return found;
    }
    return null;
  }

  /** Marks the lines that made a layer: the innermost strongly, its callers softly. */
  function mark(node) {
    clear();
    (node?.lines || []).forEach(([file, line], n) => {
      find(file, line)?.classList.add(n ? "lk-called" : "lk-made");
    });
  }
  function clear() {
    for (const line of document.querySelectorAll(".lk-made, .lk-called"))
      line.classList.remove("lk-made", "lk-called");
  }
  const first = (node) => (node?.lines || []).map((line) => find(...line)).find(Boolean) || null;

  /**
   * Calls back with the ids of the layers that a chosen line made, and whether it is the first diagram to hear of it.
   * @param {DiagramNode[]} nodes @param {(ids: number[], first: boolean) => void} choose
   */
  function listen(nodes, choose) {
    const made = new Map(); // many layers come from few lines
    nodes.forEach((node, id) => {
      for (const line of node.lines || []) {
        const key = line.join(":");
        if (!made.has(key)) made.set(key, { place: find(...line), ids: [] });
        made.get(key).ids.push(id);
      }
    });
    const shown = [...made.values()].filter(({ place }) => place);
    for (const { place, ids } of shown) {
      place.classList.add("lk-makes");
      const chosen = (event) => {
        choose([...new Set(ids)], !event.defaultPrevented);
        event.preventDefault();
      };
      place.addEventListener("click", (event) => String(getSelection()) || chosen(event));
      place.addEventListener("keydown", (event) => event.key === "Enter" && chosen(event));
    }
    for (const block of new Set(shown.map(({ place }) => place.closest("code")))) reach(block);
  }

  /** Among the lines of a block that made layers, one is a tab stop; the arrow keys lead to the others. */
  function reach(block) {
    const lines = [...block.querySelectorAll(".lk-makes")];
    lines.forEach((line, n) => line.setAttribute("tabindex", n ? -1 : 0));
    if ("reached" in block.dataset) return; // by another diagram of the same code
    block.dataset.reached = "";
    block.addEventListener("keydown", (event) => {
      const all = [...block.querySelectorAll(".lk-makes")];
      const here = all.indexOf(event.target);
      const next = all[here + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? NaN)];
      if (here < 0 || !next) return;
      all[here].setAttribute("tabindex", -1);
      next.setAttribute("tabindex", 0);
      next.focus();
      event.preventDefault();
    });
  }

  Object.assign((window.lessonkit.architecture ??= {}), { mark, listen, first });
})();
