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
