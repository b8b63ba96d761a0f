/** Reads a network as `snippets/playground/folded.py` packs it: a description, numbers, and weights of 8 bits. */
/**
 * @typedef {{name: string, kind: string, shape: number[], stride: number, relu6: boolean, add: ?number,
 *   scale: Float32Array, bias: Float32Array, whole: Int8Array}} Carried a layer; shapes as in Keras
 */
lessonkit.vision.part((vision) => {
  /**
   * @param {ArrayBuffer} bytes
   * @returns {any} the description; each of its `layers` has its `scale`, `bias` and `whole`
   */
  vision.carried = (bytes) => {
    const length = new DataView(bytes).getUint32(0, true);
    const about = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    let at = 4 + length;
    for (const layer of about.layers)
      for (const name of ["scale", "bias"]) {
        const maps = layer.shape.at(-1);
        layer[name] = new Float32Array(bytes, at, maps);
        at += 4 * maps;
      }
    for (const layer of about.layers) {
      const count = layer.shape.reduce((product, size) => product * size, 1);
      layer.whole = new Int8Array(bytes, at, count);
      at += count;
    }
    return about;
  };

  /**
   * Unpacks what travelled as letters: base64, and gzip in it.
   * @param {string} text @returns {Promise<ArrayBuffer>}
   */
  vision.unpacked = async (text) => {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  };
});
