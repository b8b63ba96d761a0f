/**
 * What is in your photograph? Five names, the feature maps of every stage, what a cell sees, where the network looked.
 * Data: `weights` (bytes, loaded when asked), `megabytes` of them, `stages`, `examples`, `side`, `still`: see the snippet.
 */
(() => {
  "use strict";
  const { button, make, onTheme, signed, speaker, widget } = window.lessonkit;
  const WAIT = 150; // milliseconds before a screen reader is told of a cell

  widget("photograph", [
    "widgets/handwriting/layer.css", "./examples.css", "./widget.css", "vision/eye", "./open", "./answer", "./maps", "./look", "./camera",
  ], async (element, data) => {
    const { eye: open, photograph } = window.lessonkit;
    const { side } = data;
    const off = { stages: new Set(), maps: new Set() };
    /** @type {Promise<any> | null} the worker, once somebody asked for it */
    let eye = null;
    /** @type {any} what the network said last */
    let found = null;
    let whole = null; // shares of all classes with nothing switched off
    let fields = new Map();
    /** @type {import("./maps.js").Cell | null} */
    let cell = null;
    let looking = false; // whether the shade is on
    let asked = 0; // the row that it is about
    let turn = 0; // which question is the last one

    const voice = speaker();
    const { say } = voice;
    const status = make("p", { class: "lk-photo__status" });
    const bar = /** @type {HTMLProgressElement} */ (make("progress", { max: 1, value: 0, hidden: "", "aria-label": "The network is loading" }));
    const tell = (text, trouble = false) => {
      status.textContent = text;
      status.classList.toggle("trouble", trouble);
      if (trouble) say(text);
    };

    /** Says why nothing is looked at; what is still being looked at is forgotten. @param {string} why */
    const refuse = (why) => {
      turn += 1;
      camera.stop();
      tell(why, true);
    };
    /** What to say of an error. @param {any} error @param {string} other */
    const words = (error, other) => (error instanceof photograph.Refused ? error.message : other);

    const view = photograph.look(side);
    const answer = photograph.answer((n) => {
      looking = !looking || asked !== n;
      asked = n;
      showAnswer();
    });
    const cards = data.stages.map((stage) => ({
      name: stage.name,
      ...photograph.card(stage, choose, (silent) => {
        off.stages[silent ? "add" : "delete"](stage.name);
        again();
      }),
    }));

    /** The network, loaded when it is asked for the first time. */
    function network() {
      eye ??= (async () => {
        bar.hidden = false;
        start.hidden = true;
        tell(`The network is on its way: ${data.megabytes.toFixed(1)} MB, once.`);
        try {
          const made = await open(data.weights, (share) => (bar.value = share));
          fields = new Map(made.stages.map(({ name, field }) => [name, field]));
          return made;
        } catch (error) {
          console.warn(error);
          eye = null;
          start.hidden = false;
          throw new photograph.Refused("The network did not load. It needs a connection; if you have one, try again.");
        } finally {
          bar.hidden = true;
        }
      })();
      return eye;
    }

    /**
     * Asks about a picture; what was asked before is forgotten.
     * @param {() => Promise<{file?: Blob, picture?: ImageBitmap, note?: string, damaged?: string}>} get
     * @param {string} title
     */
    async function see(get, title, live = false) {
      const mine = (turn += 1);
      const late = () => mine !== turn;
      try {
        const { ask, kernels } = await network();
        const { note, damaged, ...picture } = await get();
        if (late()) return;
        if (!live) tell("Looking …");
        const some = off.stages.size + off.maps.size > 0;
        const moved = picture.picture ? [picture.picture] : [];
        const first = await ask("see", { ...picture, off: live ? off : undefined }, moved).catch(() => {
          throw new photograph.Refused(damaged);
        });
        if (late()) return first.shown.close();
        whole = live ? null : first.probabilities;
        const { shown } = first;
        const last = some && !live ? await ask("again", { off }) : first;
        if (late()) return shown.close();
        found = last;
        view.show(shown, title);
        if (!cell) told.textContent = "Point at a cell of any map, or walk there with the arrow keys: the frame shows what it sees.";
        element.classList.add("seen");
        tell(`${note ? `${note} ` : ""}${Math.round(found.milliseconds)} ms for ${side} × ${side} pixels, in ${kernels}.`);
        await show(live);
        if (late()) return;
        const [best, second] = found.top;
        if (!live) say(`${title}: ${best.name}, ${photograph.percent(best.share)}; then ${second.name}, ${photograph.percent(second.share)}.`);
      } catch (error) {
        if (late()) return;
        if (!(error instanceof photograph.Refused)) console.warn(error);
        refuse(words(error, "Something went wrong here. Try another picture."));
      }
    }
    /** The same picture, with something else switched off. */
    async function again() {
      all.hidden = !(off.stages.size + off.maps.size);
      if (!found || camera.running()) return;
      const mine = (turn += 1);
      const { ask } = await network();
      const next = await ask("again", { off });
      if (mine !== turn) return;
      found = next;
      await show(true);
      if (mine !== turn) return;
      const [best] = found.top;
      say(`Now ${best.name}, ${photograph.percent(best.share)}.`);
    }
    const file = (picked, title) => {
      camera.stop();
      return see(() => photograph.opened(picked), title);
    };

    /** Stage after stage, so that the page answers in between. @param {boolean} steady whether the maps stay where they are */
    async function show(steady) {
      const mine = found;
      const inView = ({ element: card }) => {
        const { top, bottom } = card.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      };
      showAnswer();
      for (const card of cards) {
        if (camera.running() && !inView(card)) continue;
        card.show(found.stages[card.name], steady);
        await new Promise((done) => setTimeout(done));
        if (mine !== found) return;
      }
      showCell();
    }
    function showAnswer() {
      shaded.setAttribute("aria-pressed", String(looking));
      if (!found) return;
      const some = off.stages.size + off.maps.size > 0;
      answer.show(found.top, looking ? asked : -1, some ? whole : null);
      view.attend(looking ? found.top[asked].attention : null);
    }

    function choose(chosen) {
      cell = chosen;
      for (const card of cards) card.mark(cell);
      showCell();
      voice.soon(() => told.textContent, WAIT);
    }
    function showCell() {
      if (!cell || !found) return;
      const { stage, row, column, map } = cell;
      const card = cards.find(({ name }) => name === stage);
      const field = fields.get(stage);
      const all = field.size > side;
      const [wide, high] = view.see(field, row, column);
      const whole = `${field.size} × ${field.size}`;
      let seen = `It sees ${whole} of the ${side} × ${side} pixels.`;
      if (all) seen = `It could see ${whole} pixels: ${side} × ${side} are all there are.`;
      else if (wide < field.size || high < field.size)
        seen = `It sees ${wide} × ${high} of the ${side} × ${side} pixels: its window of ${whole} reaches beyond the picture.`;
      told.replaceChildren(
        make("b", { text: `${photograph.label(stage)}, map ${map + 1}, row ${row + 1}, column ${column + 1}` }),
        ` says ${signed(card.value(cell))}. ${seen}`,
      );
      const silent = off.maps.has(`${stage} ${map}`);
      silence.hidden = false;
      silence.textContent = silent ? `Let map ${map + 1} speak` : `Silence map ${map + 1}`;
    }

    /** What the build has computed for one photograph, until the network is here. */
    async function still() {
      const { title, picture, top, maps } = data.still;
      const shown = async (/** @type {string} */ base64) => {
        const image = /** @type {HTMLImageElement} */ (make("img", { src: `data:image/jpeg;base64,${base64}` }));
        await image.decode();
        return image;
      };
      answer.still(top);
      const photo = await createImageBitmap(await shown(picture));
      if (found) return photo.close();
      view.show(photo, title);
      for (const card of cards) card.still(await shown(maps[card.name]));
    }

    const told = make("p", { class: "lk-photo__cell", text: `${data.still.title}, as seen when this page was built. With the network loaded, point at a cell of any map: the frame shows what it sees.` });
    const silence = button("", () => {
      const name = `${cell.stage} ${cell.map}`;
      off.maps[off.maps.has(name) ? "delete" : "add"](name);
      showCell();
      again();
    }, { hidden: "" });
    const all = button("Switch everything on", () => {
      off.stages.clear();
      off.maps.clear();
      for (const card of cards) card.reset();
      showCell();
      again();
    }, { hidden: "" });
    const shaded = button("Where it looked", () => {
      looking = !looking;
      asked = 0;
      showAnswer();
    }, { "aria-pressed": "false" });

    const input = /** @type {HTMLInputElement} */ (make("input", { type: "file", accept: "image/*", class: "lk-photo__file", tabindex: -1, "aria-hidden": "true" }));
    input.addEventListener("change", () => {
      if (input.files.length) file(input.files[0], "Your picture");
      input.value = "";
    });
    const shutter = button("Camera", async () => {
      if (camera.running()) return camera.stop();
      try {
        await network();
        await camera.start();
      } catch (error) {
        tell(words(error, "The camera did not start."), true);
      }
    });
    const camera = photograph.camera(
      (picture) => see(async () => ({ picture }), "Your camera", true),
      (running) => {
        shutter.textContent = running ? "Take this picture" : "Camera";
        shutter.classList.toggle("lk-button--primary", running);
        if (!running && found) say(`Taken. ${found.top[0].name}, ${photograph.percent(found.top[0].share)}.`);
      },
    );
    shutter.hidden = !camera.here;
    const examples = data.examples.map((example) => {
      const { title, credit, small } = example;
      const chosen = make(
        "button",
        { type: "button", class: "lk-photo__example", title: `${title}. ${credit}` },
        make("img", { src: `data:image/jpeg;base64,${small}`, alt: title, width: 96, height: 96 }),
      );
      chosen.addEventListener("click", async () => {
        camera.stop();
        see(async () => ({ file: await photograph.ours(example), damaged: "This photograph did not load." }), title);
      });
      return chosen;
    });

    const start = button(`Load the network, ${data.megabytes.toFixed(1)} MB`, () => examples[0].click(), { class: "lk-button lk-button--primary" });
    const welcome = make(
      "div",
      { class: "lk-photo__welcome" },
      make("p", {}, make("b", { text: "What is in your photograph?" })),
      make("p", { text: "Drop one here, paste it, choose it, or tap one below." }),
      start,
    );
    view.element.append(welcome);

    // a picture that misses the square must not replace the page
    addEventListener("dragover", (event) => {
      if (!photograph.holds(event)) return;
      event.preventDefault();
      view.element.classList.add("over");
    });
    addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) view.element.classList.remove("over");
    });
    addEventListener("drop", (event) => {
      view.element.classList.remove("over");
      if (!photograph.holds(event)) return;
      event.preventDefault();
      const [dropped] = event.dataTransfer.files;
      if (dropped) file(dropped, "Your picture");
      else refuse("That is a link to a picture elsewhere, and this page fetches nothing. Save the picture, then drop the file.");
    });
    addEventListener("paste", (event) => {
      const [pasted] = event.clipboardData?.files ?? [];
      const typing = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
      if (typing) return;
      event.preventDefault();
      if (pasted) file(pasted, "Your picture");
      else refuse("The clipboard holds no picture. Copy one, then paste again.");
    });

    element.append(
      make(
        "div",
        { class: "lk-photo__picture" },
        view.element,
        make("div", { class: "lk-photo__examples", role: "group", "aria-label": "Photographs of this course" }, ...examples),
        make("div", { class: "lk-row" }, button("Choose a picture", () => input.click()), shutter, shaded, input),
        answer.element,
        make("div", { class: "lk-photo__state" }, bar, status),
        make("p", { class: "lk-photo__private", text: "Your picture stays in this browser. Nothing is sent anywhere." }),
      ),
      make(
        "div",
        { class: "lk-photo__maps" },
        make(
          "div",
          { class: "lk-photo__tools" },
          view.patch,
          make("div", { class: "lk-photo__words" }, told, make("div", { class: "lk-row" }, silence, all)),
        ),
        make("div", { class: "lk-photo__stages" }, ...cards.map((card) => card.element)),
      ),
      voice.element,
    );
    onTheme(() => cards.forEach((card) => card.paint()));
    still(); // not awaited: the page's own room ends when this function does
  });
})();
