/**
 * Runs in a worker, behind Pyodide's own script: Python, which does one thing after another. A message may bring
 * `begin`, the address of the files, and `files`, some of them; it names `wheels`, and may `call` a function of ours,
 * as `checking.run`, with texts.
 */
(() => {
  "use strict";
  const { fetch: ask } = self;
  /** @type {Object<string, string>} what a page without a server hands over, base64 of gzip: it can ask for nothing */
  const given = {};
  const here = new Set(); // wheels that are unpacked
  let base = "";
  let python;

  /** Answers from what was given, as a server would. @param {any} address @returns {Promise<Response>} */
  const answer = async (address) => {
    const name = String(address).split("/").pop();
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    const packed = await ask(`data:application/gzip;base64,${given[name]}`);
    delete given[name]; // it is large, and asked for once
    const plain = packed.body.pipeThrough(new DecompressionStream("gzip"));
    return new Response(plain, { headers: { "content-type": type } });
  };

  /** @param {string} name of a file beside Pyodide @returns {Promise<ArrayBuffer>} */
  async function bytes(name) {
    const found = await fetch(base + name);
    if (!found.ok) throw new Error(`${name} did not load`);
    return found.arrayBuffer();
  }

  async function begin() {
    const packages = bytes("packages.zip"); // while the rest comes
    python = await globalThis.loadPyodide({ indexURL: base });
    python.unpackArchive(await packages, "zip", { extractDir: "/packages" });
    python.runPython('import sys; sys.path.append("/packages"); import lessonkit.web.python.checking');
  }

  /** @param {string[]} wheels @param {Promise<void>} [begun] once there is Python: wheels come meanwhile */
  async function bring(wheels, begun) {
    const missing = [...new Set(wheels)].filter((wheel) => !here.has(wheel));
    const [contents] = await Promise.all([Promise.all(missing.map(bytes)), begun]);
    missing.forEach((wheel, i) => {
      python.unpackArchive(contents[i], "wheel");
      here.add(wheel);
    });
    if (missing.length) python.runPython("import importlib; importlib.invalidate_caches()");
  }

  /** @param {any} asked @returns {Promise<any>} */
  async function work({ begin: where, files, wheels, call }) {
    if (files) {
      Object.assign(given, files);
      self.fetch = answer;
    }
    base ||= where;
    await bring(wheels, where && begin());
    if (!call) return null;
    const [does, ...texts] = call;
    const [program, name] = does.split(".");
    return JSON.parse(python.pyimport(`lessonkit.web.python.${program}`)[name](...texts));
  }

  let last = Promise.resolve();
  self.addEventListener("message", ({ data }) => {
    last = last.then(async () => {
      try {
        self.postMessage({ id: data.id, said: await work(data) });
      } catch (error) {
        self.postMessage({ id: data.id, failed: String(/** @type {Error} */ (error)?.message ?? error).slice(0, 1000) });
      }
    });
  });
})();
