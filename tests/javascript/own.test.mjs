/** Files that readers may bring: whole, cut, packed otherwise, of another kind, or made to do harm. One sentence for each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { load } from "./scripts.mjs";

const PARTS = ["archive", "layers", "graph", "fold", "place", "network"];
const { own } = load("numbers.js", ...PARTS.map((part) => `widgets/own/${part}.js`));
const K = "keras.layers";
const tensor = (name, shape, node = 0) => ({ class_name: "__keras_tensor__", config: { shape, dtype: "float32", keras_history: [name, node, 0] } });
const input = (name, shape) => ({ module: K, class_name: "InputLayer", name, config: { name, batch_shape: shape }, inbound_nodes: [] });
const layer = (class_name, name, config, ...given) => ({ module: K, class_name, name, config: { name, ...config }, inbound_nodes: [{ args: given, kwargs: {} }] });
const functional = (layers, output, name = "net") => ({
  module: "keras.src.models.functional", class_name: "Functional",
  config: { name, layers, input_layers: [layers[0].name, 0, 0], output_layers: [output, 0, 0] },
});
const small = functional([input("x", [null, 4]), layer("Dense", "y", { units: 3 }, tensor("x", [null, 4]))], "y");

/** A zip archive, written by hand. @param {Object<string, Buffer>} files @param {any} [change] of what stands in its list */
function zip(files, change = {}) {
  const [locals, list] = [[], []];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = change.stored ? content : deflateRawSync(content);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(change.method ?? (change.stored ? 0 : 8), 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(change.size ?? content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(change.offset ?? at, 42);
    locals.push(head, Buffer.from(name), packed);
    list.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const index = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, index, end, Buffer.from(change.comment ?? "")]);
}
const config = (written) => ({ "metadata.json": Buffer.from("{}"), "config.json": Buffer.from(JSON.stringify(written)), "model.weights.h5": Buffer.alloc(9000) });
const drawn = async (content) => own.network(own.read(await own.open(new Blob([content]))));
const refuses = (content, words) => assert.rejects(drawn(content), (error) => error instanceof own.Refused && words.test(error.message) && error.message.length < 200);

test("an archive is read packed, stored, and with a comment behind it; a description alone, too", async () => {
  for (const content of [zip(config(small)), zip(config(small), { stored: true }), zip(config(small), { comment: "PK".repeat(300) }), JSON.stringify(small), `\ufeff${JSON.stringify(small, null, 2)}`])
    assert.equal((await drawn(content)).totals.params, 15);
});

test("files of other kinds are named", async () => {
  await refuses("", /empty/);
  await refuses(Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), /HDF5/);
  await refuses(Buffer.from([8, 0, 1, 2, 3]), /neither/);
  await refuses("<html>", /neither/);
  await refuses(zip({ "saved_model.pb": Buffer.alloc(3) }), /SavedModel/);
  await refuses(zip({ "model/data.pkl": Buffer.alloc(3) }), /PyTorch/);
  await refuses(zip({ "a.txt": Buffer.alloc(3) }), /no config\.json/);
  await refuses("[1]", /neither/);
  await refuses('{"a": 1}', /not a description/);
});

test("archives that are cut, damaged or made to burst", async () => {
  const whole = zip(config(small));
  for (const share of [0.1, 0.5, 0.9, 0.99]) await refuses(whole.subarray(0, Math.floor(whole.length * share)), /cut off|damaged/);
  await refuses(whole.subarray(0, 2), /cut off/);
  await refuses(zip(config(small), { offset: 5 }), /damaged/);
  await refuses(zip(config(small), { offset: 0xfffffff0 }), /damaged/);
  await refuses(zip(config(small), { method: 12 }), /packed in a way/);
  await refuses(zip(config(small), { method: 8, stored: true }), /damaged|cut off/);
  const bomb = { "config.json": Buffer.alloc(80 * 2 ** 20, " ") };
  await refuses(zip(bomb), /too large/);
  await refuses(zip(bomb, { size: 10 }), /too large/); // it lies about its size
  await refuses(JSON.stringify(small).slice(0, -5), /not complete JSON/);
});

