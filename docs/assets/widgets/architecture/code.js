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
   * @param {object[]} nodes @param {(ids: number[], first: boolean) => void} choose
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
    for (const { place, ids } of made.values()) {
      if (!place) continue;
      place.classList.add("lk-makes");
      place.addEventListener("click", (event) => {
        if (String(getSelection())) return;
        choose(ids, !event.defaultPrevented);
        event.preventDefault();
      });
    }
  }

  Object.assign((window.lessonkit.architecture ??= {}), { mark, listen, first });
})();
