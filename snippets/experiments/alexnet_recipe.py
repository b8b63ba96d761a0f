"""How AlexNet is trained, run on small pictures.

The recipe of sections 2, 4 and 5 of the paper. Put the paper's numbers into
the two lines of the cell `scale`, and it is the real one.

Imports from this repository: AlexNet from `models`, pictures and their
augmentation from `data`.
"""
# time limit: 600 s

# %% scale
import keras
import numpy as np

from snippets.data.augmentation import (
    batches,
    centred,
    colour_axes,
    cropped,
    mirrored,
    shift_colours,
    shrunk,
    two_photographs,
)
from snippets.models.alexnet import build_alexnet

SIDE, CROP, CLASSES = 80, 67, 2  # paper: 256, 224 (227, see above), 1000
BATCH, STEPS, EPOCHS = 8, 1, 5  # paper: 128, about 10,000, about 90

# %% augment
(x, y), (x_val, y_val) = two_photographs()
x, x_val = (
    np.array([centred(shrunk(picture, SIDE), SIDE) for picture in pictures])
    for pictures in (x, x_val)
)
mean, axes = x.mean(axis=0), colour_axes(x)
rng = np.random.default_rng(0)


def augment(picture):
    """Return another picture of the same thing."""
    picture = shift_colours(picture - mean, axes, rng)
    return mirrored(cropped(picture, CROP, rng), rng)


middles = np.array([centred(p - mean, CROP) for p in x_val], "float32")

# %% train
keras.utils.set_random_seed(0)
DECAY = keras.regularizers.L2(0.0005 / 2)  # its gradient is 0.0005 · weight
model = build_alexnet((CROP, CROP, 3), CLASSES)
for weight in model.trainable_variables:
    if weight.name == "kernel":
        weight.regularizer = DECAY
model.compile(
    keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    jit_compile=False,
)
slower = keras.callbacks.ReduceLROnPlateau(
    "val_accuracy", factor=0.1, patience=1, min_lr=0.01 / 10**3
)
history = model.fit(
    batches(x, y, BATCH, augment, rng),
    steps_per_epoch=STEPS, epochs=EPOCHS,
    validation_data=(middles, y_val),
    callbacks=[slower], shuffle=False, verbose=0,
)  # fmt: skip

# %% result
rates = [float(rate) for rate in history.history["learning_rate"]]
print("learning rate, epoch by epoch:", *[f"{rate:.5f}" for rate in rates])
print("validated:", *[f"{a:.0%}" for a in history.history["val_accuracy"]])

# %% decay
# One weight of 1, and no gradient of any loss: what does decay alone do?
left = {}
for way, named in ((DECAY, {}), (None, {"weight_decay": 0.0005})):
    weight = keras.Variable(1.0, regularizer=way)
    sgd = keras.optimizers.SGD(0.01, momentum=0.9, **named)
    for _ in range(200):
        slope = 2 * way.l2 * weight if way else keras.ops.zeros(())
        sgd.apply([slope], [weight])
    left[bool(way)] = float(weight)
by_penalty, by_argument = 1 - left[True], 1 - left[False]
times_weaker = by_penalty / by_argument
print(f"after 200 steps: {by_penalty:.2%} decayed by the penalty,"
      f" {by_argument:.2%} by `weight_decay=0.0005`")  # fmt: skip
assert times_weaker > 5, "claim: keras-decays-less"
