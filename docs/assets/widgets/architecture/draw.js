/** Draws a laid-out network as SVG: volumes, what flows between them, opened groups as frames. */
(() => {
  "use strict";
  const { makeSvg, newId } = window.lessonkit;
  const ROUND = 7; // pixels: the corners of connections
  const MARGIN = 14; // pixels around the picture

  /** @param {DiagramNode} node @returns {string[]} the kinds of a closed group's slices: two at least */
  function slicesOf(node) {
    return node.slices.length > 1 ? node.slices : [node.slices[0], node.slices[0]];
  }

  /** @param {number[][]} points */
  const polygon = (points, name) =>
    makeSvg("polygon", { points: points.map((p) => p.map((n) => n.toFixed(1)).join()).join(" "), class: name });

  /** A path with rounded corners. @param {number[][]} points */
  function rounded(points) {
    let path = `M${points[0]}`;
    for (let n = 1; n < points.length - 1; n += 1) {
      const [a, b, c] = [points[n - 1], points[n], points[n + 1]];
      const toward = (from, to) => {
        const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
        const step = Math.min(ROUND, length / 2) / length;
        return [from[0] + (to[0] - from[0]) * step, from[1] + (to[1] - from[1]) * step];
      };
      path += `L${toward(b, a)}Q${b} ${toward(b, c)}`;
    }
    return `${path}L${points.at(-1)}`;
  }

  /** One oblique box: front, top and side. `at(u, v)` turns flow coordinates into the picture's. */
  function volume(u, v, thick, { across, lean }, down) {
    const half = across / 2;
    const faces = [];
    if (down) {
      const [x, y, w, h] = [v - half, u, across, thick];
      faces.push(polygon([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], "front"));
      if (lean) {
        faces.push(polygon([[x, y], [x + lean, y - lean], [x + w + lean, y - lean], [x + w, y]], "top"));
        faces.push(polygon([[x + w, y], [x + w + lean, y - lean], [x + w + lean, y + h - lean], [x + w, y + h]], "side"));
      }
    } else {
      const [x, y, w, h] = [u, v - half, thick, across];
      faces.push(polygon([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], "front"));
      if (lean) {
        faces.push(polygon([[x, y], [x + lean, y - lean], [x + w + lean, y - lean], [x + w, y]], "top"));
        faces.push(polygon([[x + w, y], [x + w + lean, y - lean], [x + w + lean, y + h - lean], [x + w, y + h]], "side"));
      }
    }
    return faces;
  }

  /** A closed group is a stack of slices: one sees that there is more inside. */
  function faces(item, down, token) {
    const { node, u, v, box } = item;
    if (node.kind !== "group" || node.glued) return volume(u, v, box.thick, box, down);
    const kinds = slicesOf(node);
    const count = kinds.length;
    const slice = Math.max((box.thick - 2 * (count - 1)) / count, 1.5);
    const step = (box.thick - slice) / (count - 1);
    const order = [...Array(count).keys()];
    if (down) order.reverse(); // what leans back is hidden by what is above it
    return order.flatMap((n) => {
      const sides = volume(u + n * step, v, slice, box, down);
      const part = `--lk-part: var(--lk-${token({ ...node, main: kinds[n] })})`;
      for (const side of sides) side.setAttribute("style", part);
      if (kinds[n] === "pool") sides[0].classList.add("pooling");
      return sides;
    });
  }

  function text(item, lines, down) {
    const { at, beside, begin, foot } = item.text;
    const { v } = item;
    let place;
    if (down && beside) {
      const x = v + at.across / 2 + at.lean + 12;
      const y = begin + at.thick / 2 - at.lean / 2 - 2;
      place = { x, y, "text-anchor": "start" };
    } else if (down) {
      place = { x: v, y: begin + at.thick + 14, "text-anchor": "middle" };
    } else {
      place = { x: begin + (at.thick + at.lean) / 2, y: v + (foot ?? at.across / 2) + 15, "text-anchor": "middle" };
    }
    const made = makeSvg("text", { ...place, class: "label" });
    lines.forEach((line, n) =>
      made.append(
        makeSvg("tspan", { x: place.x, dy: n ? "1.25em" : 0, text: line, class: n ? "second" : "first" }),
      ),
    );
    return made;
  }

  const GLYPHS = { Add: "M-4 0H4M0-4V4", Multiply: "M-3-3L3 3M-3 3L3-3", Concatenate: "M-4-3H4M-4 0H4M-4 3H4" };

  /** Where branches come together, what becomes of them: a sum, a product, a stack. */
  function glyph(item, down) {
    const [x, y] = down ? [item.v, item.u - item.box.lean] : [item.u, item.v];
    const path = GLYPHS[item.node.type] || "M-3 0H3";
    return makeSvg(
      "g",
      { class: "glyph", "data-type": item.node.type, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
      makeSvg("circle", { r: 8 }),
      makeSvg("path", { d: path }),
    );
  }

  /** Lines over the front of what pools, so that it is not told by its colour alone. */
  function hatching() {
    const id = newId();
    const line = makeSvg("path", { d: "M0 5L5 0", class: "hatching" });
    const pattern = makeSvg("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse" }, line);
    return { definition: makeSvg("defs", {}, pattern), fill: `fill: url(#${id})` };
  }

  /**
   * @param {Object<string, any>} frame @param {number[]} corner @param {number[]} size @param {Function} speak
   * @returns {SVGElement} an opened group: its outline, and a title that stands out from what flows behind it
   */
  function outline(frame, [x, y], [width, height], speak) {
    return makeSvg(
      "g",
      { class: "frame", "data-id": frame.id, role: "button", tabindex: -1, "aria-expanded": "true", "aria-label": speak(frame.node) },
      makeSvg("rect", { x, y, width, height, rx: 6 }),
      makeSvg("text", { x: x + 10, y: y + 16, text: `− ${frame.node.label}` }),
    );
  }

  /** @returns {SVGElement} a layer, or a closed group */
  function partOf(item, token, speak) {
    const { node } = item;
    return makeSvg("g", {
      class: `part ${node.main || node.kind}`,
      "data-id": item.id,
      role: "button",
      tabindex: -1,
      "aria-label": speak(node),
      "aria-pressed": "false",
      "aria-expanded": node.kind === "group" ? "false" : null,
      style: `--lk-part: var(--lk-${token})`,
    });
  }

  /**
   * @param {import("./layout.js").Plan} plan
   * @param {{down: boolean, label: Function, colour: Function, speak: Function}} look
   * @returns {SVGElement}
   */
  function draw(plan, { down, label, colour, speak }) {
    const [width, height] = down
      ? [plan.before + plan.after, plan.long]
      : [plan.long, plan.before + plan.after];
    const margin = MARGIN;
    const box = down
      ? [-plan.before - margin, -margin, width + 2 * margin, height + 2 * margin]
      : [-margin, -plan.before - margin, width + 2 * margin, height + 2 * margin];
    /** @param {number[]} place */
    const at = ([u, v]) => (down ? [v, u] : [u, v]);
    const svg = makeSvg("svg", {
      viewBox: box.map((n) => n.toFixed(1)).join(" "),
      width: Math.round(box[2]),
      height: Math.round(box[3]),
      class: "lk-arch__svg",
      role: "group",
      "aria-label": "The network's layers, in order",
    });
    const flow = makeSvg("g", { class: "flow" });
    for (const link of plan.links) flow.append(makeSvg("path", { d: rounded(link.map(at)) }));
    const hatch = hatching();
    svg.append(hatch.definition);
    const frames = plan.frames.map((frame) =>
      outline(frame, at([frame.u, frame.v]), at([frame.long, frame.across]), speak),
    );
    svg.append(flow, ...frames);
    // what stands further back is drawn first
    for (const item of down ? [...plan.items].reverse() : plan.items) {
      const { node } = item;
      const part = partOf(item, colour(node), speak);
      for (const [n, shape] of faces(item, down, colour).entries()) {
        part.append(shape);
        if (shape.classList.contains("pooling") || (node.kind === "pool" && !n)) {
          const cover = shape.cloneNode();
          cover.setAttribute("class", "cover");
          cover.setAttribute("style", hatch.fill);
          part.append(cover);
        }
      }
      if (node.kind === "merge") part.append(glyph(item, down));
      if (item.text) part.append(text(item, label(item.text.node), down));
      svg.append(part);
    }
    return svg;
  }

  Object.assign((window.lessonkit.architecture ??= {}), { draw, MARGIN });
})();
