/** The colours of the kinds of layers, in figures as well: tokens.css has their values. */
window.lessonkit.colours = [
  "input",
  "dense",
  "conv",
  "pool",
  "norm",
  "activation",
  "dropout",
  "flatten",
  "merge",
  "output",
];
/** An address with `?layer=` names a layer of one of the page's diagrams: they come at once. */
window.lessonkit.figureSettings = ["layer"];
