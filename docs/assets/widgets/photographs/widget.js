/**
 * Photographs in a row, each with a line or two below it, and bars for what a network says.
 * Data: one list of cards: `picture`, `alt`, and as wanted `title`, `note`, `bars` (pairs of a name and its share), and
 * `wide`, how many times as wide as high it is: the others in its row are squares of its height.
 */
(() => {
  "use strict";
  const { make, widget } = window.lessonkit;
  const percent = (share) => (share < 0.005 ? "< 1 %" : `${Math.round(100 * share)} %`);

  /** @param {[string, number]} bar @returns {HTMLElement} a name, how probable, and a bar as long */
  const bar = ([name, share]) =>
    make(
      "li",
      { style: `--share: ${Math.round(1000 * share) / 10}%` },
      make("span", { text: name }),
      make("span", { class: "lk-photographs__share", text: percent(share) }),
    );

  /** @returns {HTMLElement} a photograph with what belongs to it */
  function card({ picture, alt, title, note, bars, wide }) {
    const words = [
      title && make("strong", { text: title }),
      note && make("span", { text: note }),
      bars && make("ol", {}, ...bars.map(bar)),
    ].filter(Boolean);
    return make(
      "figure",
      { class: "lk-photographs__card", style: wide ? `--ratio: ${wide}` : null },
      make("img", { src: picture, alt, decoding: "async" }),
      make("figcaption", {}, ...words),
    );
  }

  widget("photographs", ["./widget.css"], (element, data) => {
    const cards = Object.values(data)[0];
    const few = element.closest(".lk-slide") ? Math.max(3, Math.ceil(cards.length / (cards.length > 6 ? 2 : 1))) : 3;
    const columns = [4, 2].find((n) => cards.length === n) ?? few;
    const { wide } = cards[0];
    element.style.setProperty("--columns", wide ? `${wide}fr repeat(${columns - 1}, minmax(0, 1fr))` : `repeat(${columns}, minmax(0, 1fr))`);
    element.append(...cards.map(card));
  });
})();
