"""How large a feature map is: one formula, checked case by case.

Image size, kernel, stride, padding and dilation decide it. Keras is asked for
every combination of a grid, and really runs a part of them.
"""

# %% formula
import itertools
import math

import keras
import numpy as np


def output_size(n, kernel, stride=1, padding="valid", dilation=1):
    """Return how many places a kernel visits along one side of an image.

    Args:
        n: Pixels along that side.
        kernel: Kernel size in pixels.
        stride: Pixels from one place to the next.
        padding: `valid`: stay inside; `same`: pad with zeros so that, at
            stride 1, the size stays the same.
        dilation: Pixels from one weight of the kernel to the next.
    """
    if padding == "same":
        return math.ceil(n / stride)
    reach = dilation * (kernel - 1) + 1  # from its first pixel to its last
    return (n - reach) // stride + 1


# %% check
def keras_says(n, kernel, stride, padding, dilation, run=False):
    """Ask Keras: by its shape rule, or by running the convolution."""
    layer = keras.layers.Conv2D(
        1, kernel, strides=stride, padding=padding, dilation_rate=dilation
    )
    if run:
        return layer(np.zeros((1, n, n, 1), "float32")).shape[1]
    return layer.compute_output_shape((1, n, n, 1))[1]


grid = [
    (n, kernel, stride, padding, dilation)
    for n, kernel, stride, padding, dilation in itertools.product(
        range(12, 33),
        (1, 2, 3, 5, 7),
        (1, 2, 3, 4),
        ("valid", "same"),
        (1, 2),
    )
    # Keras takes a stride or a dilation, not both; and the kernel must fit
    if (stride == 1 or dilation == 1) and dilation * (kernel - 1) < n
]
cases = len(grid)
agree = sum(output_size(*case) == keras_says(*case) for case in grid)
really_run = grid[::40]
agree_run = sum(
    output_size(*case) == keras_says(*case, run=True) for case in really_run
)
runs = len(really_run)
print(f"{agree} of {cases} cases agree, {agree_run} of {runs} when run")
assert agree == cases and agree_run == runs, "claim: output-size-formula"

# %% examples
print("image  kernel  stride  padding   map")
for n, kernel, stride, padding in (
    (28, 5, 1, "valid"),
    (28, 5, 1, "same"),
    (28, 2, 2, "valid"),
    (227, 11, 4, "valid"),
    (224, 11, 4, "valid"),
):
    size = output_size(n, kernel, stride, padding)
    print(f"{n:5} {kernel:7} {stride:7}  {padding:7} {size:5}")
