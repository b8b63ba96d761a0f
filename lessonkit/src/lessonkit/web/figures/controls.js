/** Plotly's sliders and menus as native, labelled, keyboard-operable controls under the figure. */
(() => {
  "use strict";
  const { button, make, newId, player, reducedMotion } = window.lessonkit;
  const plain = (text) =>
    String(text ?? "")
      .replace(/<[^>]*>/g, "")
      .trim();
  const title = (text) => text && text[0].toUpperCase() + text.slice(1);
  const isPlay = (step) => step.method === "animate" && !Array.isArray(step.args?.[0]);
  const isPause = (step) =>
    step.method === "animate" && Array.isArray(step.args?.[0]) && step.args[0][0] == null;

  /**
   * One choice among steps.
   * @typedef {{kind: "range"|"select"|"buttons"|"toggle", label: string, suffix: string, steps: PlotlyPart[],
   *   active: number, touched: boolean, pace: number, show?: (step: number) => void, stop?: () => void}} Choice `pace` in milliseconds; 0: cannot be played
   */

  /** @param {PlotlyPart} slider @returns {Choice} */
  function fromSlider(slider) {
    const current = slider.currentvalue || {};
    return {
      kind: "range",
      steps: slider.steps || [],
      active: slider.active || 0,
      touched: false,
      pace: 0,
      label: title(plain(slider.name || current.prefix).replace(/[\s:=]+$/, "")) || "Step",
      suffix: plain(current.suffix) && ` ${plain(current.suffix)}`,
    };
  }

  /** @param {PlotlyPart} menu @param {PlotlyPart[]} buttons without play and pause @returns {Choice} */
  function fromMenu(menu, buttons) {
    const toggles = buttons.length === 1 && buttons[0].args2;
    const short = menu.type === "buttons" && buttons.length < 6;
    return {
      kind: toggles ? "toggle" : short ? "buttons" : "select",
      steps: toggles ? [buttons[0], { ...buttons[0], args: buttons[0].args2 }] : buttons,
      active: toggles ? 1 : Math.max(menu.active || 0, 0),
      touched: false,
      pace: 0,
      suffix: "",
      label: title(plain(menu.name)) || "Show",
    };
  }

  /**
   * What a reader can choose in a figure. Called again for a recoloured copy, whose steps replace the old ones.
   * @param {PlotlyPart} figure its layout loses sliders and updatemenus @returns {Choice[]}
   */
  function take(figure) {
    const { sliders = [], updatemenus = [] } = figure.layout;
    delete figure.layout.sliders;
    delete figure.layout.updatemenus;
    const choices = sliders.filter((s) => s.visible !== false).map(fromSlider);
    let play = null;
    for (const menu of updatemenus.filter((m) => m.visible !== false)) {
      const buttons = (menu.buttons || []).filter((b) => b.visible !== false);
      play = buttons.find(isPlay) || play;
      const rest = buttons.filter((b) => !isPlay(b) && !isPause(b));
      if (rest.length) choices.push(fromMenu(menu, rest));
    }
    if (play) {
      let line = choices.find((choice) => choice.kind === "range");
      if (!line) {
        line = fromSlider({
          steps: (figure.frames || []).map(({ name }) => ({
            label: name,
            method: "animate",
            args: [[name]],
          })),
        });
        choices.unshift(line);
      }
      line.pace = Math.max(play.args?.[1]?.frame?.duration ?? 500, 80);
    }
    return choices;
  }

  /** A frame, after those that it is based on. @returns {PlotlyPart[]} */
  function chain(frames, name, known = []) {
    const frame = frames.find((one) => one.name === String(name));
    if (!frame || known.includes(frame)) return known;
    return chain(frames, frame.baseframe, [frame, ...known]);
  }

  const isObject = (part) => Object.prototype.toString.call(part) === "[object Object]";

  /** Puts in what a frame says; of notes and shapes, too, only what it says changes. @param {PlotlyPart} into */
  function merge(into, said) {
    for (const [key, value] of Object.entries(said ?? {})) {
      const old = into[key];
      const inner = isObject(value) || (Array.isArray(value) && value.some(isObject));
      if (inner && isObject(old) === isObject(value) && old) merge(old, value);
      else into[key] = value;
    }
  }

  /**
   * Shows frames at once. `Plotly.animate` would take away, until its redraw, all that it cannot move: contours, maps.
   * @returns {Promise<any>}
   */
  function set(canvas, frames) {
    for (const { data = [], traces, layout } of frames) {
      data.forEach((trace, i) => merge(canvas.data[traces?.[i] ?? i], trace));
      merge(canvas.layout, layout);
    }
    return window.Plotly.redraw(canvas);
  }

  /** @param {{canvas: HTMLElement, frames: PlotlyPart[]}} state @param {PlotlyPart} step @returns {Promise<any>} */
  function run({ canvas, frames }, step) {
    const { method, args = [] } = step;
    if (method === "skip") return Promise.resolve();
    if (method !== "animate") return window.Plotly[method](canvas, ...args);
    const [asked, given = {}] = args;
    const quick = reducedMotion() && { duration: 0 };
    const transition = { duration: 0, ...given.transition, ...quick };
    const names = [asked].flat();
    const known = names.length === 1 ? chain(frames, names[0]) : [];
    if (known.length && !transition.duration) return set(canvas, known);
    return window.Plotly.animate(canvas, asked, {
      mode: "immediate",
      ...given,
      frame: { duration: 0, redraw: true, ...given.frame, ...quick },
      transition,
    }).catch(() => {
      /* the next step interrupted this one */
    });
  }

  /** Moves to a step, in the figure and in the control. */
  function choose(state, choice, index) {
    choice.active = index;
    choice.touched = true;
    choice.show(index);
    return run(state, choice.steps[index]);
  }

  function range(state, choice) {
    const id = newId();
    const input = /** @type {HTMLInputElement} */ (
      make("input", {
        type: "range",
        id,
        min: 0,
        max: choice.steps.length - 1,
        step: 1,
        value: choice.active,
      })
    );
    const shown = make("span", { class: "lk-control__value", "aria-hidden": "true" }); // said as the slider's value
    choice.show = (index) => {
      const text = plain(choice.steps[index]?.label ?? index) + choice.suffix;
      input.value = String(index);
      input.setAttribute("aria-valuetext", text);
      shown.textContent = text;
    };
    input.addEventListener("input", () => {
      choice.stop?.();
      choose(state, choice, +input.value);
    });
    const longest =
      Math.max(...choice.steps.map((step) => plain(step.label).length)) + choice.suffix.length;
    shown.style.minWidth = `${longest}ch`;
    return make(
      "div",
      { class: "lk-control lk-control--wide" },
      make("label", { class: "lk-control__label", for: id, text: choice.label }),
      input,
      shown,
    );
  }

  function select(state, choice) {
    const id = newId();
    const input = /** @type {HTMLSelectElement} */ (
      make(
        "select",
        { id, class: "lk-select" },
        ...choice.steps.map((step, i) => make("option", { value: i, text: plain(step.label) })),
      )
    );
    choice.show = (index) => {
      input.value = String(index);
    };
    input.addEventListener("change", () => choose(state, choice, +input.value));
    return make(
      "div",
      { class: "lk-control" },
      make("label", { class: "lk-control__label", for: id, text: choice.label }),
      input,
    );
  }

  function buttons(state, choice) {
    const all = choice.steps.map((step, i) => button(plain(step.label), () => choose(state, choice, i)));
    choice.show = (index) =>
      all.forEach((b, i) => b.setAttribute("aria-pressed", String(i === index)));
    return make(
      "div",
      { class: "lk-control lk-segments", role: "group", "aria-label": choice.label },
      ...all,
    );
  }

  function toggle(state, choice) {
    const made = button(plain(choice.steps[0].label), () => choose(state, choice, 1 - choice.active));
    choice.show = (index) => made.setAttribute("aria-pressed", String(index === 0));
    return make("div", { class: "lk-control" }, made);
  }

  /** Plays a choice's steps; stops by a second press, at the end, and when the reader takes the slider. */
  function playing(state, choice) {
    const still = reducedMotion();
    const last = () => choice.active >= choice.steps.length - 1;
    const label = (plays) => {
      play.textContent = plays ? "❚❚ Pause" : still ? "Next step" : "▶ Play";
    };
    const tape = player(
      async () => {
        await choose(state, choice, choice.active + 1);
        return !last();
      },
      () => choice.pace,
      label,
    );
    choice.stop = tape.stop;
    const play = button("", () => {
      if (still) choose(state, choice, last() ? 0 : choice.active + 1);
      else if (tape.playing()) tape.stop();
      else {
        if (last()) choice.active = -1;
        tape.start();
      }
    }, { class: "lk-button lk-button--play" });
    label(false);
    return play;
  }

  /** @param {{canvas: HTMLElement, choices: Choice[]}} state @returns {HTMLElement | null} */
  function build(state) {
    if (!state.choices.length) return null;
    const kinds = { range, select, buttons, toggle };
    const box = make("div", { class: "lk-controls" });
    for (const choice of state.choices) {
      if (choice.pace) box.append(playing(state, choice));
      box.append(kinds[choice.kind](state, choice));
      choice.show(choice.active);
    }
    return box;
  }

  /** After a redraw: new steps for the old choices, and the reader's choices again. */
  function renew(state, fresh) {
    state.choices.forEach((choice, i) => {
      choice.steps = fresh[i].steps;
      if (choice.touched) run(state, choice.steps[choice.active]);
    });
  }

  Object.assign(window.lessonkit, { controls: { take, build, renew } });
})();
