/** Writes the drawn picture as TikZ: a document of its own, for papers, in the light theme's colours. */
(() => {
  "use strict";
  const POINT = 0.75; // TeX points a pixel
  const LONGEST = 14000; // points: TeX knows no dimension of 16384 or more

  /** What stands for itself in text. */
  const MARKS = {
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
    "×": "$\\times$", "·": "$\\cdot$", "−": "$-$", "–": "--", "\u00a0": "~", "\u202f": "~",
  };
  const escape = (text) =>
    text.replace(/[\\~^×·−–\u00a0\u202f]|[{}$&#_%]/g, (mark) => MARKS[mark] ?? `\\${mark}`);
  const comment = (text) => text.replace(/\s+/g, " ");
  /** A token as TeX may name a colour. */
  const named = (token) => token.replaceAll("-", "");
  const number = (text) => String(Number(Number(text).toFixed(1)));
  /** @param {(string | number)[]} place */
  const point = ([x, y]) => `(${number(x)},${number(y)})`;
  const pairs = (text) => text.trim().split(/\s+/).map((pair) => pair.split(","));

  /** @param {Element} element @returns {string} the token that colours it */
  function token(element) {
    const holder = /** @type {HTMLElement} */ (element.closest('[style*="--lk-part"]'));
    return /--lk-([\w-]+)\)/.exec(holder.style.getPropertyValue("--lk-part"))[1];
  }

  /** A way with its corners: those of its curves are where these bend to. */
  function flow(path) {
    const d = path.getAttribute("d");
    const at = (letter) => [...d.matchAll(new RegExp(`${letter}([-\\d.e]+,[-\\d.e]+)`, "g"))].map((m) => m[1].split(","));
    return `\\draw[flow] ${[at("M")[0], ...at("Q"), at("L").at(-1)].map(point).join(" -- ")};`;
  }

  function face(polygon, used) {
    const corners = `${pairs(polygon.getAttribute("points")).map(point).join(" -- ")} -- cycle;`;
    if (polygon.classList.contains("cover")) return `\\path[hatched] ${corners}`;
    const name = named(token(polygon));
    used.add(token(polygon));
    const shade = { top: "!72!white", side: "!76!black" }[polygon.classList[0]] ?? "";
    return `\\filldraw[face, fill=${name}${shade}] ${corners}`;
  }

  function label(text) {
    const [first, second] = [...text.querySelectorAll("tspan")].map((line) => escape(line.textContent));
    const place = point([text.getAttribute("x"), text.getAttribute("y")]);
    const anchor = text.getAttribute("text-anchor") === "start" ? "beside" : "under";
    return `\\node[${anchor}] at ${place} {\\textbf{${first}}${second ? `\\\\${second}` : ""}};`;
  }

  const SIGNS = { Add: "$+$", Multiply: "$\\times$", Concatenate: "$\\equiv$" };
  function glyph(mark) {
    const place = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(mark.getAttribute("transform")).slice(1);
    return `\\node[glyph] at ${point(place)} {${SIGNS[mark.getAttribute("data-type")] ?? "$-$"}};`;
  }

  function frame(group) {
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(group.querySelector("rect").getAttribute(name)));
    const name = escape(group.querySelector("text").textContent.replace(/^− /, ""));
    return [
      `\\filldraw[frame] ${point([x, y])} rectangle ${point([x + width, y + height])};`,
      `\\node[title] at ${point([x + 8, y + 6])} {${name}};`,
    ];
  }

  /** @param {SVGElement} svg what `draw` has made @param {string} title @returns {string} the document */
  function tikz(svg, title) {
    const used = new Set();
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const unit = Number(Math.min(POINT, LONGEST / Math.max(width, height)).toFixed(5));
    const drawn = [
      ...[...svg.querySelectorAll(".flow path")].map(flow),
      ...[...svg.querySelectorAll(".frame")].flatMap(frame),
      ...[...svg.querySelectorAll(".part")].flatMap((part) => [
        ...[...part.querySelectorAll("polygon")].map((polygon) => face(polygon, used)),
        ...[...part.querySelectorAll(".glyph")].map(glyph),
        ...[...part.querySelectorAll(".label")].map(label),
      ]),
    ];
    const light = getComputedStyle(document.documentElement); // where the dark theme does not reach
    const colour = (name) => {
      const value = light.getPropertyValue(`--lk-${name}`).trim().slice(1);
      return `\\definecolor{${named(name)}}{HTML}{${value.toUpperCase()}}`;
    };
    const edge = svg.classList.contains("measured") ? "linestrong" : "paper";
    return [
      `% ${comment(title)}`,
      "% A complete document; what is between \\begin and \\end{tikzpicture} can go into a paper, with the colours.",
      "\\documentclass[tikz, border=4pt]{standalone}",
      "\\usetikzlibrary{patterns}",
      ...["paper", "ink", "line", "line-strong", ...[...used].filter((name) => name !== "line-strong").sort()].map(colour),
      "\\begin{document}",
      `\\begin{tikzpicture}[x=${unit}pt, y=-${unit}pt, line join=round,`,
      "  every node/.style={inner sep=0pt, align=center, font=\\sffamily\\scriptsize, text=ink},",
      "  flow/.style={draw=linestrong, line width=0.8pt, rounded corners=4pt},",
      "  frame/.style={draw=line, fill=ink!4!white, rounded corners=4pt},",
      `  face/.style={draw=${edge}, line width=0.4pt},`,
      "  hatched/.style={pattern=north east lines, pattern color=paper},",
      "  glyph/.style={circle, draw=linestrong, fill=paper, minimum size=9pt},",
      "  title/.style={anchor=north west, font=\\sffamily\\scriptsize\\bfseries},",
      "  under/.style={anchor=north, yshift=6pt}, beside/.style={anchor=west, align=left, yshift=-2pt}]",
      ...drawn.map((line) => `  ${line}`),
      "\\end{tikzpicture}",
      "\\end{document}",
      "",
    ].join("\n");
  }

  (window.lessonkit.architecture ??= {}).tikz = tikz;
})();
