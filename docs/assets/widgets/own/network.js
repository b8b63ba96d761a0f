/**
 * A read graph as the data that the diagram draws: every layer with its figures, every group with its plan. The page's copy
 * of `snippets/diagrams/network.py`, and compared with it by a test.
 */
(() => {
  "use strict";
  const { grouped } = window.lessonkit;
  const own = (window.lessonkit.own ??= {});
  const { fold, place, callsOf, isMain, lastOf, telling, kindOf } = own;
  const [SIDE, LEAST] = [108, 7]; // pixels: the largest and the smallest face
  const [THICK, THIN, BAND] = [34, 4, 4]; // pixels along the flow; of what follows in a unit
  const [SMALL, SLICES] = [16, 4]; // layers of a network that is shown whole; slices of a closed group
  const COUNTED = { conv: "convolution", dense: "dense layer", pool: "pooling" };
  const SUMS = ["params", "trainable", "macs", "weight_bytes", "activation_bytes"];

  const shapeText = (shape) => (shape ? shape.map((n) => n ?? "?").join(" × ") || "scalar" : "unknown");
  const many = (count, word) => `${grouped(count)} ${word}${count === 1 ? "" : "s"}`;
  const round = (n) => Math.round(n * 10) / 10;
  const scaled = (value, largest, pixels) => pixels * Math.sqrt(value / Math.max(largest, 1));
  const most = (values) => values.reduce((a, b) => Math.max(a, b), 1);
  const isGroup = (item) => typeof item !== "number";

  class Writer {
    /** @param {import("./graph.js").Graph} graph */
    constructor(graph) {
      this.graph = graph;
      this.calls = graph.calls;
      this.root = fold(graph);
      this.costs = this.calls.map((call) => costOf(call));
      const shapes = this.calls.map(({ after }) => after[0] ?? []);
      const wide = shapes.filter((shape) => shape.length > 1);
      this.side = most(wide.flatMap((shape) => shape.slice(0, -1).map((n) => n || 1)));
      this.deep = most(wide.map((shape) => shape.at(-1) || 1));
      this.long = most(shapes.filter((shape) => shape.length === 1).map(([n]) => n || 1));
      /** @type {DiagramNode[]} */
      this.nodes = [];
    }

    /** Writes nodes, parents first. */
    write() {
      const links = this.links();
      const waiting = [[this.root, null, null]];
      while (waiting.length) {
        const [item, parent, main] = waiting.pop();
        const node = isGroup(item) ? this.group(item) : this.layer(item);
        // a band beside the main layer: a border must not hide what it is for
        if (main !== null && item !== main && !isGroup(item)) node.size = [BAND, ...this.size(main).slice(1)];
        parent?.children.push(this.nodes.length);
        this.nodes.push(node);
        if (!isGroup(item)) continue;
        Object.assign(node, { children: [] }, place(item.items.length, links.get(item) ?? []));
        const own = item.form === "unit" ? this.main(item) : null;
        waiting.push(...item.items.map((one) => [one, node, own]).reverse());
      }
      const unknown = (key) => this.costs.filter((cost) => cost[key] === null).length;
      const known = Object.fromEntries(SUMS.map((key) => [key, this.costs.reduce((sum, cost) => sum + (cost[key] ?? 0), 0)]));
      if (!Object.values(known).every(Number.isSafeInteger))
        throw new own.Refused("This network is so large that its numbers cannot be added up exactly here.");
      const totals = { layers: this.calls.length, unknown_macs: unknown("macs"), unknown_params: unknown("params"), ...known };
      return { name: this.graph.name, totals, nodes: this.nodes };
    }

    /** @returns {DiagramNode} */
    layer(position) {
      const call = this.calls[position];
      const { sum, macsum, ...cost } = this.costs[position];
      /** @type {DiagramNode} */
      const node = {
        name: call.name, kind: kindOf(call.entry), type: call.entry.class_name.slice(0, 60), label: call.name,
        shape: shapeText(call.after[0]), size: this.size(position), sum, macsum, ...cost,
      };
      const window = own.windowOf(call.entry, (call.after[0]?.length ?? 0) - 1);
      const activation = own.activationOf(call.entry);
      if (window) node.window = window;
      if (activation) node.activation = activation.slice(0, 60);
      if (call.turns > 1) node.note = `shared: call ${call.turn} of ${call.turns}; its weights count once`;
      return node;
    }

    /** @returns {DiagramNode} */
    group(group) {
      const main = this.main(group);
      /** @type {DiagramNode} */
      const node = {
        name: group.name, kind: "group", label: group.name, about: this.about(group),
        shape: shapeText(this.calls[group.calls.at(-1)].after[0]), size: this.size(main), main: kindOf(this.calls[main].entry),
        ...this.sums(group.calls),
      };
      if (group.form === "unit") return { ...node, glued: true };
      const open = group.form === "network" || this.calls.length <= SMALL;
      return { ...node, slices: this.slices(group), ...(open ? { open } : {}) };
    }

    /** What some calls need together; unknown if one of them is. @returns {any} */
    sums(calls) {
      const add = (key) => (sum, n) => (sum === null || this.costs[n][key] === null ? null : sum + this.costs[n][key]);
      return Object.fromEntries(SUMS.map((key) => [key, calls.reduce(add(key), 0)]));
    }

    /** Says what is inside, such as `3 blocks · 10 convolutions`. */
    about(group) {
      const kinds = group.calls.map((n) => kindOf(this.calls[n].entry));
      const count = (kind) => kinds.filter((one) => one === kind).length;
      let told = Object.entries(COUNTED).filter(([kind]) => count(kind)).map(([kind, word]) => many(count(kind), word));
      if (!count("conv") && !count("dense")) told = [many(group.calls.length, "layer")];
      const blocks = group.items.filter((one) => isGroup(one) && ["block", "model", "stage"].includes(one.form));
      const same = blocks.every((one) => one.form === blocks[0].form);
      if (blocks.length > 1) told.unshift(many(blocks.length, same ? blocks[0].form : "part"));
      return told.join(" · ");
    }

    /** The kinds of what a closed group shows side by side, four at most. */
    slices(group) {
      const pools = group.items.map((item) => kindOf(this.calls[telling(this.calls, callsOf(item))].entry) === "pool");
      const count = pools.filter((pool) => !pool).length;
      const [before, behind] = [pools[0] && !pools.every(Boolean), pools.at(-1)];
      const shown = Math.min(Math.max(count, 1), SLICES, SLICES - Number(before) - Number(behind));
      const main = kindOf(this.calls[this.main(group)].entry);
      return [...(before ? ["pool"] : []), ...Array(shown).fill(main), ...(behind ? ["pool"] : [])];
    }

    /** The call that a group looks like. */
    main(group) {
      const macs = (n) => this.costs[n].macs ?? 0;
      const best = (weigh) => group.calls.reduce((top, n) => (greater(weigh(n), weigh(top)) ? n : top));
      if (group.form === "unit") return best((n) => [Number(isMain(this.calls[n])), macs(n), -n]);
      const heavy = lastOf(group.calls, (n) => kindOf(this.calls[n].entry) === "conv");
      return heavy ?? best((n) => [macs(n), this.costs[n].params ?? 0]);
    }

    /** Thickness, height and width in pixels, by the square root. */
    size(position) {
      const shape = (this.calls[position].after[0] ?? []).map((n) => n || 1);
      if (shape.length < 2) return [THIN + 5, round(Math.max(scaled(shape[0] ?? 1, this.long, SIDE), LEAST)), 0];
      const space = shape.slice(0, -1);
      const [height, width] = space.length > 1 ? space.slice(-2) : [space[0], 0];
      const face = (n) => round(Math.max(scaled(n, this.side, SIDE), LEAST));
      return [round(THIN + scaled(shape.at(-1), this.deep, THICK - THIN)), face(height), width ? face(width) : 0];
    }

    /** Splits every connection into its way out of groups, across, and in. @returns {Map<any, number[][]>} */
    links() {
      const ways = new Map(); // of each call: groups and places, from the root
      const waiting = [[this.root, []]];
      while (waiting.length) {
        const [item, way] = waiting.pop();
        if (isGroup(item)) item.items.forEach((one, n) => waiting.push([one, [...way, [item, n]]]));
        else ways.set(item, way);
      }
      const found = new Map();
      const add = (group, from, to) => found.set(group, [...(found.get(group) ?? []), [from, to]]);
      this.calls.forEach(({ sources }, target) => {
        for (const source of sources) {
          const [out, into] = [ways.get(source), ways.get(target)];
          let level = 0;
          while (out[level][0] === into[level][0] && out[level][1] === into[level][1]) level += 1;
          add(out[level][0], out[level][1], into[level][1]);
          for (const [inner, n] of out.slice(level + 1)) add(inner, n, inner.items.length);
          for (const [inner, n] of into.slice(level + 1)) add(inner, -1, n);
        }
      });
      return found;
    }
  }

  /** Whether a list of numbers comes behind another one. */
  function greater(one, other) {
    const n = one.findIndex((value, k) => value !== other[k]);
    return n >= 0 && one[n] > other[n];
  }

  /** What a call needs; the weights of a layer that is called again have counted before. */
  function costOf(call) {
    const [macs, macsum] = own.work(call.entry, call.before, call.after[0] ?? null);
    const first = call.turn === 1;
    const weights = first ? own.count(call.entry, call.before) : { params: 0, trainable: 0, sum: "", bytes: 0 };
    const { params, trainable, sum, bytes } = weights;
    const size = own.bytesOf(call.dtype);
    const numbers = call.after[0] && !call.entry.config.return_state ? own.product(call.after[0]) : null;
    const memory = size && numbers !== null ? numbers * size : null;
    return { params, trainable, sum, macs, macsum, weight_bytes: bytes, activation_bytes: Number.isSafeInteger(memory) ? memory : null };
  }

  /** @param {import("./graph.js").Graph} graph @returns {{name: string, totals: any, nodes: DiagramNode[]}} */
  own.network = (graph) => new Writer(graph).write();
})();
