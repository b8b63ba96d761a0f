/** What plays by itself, step after step: an animation, a window that slides, a network that learns. */
(() => {
  "use strict";

  /**
   * A player whose steps come one at a time, however often it is started and stopped.
   * @param {() => unknown} step the next one; `false`: there is none any more
   * @param {() => number} pace milliseconds from step to step, at least
   * @param {(playing: boolean) => void} [changed] told when it starts and when it stops
   */
  function player(step, pace, changed = () => {}) {
    /** @type {object | null} the loop that plays; one that is no longer it ends */
    let current = null;

    function stop() {
      if (!current) return;
      current = null;
      changed(false);
    }
    async function start() {
      if (current) return;
      const loop = (current = {});
      changed(true);
      try {
        while (loop === current) {
          const wait = new Promise((done) => setTimeout(done, pace()));
          const more = await step();
          if (more === false && loop === current) stop();
          await wait;
        }
      } finally {
        if (loop === current) stop();
      }
    }
    return { start, stop, playing: () => Boolean(current) };
  }

  Object.assign(window.lessonkit, { player });
})();
