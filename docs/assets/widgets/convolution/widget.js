/**
 * The convolution playground: a picture, a kernel, and what comes out; each answer with its arithmetic.
 * Data: `pictures` (a name to `{pixels, side}`), `kernels` and `first_kernels` (a name to `{weights, by}`).
 */
(() => {
  "use strict";
  const { button, copyLink, make, onTheme, speaker, widget } = window.lessonkit;
  const WORDS = { none: "none", relu: "ReLU", tanh: "tanh", sigmoid: "sigmoid" };

  widget("convolution", [
    "./widget.css", "widgets/handwriting/paint", "./plane", "./state", "./pictures", "./view", "./sum",
  ], async (element, { pictures, kernels: classic, first_kernels }) => {
    const { plane } = window.lessonkit;
    const learned = Object.entries(first_kernels).map(([name, { weights, by }]) => [
      name,
      { by, weights: weights.map((line) => line.map(plane.shortest)) },
    ]);
    const kernels = { ...classic, ...Object.fromEntries(learned) };
    const names = Object.keys(pictures);
    let { state, refused } = plane.read(location.search, names, kernels);
    let own = null;
    let feature = plane.empty(1, 1);
    let activated = feature;

    // --- what the reader sets
    const note = make("p", { class: "lk-convolution__note", role: "status" });
    const field = (label, control) => make("label", { class: "lk-field" }, `${label} `, control);
    const option = (value, text = value) => make("option", { value, text });
    const select = (name, options) => {
      const made = make("select", { class: "lk-select", name }, ...options);
      made.addEventListener("change", () => {
        const list = plane.CHOICES[name];
        change({ [name]: list.find((one) => String(one) === made.value) });
      });
      return made;
    };
    const picture = make(
      "select",
      { class: "lk-select", name: "picture" },
      ...names.map((n) => option(n)),
    );
    const kernel = make(
      "select",
      { class: "lk-select", name: "kernel" },
      ...Object.keys(kernels).map((n) => option(n)),
      option("own", "your own"),
    );
    const size = make(
      "select",
      { class: "lk-select", name: "kernel-size" },
      ...plane.SIZES.map((n) => option(String(n), `${n} × ${n}`)),
    );
    const settings = Object.fromEntries(
      Object.entries(plane.CHOICES).map(([name, list]) => [
        name,
        select(
          name,
          list.map((one) => option(String(one), WORDS[one] ?? String(one))),
        ),
      ]),
    );
    const weights = make("div", { class: "lk-convolution__weights" });
    const file = make("input", {
      type: "file",
      accept: "image/*",
      class: "lk-hidden",
      tabindex: "-1",
      "aria-label": "Your own picture",
    });

    picture.addEventListener("change", () => change({ picture: picture.value }));
    kernel.addEventListener("change", () => {
      const chosen = kernels[kernel.value] ?? { weights: state.weights, by: state.by };
      const copy = chosen.weights.map((line) => [...line]);
      if (kernel.value === "own") change({ kernel: "own", ...inOne(copy, chosen.by) });
      else change({ kernel: kernel.value, weights: copy, by: chosen.by });
    });
    size.addEventListener("change", () => {
      const same = inOne(state.weights, state.by).weights;
      change({ kernel: "own", by: 1, weights: plane.resized(same, Number(size.value)) });
    });
    file.addEventListener("change", async () => {
      if (file.files?.length) await take(() => plane.fromFile(file.files[0]));
      file.value = ""; // the same file may be chosen again
    });

    /** A kernel of one's own has its divisor inside, to three decimals. */
    function inOne(rows, by) {
      const share = (w) => (by === 1 ? w : Math.round((1000 * w) / by) / 1000);
      return { by: 1, weights: rows.map((line) => line.map(share)) };
    }
    async function take(source) {
      say("");
      try {
        own = await source();
      } catch (error) {
        say(/** @type {Error} */ (error).message);
        return;
      }
      if (![...picture.options].some((one) => one.value === "own"))
        picture.append(option("own", "yours"));
      change({ picture: "own" });
    }
    const say = (text) => (note.textContent = text);

    // --- what the reader sees
    const input = plane.view("Picture", true, (row, column) => {
      const { span, down, right } = reach();
      const middle = Math.floor(span / 2);
      map.go(
        Math.round((row + down.before - middle) / state.stride),
        Math.round((column + right.before - middle) / state.stride),
      );
    });
    const map = plane.view("Feature map", false, point);
    const after = plane.view("After activation", false);
    const pooled = plane.view("After pooling", false);
    const formula = make("p", { class: "lk-convolution__formula" });
    const sum = plane.sum();
    const voice = speaker();

    const source = () => (state.picture === "own" && own ? own : shown(state.picture));
    const known = new Map();
    function shown(name) {
      if (!known.has(name)) known.set(name, plane.fromPage(pictures[name] ?? pictures[names[0]]));
      return known.get(name);
    }
    function reach() {
      const { rows, columns } = source();
      const span = plane.span(state.weights.length, state.dilation);
      const side = (length) => plane.places(length, span, state.stride, state.padding);
      return { span, down: side(rows), right: side(columns) };
    }

    /** Shows the arithmetic of one answer. */
    function point(row, column) {
      const terms = plane.terms(source(), state, state, row, column);
      const place = row * feature.columns + column;
      sum.show(
        terms,
        state.by,
        feature.values[place],
        activated.values[place],
        WORDS[state.activation],
      );
      const { span } = reach();
      const pixel = (x, y, side = 1) => ({ x, y, width: side, height: side });
      const taps = state.dilation > 1 ? terms.map((t) => pixel(t.column, t.row)) : [];
      input.frame([pixel(terms[0].column, terms[0].row, span), ...taps]);
      map.frame([pixel(column, row)]);
      after.frame([pixel(column, row)]);
      const step = state.pool === "none" ? 1 : state.step;
      const [y, x] = [row, column].map((n) => Math.floor(n / step));
      const { rows, columns } = pool();
      pooled.frame(y < rows && x < columns ? [pixel(x, y)] : []);
      voice.soon(() => `Row ${row + 1}, column ${column + 1}. ${sum.element.lastChild.textContent}`);
    }
    const pool = () =>
      state.pool === "none" ? activated : plane.pool(activated, state.pool, state.size, state.step);

    function explain() {
      const n = source().columns;
      const k = state.weights.length;
      const { stride: s, dilation: d } = state;
      const { count, before } = reach().right;
      const wide = d > 1 ? `${d}·(${k} − 1) + 1` : `${k}`;
      const span = plane.span(k, d);
      const zeros = Math.max(0, (count - 1) * s + span - n);
      return state.padding === "valid"
        ? `Size: ⌊(${n} − ${d > 1 ? `(${wide})` : wide}) / ${s}⌋ + 1 = ${count}`
        : `Size: ⌈${n} / ${s}⌉ = ${count}, with ${zeros} zeros laid around each row, ${before} of them in front`;
    }

    function fillWeights() {
      const side = state.weights.length;
      weights.style.setProperty("--lk-side", String(side));
      if (weights.childElementCount === side ** 2) {
        [...weights.children].forEach((box, i) => {
          if (box !== document.activeElement)
            box.value = plane.plain(state.weights[Math.floor(i / side)][i % side]);
        });
        return;
      }
      weights.replaceChildren(
        ...state.weights.flatMap((line, row) =>
          line.map((value, column) => {
            const label = `Weight in row ${row + 1}, column ${column + 1}`;
            const box = make("input", {
              type: "number",
              step: "any",
              min: -plane.LARGEST,
              max: plane.LARGEST,
              value: plane.plain(value),
              "aria-label": label,
            });
            box.addEventListener("input", () => {
              const typed = state.by === 1 ? state : inOne(state.weights, state.by);
              const copy = typed.weights.map((one) => [...one]);
              const kept = plane.weight(box.value);
              copy[row][column] = kept;
              const asked = Number(box.value);
              const most = plane.LARGEST;
              const text = `A weight goes from −${most} to ${most}: ${plane.number(asked)} became ${plane.number(kept)}.`;
              change({ kernel: "own", by: 1, weights: copy }, asked === kept ? "" : text);
              if (asked !== kept) box.value = plane.plain(kept);
            });
            // what is left empty or is no number counts as zero, and then says so
            box.addEventListener("blur", () => (box.value = plane.plain(state.weights[row][column])));
            return box;
          }),
        ),
      );
    }

    /** @param {object} what changes @param {string} [message] */
    function change(what, message = "") {
      state = { ...state, ...what };
      if ("size" in what && !("step" in what)) state.step = state.size;
      if (state.dilation > 1 && state.stride > 1) {
        // as in Keras
        if ("dilation" in what) state.stride = 1;
        else state.dilation = 1;
        message = "Keras allows a stride or a dilation, not both: the other one is 1 again.";
      }
      say(message);
      history.replaceState(history.state, "", `?${plane.write(state)}${location.hash}`);
      draw();
    }

    function draw() {
      picture.value = state.picture;
      kernel.value = state.kernel;
      size.value = String(state.weights.length);
      for (const [name, control] of Object.entries(settings)) control.value = String(state[name]);
      for (const name of ["size", "step"]) settings[name].disabled = state.pool === "none";
      fillWeights();
      feature = plane.convolve(source(), state, state);
      activated = plane.activate(feature, state.activation);
      input.show(source());
      map.show(feature, state.by === 1 ? "" : `, sums divided by ${state.by}`);
      after.show(activated, state.activation === "none" ? ", unchanged" : "");
      pooled.show(pool(), state.pool === "none" ? ", unchanged" : "");
      formula.textContent = explain();
      map.go(...map.at());
    }

    const copy = copyLink(say, () =>
      state.picture === "own"
        ? "Copied. Your own picture is not in the link: it stays with you."
        : "Copied. Whoever opens the link sees what you see.",
    );
    const { stride, padding, dilation, activation, pool: pooling, size: window_, step } = settings;
    element.append(
      make(
        "div",
        { class: "lk-convolution__controls" },
        make(
          "fieldset",
          {},
          make("legend", { text: "Picture" }),
          field("Choose", picture),
          make(
            "div",
            { class: "lk-row" },
            button("Your own …", () => file.click()),
            button("Camera", () => take(plane.fromCamera)),
            file,
          ),
        ),
        make(
          "fieldset",
          {},
          make("legend", { text: "Kernel" }),
          field("Choose", kernel),
          field("Size", size),
          weights,
        ),
        make(
          "fieldset",
          { class: "lk-many" },
          make("legend", { text: "Moves" }),
          field("Stride", stride),
          field("Padding", padding),
          field("Dilation", dilation),
        ),
        make(
          "fieldset",
          { class: "lk-many" },
          make("legend", { text: "Then" }),
          field("Activation", activation),
          field("Pooling", pooling),
          field("Window", window_),
          field("Stride", step),
        ),
      ),
      make("div", { class: "lk-row" }, copy, note),
      make(
        "div",
        { class: "lk-convolution__planes" },
        input.element,
        map.element,
        after.element,
        pooled.element,
      ),
      formula,
      sum.element,
      voice.element,
    );
    onTheme(draw);
    window.addEventListener("popstate", again);
    document.addEventListener("click", follow);

    /** Links of this page that only set something need no new page. */
    function follow(event) {
      const link = event.target instanceof Element && event.target.closest("a.lk-set");
      if (!link) return;
      event.preventDefault();
      ({ state, refused } = plane.read(new URL(link.href).search, names, kernels));
      change({}, tell());
      element.scrollIntoView({ block: "start" });
      map.screen.focus({ preventScroll: true });
    }
    function again() {
      ({ state, refused } = plane.read(location.search, names, kernels));
      draw();
      say(tell());
    }
    const tell = () =>
      refused.length
        ? `These parts of the address made no sense: ${refused.join(", ")}. They are as usual now; everything else is as asked.`
        : "";
    draw();
    map.go(Math.floor(feature.rows / 2), Math.floor(feature.columns / 2));
    say(tell());
  });
})();
