/** Asks Python in the page, and offers to stop it: what exercises and blocks of code have in common. */
(() => {
  "use strict";
  const kit = window.lessonkit;
  const { attempt, button, python } = kit;
  const LONG = 2000; // ms after which a reader may want to stop it
  const hasServer = location.protocol !== "file:"; // else nothing comes over a network

  /** @param {string} listed as the page has it @returns {[string, string[]][]} names to import, with their wheels */
  const importsFrom = (listed) =>
    listed
      .split(" ")
      .filter(Boolean)
      .map((one) => one.split(":"))
      .map(([name, wheels]) => [name, wheels.split(",").filter(Boolean)]);

  /**
   * @param {object} given
   * @param {HTMLElement} given.ask the button that asks @param {(text: string) => void} given.calm says what is no verdict
   * @param {string} given.source of a program whose imports come with Python @param {[string, string[]][]} given.imports
   * @param {string} given.cost of Python, as `9 MB` @param {boolean} [given.once] whether Python ends with each answer
   * @param {string} given.stopped what is said then @param {string} given.instead what to do if Python does not work
   */
  function asking({ ask, calm, source: first, imports, cost, once = false, stopped, instead }) {
    const stop = button("Stop", () => python.stop(), { hidden: "" });
    const wheels = (source) => attempt.wheelsOf(source, imports);
    const comes = hasServer ? `Downloading Python: ${cost} …` : "Python starts …";
    let running = false;
    let ready = false;

    /** @param {boolean} now whether Python is at work */
    function working(now) {
      running = now;
      ask.setAttribute("aria-disabled", `${now}`);
      if (now) return;
      if (document.activeElement === stop) ask.focus();
      stop.hidden = true;
    }
    /** @param {Error} error */
    function failed({ message }) {
      ready = false;
      calm(message === "stopped" ? stopped : `Python in the page does not work: ${message}. Try again, or ${instead}.`);
    }
    const isReady = () => ready && python.isHere();
    async function warm() {
      if (isReady()) return;
      await python.ask(wheels(first), ["checking.warm", first]);
      ready = !once; // else Python is downloaded anew, each time
    }
    /** Has Python come, and says so. */
    function come() {
      calm(comes);
      warm().then(() => running || calm("Python is here."), failed);
    }
    /**
     * @param {string} busy what is said meanwhile @param {string} source what it runs, for its imports @param {string[]} call
     * @returns {Promise<any>} what Python says; null where it did not, which the reader has been told
     */
    async function run(busy, source, call) {
      if (running) return null;
      working(true);
      calm(isReady() ? busy : comes);
      try {
        await warm();
        calm(busy);
        const timer = setTimeout(() => {
          stop.hidden = false;
          calm("Still at it. If a loop never ends, stop it.");
        }, LONG);
        return await python.ask(wheels(source), call, once).finally(() => clearTimeout(timer));
      } catch (error) {
        failed(/** @type {Error} */ (error));
        return null;
      } finally {
        working(false);
      }
    }
    return { stop, come, run };
  }

  kit.asking = asking;
  kit.importsFrom = importsFrom;
})();
