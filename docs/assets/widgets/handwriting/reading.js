/** What a network reads in a drawing: the picture it gets, when it may be sure, and ten bars. */
(() => {
  "use strict";
  const { make } = window.lessonkit;
  const parts = (window.lessonkit.handwriting ??= {});
  const DOT = 0.05; // of the pad: what is smaller is no digit
  const percent = (share) =>
    share > 0.995 && share < 1 ? "over 99\u202f%" : `${Math.round(share * 100)}\u202f%`;

  /**
   * @param {{strokes: number[][][], example: ?string}} drawing @param {number} pad its width @param {number} most ink of any digit
   * @param {(strokes: number[][][]) => Float32Array} form how a path becomes a picture
   * @returns {{picture: ?Float32Array, trouble: string}} the picture of 32 × 32 pixels, and why nothing can be read
   */
  function pictureOf({ strokes, example }, pad, most, form) {
    const { net } = window.lessonkit;
    if (example) return { picture: net.scan(example), trouble: "" };
    if (!strokes.length) return { picture: null, trouble: "Draw a digit" };
    const { width, height } = net.box(strokes);
    if (Math.max(width, height) < DOT * pad) return { picture: null, trouble: "A dot is not a digit" };
    const picture = form(strokes);
    const ink = picture.reduce((sum, value) => sum + value, 0) / picture.length;
    return { picture, trouble: ink > most ? "More ink than any digit has" : "" };
  }

  /**
   * @param {?Float32Array} probabilities @param {number} sure from here on @param {string} trouble
   * @returns {{digit: string, words: string}} what to show large, and what to say
   */
  function verdict(probabilities, sure, trouble) {
    if (!probabilities) return { digit: "–", words: trouble };
    const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
    const [first, second] = order.map((digit) => `${digit} (${percent(probabilities[digit])})`);
    if (trouble) return { digit: "?", words: `${trouble}, so not sure` };
    if (probabilities[order[0]] < sure)
      return { digit: "?", words: `Not sure: ${first} or ${second}` };
    return { digit: `${order[0]}`, words: `Sure: ${first}` };
  }

  /** @param {string} name of the network @param {string} about a few words on it @param {number} sure */
  function reading(name, about, sure) {
    const digit = make("strong", { class: "lk-reading__digit", text: "–" });
    const words = make("span", { class: "lk-reading__words" });
    const bars = Array.from({ length: 10 }, (_, n) => {
      const fill = make("span");
      const share = make("span", { class: "share" });
      const row = make(
        "div",
        { class: "lk-reading__bar" },
        make("span", { class: "name", text: n }),
        make("span", { class: "track" }, fill),
        share,
      );
      return { row, fill, share };
    });
    const element = make(
      "div",
      { class: "lk-reading", role: "group", "aria-label": `What ${name} reads` },
      make("p", { class: "lk-reading__name" }, make("b", { text: name }), ` ${about}`),
      make("p", { class: "lk-reading__verdict" }, digit, words),
      make("div", { class: "lk-reading__bars" }, ...bars.map(({ row }) => row)),
    );

    /** @param {?Float32Array} probabilities @param {string} trouble @returns {string} the sentence for a screen reader */
    function show(probabilities, trouble) {
      const found = verdict(probabilities, sure, trouble);
      digit.textContent = found.digit;
      words.textContent = found.words;
      element.dataset.sure = String(/\d/.test(found.digit));
      bars.forEach(({ row, fill, share }, n) => {
        const value = probabilities?.[n] ?? 0;
        fill.style.transform = `scaleX(${value.toFixed(3)})`;
        share.textContent = probabilities ? `${Math.round(value * 100)}` : "";
        row.classList.toggle("most", found.digit === `${n}`);
      });
      return `${name}: ${found.words}.`;
    }
    show(null, "Draw a digit");
    return { element, show };
  }
  Object.assign(parts, { pictureOf, verdict, reading, percent });
})();
