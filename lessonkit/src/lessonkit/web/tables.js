/**
 * Sortable tables: those inside `.lk-sortable`. A button in each head sorts, a field searches long ones, and all of it
 * can be downloaded as CSV. Without this script they are plain tables.
 */
(() => {
  "use strict";
  const { button, download, make, newId, onPage } = window.lessonkit;
  const LONG = 12; // rows from which a search is offered
  const FACTORS = { k: 1e3, million: 1e6, m: 1e6, g: 1e9, billion: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

  /** @param {string} text @returns {number} its value: "1,792", "15.5 G", "8.8 %"; NaN for anything else */
  function numeric(text) {
    const found = text
      .replaceAll(/[,\s]/g, "")
      .replace("−", "-")
      .match(/^≈?(-?\d+(?:\.\d+)?)(%|[a-z]+)?/i);
    if (!found) return NaN;
    return Number(found[1]) * (FACTORS[(found[2] || "").toLowerCase()] || 1);
  }

  /** Without the spaces that do not break. @param {string} text */
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const textOf = (row, column) => row.cells[column]?.textContent.trim() ?? "";

  /** Sorts rows in place; what is no number comes last in a column of numbers. */
  function sort(body, column, down) {
    const rows = [...body.rows];
    const numbers = rows.map((row) => numeric(textOf(row, column)));
    const most = numbers.filter((n) => !Number.isNaN(n)).length > rows.length / 2;
    const key = new Map(rows.map((row, n) => [row, most ? numbers[n] : textOf(row, column)]));
    const order = (a, b) => {
      const [x, y] = [key.get(a), key.get(b)];
      if (!most) return (down ? -1 : 1) * x.localeCompare(y, "en", { numeric: true });
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return down ? y - x : x - y;
    };
    body.append(...rows.sort(order));
  }

  const csv = (table) =>
    [...table.rows]
      .map((row) =>
        [...row.cells]
          .map((cell) => `"${plain(cell.dataset.head ?? cell.textContent).replaceAll('"', '""')}"`)
          .join(","),
      )
      .join("\r\n");

  // the mark at the front tells spreadsheets that this is UTF-8
  const save = (table, name) => download(`${name}.csv`, new Blob(["\ufeff", csv(table)], { type: "text/csv" }));

  /** @type {WeakSet<HTMLTableElement>} */
  const enhanced = new WeakSet();
  /** @param {HTMLTableElement} table */
  function enhance(table) {
    enhanced.add(table);
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const name = head.textContent.trim();
      if (!name) return;
      head.dataset.head = name;
      const sorts = button(null, () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(body, column, down);
      }, { class: "lk-sort" });
      sorts.append(...head.childNodes);
      head.append(sorts);
    });
    const bar = make("div", { class: "lk-table-tools" });
    if (body.rows.length > LONG) bar.append(...search(body));
    const name = document.title.split(" - ")[0].toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    bar.append(button("Download CSV", () => save(table, name)));
    (table.closest(".lk-scroll") || table.closest(".md-typeset__scrollwrap") || table).before(bar); // it does not scroll
  }

  function search(body) {
    const id = newId();
    const field = make("input", { type: "search", id, class: "lk-select", autocomplete: "off" });
    const count = make("output", { for: id, text: `${body.rows.length} rows` });
    field.addEventListener("input", () => {
      const wanted = plain(field.value).toLowerCase();
      let hits = 0;
      for (const row of body.rows) {
        row.hidden = Boolean(wanted) && !plain(row.textContent).toLowerCase().includes(wanted);
        hits += row.hidden ? 0 : 1;
      }
      count.textContent = wanted ? `${hits} of ${body.rows.length} rows` : `${hits} rows`;
    });
    return [make("label", { for: id, text: "Search" }), field, count];
  }

  /** @param {Document | HTMLElement} part */
  function enhanceAll(part) {
    /** @type {NodeListOf<HTMLTableElement>} */
    const tables = part.querySelectorAll(".lk-sortable table");
    for (const table of tables) {
      if (table.tHead && !enhanced.has(table)) enhance(table);
    }
  }
  onPage(() => enhanceAll(document));
  addEventListener("lk-unfold", ({ target }) => enhanceAll(/** @type {HTMLElement} */ (target)));
})();
