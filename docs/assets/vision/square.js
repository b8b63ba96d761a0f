/** From any picture that a browser opens to the pixels that a network reads: the middle square, on white. */
lessonkit.vision.part((vision) => {
  const MOST = 2048; // pixels a side: of larger squares the browser makes smaller ones first
  const SHOWN = 640; // pixels a side of what the page shows
  const MARGIN = 2; // pixels of the small picture that its border needs around it

  /** Draws a part of a picture, on white. @returns {ImageData} */
  function drawn(picture, left, top, width, height, wide, high) {
    const canvas = new OffscreenCanvas(wide, high);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    context.fillStyle = "white";
    context.fillRect(0, 0, wide, high);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, left, top, width, height, 0, 0, wide, high);
    return context.getImageData(0, 0, wide, high);
  }

  /** The square to show, no larger than it is. @returns {ImageBitmap} */
  function shown(picture, { left, top, side }) {
    const pixels = Math.min(Math.round(side), SHOWN);
    const canvas = new OffscreenCanvas(pixels, pixels);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.fillStyle = "white";
    context.fillRect(0, 0, pixels, pixels);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, left, top, side, side, 0, 0, pixels, pixels);
    return canvas.transferToImageBitmap();
  }

  /**
   * @param {ImageBitmap} picture @param {number} kept share of the shorter side that is kept
   * @param {number} side of the result, in pixels
   * @returns {{pixels: Uint8ClampedArray, shown: ImageBitmap}}
   */
  vision.square = (picture, kept, side) => {
    const { width, height } = picture;
    const whole = kept * Math.min(width, height);
    const square = { left: (width - whole) / 2, top: (height - whole) / 2, side: whole };
    const seen = shown(picture, square);
    // what lies around the square counts a little, as far as there is something
    const margin = MARGIN * Math.max(whole / side, 1) + 1;
    const left = Math.max(Math.floor(square.left - margin), 0);
    const top = Math.max(Math.floor(square.top - margin), 0);
    const right = Math.min(Math.ceil(square.left + whole + margin), width);
    const bottom = Math.min(Math.ceil(square.top + whole + margin), height);
    const shrink = Math.min(1, MOST / whole);
    const [wide, high] = [right - left, bottom - top].map((size) => Math.max(1, Math.round(size * shrink)));
    const image = drawn(picture, left, top, right - left, bottom - top, wide, high);
    const part = {
      left: (square.left - left) * (wide / (right - left)),
      top: (square.top - top) * (high / (bottom - top)),
      side: whole * shrink,
    };
    return { pixels: vision.resampled(image, part, side), shown: seen };
  };
});
