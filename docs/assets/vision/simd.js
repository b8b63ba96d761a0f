/**
 * The same two sums four numbers at a time, where the browser lets a page run WebAssembly.
 * They are written in simd.wat; `node assemble.mjs --write` in tests/javascript/ puts them here.
 */
lessonkit.vision.part((vision) => {
  const ASSEMBLED =
    "AGFzbQEAAAABIwNgCX9/f39/f399fQBgDH9/f39/f39/f399fQBgA3t7ewF7AhABBHBhZ2UGbWVtb3J5AgABAwQDAAECBxkCCXBvaW50d2lzZQAACWRlcHRod2lzZQABCsEGA/wDAgp/DXsgB/0TIRYgCP0TIRcgBUECdCEKIAZBAnQhCwNAIAQhCSAAIQ4gAyESA0AgAv0ABAAhGCAC/QAEECEZIBghGiAZIRsgGCEcIBkhHSAYIR4gGSEfIA4gCmohDyAPIApqIRAgECAKaiERIA8hDSABIQwDQCAM/QAEACETIAz9AAQQIRQgDv0JAgAhFSAYIBUgE/3mAf3kASEYIBkgFSAU/eYB/eQBIRkgD/0JAgAhFSAaIBUgE/3mAf3kASEaIBsgFSAU/eYB/eQBIRsgEP0JAgAhFSAcIBUgE/3mAf3kASEcIB0gFSAU/eYB/eQBIR0gEf0JAgAhFSAeIBUgE/3mAf3kASEeIB8gFSAU/eYB/eQBIR8gDEEgaiEMIA9BBGohDyAQQQRqIRAgEUEEaiERIA5BBGoiDiANSQ0ACyASIBggFiAXEAL9CwQAIBIgGSAWIBcQAv0LBBAgEiALaiESIBIgGiAWIBcQAv0LBAAgEiAbIBYgFxAC/QsEECASIAtqIRIgEiAcIBYgFxAC/QsEACASIB0gFiAXEAL9CwQQIBIgC2ohEiASIB4gFiAXEAL9CwQAIBIgHyAWIBcQAv0LBBAgEiALaiESIBEhDiAJQQRrIglBAEoNAAsgDCEBIAJBIGohAiADQSBqIQMgBkEIayIGQQBKDQALC7ECAgp/BHsgCv0TIRggC/0TIRkgBkECdCEPA0BBACENA0BBACEOA0AgAiAOav0ABAAhFiACIA5q/QAEECEXIAEgDmohFSAMIAhsIAlrIRIgByEQA0AgDSAIbCAJayETIAchESAAIA5qIA8gEiAEbCATamxqIRQDQCATIARJIBIgBElxBEAgFiAU/QAEACAV/QAEAP3mAf3kASEWIBcgFP0ABBAgFf0ABBD95gH95AEhFwsgFSAPaiEVIBQgD2ohFCATQQFqIRMgEUEBayIRDQALIBJBAWohEiAQQQFrIhANAAsgAyAOaiAWIBggGRAC/QsEACADIA5qIBcgGCAZEAL9CwQQIA5BIGoiDiAPSQ0ACyADIA9qIQMgDUEBaiINIAVJDQALIAxBAWoiDCAFSQ0ACwsOACAAIAH96wEgAv3qAQs=";
  const PAGES = 768; // of 64 KiB: more than the network and all that passes through it
  const ALIGNED = 4; // numbers of 32 bits in one load

  /**
   * @returns {Promise<import("./plain.js").Kernels>}
   * @throws {Error} the page's policy forbids it, or the browser is too old
   */
  vision.simd = async () => {
    const code = Uint8Array.from(atob(ASSEMBLED), (letter) => letter.charCodeAt(0));
    const memory = new WebAssembly.Memory({ initial: PAGES });
    const { instance } = await WebAssembly.instantiate(code, { page: { memory } });
    const { pointwise, depthwise } = /** @type {Object<string, (...numbers: number[]) => void>} */ (
      /** @type {unknown} */ (instance.exports)
    );
    let taken = 0;
    return {
      name: "WebAssembly",
      memory: (count) => {
        const room = new Float32Array(memory.buffer, 4 * taken, count);
        taken += Math.ceil(count / ALIGNED) * ALIGNED;
        return room;
      },
      pointwise: (image, weights, bias, out, ...sizes) =>
        pointwise(image.byteOffset, weights.byteOffset, bias.byteOffset, out.byteOffset, ...sizes),
      depthwise: (image, weights, bias, out, ...sizes) =>
        depthwise(image.byteOffset, weights.byteOffset, bias.byteOffset, out.byteOffset, ...sizes),
    };
  };

  /** The faster of the two that works here. @returns {Promise<import("./plain.js").Kernels>} */
  vision.kernels = async () => {
    try {
      return await vision.simd();
    } catch {
      return vision.plain();
    }
  };
});
