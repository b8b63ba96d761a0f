/**
 * Teach it your own: things, a name and pictures each; a last layer trained on the network's features; new pictures.
 * Data: `weights`, `megabytes`, `examples`, `side` of the snippet `photograph`; `ours`, `places`, `zoom`, `settings`,
 * `preprocessing` of the snippet `taught`.
 */
(() => {
  "use strict";
  const { button, download, make, widget } = window.lessonkit;
  const LEAST = 2; // things, and pictures of each to learn from
  const [MOST_THINGS, MOST_PICTURES] = [6, 40];
  const EVERY = 250; // milliseconds between pictures of the camera
  const SHOWN = 6; // features of which the sums are shown

  widget("teach", [
    "widgets/photograph/examples.css", "./widget.css", "vision/eye", "widgets/photograph/open",
    "widgets/photograph/answer", "widgets/photograph/camera", "./layer", "./thing", "./show",
  ], async (element, data) => {
    const { eye: open, photograph, teach } = window.lessonkit;
    /** @type {Promise<any> | null} the worker, once somebody asked for it */
    let eye = null;
    /** @type {any[]} */
    let things = [];
    /** @type {any} the layer that was trained last */
    let layer = null;
    let stale = false; // whether pictures have changed since
    /** @type {any} the new picture, as the network describes it */
    let seen = null;
    /** @type {any} the thing of which the reader touched something last: it gets what is pasted */
    let touched = null;
    let turn = 0;
    let training = false;
    let work = Promise.resolve(); // pictures are described one after another

    const status = make("p", { class: "lk-teach__status", role: "status" });
    const bar = /** @type {HTMLProgressElement} */ (make("progress", { max: 1, value: 0, hidden: "", "aria-label": "The network is loading" }));
    const tell = (text, trouble = false) => {
      status.textContent = text;
      status.classList.toggle("trouble", trouble);
    };
    const failed = (error) => {
      const known = error instanceof photograph.Refused;
      if (!known) console.warn(error);
      tell(known ? error.message : "Something went wrong here. Try another picture.", true);
    };

    /** The network, loaded when it is asked for the first time. */
    function network() {
      eye ??= (async () => {
        bar.hidden = false;
        tell(`The network is on its way: ${data.megabytes.toFixed(1)} MB, once.`);
        try {
          return await open(data.weights, (share) => (bar.value = share));
        } catch (error) {
          console.warn(error);
          eye = null;
          throw new photograph.Refused("The network did not load. It needs a connection; if you have one, try again.");
        } finally {
          bar.hidden = true;
        }
      })();
      return eye;
    }
    /** Has the network describe a picture. @param {{file?: Blob, picture?: ImageBitmap, damaged?: string}} picture */
    async function described({ damaged, ...picture }) {
      const { ask } = await network();
      try {
        return await ask("see", picture, picture.picture ? [picture.picture] : []);
      } catch (error) {
        throw damaged ? new photograph.Refused(damaged) : error;
      }
    }

    // --- things and their pictures
    /** @param {any} thing @param {() => Promise<any>} get a picture */
    function add(thing, get) {
      work = work.then(async () => {
        if (!things.includes(thing)) return;
        if (thing.pictures.length >= MOST_PICTURES) return tell(`${MOST_PICTURES} pictures of a thing are plenty.`, true);
        try {
          const { features, shown } = await described(await get());
          if (!things.includes(thing)) return shown.close();
          thing.add(features, shown);
          tell(`${thing.name()}: picture ${thing.pictures.length}.`);
        } catch (error) {
          failed(error);
        }
      });
      return work;
    }
    const told = {
      files: (thing, files) => files.forEach((file) => add(thing, () => photograph.opened(file))),
      camera: null,
      touched: (thing) => (touched = thing),
      changed: () => {
        stale = true;
        show();
      },
      remove: (thing) => {
        if (filming === thing) camera.stop();
        things = things.filter((other) => other !== thing);
        thing.element.remove();
        if (touched === thing) touched = null;
        told.changed();
        another.focus();
      },
    };
    function addThing(name = "") {
      let number = 1;
      while (things.some((thing) => thing.number === number)) number += 1;
      const thing = teach.thing(number, told);
      if (name) thing.call(name);
      things.push(thing);
      list.append(thing.element);
      told.changed();
      return thing;
    }
    /** @returns {Promise<ImageBitmap>} a part of one of the course's photographs */
    async function cropped(example, [x, y]) {
      const whole = await createImageBitmap(await photograph.ours(example));
      const side = data.zoom * Math.min(whole.width, whole.height);
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = Math.round(side);
      canvas.getContext("2d").drawImage(whole, x * (whole.width - side), y * (whole.height - side), side, side, 0, 0, canvas.width, canvas.height);
      whole.close();
      return createImageBitmap(canvas);
    }
    async function takeOurs() {
      ours.disabled = true;
      camera.stop();
      for (const thing of things.filter(({ pictures }) => !pictures.length)) {
        things = things.filter((other) => other !== thing);
        thing.element.remove();
      }
      const taken = data.ours.slice(0, MOST_THINGS - things.length);
      for (const [name, example] of taken) {
        const thing = addThing(name);
        for (const place of data.places) await add(thing, async () => ({ picture: await cropped(data.examples[example], place) }));
      }
      ours.disabled = false;
      if (status.classList.contains("trouble")) return;
      await learn();
    }

    // --- training
    const test = () => keep.checked;
    /** Why nothing can be learned yet; empty if it can. */
    function lacking() {
      if (things.length < LEAST) return "It takes two things, or there is nothing to tell apart.";
      const needed = LEAST + Number(test());
      const short = things.find(({ pictures }) => pictures.length < needed);
      if (short) {
        const more = needed - short.pictures.length;
        const why = test() ? `At least ${needed} of each, because one is kept back as a test` : `At least ${needed} of each`;
        return `${more === 1 ? "One more picture" : `${more} more pictures`} of ${short.name()}, please. ${why}; ten are better.`;
      }
      const names = things.map((thing) => thing.name());
      const twice = names.find((name, n) => names.indexOf(name) < n);
      return twice ? `Two things are called ${twice}. Give one of them another name.` : "";
    }
    const keptOf = ({ pictures }) => (test() ? pictures.slice(-1) : []);
    async function learn() {
      const why = lacking();
      if (why) return tell(why, true);
      if (training) return;
      const began = performance.now();
      const [features, numbers] = [[], []];
      const kept = { pictures: [], features: [], numbers: [] };
      things.forEach((thing, n) => {
        const back = keptOf(thing);
        for (const picture of thing.pictures) {
          const held = back.includes(picture);
          if (held) kept.pictures.push(picture);
          (held ? kept.features : features).push(picture.features);
          (held ? kept.numbers : numbers).push(n);
        }
      });
      [training, stale] = [true, false];
      try {
        layer = await teach.train(features, numbers, things.map((thing) => thing.name()), data.settings, kept);
      } finally {
        training = false;
      }
      layer.milliseconds = performance.now() - began;
      const right = kept.features.map((picture, i) => best(teach.shares(picture, layer)) === kept.numbers[i]);
      layer.verdicts = new Map(kept.pictures.map((picture, i) => [picture, right[i]]));
      layer.tested = kept.pictures.length;
      layer.right = right.filter(Boolean).length;
      curve.show(layer);
      tell(`Learned from ${features.length} pictures in ${Math.round(layer.milliseconds)} ms. Now show it a new one.`);
      show();
      name();
    }
    const best = (shares) => shares.indexOf(Math.max(...shares));

    function show() {
      const verdicts = layer && !stale ? layer.verdicts : new Map();
      for (const thing of things) thing.mark(new Map(keptOf(thing).map((picture) => [picture, verdicts.get(picture) ?? null])));
      another.disabled = things.length >= MOST_THINGS;
      train.textContent = layer && stale ? "Train again" : "Train";
      train.classList.toggle("lk-button--primary", stale && !lacking());
      result.hidden = take.hidden = !layer;
      if (!layer) return;
      const words = layer.tested
        ? `Of ${layer.tested} pictures kept back, ${layer.right === layer.tested ? "all are" : `${layer.right} ${layer.right === 1 ? "is" : "are"}`} named right; guessing would get 1 right.`
        : "Nothing was kept back, so nobody knows how good it is.";
      result.textContent = stale ? `${words} Since then, something has changed.` : words;
    }

    // --- a new picture
    /** Names the picture at hand with the layer at hand. */
    function name() {
      if (!seen) return;
      welcome.hidden = true;
      if (!layer) return;
      const found = teach.arithmetic(seen.features, layer, SHOWN);
      bars.show(layer.names, found.shares);
      if (!seen.live) sums.show(found, layer, seen.small, seen.maps);
      const [first] = found.order;
      return `${layer.names[first]}, ${photograph.percent(found.shares[first])}`;
    }
    /** @param {() => Promise<any>} get @param {string} title */
    async function see(get, title, live = false) {
      const mine = (turn += 1);
      try {
        const found = await described(await get());
        if (mine !== turn) return found.shown.close();
        const small = teach.small(found.shown);
        seen = { features: found.features, maps: found.stages.head, small, live };
        square.getContext("2d").drawImage(small, 0, 0, square.width, square.height);
        square.setAttribute("aria-label", title);
        const said = name();
        if (!live) tell(said ? `${title}: ${said}.` : "Teach it two things first; then it names this picture.", !said);
      } catch (error) {
        if (mine !== turn) return;
        camera.stop();
        failed(error);
      }
    }
    const file = (picked) => {
      camera.stop();
      return see(() => photograph.opened(picked), "Your picture");
    };

    // --- the camera, for a thing or for the new picture
    /** @type {any} the thing that it takes pictures of, or null */
    let filming = null;
    let taken = 0; // when it took the last one
    const camera = photograph.camera(
      async (picture) => {
        if (!filming) return see(async () => ({ picture }), "Your camera", true);
        const wanted = filming.watch(picture) && performance.now() - taken > EVERY;
        if (!wanted) return picture.close();
        taken = performance.now();
        await add(filming, async () => ({ picture }));
      },
      (running) => {
        filming?.filming(running);
        shutter.textContent = running && !filming ? "Take this picture" : "Camera";
        shutter.classList.toggle("lk-button--primary", running && !filming);
        if (running || filming) return;
        if (seen) {
          seen.live = false;
          const said = name();
          if (said) tell(`Taken: ${said}.`);
        }
      },
    );
    /** @param {any} thing or null */
    async function film(thing) {
      const same = camera.running() && filming === thing;
      camera.stop();
      if (same) return;
      filming = thing;
      try {
        await network();
        tell("");
        await camera.start();
      } catch (error) {
        failed(error);
      }
    }
    if (camera.here) told.camera = film;

    // --- taking it along
    function save() {
      const text = teach.saved(layer, data.preprocessing, "EfficientNet-Lite0, ImageNet, 8 bits a weight");
      download("taught.json", new Blob([text], { type: "application/json" }));
    }

    const list = make("div", { class: "lk-teach__list" });
    const another = button("Another thing", () => addThing().focus());
    const ours = button("Try it with ours", takeOurs);
    const keep = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", checked: "" }));
    keep.addEventListener("change", () => told.changed());
    const train = button("Train", learn);
    const curve = teach.curve();
    const result = make("p", { class: "lk-teach__result", hidden: "" });
    const take = button("Take it with you", save, { hidden: "" });
    const square = /** @type {HTMLCanvasElement} */ (make("canvas", { width: 96, height: 96, role: "img", "aria-label": "No new picture yet" }));
    const welcome = make("p", { text: "A new picture: drop it, paste it, choose it." });
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "file", accept: "image/*", hidden: "", class: "lk-teach__new" }));
    input.addEventListener("change", () => {
      if (input.files.length) file(input.files[0]);
      input.value = "";
    });
    const shutter = button("Camera", () => film(null), { hidden: camera.here ? null : "" });
    const bars = teach.bars(photograph.percent);
    const sums = teach.sums(photograph.percent);
    const examples = data.examples.map((example) => {
      const chosen = make(
        "button",
        { type: "button", class: "lk-photo__example", title: `${example.title}. ${example.credit}` },
        make("img", { src: `data:image/jpeg;base64,${example.small}`, alt: example.title, width: 96, height: 96 }),
      );
      chosen.addEventListener("click", () => {
        camera.stop();
        see(async () => ({ file: await photograph.ours(example), damaged: "This photograph did not load." }), example.title);
      });
      return chosen;
    });

    // what is dropped beside a thing is a new picture, and never replaces the page
    const under = (event) => things.find((thing) => thing.element.contains(event.target));
    const light = (place) => {
      for (const part of element.querySelectorAll(".over")) part.classList.remove("over");
      place?.classList.add("over");
    };
    addEventListener("dragover", (event) => {
      if (!photograph.holds(event)) return;
      event.preventDefault();
      light(under(event)?.element ?? look);
    });
    addEventListener("dragleave", (event) => event.relatedTarget || light(null));
    addEventListener("drop", (event) => {
      light(null);
      if (!photograph.holds(event)) return;
      event.preventDefault();
      const dropped = [...event.dataTransfer.files];
      const thing = under(event);
      if (!dropped.length) tell("That is a link to a picture elsewhere, and this page fetches nothing. Save the picture, then drop the file.", true);
      else if (thing) told.files(thing, dropped);
      else file(dropped[0]);
    });
    addEventListener("paste", (event) => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      const typing = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
      if (!pasted.length && typing) return;
      event.preventDefault();
      if (!pasted.length) tell("The clipboard holds no picture. Copy one, then paste again.", true);
      else if (touched) told.files(touched, pasted);
      else file(pasted[0]);
    });

    const look = make("div", { class: "lk-teach__look" }, square, welcome);
    const step = (title, ...children) => make("div", { class: "lk-teach__step", role: "group", "aria-label": title }, make("p", { class: "lk-teach__title", text: title }), ...children);
    const use = step(
      "Show it something new",
      look,
      make("div", { class: "lk-row" }, button("Choose a picture", () => input.click()), shutter, input),
      make("div", { class: "lk-photo__examples", role: "group", "aria-label": "Photographs of this course" }, ...examples),
      bars,
    );
    use.addEventListener("pointerdown", () => (touched = null));
    use.addEventListener("focusin", () => (touched = null));
    element.append(
      step("Teach", list, make("div", { class: "lk-row" }, another, ours)),
      make(
        "div",
        { class: "lk-teach__side" },
        step(
          "Train",
          make("div", { class: "lk-row" }, train, make("label", { class: "lk-teach__keep" }, keep, "keep the last picture of each back as a test")),
          curve,
          result,
          make("div", { class: "lk-row" }, take),
        ),
        use,
      ),
      make("p", { class: "lk-teach__private", text: "Your pictures stay in this browser. Nothing is sent anywhere." }),
      make("div", { class: "lk-teach__state" }, bar, status),
      sums,
    );
    addThing();
    addThing();
    touched = null;
    tell(`The network comes with your first picture: ${data.megabytes.toFixed(1)} MB, once.`);
  });
})();
