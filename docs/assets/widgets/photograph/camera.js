/** The reader's camera, picture after picture, as fast as they are answered. */
(() => {
  "use strict";
  const parts = (window.lessonkit.photograph ??= {});
  const WHY = {
    NotAllowedError: "The browser did not let this page use the camera. It may ask again beside the address.",
    NotFoundError: "No camera was found here.",
    NotReadableError: "The camera is in use elsewhere.",
  };

  /**
   * @param {(picture: ImageBitmap) => Promise<void>} see called with a picture when the one before is answered
   * @param {(running: boolean) => void} changed
   */
  function camera(see, changed) {
    /** @type {MediaStream | null} */
    let stream = null;

    function stop() {
      for (const track of stream?.getTracks() ?? []) track.stop();
      if (stream) changed(false);
      stream = null;
    }
    /** @throws {Error} with a sentence for the reader */
    async function start() {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch (error) {
        const { name } = /** @type {DOMException} */ (error);
        throw new parts.Refused(WHY[name] ?? `The camera did not start (${name}).`);
      }
      const own = stream;
      const film = document.createElement("video");
      Object.assign(film, { muted: true, playsInline: true, srcObject: own });
      own.getVideoTracks()[0].addEventListener("ended", stop);
      await film.play();
      changed(true);
      while (stream === own) {
        await see(await createImageBitmap(film));
        await new Promise(requestAnimationFrame);
      }
      film.srcObject = null;
    }
    document.addEventListener("visibilitychange", () => document.hidden && stop());
    return { start, stop, running: () => Boolean(stream), here: Boolean(navigator.mediaDevices?.getUserMedia) };
  }
  Object.assign(parts, { camera });
})();
