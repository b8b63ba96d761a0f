/**
 * Where the parts of a network stand. Each group lays out its own children by rank (along the flow) and lane (across
 * it), so opening one only pushes its neighbours. Works in flow coordinates: `u` along, `v` across.
 */
/**
 * @typedef {{long: number, before: number, after: number, foot?: number}} Extent along the flow; across it, on both
 *   sides of the axis; how far a volume reaches without its label
 * @typedef {{node: DiagramNode, id: number, u: number, v: number, long: number, box: any, text: any, parent: number}} Item
 * @typedef {{items: Item[], frames: any[], links: number[][][], long: number, before: number, after: number}} Plan
 */
(() => {
  "use strict";
  const SLANT = 0.34; // of a volume's depth that is seen
  const GAP = 18; // pixels between ranks
  const LANE = 26; // pixels between lanes
  const TRACK = 14; // pixels between skip connections
  const PAD = 14; // pixels inside an opened group
  const HEAD = 22; // pixels for an opened group's title
  const LETTERS = [7.2, 6.7]; // pixels a letter of a label's first and second line
  const TEXT = 38; // pixels below a volume for its label
  const LEVEL = 34; // pixels by which every second label is lower where they are staggered
  const THIN = 3; // pixels: no volume is thinner

  /**
   * @param {DiagramNode[]} nodes @param {Set<number>} open @param {boolean} down
   * @param {(node: DiagramNode) => string[]} label
   * @param {{shrink: number, staggered: boolean}} fit how much smaller volumes are drawn, and whether labels that flow
   *   to the right take turns on two levels, which needs less room
   * @returns {Plan}
   */
  function layout(nodes, open, down, label, { shrink, staggered }) {
    const extents = new Map();
    const items = [];
    const frames = [];
    const links = [];
    const isOpen = (id) => id === 0 || open.has(id);

    /** The drawn volume: thickness along the flow, size across it, and how far its depth leans back. */
    function volume(node) {
      const [thick, height, width] = node.size;
      const depth = (pixels) => pixels * SLANT * shrink;
      return down
        ? { thick, across: (width || height) * shrink, lean: width ? depth(height) : 0 }
        : { thick: Math.max(thick * shrink, THIN), across: height * shrink, lean: depth(width) };
    }
    function bodyOf(node) {
      if (!node.glued) return volume(node);
      const parts = node.children.map((child) => volume(nodes[child]));
      return {
        thick: parts.reduce((sum, part) => sum + part.thick, 0),
        across: Math.max(...parts.map((part) => part.across)),
        lean: Math.max(...parts.map((part) => part.lean)),
      };
    }
    const textWidth = (node) => Math.max(...label(node).map((line, n) => line.length * LETTERS[n]));

    /** @returns {Extent} */
    function extent(id, crowded, inner) {
      const node = nodes[id];
      if (node.kind === "group" && !node.glued && isOpen(id)) {
        if (!extents.has(id)) extents.set(id, inside(node));
        return extents.get(id);
      }
      const { thick, across, lean } = bodyOf(node);
      const text = textWidth(node);
      if (!down) {
        const turns = staggered && !crowded;
        return {
          // a label that has its level for itself may reach into the gaps, but not out of its group
          long: Math.max(thick + lean, turns && inner ? text - 2 * GAP : text),
          before: across / 2 + lean,
          after: across / 2 + TEXT + (turns ? LEVEL : 0),
          foot: across / 2,
        };
      }
      return crowded
        ? {
            long: thick + lean + 36,
            before: Math.max(across / 2, text / 2),
            after: Math.max(across / 2 + lean, text / 2),
          }
        : { long: Math.max(thick + lean, 34), before: across / 2, after: across / 2 + lean + 12 + text };
    }

    /** Has neighbours on both sides, and none of them is opened. */
    function isInner(node, place) {
      const rank = node.ranks[place];
      const opened = (child, n) => Math.abs(node.ranks[n] - rank) === 1 && open.has(child);
      return rank > 0 && rank < Math.max(...node.ranks) && !node.children.some(opened);
    }
    const isCrowded = (node) => new Set(node.lanes.filter((lane) => lane !== null)).size > 1;

    function grid(node) {
      const columns = [];
      const rows = new Map();
      const crowded = isCrowded(node);
      node.children.forEach((child, place) => {
        const size = extent(child, crowded, isInner(node, place));
        const rank = node.ranks[place];
        const row = rows.get(node.lanes[place]) || { before: 0, after: 0, foot: 0 };
        columns[rank] = Math.max(columns[rank] || 0, size.long);
        row.before = Math.max(row.before, size.before);
        row.foot = Math.max(row.foot, size.foot || 0);
        row.after = Math.max(row.after, size.after, row.foot + TEXT + (staggered && !crowded && !down ? LEVEL : 0));
        rows.set(node.lanes[place], row);
      });
      return { columns, rows, crowded };
    }

    /** How far the lanes reach on both sides of the axis, and where each one's axis is. */
    function spread(rows) {
      const lanes = [...rows.keys()].filter((lane) => lane !== null).sort((a, b) => a - b);
      const middle = rows.get(null) || { before: 0, after: 0 };
      const axes = new Map([[null, 0]]);
      if (lanes.length < 2) {
        const only = rows.get(lanes[0]) || middle;
        if (lanes.length) axes.set(lanes[0], 0);
        return {
          axes,
          before: Math.max(only.before, middle.before),
          after: Math.max(only.after, middle.after),
        };
      }
      const all = lanes.reduce((sum, lane) => sum + rows.get(lane).before + rows.get(lane).after, 0);
      const half = (all + LANE * shrink * (lanes.length - 1)) / 2;
      let v = -half;
      for (const lane of lanes) {
        const row = rows.get(lane);
        axes.set(lane, v + row.before);
        v += row.before + row.after + LANE * shrink;
      }
      return {
        axes,
        before: Math.max(half, middle.before),
        after: Math.max(half, middle.after),
      };
    }

    /** Room along the flow for what branches off or comes together at an opened group's ends. */
    const padOf = (node) => (node === nodes[0] ? 0 : PAD) + (isCrowded(node) ? GAP / 2 : 0);

    function inside(node) {
      const { columns, rows } = grid(node);
      const { before, after } = spread(rows);
      const tracks = Math.max(0, ...node.links.map((link) => link[2]));
      const root = node === nodes[0];
      const pad = padOf(node);
      const side = root ? 0 : PAD;
      const head = root ? 0 : HEAD;
      const roof = tracks * TRACK + (tracks ? 6 : 0);
      const long = columns.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1);
      return {
        long: long + 2 * pad + (down ? head : 0),
        before: before + side + roof + (down ? 0 : head),
        after: after + side,
      };
    }

    /** Draws a node whose start along the flow and whose axis are given. @returns {[number, number]} where its body begins and ends */
    function put(id, start, long, axis, parent, { crowded, foot }) {
      const node = nodes[id];
      if (node.kind === "group" && !node.glued && isOpen(id)) {
        const size = extent(id);
        if (id) frames.push({ id, node, u: start, v: axis - size.before, long: size.long, across: size.before + size.after });
        putInside(id, start, axis);
        return [start, start + size.long];
      }
      const body = bodyOf(node);
      const beside = down && !crowded;
      // a label below a volume stands at the end of its extent, one beside it does not lengthen it
      const room = down && crowded ? long - 36 : long;
      const begin = start + (room - body.thick - body.lean) / 2 + (down ? body.lean : 0);
      const parts = node.glued ? node.children : [id];
      const widest = [...parts].sort((a, b) => volume(nodes[b]).thick - volume(nodes[a]).thick)[0];
      let u = begin;
      for (const part of parts) {
        const box = volume(nodes[part]);
        items.push({
          id: part,
          node: nodes[part],
          parent,
          u,
          v: axis,
          box,
          group: node.glued ? id : null,
          text: part === widest ? { node: node.glued ? node : nodes[part], beside, at: body, begin, foot } : null,
        });
        u += box.thick;
      }
      return down ? [begin - body.lean, begin + body.thick] : [begin, begin + body.thick + body.lean * 0.5];
    }

    function putInside(id, start, axis) {
      const node = nodes[id];
      const { columns, rows, crowded } = grid(node);
      const { axes, before } = spread(rows);
      const pad = padOf(node);
      const starts = [];
      const head = down && id ? HEAD : 0; // flowing down, what comes in branches below the title
      let u = start + head + pad;
      for (const column of columns) {
        starts.push(u);
        u += column + GAP;
      }
      const ends = node.children.map((child, place) => {
        const rank = node.ranks[place];
        const v = axis + axes.get(node.lanes[place]);
        const own = extent(child, crowded, isInner(node, place)).long;
        const turns = staggered && !crowded && !down;
        const foot = turns ? rows.get(node.lanes[place]).foot + (rank % 2) * LEVEL : null;
        const [from, to] = put(child, starts[rank] + (columns[rank] - own) / 2, own, v, id, { crowded, foot });
        return { from, to, v, first: starts[rank], last: starts[rank] + columns[rank] };
      });
      const size = extent(id);
      const entry = { from: start, to: start, v: axis, last: start + head };
      const exit = { from: start + size.long, to: start + size.long, v: axis, first: start + size.long };
      for (const [a, b, track] of node.links) {
        const source = a < 0 ? entry : ends[a];
        const target = b < ends.length ? ends[b] : exit;
        const early = a < 0 || node.lanes[a] === null;
        links.push(way(source, target, track ? axis - before - track * TRACK - 2 : null, early));
      }
    }

    /** The corners of a connection: direct, or around what is between. @returns {[number, number][]} */
    function way(source, target, roof, early) {
      const u = source.to;
      const end = target.from;
      if (roof !== null) {
        const [out, back] = [source.last + GAP * 0.4, target.first - GAP * 0.4];
        return [[u, source.v], [out, source.v], [out, roof], [back, roof], [back, target.v], [end, target.v]];
      }
      if (Math.abs(source.v - target.v) < 0.5) return [[u, source.v], [end, target.v]];
      const bend = early ? source.last + GAP * 0.5 : target.first - GAP * 0.5; // between columns: clear of labels
      return [[u, source.v], [bend, source.v], [bend, target.v], [end, target.v]];
    }

    const size = extent(0);
    put(0, 0, size.long, 0, 0, { crowded: false, foot: 0 });
    return { items, frames, links, long: size.long, before: size.before, after: size.after };
  }

  (window.lessonkit.architecture ??= {}).layout = layout;
})();
