/** Small parts that widgets share: a button, what is said aloud, a text to copy, a file to save, a change of theme. */
(() => {
  "use strict";
  const { make } = window.lessonkit;

  /** @param {string} text @param {(event: Event) => void} action @param {Object<string, any>} [more] attributes */
  function button(text, action, more = {}) {
    const made = /** @type {HTMLButtonElement} */ (make("button", { type: "button", class: "lk-button", text, ...more }));
    made.addEventListener("click", action);
    return made;
  }

  /**
   * Says things to those who hear a page. What moves under a hand is said when the hand rests, and only the last of it.
   * @returns {{element: HTMLElement, say: (text: string) => void, soon: (text: () => string, wait?: number) => void}}
   */
  function speaker() {
    const element = make("p", { class: "lk-hidden", "aria-live": "polite" });
    let timer = 0;
    function say(text) {
      clearTimeout(timer);
      element.textContent = text;
    }
    function soon(text, wait = 500) {
      clearTimeout(timer);
      timer = window.setTimeout(() => say(text()), wait);
    }
    return { element, say, soon };
  }

  /** @param {string} text @returns {Promise<boolean>} whether the browser let the page copy it */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  /** A button for the page's address, with all that is set. @param {(text: string) => void} say @param {() => string} copied what to say then */
  const copyLink = (say, copied) =>
    button("Copy a link to this", async () => {
      const address = location.href;
      say((await copy(address)) ? copied() : `Copy this address: ${address}`);
    });

  /** @param {string} name of the file @param {Blob} content */
  function download(name, content) {
    const link = make("a", { href: URL.createObjectURL(content), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // some browsers ask the reader first
  }

  /** @type {(() => void)[]} */
  const painters = [];
  /** @param {() => void} paint called after each change between light and dark, in the order of these calls */
  function onTheme(paint) {
    if (!painters.length)
      new MutationObserver(() => painters.forEach((one) => one())).observe(document.body, {
        attributeFilter: ["data-md-color-scheme"],
      });
    painters.push(paint);
  }

  /**
   * One sentence in the place of what failed, and a way to have it after all.
   * @param {HTMLElement} place @param {string} sentence @param {() => void} again
   */
  function failure(place, sentence, again) {
    const retry = button("Try again", () => {
      message.remove();
      place.tabIndex = -1;
      place.focus({ preventScroll: true }); // where the button was
      again();
    });
    const message = make("p", { class: "lk-failed", role: "status" }, `${sentence} `, retry);
    place.append(message);
  }

  /**
   * The buttons of blocks of code: what they do comes when a hand nears one.
   * @param {Event} event
   */
  async function code({ type, target }) {
    const pressed = target instanceof Element ? target.closest(".lk-source__head button") : null;
    if (!pressed) return;
    const block = pressed.closest(".lk-source");
    try {
      await window.lessonkit.parts("lessonkit/code/text", "lessonkit/code/copying");
      if (type === "click") await window.lessonkit.copying(pressed);
      else await window.lessonkit.codeOf(block);
    } catch {
      if (type === "click") failure(block, "What these lines need did not load.", () => pressed.click());
    }
  }
  for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, code);

  Object.assign(window.lessonkit, { button, speaker, copy, copyLink, download, onTheme, failure });
})();
