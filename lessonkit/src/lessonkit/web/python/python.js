/** Python for the page: one interpreter in a worker, which comes when it is first asked for. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const base = kit.address("python/");
  const INTERPRETER = kit.address("lessonkit/python/interpreter.js");
  const CORE = ["pyodide.js", "pyodide.asm.js", "interpreter.js"]; // scripts of the worker
  const DATA = ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "packages.zip"];
  const hasServer = location.protocol !== "file:";
  /** @type {Map<string, string>} what scripts carried, base64 of gzip */
  const carried = new Map();
  /**
   * @typedef {object} Interpreter one Python, which may not be there yet
   * @property {Promise<void>} [ready] @property {Worker} [worker] @property {Error} [ended] why it is over
   * @property {Set<string>} given wheels that it got without a server
   * @property {Map<number, {resolve: (said: any) => void, reject: (error: Error) => void}>} asked what it owes
   */
  /** @type {Interpreter | null} the one that answers next */
  let now = null;
  /** @type {Promise<any>} what was asked last: one file after another */
  let last = Promise.resolve();
  let ids = 0;

  /** @param {string[]} names of files, each carried by a script @returns {Promise<Object<string, string>>} them */
  async function brought(names) {
    await Promise.all(names.map((name) => carried.has(name) || kit.load(`python/${name}.js`)));
    return Object.fromEntries(names.map((name) => [name, carried.get(name)]));
  }
  /** @param {string} content base64 of gzip @returns {Promise<Blob>} */
  async function unpacked(content) {
    const packed = await fetch(`data:application/gzip;base64,${content}`);
    return new Response(packed.body.pipeThrough(new DecompressionStream("gzip"))).blob();
  }

  /** @returns {Promise<BlobPart[]>} the worker's script */
  async function script() {
    const scripts = CORE.map((name) => (name === "interpreter.js" ? INTERPRETER : base + name));
    if (hasServer) return [`importScripts(${scripts.map((one) => JSON.stringify(one)).join()})`];
    return (await Promise.all(Object.values(await brought(CORE)).map(unpacked))).flatMap((one) => [one, "\n"]);
  }

  /**
   * A worker of the page's own policy: it may load from the page's own server, and from nowhere else.
   * @param {Interpreter} one @param {string[]} wheels
   */
  async function start(one, wheels) {
    const [parts, files] = await Promise.all([script(), hasServer ? undefined : brought([...DATA, ...wheels])]);
    if (one.ended) throw one.ended;
    const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    one.worker = new (window.__lkWorker ?? Worker)(address);
    one.worker.onmessage = ({ data: { id, said, failed } }) => {
      const waits = one.asked.get(id);
      one.asked.delete(id);
      if (failed === undefined) waits?.resolve(said);
      else waits?.reject(new Error(failed));
    };
    one.worker.onerror = (event) => {
      event.preventDefault();
      end(one, new Error(event.message || "Python did not load"));
    };
    try {
      await send(one, { begin: base, files, wheels });
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  /** @param {string[]} wheels @returns {Interpreter} */
  function begin(wheels) {
    /** @type {Interpreter} */
    const one = { given: new Set(wheels), asked: new Map() };
    one.ready = start(one, wheels);
    return one;
  }

  /** @param {Interpreter} to @param {Object<string, any>} message @returns {Promise<any>} */
  const send = (to, message) =>
    new Promise((resolve, reject) => {
      if (to.ended) return reject(to.ended);
      ids += 1;
      to.asked.set(ids, { resolve, reject });
      to.worker.postMessage({ id: ids, ...message });
    });

  /** Ends Python, whatever it does; it comes anew when it is asked again. @param {Interpreter} one @param {Error} reason */
  function end(one, reason) {
    if (now === one) now = null;
    one.ended ??= reason;
    one.worker?.terminate();
    for (const { reject } of one.asked.values()) reject(reason);
    one.asked.clear();
  }

  /** @param {string[]} wheels @param {string[]} call @param {boolean} [once] */
  async function answer(wheels, call, once) {
    const one = (now ??= begin([...new Set(wheels)]));
    try {
      await one.ready;
      const missing = hasServer ? [] : [...new Set(wheels)].filter((wheel) => !one.given.has(wheel));
      const files = missing.length ? await brought(missing) : undefined;
      missing.forEach((wheel) => one.given.add(wheel));
      const said = await send(one, { wheels, files, call });
      if (once) end(one, new Error("ended"));
      return said;
    } catch (error) {
      end(one, /** @type {Error} */ (error)); // what failed once may be broken
      throw error;
    }
  }

  /**
   * @param {string[]} wheels that are needed @param {string[]} call of a function of ours: its name, as `checking.run`, and what
   * it is given @param {boolean} [once] whether Python ends then: it may have been changed by what a stranger wrote
   * @returns {Promise<any>} what the function says
   */
  async function ask(wheels, call, once) {
    if (typeof WebAssembly !== "object") throw new Error("This browser runs no WebAssembly, which Python needs");
    const said = last.then(() => answer(wheels, call, once));
    last = said.catch(() => {});
    return said;
  }

  kit.pythonFile = (name, content) => {
    carried.set(name, content);
  };
  kit.python = { ask, stop: () => now && end(now, new Error("stopped")), isHere: () => Boolean(now?.worker) };
})();
