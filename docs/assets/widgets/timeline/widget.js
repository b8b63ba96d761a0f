/**
 * Networks in the order of their years: bars for one measure at a time, and the idea of each on a click.
 * Data: `timeline` (list of {name, year, params, macs, depth, top5, protocol}; 0 means unknown).
 * The ideas are the items of the block's own Markdown list; an item's first bold words are its name.
 */
(() => {
  "use strict";
  const { button, grouped, make, newId, widget } = window.lessonkit;
  const LIST = '.lk-widget[data-widget="timeline"] .lk-widget__fallback > :is(ul, ol) > li';
  const LOGARITHMIC = "Logarithmic scale: each line is ten times the one before.";

  /** @typedef {{name: string, year: number, params: number, macs: number, depth: number, top5: number, protocol: string}} Network */
  /** @typedef {{key: string, label: string, text: (value: number) => string, note: string, step?: number}} Measure */

  /** @param {number} value @returns {string} three digits and a unit, such as 61.0 M */
  function short(value) {
    if (value < 1e5) return grouped(value);
    const [size, unit] = value < 1e9 ? [value / 1e6, "M"] : [value / 1e9, "G"];
    return `${size.toPrecision(Math.max(3, Math.ceil(Math.log10(size))))}\u202f${unit}`;
  }

  /** @type {Measure[]} a measure with a `step` has a linear scale */
  const MEASURES = [
    { key: "params", label: "Parameters", text: short, note: LOGARITHMIC },
    {
      key: "macs",
      label: "MACs",
      text: short,
      note: `Multiply-accumulates for one image. ${LOGARITHMIC}`,
    },
    {
      key: "depth",
      label: "Depth",
      text: (value) => `${value} layers`,
      note: `Layers that multiply, on the longest path. ${LOGARITHMIC}`,
    },
    {
      key: "top5",
      label: "Top-5 error",
      text: (value) => `${value}\u202f%`,
      note: "Linear scale: each line is 5\u202f%. Published",
      step: 5,
    },
  ];

  /**
   * @param {number[]} values all that are known @param {number} [step] of a linear scale
   * @returns {{lines: number, share: (value: number) => number}} number of lines, and a value's place
   */
  function scale(values, step) {
    const most = Math.max(...values);
    if (step) {
      const lines = Math.ceil(most / step);
      return { lines, share: (value) => value / (lines * step) };
    }
    const low = Math.floor(Math.log10(Math.min(...values)));
    const lines = Math.ceil(Math.log10(most)) - low;
    return { lines, share: (value) => (Math.log10(value) - low) / lines };
  }

  /** @param {number} years @returns {string} */
  const later = (years) =>
    years === 0 ? "same year" : years === 1 ? "1 year later" : `${years} years later`;

  /**
   * One stop: a button with a bar, and the panel that it opens.
   * @param {HTMLElement} item of the block's list @param {Network|undefined} network without one: an era
   * @param {Network|undefined} before
   */
  function stop(item, network, before) {
    const id = newId();
    const name = item.querySelector("strong").textContent;
    const value = make("span", { class: "lk-timeline__value" });
    const bar = make("span", { class: "lk-timeline__bar", "aria-hidden": "true" });
    const year = make("span", { class: "lk-timeline__year", text: network ? network.year : "" });
    if (network && before) {
      const gap = make("small", { text: later(network.year - before.year) });
      year.append(" ", gap);
    }
    const button = make(
      "button",
      { type: "button", class: "lk-timeline__stop", "aria-expanded": "false", "aria-controls": id },
      make("span", { class: "lk-timeline__name", text: name }),
      year,
      make("span", { class: "lk-timeline__chart" }, value, bar),
      make("span", { class: "lk-timeline__dot", "aria-hidden": "true" }),
    );
    if (!network) button.classList.add("lk-timeline__stop--era");
    const panel = make("div", { class: "lk-timeline__panel", id, hidden: "" });
    panel.append(...[...item.cloneNode(true).childNodes]);
    return { button, panel, value, bar, network };
  }

  widget("timeline", ["./widget.css"], (element, { timeline }) => {
    const items = [...document.querySelectorAll(LIST)];
    const named = new Map(timeline.map((network) => [network.name, network]));
    const networks = items.map((item) => named.get(item.querySelector("strong")?.textContent));
    const known = networks.filter(Boolean);
    if (known.length !== timeline.length) throw new Error("the list lacks a network");
    const stops = items.map((item, i) =>
      stop(item, networks[i], known[known.indexOf(networks[i]) - 1]),
    );
    const note = make("p", { class: "lk-timeline__note", "aria-live": "polite" });
    const track = make("div", { class: "lk-timeline__track" });
    track.style.setProperty("--count", String(stops.length));
    track.append(...stops.flatMap(({ button, panel }) => [button, panel]));

    /** @param {number} chosen its panel opens, or closes if it was open; the others close */
    function open(chosen) {
      stops.forEach(({ button, panel }, i) => {
        const opens = i === chosen && panel.hidden;
        panel.hidden = !opens;
        button.setAttribute("aria-expanded", String(opens));
      });
    }

    /** @param {Measure} measure the bars show it */
    function show(measure) {
      const values = known.map((network) => network[measure.key]).filter(Boolean);
      const { lines, share } = scale(values, measure.step);
      track.style.setProperty("--lines", String(lines));
      for (const { value, bar, network } of stops) {
        const found = network?.[measure.key];
        bar.style.setProperty("--share", String(found ? share(found) : 0));
        value.textContent = found ? measure.text(found) : network ? "not measured" : "";
      }
      const protocols = new Set(known.filter(({ top5 }) => top5).map(({ protocol }) => protocol));
      note.textContent = measure.step ? `${measure.note}: ${[...protocols].join("; ")}.` : measure.note;
      switches.forEach((one, i) =>
        one.setAttribute("aria-pressed", String(MEASURES[i] === measure)),
      );
    }

    const switches = MEASURES.map((measure) => button(measure.label, () => show(measure)));
    stops.forEach(({ button }, i) => button.addEventListener("click", () => open(i)));
    element.append(
      make(
        "div",
        { class: "lk-controls" },
        make(
          "div",
          { class: "lk-control lk-segments", role: "group", "aria-label": "What the bars show" },
          ...switches,
        ),
      ),
      note,
      track,
    );
    show(MEASURES[0]);
    if (!element.closest(".lk-slide")) open(stops.findIndex(({ network }) => network));
  });
})();
