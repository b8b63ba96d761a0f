/** The field of flowers: the neuron's line, its two sides, and a cross on every flower that it gets wrong. */
(() => {
  "use strict";
  const { make, makeSvg, zoom } = window.lessonkit;
  const neuron = (window.lessonkit.neuron ??= {});

  /** The mark of a flower: a circle should stay silent, a triangle should fire. */
  const mark = (label, x, y, r = 5) =>
    label === 1
      ? makeSvg("path", {
          class: "kind-1",
          d: `M${x} ${y - r * 1.2}l${r * 1.15} ${r * 2}h${-r * 2.3}z`,
        })
      : makeSvg("circle", { class: "kind-0", cx: x, cy: y, r });
  const cross = (x, y, r = 4) =>
    `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;

  /** The part of a rectangle in which the neuron fires, as polygon points. */
  function firing(corners, w) {
    const points = [];
    corners.forEach((here, i) => {
      const next = corners[(i + 1) % corners.length];
      const [from, to] = [neuron.sum(w, here), neuron.sum(w, next)];
      if (from > 0) points.push(here);
      if (from > 0 !== to > 0) {
        const t = from / (from - to);
        points.push({
          x: here.x + t * (next.x - here.x),
          y: here.y + t * (next.y - here.y),
          edge: true,
        });
      }
    });
    return points;
  }

  /** The field: flowers, the line, the two sides. @param {import("./arithmetic.js").Flower[]} flowers @param {(index: number) => void} pick */
  function field(flowers, pick) {
    const svg = makeSvg("svg", { class: "lk-neuron__field", role: "img" });
    const reach = (key) => {
      const values = flowers.map((flower) => flower[key]);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return [Math.max(0, low - 0.12 * (high - low)), high + 0.12 * (high - low)];
    };
    const [xs, ys] = [reach("x"), reach("y")];
    let at = null;
    let margin = {};
    const parts = {};

    function size() {
      const z = zoom();
      margin = { left: 54 * z, right: 8, top: 8, bottom: 42 * z };
      const width = Math.max(svg.clientWidth || 440, 260);
      const height = Math.round(Math.min(width * 0.86, 400 * z));
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.setAttribute("height", String(height));
      const [right, bottom] = [width - margin.right, height - margin.bottom];
      /** @param {number} value @param {number[]} span */
      const between = (value, [low, high], from, to) =>
        from + ((value - low) / (high - low)) * (to - from);
      at = (p) => ({
        x: between(p.x, xs, margin.left, right),
        y: between(p.y, ys, bottom, margin.top),
      });
      const box = {
        x: margin.left,
        y: margin.top,
        width: right - margin.left,
        height: bottom - margin.top,
      };
      Object.assign(parts, {
        fires: makeSvg("polygon", { class: "fires" }),
        line: makeSvg("line", { class: "line" }),
        guide: makeSvg("path", { class: "guide", fill: "none" }),
        crosses: makeSvg("path", { class: "cross" }),
        marks: flowers.map((flower) => mark(flower.label, at(flower).x, at(flower).y, 5 * z)),
        ring: makeSvg("circle", { class: "ring", r: 11 * z }),
        yes: makeSvg("text", { class: "side-fires", text: "fires" }),
        no: makeSvg("text", { class: "side-silent", text: "silent" }),
      });
      const ticks = [];
      for (let x = Math.ceil(xs[0]); x <= xs[1]; x += 1) {
        ticks.push(
          makeSvg("text", {
            x: at({ x, y: 0 }).x,
            y: bottom + 17 * z,
            "text-anchor": "middle",
            text: x,
          }),
        );
      }
      for (let y = Math.ceil(ys[0] * 2) / 2; y <= ys[1]; y += 0.5) {
        ticks.push(
          makeSvg("text", {
            x: margin.left - 8,
            y: at({ x: 0, y }).y + 4,
            "text-anchor": "end",
            text: y.toFixed(1),
          }),
        );
      }
      svg.replaceChildren(
        makeSvg("rect", { class: "silent", ...box }),
        parts.fires,
        parts.guide,
        ...ticks,
        parts.line,
        parts.yes,
        parts.no,
        ...parts.marks,
        parts.crosses,
        parts.ring,
        makeSvg("rect", { class: "frame", ...box }),
        makeSvg("text", {
          x: right,
          y: height - 6 * z,
          "text-anchor": "end",
          text: "Petal length (cm)",
        }),
        makeSvg("text", {
          x: -margin.top,
          y: 12 * z,
          "text-anchor": "end",
          transform: "rotate(-90)",
          text: "Petal width (cm)",
        }),
      );
    }

    /** Names a side in its corner, or halfway along an upright edge, when there is room for the word. */
    function side(text, points) {
      const area =
        points.map(at).reduce((twice, p, i, all) => {
          const next = all[(i + 1) % all.length];
          return twice + p.x * next.y - next.x * p.y;
        }, 0) / 2;
      // the distance from a flower to the word's middle line, which runs inwards from the corner
      const free = (p) => {
        const z = zoom();
        const inwards = p.x > margin.left + 1 ? -1 : 1;
        const y = p.y + (p.y > margin.top + 1 ? -15 : 15) * z;
        const reach = [10, 26, 42, 58].map((step) => p.x + inwards * step * z);
        const gap = (q) => Math.min(...reach.map((x) => Math.hypot(x - q.x, y - q.y)));
        return Math.min(...flowers.map(at).map(gap));
      };
      const cuts = points.filter((p) => p.edge).map(at);
      const fits = (p) =>
        free(p) > 17 * zoom() &&
        !cuts.some((q) => Math.abs(q.x - p.x) < 52 * zoom() && Math.abs(q.y - p.y) < 30 * zoom());
      const best = (spots) =>
        spots
          .map(at)
          .filter(fits)
          .sort((a, b) => free(b) - free(a))[0];
      const halfway = points.flatMap((p, i) => {
        const next = points[(i + 1) % points.length];
        return p.x === next.x ? [{ x: p.x, y: (p.y + next.y) / 2 }] : [];
      });
      const corner = best(points.filter((p) => !p.edge)) ?? best(halfway);
      text.style.display = corner && Math.abs(area) > 9000 ? "" : "none";
      if (!corner) return;
      const isRightEdge = corner.x > margin.left + 1;
      text.setAttribute("text-anchor", isRightEdge ? "end" : "start");
      text.setAttribute("x", corner.x + (isRightEdge ? -10 : 10));
      text.setAttribute("y", corner.y + (corner.y > margin.top + 1 ? -10 : 20 * zoom()));
    }

    function show(w, chosen) {
      const corners = [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ].map(([i, j]) => ({ x: xs[i], y: ys[j] }));
      const inside = firing(corners, w);
      parts.fires.setAttribute(
        "points",
        inside
          .map(at)
          .map((p) => `${p.x},${p.y}`)
          .join(" "),
      );
      const edge = inside.filter((p) => p.edge).map(at);
      parts.line.style.display = edge.length === 2 ? "" : "none";
      if (edge.length === 2) {
        ["x1", "y1", "x2", "y2"].forEach((name, i) =>
          parts.line.setAttribute(name, edge[i >> 1][i % 2 ? "y" : "x"]),
        );
      }
      side(parts.yes, inside);
      side(parts.no, firing(corners, { w1: -w.w1, w2: -w.w2, b: -w.b }));
      const wrong = flowers.map((flower) => !neuron.isRight(w, flower));
      parts.marks.forEach((shape, i) => shape.classList.toggle("wrong", wrong[i]));
      parts.crosses.setAttribute(
        "d",
        flowers
          .filter((_, i) => wrong[i])
          .map(at)
          .map((p) => cross(p.x, p.y, 4 * zoom()))
          .join(""),
      );
      const here = at(flowers[chosen]);
      parts.ring.setAttribute("cx", here.x);
      parts.ring.setAttribute("cy", here.y);
      parts.guide.setAttribute(
        "d",
        `M${margin.left} ${here.y}H${here.x}V${at({ x: 0, y: ys[0] }).y}`,
      );
    }

    svg.addEventListener("click", (event) => {
      const box = svg.getBoundingClientRect();
      const gap = (flower) =>
        Math.hypot(at(flower).x - event.clientX + box.left, at(flower).y - event.clientY + box.top);
      pick(flowers.reduce((best, flower, i) => (gap(flower) < gap(flowers[best]) ? i : best), 0));
    });
    return { svg, size, show };
  }

  function key(flowers) {
    const entry = (shape, text) =>
      make(
        "span",
        {},
        makeSvg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, ...shape),
        new Text(text),
      );
    const species = (label) =>
      flowers.find((flower) => flower.label === label)?.species ?? `label ${label}`;
    return make(
      "p",
      { class: "lk-neuron__key" },
      entry([mark(1, 8, 8)], `${species(1)}: should fire`),
      entry([mark(0, 8, 8)], `${species(0)}: should stay silent`),
      entry(
        [mark(0, 8, 8), makeSvg("path", { class: "cross", d: cross(8, 8) })].map(
          (s, i) => (i || s.classList.add("wrong"), s),
        ),
        "the neuron gets it wrong",
      ),
    );
  }

  Object.assign(neuron, { field, key });
})();
