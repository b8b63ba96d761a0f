/** Saves the picture as it looks now: SVG with its styles inside, PNG at twice the size, or TikZ for a paper. */
(() => {
  "use strict";
  const { download } = window.lessonkit;
  const STYLES = ["paint-order", "stroke-linejoin", "fill", "fill-opacity", "stroke", "stroke-linecap", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight"];

  const LARGEST = 8192; // pixels: what every browser's canvas can hold

  /** @param {SVGElement} svg @returns {string} */
  function standalone(svg, title) {
    const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
    const sources = svg.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((element, n) => {
      const style = getComputedStyle(sources[n]);
      element.setAttribute("style", STYLES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
      for (const name of ["tabindex", "role", "aria-label", "aria-pressed", "aria-expanded", "class"]) element.removeAttribute(name);
    });
    const [x, y, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const style = getComputedStyle(svg);
    const make = window.lessonkit.makeSvg;
    copy.setAttribute("viewBox", `${x} ${y - 30} ${width} ${height + 30}`);
    copy.setAttribute("width", String(width));
    copy.setAttribute("height", String(height + 30));
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.prepend(
      make("rect", { x, y: y - 30, width, height: height + 30, fill: style.getPropertyValue("--lk-paper") }),
      make("text", {
        x: x + 14, y: y - 8, text: title, fill: style.getPropertyValue("--lk-ink"),
        style: `font: 600 14px ${style.fontFamily.replaceAll('"', "'")}`,
      }),
    );
    return new XMLSerializer().serializeToString(copy);
  }

  function svg(picture, title, name) {
    download(`${name}.svg`, new Blob([standalone(picture, title)], { type: "image/svg+xml" }));
  }

  async function png(picture, title, name) {
    const text = standalone(picture, title);
    const image = new Image();
    // not decode(): it waits for a frame, and a browser may draw none for long
    await new Promise((loaded, failed) => {
      image.onload = loaded;
      image.onerror = failed;
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    });
    const scale = Math.min(2, LARGEST / Math.max(image.width, image.height));
    const [width, height] = [image.width, image.height].map((pixels) => Math.round(pixels * scale));
    const canvas = window.lessonkit.make("canvas", { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => download(`${name}.png`, blob), "image/png");
  }

  function tex(picture, title, name) {
    const text = window.lessonkit.architecture.tikz(picture, title);
    download(`${name}.tex`, new Blob([text], { type: "application/x-tex" }));
  }

  (window.lessonkit.architecture ??= {}).save = { SVG: svg, PNG: png, TikZ: tex };
})();
