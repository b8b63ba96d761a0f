/** Opens what a reader hands over: every kind of picture that the browser knows. All else gets a sentence that helps. */
(() => {
  "use strict";
  const parts = (window.lessonkit.photograph ??= {});
  const MOST_BYTES = 200e6;
  const MOST_PIXELS = 150e6; // 600 MB while it is opened
  const DRAWN = { shorter: 512, longer: 4096 }; // pixels a side of drawings, which have none
  const HEAD = 1024; // bytes that say what a file is
  /** What files begin with, read as Latin-1. @type {[RegExp, string][]} */
  const KINDS = [
    [/^\xff\xd8\xff/, "JPEG"],
    [/^\x89PNG/, "PNG"],
    [/^GIF8/, "GIF"],
    [/^RIFF.{4}WEBP/s, "WebP"],
    [/^.{4}ftypavi[fs]/s, "AVIF"],
    [/^.{4}ftyp(hei|hev|mif1|msf1)/s, "HEIC"],
    [/^.{4}ftyp|^\x1aE\xdf\xa3/s, "film"],
    [/^%PDF/, "PDF"],
    [/^(II\*\0|MM\0\*)/, "TIFF"],
    [/^BM/, "BMP"],
    [/<svg[\s>]/, "SVG"],
  ];
  const INSTEAD = "Try a JPEG, PNG, WebP or GIF.";
  const MOVES = /NETSCAPE2\.0|acTL|ANIM/;

  /** A sentence for the reader, and no fault of the page. */
  class Refused extends Error {}

  /** Why the browser cannot open it. */
  function refusal(kind, head) {
    if (kind === "HEIC")
      return "This is a HEIC photograph, which this browser cannot open. Save or share it as JPEG, and it can.";
    if (["film", "PDF", "TIFF"].includes(kind)) return `This is a ${kind}, not a picture that browsers can open. ${INSTEAD}`;
    if (kind) return `The browser cannot open this ${kind}: it is damaged, or far too large.`;
    const words = /^[\t\r\n\x20-\x7e]{12,}/.exec(head)?.[0].trim().slice(0, 24);
    return `This is not a picture, whatever its name says${words ? `: it begins with “${words}”` : ""}. ${INSTEAD}`;
  }

  /** @param {Blob} file @returns {Promise<HTMLImageElement | null>} knows its size, and is not unpacked yet */
  async function measured(file) {
    const image = new Image();
    const address = URL.createObjectURL(file);
    const loaded = new Promise((done) => {
      image.onload = () => done(image);
      image.onerror = () => done(null);
    });
    image.src = address;
    const found = await loaded;
    if (!found) URL.revokeObjectURL(address);
    return found;
  }

  /** A drawing has no pixels, so it gets some. @param {HTMLImageElement} image */
  function rastered(image) {
    const [width, height] = [image.naturalWidth || 1, image.naturalHeight || 1];
    const scale = Math.min(DRAWN.shorter / Math.min(width, height), DRAWN.longer / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return createImageBitmap(canvas);
  }

  /**
   * @param {Blob} file
   * @returns {Promise<{file?: Blob, picture?: ImageBitmap, note: string, damaged: string}>} what the worker gets, a
   *   remark, and what to say if it cannot open it after all
   * @throws {Refused}
   */
  async function opened(file) {
    if (!file.size) throw new Refused(`This file is empty. ${INSTEAD}`);
    if (file.size > MOST_BYTES) throw new Refused("This file is larger than 200 MB. A smaller copy will do: the network sees 224 × 224 pixels.");
    const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
    const kind = KINDS.find(([begins]) => begins.test(head))?.[1] ?? "";
    const drawing = kind === "SVG";
    const image = await measured(drawing ? new Blob([file], { type: "image/svg+xml" }) : file);
    const damaged = refusal(kind, head);
    if (!image) throw new Refused(damaged);
    try {
      if (drawing) return { picture: await rastered(image), note: "", damaged };
      const pixels = image.naturalWidth * image.naturalHeight;
      if (pixels > MOST_PIXELS)
        throw new Refused(
          `This picture has ${Math.round(pixels / 1e6)} megapixels, and this page opens up to ${MOST_PIXELS / 1e6}. A smaller copy will do: the network sees 224 × 224 pixels.`,
        );
      return { file, note: MOVES.test(head) ? "It sees only the first picture of an animation." : "", damaged };
    } finally {
      URL.revokeObjectURL(image.src);
    }
  }

  /**
   * @param {{file: {script: string}}} example one of the course's photographs
   * @returns {Promise<Blob>}
   * @throws {Refused}
   */
  async function ours({ file }) {
    try {
      const letters = atob(await window.lessonkit.file(file));
      return new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))]);
    } catch {
      throw new Refused("This photograph did not load.");
    }
  }

  /** Whether something is dragged that would replace the page. @param {DragEvent} event */
  const holds = ({ dataTransfer }) => dataTransfer && [...dataTransfer.types].some((type) => type === "Files" || type === "text/uri-list");

  Object.assign(parts, { holds, opened, ours, Refused });
})();
