/** Average pooling: four neighbours become their mean; height and width halve. */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });
  const SIZE = 2;

  net.kinds.AveragePooling2D = {
    shape: (_, [height, width, channels]) => [
      Math.floor(height / SIZE),
      Math.floor(width / SIZE),
      channels,
    ],
    field: () => ({ size: SIZE, step: SIZE }),

    /** @param {boolean} off take the first of the four instead: as small, and nothing is averaged */
    run(_, image, [, width, channels], means, [rows, columns], off) {
      for (let row = 0; row < rows; row += 1)
        for (let column = 0; column < columns; column += 1)
          for (let c = 0; c < channels; c += 1) {
            const first = (row * SIZE * width + column * SIZE) * channels + c;
            const below = first + width * channels;
            means[(row * columns + column) * channels + c] = off
              ? image[first]
              : (image[first] + image[first + channels] + image[below] + image[below + channels]) / 4;
          }
    },

    terms(_, image, [, width, channels], unit, off) {
      const terms = [];
      for (let i = 0; i < SIZE; i += 1)
        for (let j = 0; j < SIZE; j += 1) {
          const [row, column] = [unit.row * SIZE + i, unit.column * SIZE + j];
          const input = image[(row * width + column) * channels + unit.channel];
          const weight = off ? +(i + j === 0) : 1 / 4;
          terms.push({ row, column, channel: unit.channel, input, weight });
        }
      return { terms, bias: 0 };
    },
  };
})();
