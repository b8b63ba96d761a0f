/**
 * A network that answers questions: choose a layer by pointer, finger or keyboard, open its stages and blocks, colour
 * it by what it costs. Data: what `snippets/diagrams/network.py` writes.
 */
(() => {
  "use strict";
  const { moved, widget } = window.lessonkit;

  widget("architecture", [
    "./widget.css", "./layout", "./draw", "./words", "./tools", "./hands", "./diagram",
  ], async (element, data) => {
    const { Diagram, byHand, fromCode, fromTable } = window.lessonkit.architecture;
    const diagram = new Diagram(element, data);
    byHand(diagram);
    fromTable(diagram);
    const lines = () => window.lessonkit.parts("widgets/architecture/code").then(() => fromCode(diagram));
    if (new URLSearchParams(location.search).has("layer")) await lines();
    else moved.then(lines); // nobody chooses a line before
    diagram.begin();
  });
})();
