/**
 * Folds a long network into units, blocks and stages, from its graph alone, and names them: the page's copy of
 * `snippets/diagrams/tree.py` and `groups.py`, which says why; a test compares the two on all of keras.applications.
 */
(() => {
  "use strict";
  const own = (window.lessonkit.own ??= {});
  const { kindOf, isPadding } = own;
  const [FEW, MANY] = [16, 40]; // parts side by side without stages; more in one group are folded again
  const [BLOCK, BRANCH] = [14, 6]; // units: a larger block is taken apart; a longer branch becomes a group
  const FOLLOWERS = ["norm", "activation", "dropout"];

  /** @template T @param {T[]} values @param {(value: T) => boolean} fits @returns {T | undefined} */
  const lastOf = (values, fits) => [...values].reverse().find(fits);

  /** @typedef {number | Group} Item */
  class Group {
    /** @param {"network" | "model" | "stage" | "block" | "branch" | "unit" | "part"} form @param {Item[]} items @param {string} [name] */
    constructor(form, items, name = "") {
      this.form = form;
      this.items = items;
      this.name = name;
      /** @type {number[]} positions of all calls in it, in order */
      this.calls = items.flatMap(callsOf);
    }
  }
  /** @param {Item} item @returns {number[]} */
  const callsOf = (item) => (typeof item === "number" ? [item] : item.calls);
  const isMain = ({ entry }) => !FOLLOWERS.includes(kindOf(entry)) && !isPadding(entry);
  /** The call that stands for a part: its last one that is no follower. */
  const telling = (calls, positions) => lastOf(positions, (n) => isMain(calls[n])) ?? positions.at(-1);

  class Folder {
    /** @param {import("./graph.js").Graph} graph */
    constructor({ calls, outputs }) {
      this.calls = calls;
      this.outputs = outputs;
      this.kinds = calls.map(({ entry }) => kindOf(entry));
      this.uses = calls.map(() => 0);
      for (const n of [...calls.flatMap(({ sources }) => sources), ...outputs]) this.uses[n] += 1;
    }

    /** Makes each nested model a group; its calls follow one another. */
    nest(positions, depth) {
      const items = [];
      for (let n = 0; n < positions.length; ) {
        const name = this.calls[positions[n]].path[depth];
        if (name === undefined) {
          items.push(positions[n]);
          n += 1;
          continue;
        }
        const run = [];
        for (; n < positions.length && this.calls[positions[n]].path[depth] === name; n += 1) run.push(positions[n]);
        items.push(new Group("model", this.arrange(this.nest(run, depth + 1)), name));
      }
      return items;
    }

    /** Folds one level: units, then blocks, then stages where there are many. */
    arrange(items) {
      const [trunk, sides] = this.split(this.units(items));
      let parts = [];
      for (const run of this.segments(trunk)) {
        if (run.length === 1) parts.push(...run);
        else if (run.length <= BLOCK) parts.push(new Group("block", run));
        else if (run.length > Math.floor(trunk.length / 2)) parts.push(...this.takeApart(run));
        else parts.push(new Group("block", this.takeApart(run)));
      }
      if (parts.length > FEW) parts = this.stages(parts);
      parts.push(...sides.map((side) => (side.length > 1 ? new Group("branch", side) : side[0])));
      return shorten(parts);
    }

    /** Glues followers to the layer before them, and what prepares to the next. */
    units(items) {
      const owner = this.owners(items);
      const glued = [];
      const home = [];
      items.forEach((item, position) => {
        const before = this.onlySource(item, owner);
        let unit = before === undefined ? -1 : (home[before] ?? -1);
        const last = unit >= 0 && glued[unit].at(-1) === items[before];
        if (last && this.joins(glued[unit], item)) glued[unit].push(item);
        else {
          unit = glued.length;
          glued.push([item]);
        }
        home[position] = unit;
      });
      return glued.map((one) => (one.length === 1 ? one[0] : new Group("unit", one)));
    }

    /** The item before this one, if the two are alone with each other. */
    onlySource(item, owner) {
      if (typeof item !== "number" || this.calls[item].sources.length !== 1) return undefined;
      const [source] = this.calls[item].sources;
      return this.uses[source] === 1 ? owner.get(source) : undefined;
    }

    /** Whether a layer belongs to the unit before it. */
    joins(unit, item) {
      if (typeof item !== "number" || unit.some((part) => typeof part !== "number")) return false;
      const input = unit.length === 1 && this.kinds[unit[0]] === "input";
      const mains = unit.filter((part) => isMain(this.calls[part])).map((part) => this.kinds[part]);
      if (FOLLOWERS.includes(this.kinds[item])) return !input && !mains.includes("flatten");
      return !mains.length && !input && ["conv", "pool", "dense"].includes(this.kinds[item]); // padding, or norm and activation
    }

    /** The position of the item that holds each call. */
    owners(items) {
      return new Map(items.flatMap((item, n) => callsOf(item).map((call) => [call, n])));
    }

    /** For each item the positions of the items before it. @returns {Set<number>[]} */
    sources(items) {
      const owner = this.owners(items);
      return items.map((item, n) => {
        const before = callsOf(item).flatMap((call) => this.calls[call].sources.map((source) => owner.get(source)));
        return new Set(before.filter((source) => source !== undefined && source !== n));
      });
    }

    /** Sets side branches apart: what the main output does not need. */
    split(units) {
      const [owner, sources] = [this.owners(units), this.sources(units)];
      const output = this.outputs.find((n) => owner.has(n));
      if (output === undefined) return [units, []];
      const needed = new Set([owner.get(output)]);
      for (const n of needed) for (const source of sources[n]) needed.add(source); // a set grows while it is walked
      const rest = units.filter((_, n) => !needed.has(n));
      return [units.filter((_, n) => needed.has(n)), this.components(rest)];
    }

    /** Parts items that are not connected with one another. */
    components(items) {
      const home = items.map((_, n) => n);
      const top = (n) => {
        while (home[n] !== n) n = home[n] = home[home[n]];
        return n;
      };
      this.sources(items).forEach((sources, n) => {
        for (const source of sources) home[top(n)] = top(source);
      });
      const found = new Map();
      items.forEach((item, n) => found.set(top(n), [...(found.get(top(n)) ?? []), item]));
      return [...found.values()];
    }

    /** Cuts where all that is known so far lies in a single item's output. */
    segments(items) {
      const sources = this.sources(items);
      const lastUse = items.map((_, n) => n);
      sources.forEach((before, n) => {
        for (const source of before) lastUse[source] = Math.max(lastUse[source], n);
      });
      const starts = [...sources.keys()].filter((n) => !sources[n].size);
      let reach = starts.length > 1 ? starts.at(-1) : 0;
      const runs = [];
      let run = [];
      items.forEach((item, n) => {
        run.push(item);
        if (reach <= n) {
          runs.push(run);
          run = [];
        }
        reach = Math.max(reach, lastUse[n]);
      });
      return run.length ? [...runs, run] : runs;
    }

    /** Folds a large block: its branches, or else its resolutions. */
    takeApart(block) {
      const end = block.at(-1);
      const branches = this.components(block.slice(0, -1));
      if (branches.length === 1) return this.stages(block);
      const folded = branches.flatMap((branch) => (branch.length > BRANCH ? [new Group("branch", this.stages(branch))] : branch));
      const last = (item) => callsOf(item).reduce((most, n) => Math.max(most, n), 0);
      return [...folded, end].sort((a, b) => last(a) - last(b));
    }

    /** Groups what has the same resolution; pooling ends a stage. */
    stages(parts) {
      const runs = [];
      for (const part of parts) {
        const place = this.resolution(part);
        const pools = this.kinds[telling(this.calls, callsOf(part))] === "pool";
        const run = runs.at(-1);
        if (run && place !== null && run.place !== null && (pools || run.place === place)) {
          run.items.push(part);
          if (pools) run.place = "pooled"; // the next one starts a stage of its own
        } else runs.push({ place, items: [part] });
      }
      return runs.map(({ items }) => (items.length === 1 ? items[0] : new Group("stage", items)));
    }

    /** The room behind a part; null for inputs and flat outputs. */
    resolution(part) {
      const last = callsOf(part).at(-1);
      const shape = this.calls[last].after[0];
      return !shape || shape.length < 2 || this.kinds[last] === "input" ? null : shape.slice(0, -1).join();
    }
  }

  /** Folds a list that is too long to be seen, evenly, as often as needed. */
  function shorten(parts) {
    while (parts.length > MANY) {
      const size = Math.ceil(parts.length / Math.ceil(parts.length / (MANY / 2)));
      const folded = [];
      for (let n = 0; n < parts.length; n += size) folded.push(new Group("part", parts.slice(n, n + size)));
      parts = folded;
    }
    return parts;
  }

  // ---- names

  const toNumber = (prefix) => /^.*\d/.exec(prefix)?.[0] ?? prefix;
  /** The words with which the names of all weighted layers of a group begin. */
  function common(group, calls) {
    if (group.form === "unit") return calls[telling(calls, group.calls)].name;
    const inside = group.calls.map((n) => calls[n]);
    const heavy = inside.filter(({ entry }) => ["conv", "dense"].includes(kindOf(entry)));
    const names = (heavy.length ? heavy : inside).map(({ name }) => name);
    const ends = names.map((name) => new Set([...name.matchAll(/[A-Za-z]+|\d+/g)].map((word) => word.index + word[0].length)));
    const shared = lastOf([...ends[0]], (end) =>
      names.every((name, n) => ends[n].has(end) && name.slice(0, end) === names[0].slice(0, end)));
    return names[0].slice(0, shared ?? 0);
  }
  /** The name of the sum or concatenation that a block ends with. */
  function ending(group, calls) {
    const last = calls[telling(calls, group.calls)];
    return group.form === "block" && kindOf(last.entry) === "merge" ? last.name : "";
  }
  const times = (values, value) => values.filter((one) => one === value).length;
  /** Names groups by what their layers' names have in common, else by number. */
  function giveNames(root, calls) {
    const waiting = [root];
    while (waiting.length) {
      const inner = waiting.pop().items.filter((one) => typeof one !== "number");
      const wholes = inner.map((one) => common(one, calls));
      const short = inner.map((one, n) => one.name || toNumber(wholes[n]));
      const numbers = new Map();
      inner.forEach((one, n) => {
        numbers.set(one.form, (numbers.get(one.form) ?? 0) + 1);
        let name = short[n];
        if (one.form !== "unit" && times(short, name) > 1)
          name = times(wholes, wholes[n]) > 1 ? ending(one, calls) : wholes[n];
        one.name ||= name || `${one.form} ${numbers.get(one.form)}`;
      });
      waiting.push(...inner);
    }
  }

  /** @param {import("./graph.js").Graph} graph @returns {Group} the tree; its root is the network */
  function fold(graph) {
    const folder = new Folder(graph);
    const root = new Group("network", folder.arrange(folder.nest([...graph.calls.keys()], 0)), graph.name);
    giveNames(root, graph.calls);
    return root;
  }

  Object.assign(own, { fold, callsOf, isMain, lastOf, telling });
})();
