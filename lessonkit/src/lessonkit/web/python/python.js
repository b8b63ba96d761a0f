/** Python for the page: one interpreter in a worker, which comes when it is first asked for. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const base = new URL("../../python/", here).href;
  const CORE = ["pyodide.js", "pyodide.asm.js", "interpreter.js"]; // scripts of the worker
  const DATA = ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "packages.zip"];
  const hasServer = location.protocol !== "file:";
  /** @type {Map<string, string>} what scripts carried, base64 of gzip */
  const carried = new Map();
  /** @type {Map<number, {resolve: (said: any) => void, reject: (error: Error) => void}>} */
  const asked = new Map();
  /** @type {Set<string>} wheels that the worker got without a server */
  const given = new Set();
  /** @type {Promise<Worker> | null} */
  let worker = null;
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

  /** A worker of the page's own policy: it may load from the page's own server, and from nowhere else. */
  async function start() {
    const scripts = CORE.map((name) => (name === "interpreter.js" ? new URL(name, here).href : base + name));
    const parts = hasServer
      ? [`importScripts(${scripts.map((script) => JSON.stringify(script)).join()})`]
      : (await Promise.all(Object.values(await brought(CORE)).map(unpacked))).flatMap((script) => [script, "\n"]);
    const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    const made = new (window.__lkWorker ?? Worker)(address);
    made.onmessage = ({ data: { id, said, failed } }) => {
      const waits = asked.get(id);
      asked.delete(id);
      if (failed === undefined) waits?.resolve(said);
      else waits?.reject(new Error(failed));
    };
    made.onerror = (event) => {
      event.preventDefault();
      end(new Error(event.message || "Python did not load"));
    };
    const files = hasServer ? undefined : await brought(DATA);
    given.clear();
    await send(made, { begin: base, files, wheels: [] });
    URL.revokeObjectURL(address);
    return made;
  }

  /** @param {Worker} to @param {Object<string, any>} message @returns {Promise<any>} */
  const send = (to, message) =>
    new Promise((resolve, reject) => {
      ids += 1;
      asked.set(ids, { resolve, reject });
      to.postMessage({ id: ids, ...message });
    });

  /** Ends Python, whatever it does; it comes anew when it is asked again. @param {Error} reason */
  function end(reason) {
    const ended = worker;
    worker = null;
    ended?.then((one) => one.terminate(), () => {});
    for (const { reject } of asked.values()) reject(reason);
    asked.clear();
  }

  /**
   * @param {string[]} wheels that are needed @param {string} source of a file @param {string} [name] of the file, to
   * check it; else Python only comes, with what the file imports
   * @returns {Promise<any>} what `checking.py` says
   */
  async function ask(wheels, source, name) {
    if (typeof WebAssembly !== "object") throw new Error("This browser runs no WebAssembly, which Python needs");
    try {
      worker ??= start();
      const ready = await worker;
      const missing = hasServer ? [] : [...new Set(wheels)].filter((wheel) => !given.has(wheel));
      const files = missing.length ? await brought(missing) : undefined;
      missing.forEach((wheel) => given.add(wheel));
      return await send(ready, { wheels, files, source, name });
    } catch (error) {
      end(/** @type {Error} */ (error)); // what failed once may be broken
      throw error;
    }
  }

  kit.pythonFile = (name, content) => {
    carried.set(name, content);
  };
  kit.python = { ask, stop: () => end(new Error("stopped")) };
})();
