/** The reader's own network: a `.keras` file or a `config.json` is read in the page and drawn as the lessons' networks are. */
(() => {
  "use strict";
  const { button, make, widget } = window.lessonkit;
  const HEAD = ["layer", "kind", "output shape", "parameters", "how", "MACs"];

  /** @param {{name: string, nodes: DiagramNode[]}} data @returns {HTMLElement} all layers as a table, made when it is asked for */
  function table({ nodes }) {
    const { exact } = window.lessonkit.architecture;
    const fold = make("details", {}, make("summary", { text: "All layers, as a table" }));
    const row = (tag, texts) => make("tr", {}, ...texts.map((text) => make(tag, { text })));
    const fill = () => {
      const layers = nodes.filter(({ kind }) => kind !== "group");
      const rows = layers.map((node) =>
        row("td", [node.name, node.type, node.shape, exact(node.params), node.sum.split(" = ")[0], exact(node.macs)]));
      const made = make("table", { class: "lk-own__layers" }, make("thead", {}, row("th", HEAD)), make("tbody", {}, ...rows));
      fold.append(make("div", { class: "lk-own__table", tabindex: 0, role: "group", "aria-label": "All layers" }, made));
    };
    fold.addEventListener("toggle", fill, { once: true });
    return fold;
  }

  widget("own", [
    "widgets/architecture/widget.css", "./widget.css", "widgets/architecture/layout", "widgets/architecture/draw",
    "widgets/architecture/words", "widgets/architecture/tools", "widgets/architecture/hands",
    "widgets/architecture/diagram", "./archive", "./layers", "./graph", "./fold", "./place", "./network",
  ], async (element, example) => {
    const { architecture, own } = window.lessonkit;

    const note = make("p", { class: "lk-own__note", role: "status" });
    const place = make("div");
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "file", accept: ".keras,.json,application/json", hidden: "" }));

    const ours = () => open(new Blob([JSON.stringify(example.description)]), "");

    function draw(data) {
      const diagram = make("div", { class: "lk-architecture" });
      place.replaceChildren(diagram, table(data)); // first, so that it knows how much room there is
      const drawn = new architecture.Diagram(diagram, data);
      architecture.byHand(drawn);
      drawn.begin();
    }

    let turn = 0;
    /** @param {Blob} file @param {string} name empty for the page's own example */
    async function open(file, name) {
      const mine = (turn += 1);
      note.textContent = name ? `Reading ${name} …` : "";
      try {
        const data = own.network(own.read(await own.open(file)));
        if (mine !== turn) return; // another file was opened meanwhile
        draw(data);
        const { unknown_params: unknown } = data.totals;
        const more = unknown ? ` For ${unknown} of them the file does not give the parameters.` : "";
        note.textContent = name ? `${name}: ${data.totals.layers} layers.${more}` : "This is the example. Open a file of your own, or drop it here.";
      } catch (error) {
        if (mine !== turn) return;
        const said = error instanceof own.Refused ? /** @type {Error} */ (error).message : "What it describes is not as Keras 3 writes it, so it cannot be drawn.";
        note.textContent = `${name || "The example"}: ${said}`;
      }
    }

    input.addEventListener("change", () => {
      if (input.files.length) open(input.files[0], input.files[0].name);
      input.value = "";
    });
    const holds = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      element.classList.add("over");
    });
    addEventListener("dragleave", (event) => event.relatedTarget || element.classList.remove("over"));
    addEventListener("drop", (event) => {
      element.classList.remove("over");
      if (!holds(event)) return;
      event.preventDefault(); // a file dropped beside it shall not replace the page
      if (event.dataTransfer.files.length) open(event.dataTransfer.files[0], event.dataTransfer.files[0].name);
    });

    element.parentElement.querySelector(".lk-widget__fallback").hidden = true; // now: what comes shall not move when it goes
    element.append(
      make("div", { class: "lk-row" }, button("Open a .keras or config.json", () => input.click()), button("The example", ours), input),
      note,
      place,
    );
    await ours();
  });
})();
