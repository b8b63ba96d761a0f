/** What helps a reader through the course: a page to copy, and lessons marked as done, kept in this browser only. */
(() => {
  "use strict";
  const { address, button, copy, make, onPage } = window.lessonkit;
  const KEY = "lessonkit.done";
  const ROOT = new URL("..", address("")).href;

  /** @param {string} page @returns {string | null} what a lesson is kept under, the same online and offline; null if it is of another site */
  function nameOf(page) {
    const [path] = page.split(/[?#]/);
    return path.startsWith(ROOT) ? path.slice(ROOT.length).replace(/(?:^|\/)(?:index\.html)?$|\.html$/, "") : null;
  }

  /** @returns {Set<string> | null} null where the browser keeps nothing */
  function done() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
    } catch {
      return null;
    }
  }
  /** @param {Set<string>} lessons @returns {boolean} whether they are kept */
  function keep(lessons) {
    try {
      localStorage.setItem(KEY, JSON.stringify([...lessons]));
      return true;
    } catch {
      return false;
    }
  }

  /** Ticks off the lessons that are done, in the navigation and in the path of the home page. */
  function tick() {
    const lessons = done() ?? new Set();
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = document.querySelectorAll(".md-nav--primary a.md-nav__link, .lk-path strong a");
    for (const link of links) {
      const lesson = link.getAttribute("href")?.startsWith("#")
        ? null
        : nameOf(link.href);
      const ticked = Boolean(lesson && lessons.has(lesson));
      link.classList.toggle("lk-done", ticked);
      const said = link.querySelector(".lk-done__said");
      if (ticked && !said) link.append(make("span", { class: "lk-done__said lk-hidden", text: " (done)" }));
      if (!ticked) said?.remove();
    }
  }

  /** A button at the end of a lesson. @param {HTMLElement} tools */
  function offer(tools) {
    const lesson = nameOf(location.href);
    const lessons = done();
    if (!("lesson" in tools.dataset) || !lessons) return;
    const finish = button("", () => {
      const now = done() ?? new Set();
      if (!now.delete(lesson)) now.add(lesson);
      if (!keep(now)) finish.title = "This browser keeps nothing";
      show(now.has(lesson));
      tick();
    }, { class: "lk-button lk-finish" });
    const show = (ticked) => {
      finish.setAttribute("aria-pressed", String(ticked));
      finish.textContent = ticked ? "✓ Done" : "Mark as done";
    };
    show(lessons.has(lesson));
    tools.prepend(finish);
  }

  /** Copies the page's Markdown; where it cannot be had (from a file), the link opens it. @param {HTMLElement} tools */
  function offerCopy(tools) {
    /** @type {HTMLAnchorElement | null} */
    const link = tools.querySelector("a[data-copy]");
    if (!link || !location.protocol.startsWith("http")) return;
    const said = make("span", { role: "status", class: "lk-page-tools__said" });
    const whole = button("Copy page as Markdown", async () => {
      const answer = await fetch(link.href).catch(() => null);
      const copied = answer?.ok && (await copy(await answer.text()));
      said.textContent = copied ? "Copied, with all outputs." : "Your browser does not let pages copy; open it instead.";
    });
    link.textContent = "Open the Markdown";
    link.before(whole, " ");
    link.after(" ", said);
  }

  addEventListener("pageshow", ({ persisted }) => persisted && tick()); // back from where one was marked
  onPage(() => {
    tick();
    for (const tools of document.querySelectorAll(".lk-page-tools")) {
      offer(tools);
      offerCopy(tools);
    }
  });
})();
