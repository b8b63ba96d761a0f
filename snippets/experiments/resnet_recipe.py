"""How a ResNet is trained, run on small pictures.

The recipe of section 3.4 of the paper.

Imports from this repository: ResNet from `models`, pictures and their
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
from snippets.models.resnet import build_resnet

DEPTH, CLASSES = 18, 2  # paper: 50, 101 or 152; 1000
SIDES, CROP = (37, 69), 32  # paper: (256, 480), 224
BATCH, STEPS, EPOCHS = 8, 1, 5  # paper: 256, 5,000, up to 120

# %% augment
(x, y), (x_val, y_val) = two_photographs()
middle_side = sum(SIDES) // 2
mean = np.mean([centred(shrunk(p, middle_side), CROP) for p in x], axis=0)
axes, rng = colour_axes(x), np.random.default_rng(0)


def augment(picture):
    """Return another picture of the same thing."""
    picture = shrunk(picture, rng.integers(SIDES[0], SIDES[1] + 1))
    picture = mirrored(cropped(picture, CROP, rng), rng)
    return shift_colours(picture - mean, axes, rng)


middles = np.array(
    [centred(shrunk(p, middle_side), CROP) - mean for p in x_val]
)

# %% train
keras.utils.set_random_seed(0)
model = build_resnet(DEPTH, (CROP, CROP, 3), CLASSES)
for weight in model.trainable_variables:
    if weight.name == "kernel":
        weight.regularizer = keras.regularizers.L2(0.0001 / 2)
model.compile(
    keras.optimizers.SGD(learning_rate=0.1, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    jit_compile=False,
)
slower = keras.callbacks.ReduceLROnPlateau(
    "val_accuracy", factor=0.1, patience=1
)
history = model.fit(
    batches(x, y, BATCH, augment, rng),
    steps_per_epoch=STEPS, epochs=EPOCHS,
    validation_data=(middles, y_val),
    callbacks=[slower], shuffle=False, verbose=0,
)  # fmt: skip

# %% result
rates = [float(rate) for rate in history.history["learning_rate"]]
print("learning rate, epoch by epoch:", *[f"{rate:g}" for rate in rates])
print("validated:", *[f"{a:.0%}" for a in history.history["val_accuracy"]])
