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


wide = sliding()
wide.set_weights(
    [
        weights.reshape(like.shape)  # the same numbers, in another shape
        for weights, like in zip(
            lenet.get_weights(), wide.weights, strict=True
        )
    ]
)

image = np.random.default_rng(0).random((1, 32, 32, 1), "float32")
one = np.asarray(lenet(image))
same = np.asarray(wide(image))[0, 0]
difference = float(np.abs(one - same).max())
places = wide(np.zeros((1, 32, 64, 1), "float32")).shape[2]
print(f"on 32 × 32 pixels the answers differ by {difference:.0e} at most")
print(f"on 32 × 64 pixels it answers at {places} places")
assert difference < 1e-5 and wide.count_params() == lenet.count_params()
