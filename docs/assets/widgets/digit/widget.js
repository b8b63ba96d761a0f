/**
 * Draw a digit: the small playground of the home page. LeNet-5 reads along.
 * Data: `lenet` (the network), `SURE` (from which probability on), `most_ink` (of any digit), and perhaps `reads`: "small"
 * for a network that learnt from scikit-learn's digits instead of MNIST's.
 */
(() => {
  "use strict";
  const { button, make, speaker, widget } = window.lessonkit;

  widget("digit", [
    "widgets/handwriting/pad.css", "./widget.css", "network/weights", "network/activation", "network/conv",
    "network/pool", "network/dense", "network/network", "network/pen", "network/small", "widgets/handwriting/pad",
    "widgets/handwriting/reading",
  ], (element, { lenet, SURE, most_ink, reads }) => {
    const small = reads === "small";
    const { net, handwriting } = window.lessonkit;
    const form = small ? (strokes) => net.enlarge(net.smallPicture(strokes)) : net.picture;
    const network = net.network(lenet, [net.SIDE, net.SIDE, 1]);
    const voice = speaker();
    const read = handwriting.reading("LeNet-5", "", SURE);
    let frame = 0;
    const pad = handwriting.pad(() => (frame ||= requestAnimationFrame(show)), voice.say);

    function show() {
      frame = 0;
      const { picture, trouble } = handwriting.pictureOf(pad.drawing(), pad.SIZE, most_ink, form);
      const sentence = read.show(picture && network.run(picture).at(-1), trouble);
      voice.soon(() => sentence, 600);
    }
    element.append(
      make(
        "div",
        { class: "lk-digit__pad" },
        pad.svg,
        make("div", { class: "lk-row" }, button("Undo", pad.undo), button("Clear", pad.clear)),
      ),
      read.element,
      voice.element,
    );
  });
})();