test("descriptions that no network has", async () => {
  const two = (...layers) => JSON.stringify(functional([input("x", [null, 4]), ...layers], layers.at(-1).name));
  await refuses(two(layer("Dense", "a", {}, tensor("b", [null, 2])), layer("Dense", "b", {}, tensor("a", [null, 2]))), /circle/);
  await refuses(two(layer("Dense", "a", {}, tensor("a", [null, 2]))), /circle/);
  await refuses(two(layer("Dense", "a", {}, tensor("gone", [null, 2]))), /does not have: gone/);
  await refuses(two(layer("Dense", "a", {}, tensor("x", [null, 2], 3), tensor("y".repeat(5000), [null, 2]))), /does not have/);
  await refuses(two({ class_name: "Dense", name: "a" }), /not as Keras 3/);
  await refuses(JSON.stringify({ class_name: "Functional", keras_version: "2.9.0", config: { layers: [] } }), /older than Keras 3/);
  const old = functional([input("x", [null, 4]), { ...layer("Dense", "a", {}), inbound_nodes: [[["x", 0, 0, {}]]] }], "a");
  await refuses(JSON.stringify(old), /Keras 2/);
  await refuses(JSON.stringify({ module: null, class_name: "Mine", registered_name: "mine>Mine", config: { layers: [] } }), /Mine is a class of the author's own/);
  await refuses(JSON.stringify({ module: "keras", class_name: "Sequential", config: { name: "s", layers: [] } }), /no layers/);
});

test("what is deep or long is refused before it takes the page's time", async () => {
  let inner = small;
  for (let n = 0; n < 60; n += 1) {
    const within = { ...inner, name: `m${n}`, inbound_nodes: [{ args: [tensor("x", [null, 4])], kwargs: {} }] };
    inner = functional([input("x", [null, 4]), within], `m${n}`);
    inner.config.output_layers[1] = 1; // as Keras counts the calls of a model
  }
  await refuses(JSON.stringify(inner), /too deeply/);
  let nest = tensor("x", [null, 4]);
  for (let n = 0; n < 100; n += 1) nest = [nest];
  await refuses(JSON.stringify(functional([input("x", [null, 4]), layer("Add", "a", {}, nest)], "a")), /too deeply/);
  const chain = { module: "keras", class_name: "Sequential", config: { name: "long", layers: Array.from({ length: 7000 }, (_, n) => layer("ReLU", `r${n}`, {})) } };
  await refuses(JSON.stringify(chain), /more than 6000/);
  // doubling: a model that holds the one before twice
  let twice = small;
  for (let n = 0; n < 25; n += 1) {
    const call = (name) => ({ args: [tensor(name, [null, 4])], kwargs: {} });
    const model = { ...twice, name: `d${n}`, inbound_nodes: [call("x"), { args: [tensor(`d${n}`, [null, 4])], kwargs: {} }] };
    twice = functional([input("x", [null, 4]), model], `d${n}`);
    twice.config.output_layers[1] = 2;
  }
  await refuses(JSON.stringify(twice), /more than 6000/);
});

test("odd settings become unknown, never another number", async () => {
  const odd = [{ units: -3 }, { units: "7" }, { units: 1e300 }, { units: 2.5 }, {}, { units: null }, { units: 3, dtype: { class_name: "QuantizedDTypePolicy", config: {} } }];
  for (const settings of odd) {
    const { nodes, totals } = await drawn(JSON.stringify(functional([input("x", [null, 4]), layer("Dense", "y", settings, tensor("x", [null, 4]))], "y")));
    assert.equal(nodes.find(({ name }) => name === "y").params, null, JSON.stringify(settings));
    assert.equal(totals.unknown_params, 1);
  }
  const lambda = layer("Lambda", "l", { function: { class_name: "__lambda__", config: { code: "4wEAAA" } } }, tensor("x", [null, 4]));
  const { nodes } = await drawn(JSON.stringify(functional([input("x", [null, 4]), lambda], "l")));
  const told = nodes.find(({ name }) => name === "l");
  assert.deepEqual([told.kind, told.shape, told.macs], ["other", "unknown", null]);
});

test("names stay text, and are cut where they are endless", async () => {
  const name = `<img src=x onerror=alert(1)>${"n".repeat(5000)}`;
  const { nodes } = await drawn(JSON.stringify(functional([input("x", [null, 4]), layer("Dense", name, { units: 3 }, tensor("x", [null, 4]))], name)));
  const found = nodes.find(({ kind }) => kind === "dense");
  assert.ok(found.label.startsWith("<img") && found.label.length <= 60);
});
