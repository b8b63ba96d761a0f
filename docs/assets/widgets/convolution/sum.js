/** One answer's arithmetic: the patch, the kernel, their products, and the sum. */
(() => {
  "use strict";
  const { grouped, make, minus, plane } = window.lessonkit;

  /** @param {number} value @returns {string} at most three digits behind the point, thousands apart, a true minus */
  plane.number = (value) => {
    const [whole, part] = Math.abs(value).toFixed(3).replace(/\.?0+$/, "").split(".");
    const text = grouped(Number(whole)) + (part ? `.${part}` : "");
    return minus(value < 0 && text !== "0" ? `-${text}` : text);
  };

  /** A weight in full: what is computed with is what stands here. @param {number} value */
  const weightText = (value) => minus(plane.plain(value));

  /** @param {string} title @param {string[][]} rows @param {(row: number, column: number) => string} kind a class for each cell */
  function table(title, rows, kind) {
    const cells = rows.map((line, i) =>
      make("tr", {}, ...line.map((text, j) => make("td", { class: kind(i, j), text }))),
    );
    // wide ones scroll inside themselves on a phone, and so must be reachable by keyboard
    const reach = rows.length > 5 ? { tabindex: "0", role: "group", "aria-label": title } : {};
    return make(
      "div",
      { class: "lk-sum__part lk-shadows", ...reach },
      make("table", {}, make("caption", { text: title }), make("tbody", {}, ...cells)),
    );
  }

  plane.sum = () => {
    const tables = make("div", { class: "lk-sum__parts" });
    const total = make("p", { class: "lk-sum__total" });
    const element = make("div", { class: "lk-sum" }, tables, total);

    /**
     * @param {{inside: boolean, input: number, weight: number}[]} terms @param {number} by
     * @param {number} answer @param {number} after what the activation makes of it @param {string} activation its name
     */
    function show(terms, by, answer, after, activation) {
      const size = Math.sqrt(terms.length);
      const rows = (text) =>
        Array.from({ length: size }, (_, i) => terms.slice(i * size, (i + 1) * size).map(text));
      const sign = (value) => (value > 0 ? "plus" : value < 0 ? "minus" : "none");
      const at = (i, j) => terms[i * size + j];
      const { number } = plane;
      tables.replaceChildren(
        table(
          "pixels under the window",
          rows(({ input }) => number(input)),
          (i, j) => (at(i, j).inside ? "" : "none"),
        ),
        make("span", { class: "lk-sum__sign", text: "×", "aria-hidden": "true" }),
        table(
          "kernel",
          rows(({ weight }) => weightText(weight)),
          (i, j) => sign(at(i, j).weight),
        ),
        make("span", { class: "lk-sum__sign", text: "=", "aria-hidden": "true" }),
        table(
          "products",
          rows(({ input, weight }) => number(input * weight)),
          (i, j) => sign(at(i, j).input * at(i, j).weight),
        ),
      );
      const plain = terms.reduce((sum, { input, weight }) => sum + input * weight, 0);
      const parts = [`The products add up to ${number(plain)}`];
      if (by !== 1) parts.push(`, divided by ${number(by)} that is ${number(answer)}`);
      if (activation !== "none") parts.push(`; ${activation} makes it ${number(after)}`);
      total.textContent = `${parts.join("")}.`;
    }
    return { element, show };
  };
})();
