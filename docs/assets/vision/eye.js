/** The page's side of the worker: it starts it, asks, and hands back what it answers. */
(() => {
  "use strict";
  const kit = window.lessonkit;

  /** A page that was opened from a file starts its worker from the text of its own functions. @returns {Promise<Worker>} */
  async function started() {
    if (location.protocol !== "file:") return new Worker(kit.address("vision/worker.js"));
    await kit.parts(
      "vision/parts", "vision/carried", "vision/plain", "vision/simd", "vision/network", "vision/resample",
      "vision/square", "vision/serve",
    );
    const parts = kit.vision.parts.map((part) => `(${part})(vision);`);
    const text = ['"use strict"; const vision = {};', ...parts, "vision.serve(self);"].join("\n");
    const Own = window.__lkWorker ?? Worker;
    return new Own(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }

  /**
   * An eye: a worker with a network in it, which is loaded now.
   * @param {{script: string, bytes: number}} weights as a snippet left them
   * @param {(share: number) => void} progress told how much of them has come
   * @param {boolean} [plain] without WebAssembly
   */
  kit.eye = async (weights, progress, plain = false) => {
    const worker = await started();
    /** @type {Map<number, {done: (found: any) => void, failed: (error: Error) => void}>} */
    const asked = new Map();
    const whole = (4 / 3) * weights.bytes;
    let ids = 0;
    worker.onmessage = ({ data: { id, found, bytes, error } }) => {
      if (bytes) return progress(Math.min(bytes / whole, 1));
      const { done, failed } = asked.get(id);
      asked.delete(id);
      if (error === undefined) done(found);
      else failed(new Error(error));
    };
    /** @type {Error | null} why it cannot answer any more */
    let broken = null;
    worker.onerror = (event) => {
      event.preventDefault();
      broken = new Error(event.message || "the browser starts no worker here");
      for (const { failed } of asked.values()) failed(broken);
      asked.clear();
    };
    const ask = (question, more, moved = []) =>
      new Promise((done, failed) => {
        if (broken) throw broken;
        asked.set((ids += 1), { done, failed });
        worker.postMessage({ id: ids, question, ...more }, moved);
      });
    try {
      const file = location.protocol === "file:";
      const source = file
        ? { text: await kit.file(weights) }
        : { address: kit.address(`outputs/${weights.script}.js`) };
      const about = await ask("load", { ...source, plain });
      return { ...about, ask, close: () => worker.terminate() };
    } catch (error) {
      worker.terminate();
      throw error;
    }
  };
})();
