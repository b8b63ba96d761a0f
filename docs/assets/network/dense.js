/** Dense and flatten: each unit weighs every input; flattening only forgets where things were. */
(() => {
  "use strict";
  const net = (window.lessonkit.net ??= { kinds: {} });

  net.kinds.Dense = {
    shape: ({ kernel: [, units] }) => [units],
    field: () => null, // all of the picture

    run({ kernel: [inputs, units], weights, bias }, values, _, sums) {
      sums.set(bias);
      for (let i = 0; i < inputs; i += 1) {
        const value = values[i];
        if (value === 0) continue;
        for (let unit = 0; unit < units; unit += 1) sums[unit] += value * weights[i * units + unit];
      }
    },

    terms({ kernel: [inputs, units], weights, bias }, values, _, unit) {
      const terms = [];
      for (let i = 0; i < inputs; i += 1)
        terms.push({ index: i, input: values[i], weight: weights[i * units + unit.channel] });
      return { terms, bias: bias[unit.channel] };
    },
  };

  net.kinds.Flatten = {
    shape: (_, input) => [input.reduce((product, size) => product * size, 1)],
    field: () => null,
    run: (_, values, __, flat) => flat.set(values),
  };
})();
