/** What the network says: five names with bars, each of which can be asked where the network saw it. */
(() => {
  "use strict";
  const { make } = window.lessonkit;
  const parts = (window.lessonkit.photograph ??= {});
  const ROWS = 5;
  const percent = (share) =>
    share > 0.995 ? "> 99\u202f%" : share < 0.01 ? "< 1\u202f%" : `${Math.round(share * 100)}\u202f%`;

  /** @param {(n: number) => void} choose called with the row that the reader asks about */
  function answer(choose) {
    const rows = Array.from({ length: ROWS }, (_, n) => {
      const name = make("span", { class: "name", text: "–" });
      const [fill, before] = [make("span", { class: "fill" }), make("span", { class: "before", hidden: "" })];
      const share = make("span", { class: "share" });
      const element = make(
        "button",
        { type: "button", class: "lk-photo__row", "aria-pressed": "false", disabled: "" },
        name,
        share,
        make("span", { class: "track" }, fill, before),
      );
      element.addEventListener("click", () => choose(n));
      return { element, name, fill, before, share };
    });
    const element = make("div", { class: "lk-photo__rows", role: "group", "aria-label": "The five likeliest of a thousand names" }, ...rows.map((row) => row.element));

    /** Writes names and shares, of which nobody can ask where. @param {{name: string, share: number}[]} top */
    function still(top) {
      rows.forEach((row, n) => {
        const { name, share } = top[n];
        row.name.textContent = name;
        row.share.textContent = percent(share);
        row.fill.style.transform = `scaleX(${share.toFixed(4)})`;
      });
    }
    /**
     * @param {{name: string, chosen: number, share: number}[]} top @param {number} asked the row that is asked about, or -1
     * @param {ArrayLike<number> | null} whole shares of all classes with nothing switched off, if something is
     */
    function show(top, asked, whole) {
      still(top);
      rows.forEach((row, n) => {
        const { name, share, chosen } = top[n];
        row.element.removeAttribute("disabled");
        row.element.setAttribute("aria-pressed", String(n === asked));
        row.element.setAttribute("aria-label", `${name}, ${percent(share)}: show where`);
        row.before.hidden = !whole;
        if (whole) row.before.style.left = `${(100 * whole[chosen]).toFixed(2)}%`;
      });
    }
    return { element, still, show };
  }
  Object.assign(parts, { answer, percent });
})();
