/**
 * Reads a network's description out of a reader's file: `config.json` itself, or the `.keras` archive that holds it. Only
 * the archive's list and this one entry are read, so the size of the weights does not matter. Nothing leaves the page.
 */
(() => {
  "use strict";
  const own = (window.lessonkit.own ??= {});
  const [LARGEST, LIST] = [64 * 2 ** 20, 16 * 2 ** 20]; // bytes: of a description, of an archive's list
  const TAIL = 65557; // bytes: an archive's end with the longest comment

  /** What a file that cannot be drawn is told about: one sentence for the reader. */
  class Refused extends Error {}

  const bytes = async (blob) => new DataView(await blob.arrayBuffer());
  const short = (view, at) => view.getUint16(at, true);
  const long = (view, at) => view.getUint32(at, true);
  const words = (view, at, length) => new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length));

  /** Where an archive ends its list says where that begins. @param {Blob} file @returns {Promise<DataView>} the list */
  async function list(file) {
    const start = Math.max(0, file.size - TAIL);
    const tail = await bytes(file.slice(start));
    let at = tail.byteLength - 22;
    while (at >= 0 && long(tail, at) !== 0x06054b50) at -= 1;
    if (at < 0) throw new Refused("This archive is cut off: its end is missing. Copy the file again.");
    const [size, offset] = [long(tail, at + 12), long(tail, at + 16)];
    if (offset === 0xffffffff || size > LIST) throw new Refused("This archive is too large to be read here.");
    if (offset + size > start + at) throw new Refused("This archive is damaged: its list does not fit into it.");
    return bytes(file.slice(offset, offset + size));
  }

  /** @param {DataView} view @returns {{name: string, method: number, packed: number, size: number, offset: number}[]} */
  function entries(view) {
    const found = [];
    for (let at = 0; at + 46 <= view.byteLength && long(view, at) === 0x02014b50; ) {
      const name = Math.min(short(view, at + 28), view.byteLength - at - 46);
      found.push({
        name: words(view, at + 46, name),
        method: short(view, at + 10),
        packed: long(view, at + 20),
        size: long(view, at + 24),
        offset: long(view, at + 42),
      });
      at += 46 + name + short(view, at + 30) + short(view, at + 32);
    }
    return found;
  }

  /** @param {ReadableStream<Uint8Array>} stream @returns {Promise<string>} its text; what grows too large is refused */
  async function text(stream) {
    const [decoder, parts] = [new TextDecoder(), []];
    const reader = stream.getReader();
    let read = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      read += part.value.byteLength;
      if (read > LARGEST) {
        reader.cancel().catch(() => {});
        throw new Refused("The description in this file is too large to be drawn.");
      }
      parts.push(decoder.decode(part.value, { stream: true }));
    }
    return parts.join("") + decoder.decode();
  }

  /** @param {Blob} file @returns {Promise<string>} the text of its entry `config.json` */
  async function fromArchive(file) {
    const found = entries(await list(file));
    const entry = found.find(({ name }) => name === "config.json");
    if (!entry) {
      const names = found.map(({ name }) => name);
      if (names.some((name) => name.endsWith("saved_model.pb")))
        throw new Refused("This is a SavedModel of TensorFlow: it holds no layers to draw. Save the model as .keras.");
      if (names.some((name) => name.endsWith("data.pkl")))
        throw new Refused("This is a PyTorch file: it holds weights, but no graph. A .keras file has both.");
      throw new Refused("This archive holds no config.json, so it is not a .keras file.");
    }
    if (Math.max(entry.packed, entry.size) > LARGEST)
      throw new Refused("The description in this file is too large to be drawn.");
    const head = await bytes(file.slice(entry.offset, entry.offset + 30));
    if (head.byteLength < 30 || long(head, 0) !== 0x04034b50)
      throw new Refused("This archive is damaged: its config.json is not where it should be.");
    const start = entry.offset + 30 + short(head, 26) + short(head, 28);
    const packed = file.slice(start, start + entry.packed);
    if (entry.method === 0) return text(packed.stream());
    if (entry.method !== 8) throw new Refused("The config.json in this archive is packed in a way that browsers cannot read.");
    try {
      return await text(packed.stream().pipeThrough(new DecompressionStream("deflate-raw")));
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Refused("This archive is damaged: its config.json cannot be unpacked.");
    }
  }

  /** @param {Blob} file @returns {Promise<any>} what Keras wrote of the model */
  async function open(file) {
    if (!file.size) throw new Refused("This file is empty.");
    const head = words(await bytes(file.slice(0, 4)), 0, Math.min(4, file.size));
    if (head.slice(1) === "HDF")
      throw new Refused("This is an HDF5 file, as Keras 2 wrote them. Open it in Keras 3 and save it as .keras.");
    const archive = head.startsWith("PK");
    if (!archive && !/^(\ufeff)?\s*\{/.test(head))
      throw new Refused("This is neither a .keras file nor a config.json.");
    if (!archive && file.size > LARGEST) throw new Refused("The description in this file is too large to be drawn.");
    const written = archive ? await fromArchive(file) : await text(file.stream());
    try {
      return JSON.parse(written.replace(/^\ufeff/, ""));
    } catch {
      throw new Refused("The description in this file is not complete JSON: it may have been cut off.");
    }
  }

  Object.assign(own, { Refused, open });
})();
