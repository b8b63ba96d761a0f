"""LeNet-5 slides over a wide image once C5 is a convolution again.

The networks come from `snippets.models.lenet5`.
"""

# %% solution
import keras
import numpy as np

from snippets.models.lenet5 import build_lenet5

keras.utils.set_random_seed(0)
lenet = build_lenet5()


def sliding():
    """Build LeNet-5 for images of any size: dense layers as convolutions."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((None, None, 1)),
            layers.Conv2D(6, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(120, 5, activation="tanh"),  # C5
            layers.Conv2D(84, 1, activation="tanh"),  # F6
            layers.Conv2D(10, 1, activation="softmax"),
        ]
    )


def as_kernel(weights, side):
    """Turn a dense layer's weights into a kernel, in the same order."""
    return weights.reshape(side, side, -1, weights.shape[-1])


def places(pixels):
    """Return how many answers there are on a row of pixels."""
    return (pixels - 32) // 4 + 1


wide = sliding()
for layer, copied in zip(wide.layers, lenet.layers[:4], strict=False):
    layer.set_weights(copied.get_weights())
for layer, dense, side in zip(
    wide.layers[4:], lenet.layers[-3:], (5, 1, 1), strict=True
):
    weights, biases = dense.get_weights()
    layer.set_weights([as_kernel(weights, side), biases])

image = np.random.default_rng(0).random((1, 32, 32, 1), "float32")
one = np.asarray(lenet(image))
same = np.asarray(wide(image))[0, 0]
difference = float(np.abs(one - same).max())
found = wide(np.zeros((1, 32, 64, 1), "float32")).shape[2]
print(f"on 32 × 32 pixels the answers differ by {difference:.0e} at most")
print(f"on 32 × 64 pixels it answers at {found} places")
assert found == places(64)
assert difference < 1e-5 and wide.count_params() == lenet.count_params()
