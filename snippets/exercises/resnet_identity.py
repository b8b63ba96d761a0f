"""Two blocks that do nothing: one is easy, the other has to be built."""

# %% solution
import keras
import numpy as np

MAPS = 16
layers = keras.layers


def block(shortcut):
    """Build two convolutions, with or without a way around them."""
    x = image = keras.Input((8, 8, MAPS))
    y = layers.Conv2D(MAPS, 3, padding="same", activation="relu")(x)
    y = layers.Conv2D(MAPS, 3, padding="same")(y)
    return keras.Model(image, layers.Add()([x, y]) if shortcut else y)


def residual_kernel(maps):
    """Return zeros: the way around brings everything."""
    return np.zeros((3, 3, maps, maps))


def plain_kernel(maps):
    """Return a kernel by which each map takes its own middle pixel."""
    copy = np.zeros((3, 3, maps, maps))
    copy[1, 1] = np.eye(maps)
    return copy


residual, plain = block(shortcut=True), block(shortcut=False)
for model, kernel in (
    (residual, residual_kernel(MAPS)),
    (plain, plain_kernel(MAPS)),
):
    model.set_weights([kernel, np.zeros(MAPS), kernel, np.zeros(MAPS)])

positive = np.random.default_rng(0).random((1, 8, 8, MAPS), "float32")
signed = positive - 0.5
for name, model in (("residual", residual), ("plain", plain)):
    kept = [np.allclose(model(x), x) for x in (positive, signed)]
    print(f"{name:8} keeps positive maps {kept[0]}, all maps {kept[1]}")

ones = int(plain_kernel(MAPS).sum()) * 2
weights_in_block = plain.count_params()
print(f"{ones} of {weights_in_block:,} weights must be 1, all others 0")
