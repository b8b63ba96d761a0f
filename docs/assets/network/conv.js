/** Convolution: each filter slides over all channels at once, a pixel at a time, and stays inside the image. */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });

  net.kinds.Conv2D = {
    /** @param {import("./network.js").Layer} layer @param {number[]} input height, width, channels */
    shape: ({ kernel: [size, , , filters] }, [height, width]) => [
      height - size + 1,
      width - size + 1,
      filters,
    ],
    field: ({ kernel: [size] }) => ({ size, step: 1 }),

    /** Fills `sums` with a sum for each position and filter; the filter is the fastest axis, as in Keras. */
    run({ kernel: [size, , channels, filters], weights, bias }, image, [, width], sums, shape) {
      const [rows, columns] = shape;
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          const place = (row * columns + column) * filters;
          sums.set(bias, place);
          for (let i = 0; i < size; i += 1) {
            // a row of the patch lies in one piece, and so do its weights
            const from = ((row + i) * width + column) * channels;
            const first = i * size * channels;
            for (let k = 0; k < size * channels; k += 1) {
              const value = image[from + k];
              if (value === 0) continue;
              const weight = (first + k) * filters;
              for (let f = 0; f < filters; f += 1) sums[place + f] += value * weights[weight + f];
            }
          }
        }
      }
    },

    /** What one unit adds up: an input and a weight for each pixel of its patch in each channel. */
    terms({ kernel: [size, , channels, filters], weights, bias }, image, [, width], unit) {
      const terms = [];
      for (let i = 0; i < size; i += 1)
        for (let j = 0; j < size; j += 1)
          for (let channel = 0; channel < channels; channel += 1) {
            const [row, column] = [unit.row + i, unit.column + j];
            const weight = ((i * size + j) * channels + channel) * filters + unit.channel;
            const input = image[(row * width + column) * channels + channel];
            terms.push({ row, column, channel, input, weight: weights[weight] });
          }
      return { terms, bias: bias[unit.channel] };
    },
  };
})();
