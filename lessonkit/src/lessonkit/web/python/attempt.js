/** What a reader writes in an exercise: kept in the browser, carried by a link; and what it imports. */
(() => {
  "use strict";
  const MOST = 20_000; // characters of an attempt, and of what an address carries

  /** What the browser keeps may be missing, forbidden, or anything. @param {string} key */
  function recall(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }
  /** @param {string} key @param {any} value @returns {boolean} whether the browser keeps it */
  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  const textOr = (value, other) => (typeof value === "string" && value ? value : other);

  /**
   * A reader's attempt, as the browser kept it.
   * @param {string} name of the exercise @param {string} starter what a reader finds in it
   * @returns {{text: string, undo: string, old: string, save: (text: string, undo: string, old: string) => string}}
   * what stands in the field, what a reset took away, what was written for another starter; `save` says what keeps it
   * from being kept: `long`, `nothing` (the browser does not), or nothing at all
   */
  function draft(name, starter) {
    const key = `lk-attempt:${name}`;
    const kept = recall(key) ?? {};
    const same = kept.from === starter;
    const written = [kept.text, kept.undo, kept.old].map((one) => textOr(one, ""));
    const save = (text, undo, old) => {
      if (text.length > MOST) return "long";
      return keep(key, { from: starter, text, undo, old }) ? "" : "nothing";
    };
    if (!same) return { text: starter, undo: "", old: written.find((one) => one && one !== kept.from && one !== starter) ?? "", save };
    return { text: written[0] || starter, undo: written[1], old: written[2], save };
  }

  /** @param {"CompressionStream" | "DecompressionStream"} way @param {Uint8Array} bytes */
  const through = async (way, bytes) =>
    new Uint8Array(
      await new Response(
        new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new globalThis[way]("deflate-raw")),
      ).arrayBuffer(),
    );

  /** @param {string} text @returns {Promise<string | null>} as an address can carry it; null if it is too long for one */
  async function pack(text) {
    if (text.length > MOST) return null;
    const bytes = await through("CompressionStream", new TextEncoder().encode(text));
    const binary = Array.from(bytes, (one) => String.fromCharCode(one)).join("");
    const packed = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    return packed.length > MOST ? null : packed;
  }

  /** @param {string} packed @returns {Promise<string>} */
  async function unpack(packed) {
    const bytes = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const plain = await through("DecompressionStream", Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
    return new TextDecoder().decode(plain);
  }

  /**
   * @param {string} hash of the page's address @param {string} name of the exercise
   * @returns {Promise<{text: string | null} | null>} the attempt that the address carries, if it is one of this
   * exercise; without a text if it cannot be read
   */
  async function linked(hash, name) {
    const [, of, packed] = /^#attempt=([^:]+):(.*)$/.exec(hash) ?? [];
    if (of !== name) return null;
    try {
      const text = packed.length > MOST ? "" : await unpack(packed);
      return { text: text && text.length <= MOST ? text : null };
    } catch {
      return { text: null };
    }
  }

  /** @param {string} source of a program @returns {Set<string>} the packages that it imports, and perhaps more */
  function importsOf(source) {
    const code = source.replace(/\\\r?\n/g, " "); // one line that is written in two
    const first = (pattern) => [...code.matchAll(pattern)].map((found) => found[1]);
    const lists = first(/(?:^|[;:])[ \t]*import[ \t]+([^;#\n]+)/gm);
    const names = lists.flatMap((list) => list.split(",").map((one) => /^\s*(\w+)/.exec(one)?.[1]));
    const others = first(/(?:^|[;:])[ \t]*from[ \t]+(\w+)/gm);
    const called = first(/\b(?:__import__|import_module)\(\s*["'](\w+)/g);
    return new Set([...names, ...others, ...called].filter(Boolean));
  }

  /**
   * @param {string} source of a program @param {[string, string[]][]} listed names that it may import, with their wheels
   * @returns {string[]} the wheels that it needs
   */
  function wheelsOf(source, listed) {
    const imported = importsOf(source);
    return listed.flatMap(([name, wheels]) => (imported.has(name) ? wheels : []));
  }

  window.lessonkit.attempt = { MOST, recall, keep, draft, pack, linked, importsOf, wheelsOf };
})();
