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

  /** Calls back with the ids of the layers that a chosen line made. */
  function listen(nodes, choose) {
    const made = new Map();
    nodes.forEach((node, id) => {
      for (const [file, line] of node.lines || []) {
        const place = find(file, line);
        if (place) made.set(place, [...(made.get(place) || []), id]);
      }
    });
    for (const [place, ids] of made) {
      place.classList.add("lk-makes");
      place.addEventListener("click", () => {
        if (!String(getSelection())) choose(ids);
      });
    }
  }

  Object.assign((window.lessonkit.architecture ??= {}), { mark, listen, first, unmark: clear });
})();
