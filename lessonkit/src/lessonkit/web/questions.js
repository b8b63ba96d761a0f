/**
 * Questions: the feedback of an answer appears when it is given; any answer can be tried, as often as wanted.
 * `lessonkit/page/blocks/question_form.py` writes the forms.
 */
(() => {
  "use strict";
  const { button, make, onPage, speaker } = window.lessonkit;

  /** What a form says below its answers, read out once it changes. @param {HTMLFormElement} form */
  function verdictOf(form) {
    const answers = form.querySelector("details.lk-answers");
    const box = make("div", { class: "lk-verdict", role: "status", "aria-live": "polite" });
    form.querySelector("fieldset").append(box);
    if (answers) answers.hidden = true;
    const answer = (choice) => answers.querySelector(`li[data-choice="${choice}"]`);

    /** @param {boolean} right @param {(Element | null)[]} said answers whose feedback is shown @param {string} [word] */
    function say(right, said, word = right ? "Right." : "Not quite.") {
      box.dataset.verdict = right ? "right" : "wrong";
      const feedback = said.flatMap((one) => [
        ...one.querySelector(".lk-feedback").cloneNode(true).childNodes,
      ]);
      box.replaceChildren(make("strong", { class: "lk-verdict__word", text: word }), ...feedback);
      if (!right) box.append(make("p", { class: "lk-verdict__again", text: "Try again." }));
    }
    function clear() {
      delete box.dataset.verdict;
      box.replaceChildren();
    }
    return { answers, answer, say, clear };
  }

  /** @param {Element} input @param {boolean | undefined} right */
  function mark(input, right) {
    const choice = input.closest(".lk-choice");
    if (right === undefined) delete choice.dataset.tried;
    else choice.dataset.tried = right ? "right" : "wrong";
  }

  /** For what needs more than a click: a button, and what it says below. @param {HTMLFormElement} form @param {() => void} check */
  function withButton(form, check) {
    const ask = make("button", { type: "submit", class: "lk-button lk-check", text: "Check" });
    form.querySelector("fieldset").append(ask);
    form.addEventListener("submit", check);
    return { ...verdictOf(form), ask };
  }

  /**
   * One answer, or one line of code: it answers as soon as it is chosen. Arrow keys choose each answer that they pass:
   * those who use them have a button, as well as Enter and the space bar.
   */
  function one(form) {
    const { answer, say, clear, ask } = withButton(form, judge);
    let passing = false;
    ask.hidden = true;

    function judge() {
      const chosen = form.querySelector("input:checked");
      if (!chosen) return;
      if (document.activeElement === ask) chosen.focus();
      ask.hidden = true;
      const said = answer(chosen.value);
      const right = said.dataset.correct === "true";
      mark(chosen, right);
      say(right, [said]);
    }
    form.addEventListener("keydown", ({ key, target }) => {
      passing = key.startsWith("Arrow");
      if (key === " " && target.checked) judge(); // it changes nothing, so some browsers send no click
    });
    for (const end of ["keyup", "pointerdown"]) form.addEventListener(end, () => (passing = false));
    // browsers send a click for whatever chooses, be it a key
    form.addEventListener("click", ({ target }) => {
      if (target.type !== "radio") return;
      if (!passing) return judge();
      clear();
      ask.hidden = false;
    });
  }

  /** Several answers: the first one that is wrongly ticked, or wrongly not, is spoken about. */
  function several(form) {
    const boxes = [...form.querySelectorAll("input")];
    const { answer, say } = withButton(form, () => {
      const isRight = (box) => answer(box.value).dataset.correct === "true";
      const wrong = boxes.filter((box) => box.checked !== isRight(box));
      boxes.forEach((box) => mark(box, box.checked ? isRight(box) : undefined));
      if (!wrong.length)
        say(
          true,
          boxes.filter(isRight).map((box) => answer(box.value)),
        );
      else if (wrong[0].checked) say(false, [answer(wrong[0].value)]);
      else say(false, [], "There is more to it.");
    });
  }

  /** A number as people type it: 61 706, 61,706, 97,3 %, −0.5, 1/3. @param {string} text */
  function read(text) {
    let plain = text.replace(/[\s_%]/g, "").replace("−", "-");
    if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(",", "");
    plain = plain.replace(",", ".");
    const parts = plain.split("/");
    if (!plain || parts.length > 2 || parts.some((part) => part === "")) return NaN;
    return parts.map(Number).reduce((a, b) => a / b);
  }

  /** A number: the nearest answer that was foreseen, else the one for all others. */
  function number(form) {
    const input = form.querySelector("input");
    const { answers, say } = withButton(form, () => {
      const value = read(input.value);
      if (Number.isNaN(value)) {
        say(false, [], "Type a number.");
        return;
      }
      const options = [...answers.querySelectorAll("li")];
      const given = options.find(({ dataset }) => {
        const most = Number(dataset.tolerance) + 1e-9 * Math.abs(Number(dataset.number));
        return dataset.number && Math.abs(value - Number(dataset.number)) <= most;
      });
      const chosen = given ?? options.find(({ dataset }) => !dataset.number);
      say(chosen.dataset.correct === "true", [chosen]);
    });
  }

  /** Steps to be put in order, with a button up and one down each. */
  function order(form) {
    const list = form.querySelector(".lk-order");
    const steps = () => [...list.children];
    const voice = speaker();
    form.append(voice.element);

    function move(step, by) {
      const place = steps().indexOf(step) + by;
      if (place < 0 || place >= steps().length) return;
      if (by < 0) step.previousElementSibling.before(step);
      else step.nextElementSibling.after(step);
      steps().forEach((other) => delete other.dataset.tried);
      update();
      const name = step.querySelector("span").textContent;
      voice.say(`${name}: now number ${place + 1} of ${steps().length}`);
    }
    function update() {
      steps().forEach((step, i, { length }) => {
        const [up, down] = step.querySelectorAll("button");
        up.setAttribute("aria-disabled", `${i === 0}`);
        down.setAttribute("aria-disabled", `${i === length - 1}`);
      });
    }
    for (const step of steps()) {
      const name = step.querySelector("span").textContent;
      const buttons = [
        ["↑", "up", -1],
        ["↓", "down", 1],
      ].map(([text, word, by]) => {
        const label = `Move ${word}: ${name}`;
        const made = button(text, () => {
          move(step, by);
          made.focus();
        }, { "aria-label": label });
        return made;
      });
      step.append(make("span", { class: "lk-order__buttons" }, ...buttons));
    }
    update();
    const { answer, say } = withButton(form, () => {
      const wrong = steps().find((step, i) => Number(step.dataset.place) !== i + 1);
      steps().forEach((step, i) => {
        step.dataset.tried = Number(step.dataset.place) === i + 1 ? "right" : "wrong";
      });
      // what stands first in a wrong place tells what was thought of it
      say(!wrong, wrong ? [answer(wrong.dataset.choice)] : []);
    });
  }

  const KINDS = { one, several, number, order, line: one };

  /** @param {HTMLFormElement} form whose answers move from the fold to the choices */
  function enliven(form) {
    form.dataset.state = "ready";
    form.addEventListener("submit", (event) => event.preventDefault());
    KINDS[form.dataset.kind](form);
  }

  onPage(() => {
    /** @type {NodeListOf<HTMLFormElement>} */
    const forms = document.querySelectorAll("form.lk-question");
    forms.forEach(enliven);
  });
})();
