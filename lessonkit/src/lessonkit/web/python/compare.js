/** A reader's solution and the page's, side by side: the lines, what they print, how long they take. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { make } = kit;
  const { label, paragraph, pre, printed } = kit.said;
  const UNITS = [["s", 1], ["ms", 1e-3], ["µs", 1e-6]];

  /** @param {number} seconds @returns {string} with two digits that mean something */
  function duration(seconds) {
    const [unit, size] = UNITS.find(([, size]) => seconds >= Number(size)) ?? UNITS.at(-1);
    const value = seconds / Number(size);
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
  }

  /**
   * @param {{seconds: number[], rounds: number, verdict: string} | null} timed
   * @returns {string} what can honestly be said
   */
  function speed(timed) {
    if (!timed) return "";
    const [mine, theirs] = timed.seconds;
    const times = Math.max(mine, theirs) / Math.min(mine, theirs);
    const often = times < 9.5 ? times.toFixed(1) : `${Math.round(times)}`;
    const verdicts = {
      alike: "They are about as fast.",
      unclear: "That may be chance: the rounds differ more than these two.",
      differ: `${mine > theirs ? "Yours takes" : "The page's takes"} ${often} times as long.`,
    };
    return (
      `All calls that the checks make take ${duration(mine)} with yours and ${duration(theirs)} with the page's, ` +
      `the median of ${timed.rounds} rounds in this browser. ${verdicts[timed.verdict]}`
    );
  }

  /**
   * @param {string} mine the reader's lines @param {string} theirs the page's
   * @param {any} said what `checking.compare` says @returns {HTMLElement}
   */
  function comparison(mine, theirs, said) {
    const same = said.both[0].printed === said.both[1].printed && said.both[0].lost === said.both[1].lost;
    const column = (title, code, prints) =>
      make("div", {}, label(title), pre(code), ...(same ? [] : printed(prints, "It prints")));
    const fast = speed(said.timed);
    return make(
      "div",
      { class: "lk-compare", role: "group", "aria-label": "Your solution and the page's", tabindex: "-1" },
      make("div", { class: "lk-compare__both" }, column("Yours", mine, said.both[0]), column("The page's", theirs, said.both[1])),
      ...(same ? printed(said.both[0], "Both print") : []),
      ...(fast ? [paragraph(fast, { class: "lk-compare__speed" })] : []),
    );
  }

  kit.comparison = Object.assign(comparison, { duration, speed });
})();
