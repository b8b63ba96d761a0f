/** Questions: the feedback of a choice appears when it is chosen; any choice can be tried, as often as wanted. */
(() => {
  "use strict";
  const { make, onPage } = window.lessonkit;

  /** @param {HTMLFormElement} form whose answers move from the fold to the choices */
  function enliven(form) {
    form.dataset.state = "ready";
    const answers = form.querySelector("details.lk-answers");
    const verdict = make("div", { class: "lk-verdict", role: "status", "aria-live": "polite" });
    form.querySelector("fieldset").append(verdict);
    if (answers) answers.hidden = true;

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      const answer = answers?.querySelector(`li[data-choice="${target.value}"]`);
      if (!answer) return;
      const right = answer.dataset.correct === "true";
      target.closest(".lk-choice").dataset.tried = right ? "right" : "wrong";
      verdict.dataset.verdict = right ? "right" : "wrong";
      verdict.replaceChildren(
        make("strong", { class: "lk-verdict__word", text: right ? "Right." : "Not quite." }),
        ...[...(answer.querySelector(".lk-feedback")?.cloneNode(true).childNodes || [])],
      );
      if (!right)
        verdict.append(make("p", { class: "lk-verdict__again", text: "Try another answer." }));
    });
  }

  onPage(() => document.querySelectorAll("form.lk-question:not([data-state])").forEach(enliven));
})();
