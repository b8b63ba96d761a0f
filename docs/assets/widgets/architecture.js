/**
 * A network that answers questions: choose a layer by pointer, finger or keyboard, open its stages and blocks, colour
 * it by what it costs. Data: what `snippets/diagrams/network.py` writes.
 */
(() => {
  "use strict";
  const { load, moved, widget } = window.lessonkit;
  const PARTS = ["layout", "draw", "words", "tools", "hands", "diagram"];

  widget("architecture", async (element, data) => {
    await Promise.all(PARTS.map((part) => load(`widgets/architecture/${part}.js`)));
    const { Diagram, byHand, fromCode, fromTable } = window.lessonkit.architecture;
    const diagram = new Diagram(element, data);
    byHand(diagram);
    fromTable(diagram);
    const lines = () => load("widgets/architecture/code.js").then(() => fromCode(diagram));
    if (new URLSearchParams(location.search).has("layer")) await lines();
    else moved.then(lines); // nobody chooses a line before
    diagram.begin();
  });
})();
