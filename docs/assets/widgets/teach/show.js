/** What the taught layer says, and why: bars, the loss, and every sum. */
(() => {
  "use strict";
  const { make, makeSvg, signed: number } = window.lessonkit;
  const parts = (window.lessonkit.teach ??= {});
  const [WIDE, HIGH] = [280, 64];

  /** A bar for each name, in the reader's own order. @param {(share: number) => string} percent */
  function bars(percent) {
    const element = make("ul", { class: "lk-teach__bars" });
    /** @param {string[]} names @param {number[]} shares */
    element.show = (names, shares) => {
      const best = shares.indexOf(Math.max(...shares));
      element.replaceChildren(
        ...names.map((name, n) =>
          make(
            "li",
            { class: n === best ? "best" : null, style: `--share: ${shares[n].toFixed(4)}` },
            make("span", { class: "name", text: name }),
            make("span", { class: "share", text: percent(shares[n]) }),
          ),
        ),
      );
    };
    return element;
  }

  /** The loss, step by step. */
  function curve() {
    const lines = ["kept", "learned"].map((name) => makeSvg("polyline", { class: name, fill: "none" }));
    const picture = makeSvg("svg", { viewBox: `-2 -2 ${WIDE + 4} ${HIGH + 4}`, class: "lk-teach__curve", role: "img", preserveAspectRatio: "none" });
    picture.append(makeSvg("path", { class: "axis", d: `M0 0V${HIGH}H${WIDE}` }), ...lines);
    const words = make("p", { class: "lk-teach__loss" });
    const element = make("div", { class: "lk-teach__losses", hidden: "" }, picture, words);
    /** @param {{losses: number[], kept: number[]}} layer */
    element.show = ({ losses, kept }) => {
      element.hidden = false;
      const most = Math.max(...losses, ...kept);
      [kept, losses].forEach((values, n) => {
        const points = values.map((value, i) => `${((i / (values.length - 1)) * WIDE).toFixed(1)},${(HIGH * (1 - value / most)).toFixed(1)}`);
        lines[n].setAttribute("points", points.join(" "));
      });
      const fell = (values) => `${number(values[0])} → ${number(values.at(-1))}`;
      const steps = `Loss in ${losses.length} steps: `;
      const test = kept.length ? [", of the test ", make("b", { class: "kept", text: fell(kept) })] : [];
      words.replaceChildren(steps, make("b", { class: "learned", text: fell(losses) }), ...test);
      picture.setAttribute("aria-label", words.textContent);
    };
    return element;
  }

  /**
   * Where a feature map is strong on the picture.
   * @param {HTMLCanvasElement} picture @param {Float32Array} maps all of the last stage @param {number} map
   */
  function lit(picture, maps, map, count) {
    const places = maps.length / count;
    const side = Math.sqrt(places);
    const shade = document.createElement("canvas");
    Object.assign(shade, { width: side, height: side });
    const context = shade.getContext("2d");
    const image = context.createImageData(side, side);
    let most = 1e-9;
    for (let i = 0; i < places; i += 1) most = Math.max(most, maps[i * count + map]);
    for (let i = 0; i < places; i += 1) image.data[i * 4 + 3] = 200 * (1 - Math.max(maps[i * count + map], 0) / most);
    context.putImageData(image, 0, 0);
    const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { width: picture.width, height: picture.height, "aria-hidden": "true" }));
    const both = canvas.getContext("2d");
    both.drawImage(picture, 0, 0);
    both.drawImage(shade, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** The table of sums. @param {(share: number) => string} percent */
  function sums(percent) {
    const body = make("tbody");
    const head = make("tr");
    const caption = make("caption");
    const table = make("table", { class: "lk-teach__table" }, caption, make("thead", {}, head), body);
    const element = make("div", { class: "lk-teach__sums", tabindex: 0, role: "region", "aria-label": "The arithmetic behind the answer", hidden: "" }, table);
    /** @param {any} found of `arithmetic` @param {any} layer @param {HTMLCanvasElement} picture @param {Float32Array} maps */
    element.show = (found, layer, picture, maps) => {
      element.hidden = false;
      const { order, rows, rest, shares } = found;
      const [first, second] = order.map((n) => layer.names[n]);
      const count = layer.weights.length / layer.names.length;
      caption.textContent = `The ${rows.length} features that counted most for ${first} against ${second}, and all the rest`;
      head.replaceChildren(make("th", { scope: "col", text: "feature" }), ...order.map((n) => make("th", { scope: "col", text: layer.names[n] })));
      const line = (label, cells, name = null) =>
        make("tr", { class: name }, make("th", { scope: "row" }, ...[label].flat()), ...order.map((n) => make("td", {}, ...[cells(n)].flat())));
      const product = ({ feature, weights }, n) => [
        make("small", { text: `× ${number(weights[n], 3)} = ` }),
        number(feature * weights[n]),
      ];
      body.replaceChildren(
        ...rows.map((row) => {
          const label = make("span", {}, make("span", { text: `map ${row.map + 1}` }), " ", make("b", { text: number(row.feature) }));
          return line([lit(picture, maps, row.map, count), label], (n) => product(row, n));
        }),
        line(`${(count - rows.length).toLocaleString("en")} others`, (n) => number(rest[n])),
        line("bias", (n) => number(layer.bias[n])),
        line("sum", (n) => number(found.sums[n]), "total"),
        line([make("i", { text: "e" }), " to the sum"], (n) => power(found.sums[n])),
        line("share of all", (n) => percent(shares[n]), "total"),
      );
    };
    return element;
  }
  /** @param {number} sum */
  const power = (sum) => {
    const value = Math.exp(sum);
    return value < 0.001 || value >= 1e5 ? value.toExponential(1).replace("e+", " · 10^").replace("e-", " · 10^−") : number(value, value < 1 ? 3 : 1);
  };
  Object.assign(parts, { bars, curve, sums });
})();
