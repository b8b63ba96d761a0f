/**
 * Where the scripts that see meet: each is a part, which runs here and can be sent into a worker as text.
 * A page opened from a file may start no worker from another file; from the text of its own functions it may.
 */
(() => {
  "use strict";
  /** @type {any} */
  const vision = (lessonkit.vision = {});
  /** @type {Function[]} */
  vision.parts = [];
  /** @param {(vision: any) => void} begin adds to the namespace, and uses nothing else that stands around it */
  vision.part = (begin) => {
    vision.parts.push(begin);
    begin(vision);
  };
})();
