/** A thing that the reader teaches: its name, and its pictures, each of which can be taken out again. */
/** @typedef {{features: Float32Array, small: HTMLCanvasElement, item: HTMLElement}} Picture */
(() => {
  "use strict";
  const { button, make } = window.lessonkit;
  const parts = (window.lessonkit.teach ??= {});
  const SMALL = 96; // pixels a side

  /** @param {ImageBitmap} picture closed afterwards @returns {HTMLCanvasElement} */
  function small(picture) {
    const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { width: SMALL, height: SMALL, "aria-hidden": "true" }));
    canvas.getContext("2d").drawImage(picture, 0, 0, SMALL, SMALL);
    picture.close();
    return canvas;
  }

  /**
   * @param {number} number of the thing, from 1, where it has no name
   * @param {{files: (thing: any, files: File[]) => void, camera: ((thing: any) => void) | null, touched: (thing: any) => void,
   *   changed: () => void, remove: (thing: any) => void}} told
   */
  function thing(number, told) {
    /** @type {Picture[]} */
    const pictures = [];
    const input = /** @type {HTMLInputElement} */ (
      make("input", { type: "text", class: "lk-teach__name", placeholder: `Thing ${number}`, "aria-label": `Name of thing ${number}`, maxlength: 24, autocomplete: "off", spellcheck: "false" })
    );
    const count = make("span", { class: "lk-teach__count", text: "no pictures" });
    const list = make("ul", { class: "lk-teach__thumbs" });
    const file = /** @type {HTMLInputElement} */ (make("input", { type: "file", accept: "image/*", multiple: "", hidden: "" }));
    file.addEventListener("change", () => {
      told.files(own, [...file.files]);
      file.value = "";
    });
    const choose = button("Choose pictures", () => file.click());
    const shutter = button("Camera", () => told.camera(own), { hidden: told.camera ? null : "" });
    const gone = button("×", () => told.remove(own), { class: "lk-teach__gone", title: "Remove this thing" });
    const preview = /** @type {HTMLCanvasElement} */ (make("canvas", { width: 128, height: 128, role: "img", "aria-label": "What the camera sees" }));
    const hold = button("Hold for pictures", () => {}, { class: "lk-button lk-button--primary lk-teach__hold" });
    const film = make("div", { class: "lk-teach__film", hidden: "" }, preview, hold);
    let held = false;
    let tapped = false; // a short press takes one, too
    const press = (down) => {
      held = down;
      tapped ||= down;
      hold.classList.toggle("down", down);
    };
    hold.addEventListener("pointerdown", (event) => {
      hold.setPointerCapture(event.pointerId);
      press(true);
    });
    for (const end of ["pointerup", "pointercancel", "blur"]) hold.addEventListener(end, () => press(false));
    hold.addEventListener("contextmenu", (event) => event.preventDefault()); // of a long touch
    hold.addEventListener("keydown", (event) => {
      if (![" ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      if (!event.repeat) press(true);
    });
    hold.addEventListener("keyup", () => press(false));
    input.addEventListener("input", () => {
      label();
      told.changed();
    });

    const name = () => input.value.trim() || `thing ${number}`;
    function label() {
      const many = pictures.length === 1 ? "1 picture" : `${pictures.length || "no"} pictures`;
      count.textContent = many;
      element.setAttribute("aria-label", `${name()}: ${many}`);
      gone.setAttribute("aria-label", `Remove ${name()}`);
      choose.setAttribute("aria-label", `Choose pictures of ${name()}`);
      shutter.setAttribute("aria-label", `Camera for ${name()}`);
      pictures.forEach(({ item }, n) => {
        item.querySelector("canvas").setAttribute("aria-label", `Picture ${n + 1} of ${name()}`);
        item.querySelector("button").setAttribute("aria-label", `Remove picture ${n + 1} of ${name()}`);
      });
    }
    /** @param {Float32Array} features @param {ImageBitmap} shown */
    function add(features, shown) {
      const canvas = small(shown);
      canvas.removeAttribute("aria-hidden");
      canvas.setAttribute("role", "img");
      const out = make("button", { type: "button", text: "×" });
      const item = make("li", {}, canvas, out);
      const picture = { features, small: canvas, item };
      out.addEventListener("click", () => {
        const at = pictures.indexOf(picture);
        pictures.splice(at, 1);
        item.remove();
        label();
        const next = pictures[Math.min(at, pictures.length - 1)]?.item.querySelector("button") ?? choose;
        next.focus();
        told.changed();
      });
      pictures.push(picture);
      list.append(item);
      label();
      told.changed();
    }

    const element = make(
      "section",
      { class: "lk-teach__thing" },
      make("div", { class: "lk-teach__head" }, input, count, gone),
      list,
      film,
      make("div", { class: "lk-row" }, choose, shutter, file),
    );
    element.addEventListener("pointerdown", () => told.touched(own));
    element.addEventListener("focusin", () => told.touched(own));
    const own = {
      element,
      number,
      pictures,
      name,
      add,
      call: (text) => {
        input.value = text;
        label();
      },
      focus: () => input.focus(),
      /** Which pictures are kept back, and whether they were named right. @param {Map<Picture, boolean | null>} kept */
      mark: (kept) => {
        for (const picture of pictures) {
          picture.item.classList.toggle("kept", kept.has(picture));
          const right = kept.get(picture);
          picture.item.dataset.verdict = right === undefined ? "" : right === null ? "test" : right ? "test ✓" : "test ✗";
        }
      },
      /** Shows a picture of the camera. @param {ImageBitmap} picture @returns {boolean} whether it is wanted */
      watch: (picture) => {
        const side = Math.min(picture.width, picture.height);
        const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
        preview.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, preview.width, preview.height);
        const wanted = held || tapped;
        tapped = false;
        return wanted;
      },
      /** @param {boolean} on whether the camera takes pictures of this thing */
      filming: (on) => {
        film.hidden = !on;
        shutter.textContent = on ? "Camera off" : "Camera";
        if (on) hold.focus({ preventScroll: true });
        else press(false);
        tapped = false;
      },
    };
    label();
    return own;
  }
  Object.assign(parts, { thing, small });
})();
