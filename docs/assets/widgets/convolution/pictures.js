/** Where pictures come from: the page's own, a file, the camera. Nothing is sent anywhere. */
(() => {
  "use strict";
  const { plane } = window.lessonkit;
  const SIDE = 128;

  /** @param {{pixels: string, side: number}} data base64 of grey bytes @returns {import("./plane.js").Plane} */
  plane.fromPage = ({ pixels, side }) => {
    const bytes = atob(pixels);
    const picture = plane.empty(side, side);
    for (let i = 0; i < bytes.length; i += 1) picture.values[i] = bytes.charCodeAt(i);
    return picture;
  };

  /** The middle of a picture, grey, 128 × 128. @param {CanvasImageSource} source @param {number} width @param {number} height */
  function grey(source, width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const side = Math.min(width, height);
    context.fillStyle = "white"; // behind what is transparent
    context.fillRect(0, 0, SIDE, SIDE);
    context.imageSmoothingQuality = "high";
    context.drawImage(
      source,
      (width - side) / 2,
      (height - side) / 2,
      side,
      side,
      0,
      0,
      SIDE,
      SIDE,
    );
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const picture = plane.empty(SIDE, SIDE);
    for (let i = 0; i < picture.values.length; i += 1) {
      const [red, green, blue] = data.subarray(4 * i, 4 * i + 3);
      picture.values[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    }
    return picture;
  }

  /**
   * @param {Blob} file what the reader chose
   * @returns {Promise<import("./plane.js").Plane>} a plane; fails with a sentence for the reader
   */
  plane.fromFile = async (file) => {
    let bitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      throw new Error(
        "Your browser cannot read this file as a picture: it is broken, too large, or of another kind.",
      );
    }
    try {
      return grey(bitmap, bitmap.width, bitmap.height);
    } finally {
      bitmap.close();
    }
  };

  /** One look through the camera. @returns {Promise<import("./plane.js").Plane>} a plane; fails with a sentence for the reader */
  plane.fromCamera = async () => {
    if (!navigator.mediaDevices?.getUserMedia)
      throw new Error("This browser gives pages no camera here. Choose a file instead.");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    } catch (error) {
      const refused = /** @type {Error} */ (error).name === "NotAllowedError";
      throw new Error(
        refused
          ? "The camera stays off: it was not allowed. Choose a file instead."
          : "No camera was found. Choose a file instead.",
      );
    }
    try {
      const video = document.createElement("video");
      Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
      await video.play();
      await new Promise((resolve) => setTimeout(resolve, 400)); // its first frames are dark
      return grey(video, video.videoWidth, video.videoHeight);
    } finally {
      stream.getTracks().forEach((track) => track.stop());
    }
  };
})();
