/**
 * What runs in the worker: it gets the weights once, then pictures, and answers with all that the page shows.
 * Each question has a number, which its answer carries, too. A fault is an answer as well: `{id, error}`.
 */
lessonkit.vision.part((vision) => {
  const BEST = 5;

  /** The script of the weights is a call, and what stands in its brackets is JSON: the key, and the letters. */
  const letters = (script) => JSON.parse(`[${script.slice(script.indexOf("(") + 1, script.lastIndexOf(")"))}]`)[1];

  /** Gets a script as text. @param {string} address @param {(bytes: number) => void} progress */
  async function fetched(address, progress) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const [parts, reader] = [[], answer.body.getReader()];
    for (let count = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return new Blob(parts).text();
      parts.push(value);
      progress((count += value.length));
    }
  }

  /**
   * Grad-CAM of a class: where the last maps are strong, each as much as the class weighs it. After these maps come
   * nothing but an average and one weighted sum, so the weights are the gradient.
   */
  function attention(network, answers, chosen) {
    const { weights, ins } = network.layers.at(-1);
    const { BLOCK } = vision;
    const at = (chosen - (chosen % BLOCK)) * ins + (chosen % BLOCK);
    const maps = answers[network.layers.at(-2).stage];
    const places = new Float32Array(maps.length / ins);
    for (let place = 0; place < places.length; place += 1) {
      let sum = 0;
      for (let map = 0; map < ins; map += 1) sum += maps[place * ins + map] * weights[at + map * BLOCK];
      places[place] = Math.max(sum, 0);
    }
    return places;
  }

  /** @param {{onmessage: any, postMessage: any}} scope of the worker */
  vision.serve = (scope) => {
    let about;
    let network;
    let pixels;

    /** Runs the network on the picture at hand. @param {any} off @param {any} [shown] @param {number} [began] */
    function answer(off, shown, began = performance.now()) {
      const { answers, features, probabilities } = network.run(pixels, off);
      const milliseconds = performance.now() - began;
      const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
      const top = order.slice(0, BEST).map((chosen) => ({
        chosen,
        name: about.classes[chosen],
        share: probabilities[chosen],
        attention: attention(network, answers, chosen),
      }));
      const stages = Object.fromEntries(
        network.stages.map(({ name }) => [name, Float32Array.from(answers[name])]),
      );
      return { top, stages, probabilities, features: Float32Array.from(features), shown, milliseconds };
    }

    const questions = {
      /** Weights, as the letters of their script or as its address; with neither WebAssembly nor SIMD if `plain`. */
      load: async ({ text, address, plain }, progress) => {
        const packed = text ?? letters(await fetched(address, progress));
        about = vision.carried(await vision.unpacked(packed));
        network = vision.network(about, plain ? vision.plain() : await vision.kernels());
        const { stages, kernels } = network;
        return { stages, kernels, name: about.name, side: about.side, classes: about.classes };
      },
      /** A picture, as a file or a bitmap. What is switched off follows. */
      see: async ({ file, picture, off }) => {
        picture ??= await createImageBitmap(file, { imageOrientation: "from-image" });
        const square = vision.square(picture, about.kept, about.side);
        picture.close();
        pixels = square.pixels;
        return answer(off, square.shown);
      },
      /** Pixels as they are: red, green, blue. */
      read: async (asked) => {
        pixels = asked.pixels;
        return answer(asked.off);
      },
      /** The same picture, something else switched off. */
      again: async ({ off }) => answer(off),
    };

    scope.onmessage = async ({ data }) => {
      const { id, question } = data;
      try {
        const found = await questions[question](data, (bytes) => scope.postMessage({ id, bytes }));
        const moved = found.shown ? [found.shown] : [];
        scope.postMessage({ id, found }, moved);
      } catch (error) {
        scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
      }
    };
  };
});
