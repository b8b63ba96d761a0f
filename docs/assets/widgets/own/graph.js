/**
 * Reads a description that Keras 3 wrote as a flat graph of layer calls, nested models unfolded: as
 * `snippets/diagrams/graph.py` reads the live model. No code is run.
 */
/**
 * @typedef {import("./layers.js").Shape} Shape
 * @typedef {import("./layers.js").Entry} Entry
 * @typedef {{entry: Entry, name: string, path: string[], sources: number[], before: (Shape | null)[],
 *   after: (Shape | null)[], dtype: string, feeds: [number, number][], turn: number, turns: number}} Call
 * @typedef {{name: string, calls: Call[], outputs: number[]}} Graph
 */
(() => {
  "use strict";
  const own = (window.lessonkit.own ??= {});
  const { Refused, isKeras, kindOf, shapeOf } = own;
  const [MOST, DEEPEST] = [6000, 30]; // calls, and models in models
  const LONG = 60; // letters of a name that are shown

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const nameOf = (entry) => String(entry.name ?? entry.config?.name ?? entry.class_name);
  const cut = (name) => (name.length > LONG ? `${name.slice(0, LONG - 1)}…` : name);
  /** @returns {Shape | null} a shape without its batch */
  const shaped = (value) =>
    Array.isArray(value) && value.every((n) => n === null || (Number.isSafeInteger(n) && n >= 0)) ? value.slice(1) : null;

  /** Calls back with each symbolic tensor in a call's arguments, in Keras' order. */
  function tensors(value, found, depth = 0) {
    if (depth > DEEPEST) throw new Refused("The calls in this description are nested too deeply to be drawn.");
    if (Array.isArray(value)) for (const one of value) tensors(one, found, depth + 1);
    else if (isObject(value) && value.class_name === "__keras_tensor__") found.push(value.config);
    else if (isObject(value)) for (const key of Object.keys(value).sort()) tensors(value[key], found, depth + 1);
    return found;
  }

  /** `[name, node, tensor]`, alone or in lists and dicts. @returns {[string, number, number][]} */
  function ends(value) {
    if (Array.isArray(value) && value.length === 3 && typeof value[0] === "string" && Number.isInteger(value[1]))
      return [/** @type {[string, number, number]} */ (value)];
    if (Array.isArray(value)) return value.flatMap(ends);
    return isObject(value) ? Object.keys(value).sort().flatMap((key) => ends(value[key])) : [];
  }

  /** @param {Entry} entry @returns {boolean} whether it is a model whose graph the file tells */
  const isModel = (entry) => isKeras(entry) && ["Functional", "Model", "Sequential"].includes(entry.class_name) && Array.isArray(entry.config.layers);

  /** A model as a table of its layers, with where it begins and ends. */
  function modelOf({ class_name: kind, config }) {
    const layers = config.layers.filter((one) => isObject(one) && isObject(one.config) && typeof one.class_name === "string");
    if (layers.length < config.layers.length) throw new Refused("A layer in this description is not as Keras 3 writes it.");
    if (layers.some((one) => Array.isArray(one.inbound_nodes?.[0])))
      throw new Refused("This description was written by Keras 2. Open the model in Keras 3 and save it as .keras.");
    if (kind !== "Sequential") {
      const entries = new Map(layers.map((entry) => [nameOf(entry), entry]));
      const nodes = (entry) => entry.inbound_nodes ?? [];
      // where a model ends, Keras counts the calls of models in it from 1: the call that made one counts, and is not there
      const called = ([name, node, tensor]) => {
        const entry = entries.get(name);
        const within = entry && entry.class_name !== "Sequential" && Array.isArray(entry.config.layers);
        return [name, within && node ? node - 1 : node, tensor];
      };
      return { entries, inputs: ends(config.input_layers), outputs: ends(config.output_layers).map(called), nodes };
    }
    // a chain: each one's call takes what the one before gives
    const chain = [...layers];
    const built = config.build_input_shape;
    if (chain[0] && kindOf(chain[0]) !== "input" && Array.isArray(built))
      chain.unshift({ class_name: "InputLayer", module: "keras.layers", name: "input", config: { batch_shape: built } });
    const before = new Map(chain.map((entry, n) => [entry, chain[n - 1]]));
    const call = (entry) => {
      const source = before.get(entry);
      const shape = entry.build_config?.input_shape ?? null;
      const tensor = source && { class_name: "__keras_tensor__", config: { shape, keras_history: [nameOf(source), 0, 0] } };
      return [{ args: tensor ? [tensor] : [], kwargs: {} }];
    };
    const end = (entry) => (entry ? [/** @type {[string, number, number]} */ ([nameOf(entry), 0, 0])] : []);
    return {
      entries: new Map(chain.map((entry) => [nameOf(entry), entry])),
      inputs: chain[0] && kindOf(chain[0]) === "input" ? end(chain[0]) : [],
      outputs: end(chain.at(-1)),
      nodes: (entry) => (kindOf(entry) === "input" ? [] : call(entry)),
    };
  }

  /** Collects calls; keeps an explicit stack, as networks may be deep. */
  class Reader {
    constructor() {
      /** @type {Call[]} */
      this.calls = [];
      this.entered = new Map();
    }

    /**
     * Adds the calls that lead to some ends.
     * @param {ReturnType<typeof modelOf>} model
     * @param {Map<string, [number, number][]>} made for each node that is there already, which call made each output
     * @param {string[]} path names of the models around
     */
    unfold(model, wanted, made, path) {
      if (path.length > DEEPEST) throw new Refused("Models in models in models: this file nests too deeply to be drawn.");
      const key = ([name, node]) => `${node}:${name}`;
      const waiting = new Set();
      const stack = wanted.map((end) => [end, false]).reverse();
      while (stack.length) {
        const [end, ready] = stack.pop();
        if (made.has(key(end))) continue;
        const entry = model.entries.get(end[0]);
        if (!entry) throw new Refused(`The description refers to a layer that it does not have: ${cut(end[0])}.`);
        const node = model.nodes(entry)[end[1]];
        if (!node && kindOf(entry) !== "input") throw new Refused(`The description refers to a call of ${cut(end[0])} that it does not have.`);
        const given = node ? tensors([node.args, node.kwargs], []) : [];
        const from = given.map((tensor) => ends(tensor?.keras_history)[0]);
        if (from.includes(undefined)) throw new Refused(`What goes into ${cut(end[0])} is not as Keras 3 writes it.`);
        if (ready) {
          const feeds = from.map((one) => made.get(key(one))?.[one[2]] ?? [made.get(key(one))[0][0], one[2]]);
          made.set(key(end), this.enter(entry, node, feeds, given, path) ?? [[this.add(entry, feeds, given, path), 0]]);
          continue;
        }
        if (waiting.has(key(end))) throw new Refused("The layers in this description form a circle, which no Keras network can do.");
        waiting.add(key(end));
        stack.push([end, true], ...from.filter((one) => !made.has(key(one))).map((one) => [one, false]).reverse());
      }
      return made;
    }

    /** Unfolds a nested model. @returns {[number, number][] | null} what makes its outputs; null if it is none, or unlike its call */
    enter(entry, node, feeds, given, path) {
      if (!isModel(entry)) return null;
      const model = modelOf(entry);
      const [only, ...more] = node.args ?? [];
      const order = isObject(only) && only.class_name !== "__keras_tensor__" ? this.byName(only, model) : model.inputs.map((_, n) => n);
      if (more.length || !order || order.length !== feeds.length || model.inputs.length !== feeds.length) return null;
      const within = new Map(model.inputs.map(([name, number], n) => [`${number}:${name}`, [feeds[order[n]]]]));
      const known = this.calls.length;
      const turn = (this.entered.get(entry) ?? 0) + 1;
      this.entered.set(entry, turn);
      const name = cut(nameOf(entry));
      this.unfold(model, model.outputs, within, [...path, turn === 1 ? name : `${name} (${turn})`]);
      if (known === this.calls.length && !model.outputs.length) return null;
      return model.outputs.map(([inner, number, tensor]) => {
        const made = within.get(`${number}:${inner}`);
        return made[tensor] ?? [made[0][0], tensor];
      });
    }

    /** For a call with a dict: which of its tensors goes to which input. @returns {number[] | null} */
    byName(argument, model) {
      const keys = Object.keys(argument).sort();
      const order = model.inputs.map(([name]) => keys.indexOf(name));
      return order.includes(-1) ? null : order;
    }

    add(entry, feeds, given, path) {
      if (this.calls.length >= MOST) throw new Refused(`This network has more than ${MOST} layers: too many to be drawn here.`);
      given.forEach((tensor, n) => {
        const [position, output] = feeds[n];
        const call = this.calls[position];
        call.after[output] ??= shaped(tensor.shape);
        if (typeof tensor.dtype === "string") call.dtype = tensor.dtype;
      });
      this.calls.push({
        entry, path, feeds, name: cut(nameOf(entry)), sources: [...new Set(feeds.map(([position]) => position))],
        before: [], after: [shaped(entry.config.batch_shape ?? entry.config.batch_input_shape)], dtype: "", turn: 1, turns: 1,
      });
      return this.calls.length - 1;
    }
  }

  /** Fills in the shapes that the file does not tell, where a rule does; calls stand in an order in which they can run. */
  function complete(calls) {
    for (const call of calls) {
      call.before = call.feeds.map(([position, output]) => calls[position].after[output] ?? null);
      const told = shaped(call.entry.build_config?.input_shape);
      if (told && call.before.length <= 1 && !call.before[0]) call.before = [told];
      call.after[0] ??= shapeOf(call.entry, call.before);
      call.dtype ||= computed(call.entry);
    }
    const turns = new Map();
    for (const { entry } of calls) turns.set(entry, (turns.get(entry) ?? 0) + 1);
    const seen = new Map();
    for (const call of calls) {
      call.turns = turns.get(call.entry);
      call.turn = (seen.get(call.entry) ?? 0) + 1;
      seen.set(call.entry, call.turn);
    }
  }

  /** In what a layer computes. */
  function computed({ config: { dtype } }) {
    const name = typeof dtype === "string" ? dtype : dtype?.config?.name;
    return typeof name === "string" ? name.replace(/^mixed_/, "") : "float32";
  }

  /** @param {any} written what Keras wrote of a model @returns {Graph} */
  function read(written) {
    if (!isObject(written) || typeof written.class_name !== "string" || !isObject(written.config))
      throw new Refused("This JSON is not a description of a model as Keras writes it.");
    if (written.module === undefined || String(written.keras_version).startsWith("2"))
      throw new Refused("This description is older than Keras 3. Open the model in Keras 3 and save it as .keras.");
    const kind = cut(written.class_name);
    if (!isModel(written))
      throw new Refused(`${kind} is a class of the author's own: which layers it has and how they are connected is in its code, not in the file.`);
    const model = modelOf(written);
    if (!model.outputs.length) throw new Refused("This model has no layers yet.");
    const reader = new Reader();
    const made = reader.unfold(model, [...model.outputs, ...model.inputs], new Map(), []);
    complete(reader.calls);
    const outputs = model.outputs.map(([name, node, tensor]) => (made.get(`${node}:${name}`)[tensor] ?? made.get(`${node}:${name}`)[0])[0]);
    return { name: cut(nameOf(written)), calls: reader.calls, outputs: [...new Set(outputs)] };
  }

  own.read = read;
})();
