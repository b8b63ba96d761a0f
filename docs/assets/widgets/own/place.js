/**
 * Where the parts of a group stand: ranks along the flow, lanes across it, links. The page's copy of
 * `snippets/diagrams/placement.py`, and compared with it by a test.
 */
(() => {
  "use strict";
  const own = (window.lessonkit.own ??= {});
  const ENTRY = -1;

  /**
   * @param {number} count of parts; each stands after its sources
   * @param {number[][]} given who feeds whom, with -1 and `count` for the group's two ends
   * @returns {{ranks: number[], lanes: (number | null)[], links: number[][]}}
   */
  function place(count, given) {
    const pairs = [...new Map(given.map((pair) => [pair.join(), pair])).values()].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
    const before = Array.from({ length: count + 1 }, () => []);
    const after = Array.from({ length: count }, () => []);
    for (const [a, b] of pairs) {
      before[b].push(a);
      if (a !== ENTRY) after[a].push(b);
    }
    const rank = ranksOf(count, before);
    const lane = lanesOf(count, before, after, rank);
    const alone = aloneOf(count, pairs, rank);
    const lanes = lane.map((one, n) => (alone[n] ? null : one));
    const cells = new Set(lane.map((one, n) => `${rank[n]},${one}`));
    const at = (n) => (n === ENTRY ? -1 : n === count ? Math.max(0, ...rank) + 1 : rank[n]);
    const used = [];
    const links = [...pairs]
      .sort((p, q) => at(p[1]) - at(p[0]) - (at(q[1]) - at(q[0])))
      .map(([a, b]) => {
        if (isFree(a, b, at, lanes, cells)) return [a, b, 0];
        const blocked = new Set(used.filter(([from, to]) => from < at(b) && at(a) < to).map(([, , track]) => track));
        let track = 1;
        while (blocked.has(track)) track += 1;
        used.push([at(a), at(b), track]);
        return [a, b, track];
      })
      .sort((p, q) => p[0] - q[0] || p[1] - q[1]);
    return { ranks: rank, lanes, links };
  }

  /** The longest way from the entry to each part. */
  function ranksOf(count, before) {
    const rank = [];
    for (let n = 0; n < count; n += 1) rank.push(Math.max(-1, ...before[n].map((a) => (a === ENTRY ? -1 : rank[a]))) + 1);
    return rank;
  }

  /** Keeps a branch on one lane; of two, the longer keeps the first; of more, they stand as they were defined. */
  function lanesOf(count, before, after, rank) {
    const inner = (n) => after[n].filter((b) => b < count);
    const length = [];
    for (let n = count - 1; n >= 0; n -= 1) length[n] = 1 + Math.max(0, ...inner(n).map((b) => length[b]));
    const beside = new Map();
    for (const r of rank) beside.set(r, (beside.get(r) ?? 0) + 1);
    const turn = (n) => (beside.get(rank[n]) > 2 ? 0 : -length[n]);
    const lane = [];
    const taken = new Map(); // the last rank in use on each lane
    for (const n of [...rank.keys()].sort((p, q) => rank[p] - rank[q] || turn(p) - turn(q) || p - q)) {
      const [source] = before[n].filter((a) => a >= 0);
      const options = [source === undefined ? 0 : lane[source], ...Array(taken.size + 1).keys()];
      lane[n] = options.find((k) => (taken.get(k) ?? -1) < rank[n]);
      const end = inner(n).length ? Math.max(...inner(n).map((b) => rank[b] - 1)) : rank[n];
      const keeps = after[n].length === 1 && before[Math.min(after[n][0], count)].length > 1;
      taken.set(lane[n], Math.max(rank[n], keeps ? end : rank[n]));
    }
    return lane;
  }

  /** For each part whether no other part or branch is beside it. */
  function aloneOf(count, pairs, rank) {
    const last = Math.max(0, ...rank);
    const beside = Array(last + 2).fill(0);
    for (const r of rank) beside[r] += 1;
    const passing = Array(last + 3).fill(0);
    for (const [a, b] of pairs) {
      const end = b === count ? last + 1 : rank[b];
      if (a < 0 || end - rank[a] <= 1) continue;
      passing[rank[a] + 1] += 1;
      passing[end] -= 1;
    }
    let total = 0;
    for (let r = 0; r <= last; r += 1) passing[r] = total += passing[r];
    return rank.map((r) => beside[r] === 1 && passing[r] === 0);
  }

  /** Whether a direct way meets no part between its ends. */
  function isFree(a, b, at, lanes, cells) {
    if (at(b) - at(a) <= 1) return true;
    const way = (a >= 0 ? lanes[a] : null) ?? (b < lanes.length ? lanes[b] : null);
    if (way === null) return false;
    for (let r = at(a) + 1; r < at(b); r += 1) if (cells.has(`${r},${way}`)) return false;
    return true;
  }

  own.place = place;
})();
