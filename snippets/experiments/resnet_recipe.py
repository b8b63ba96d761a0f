"""How a ResNet is trained, run on small pictures.

The recipe of section 3.4 of the paper.

Imports from this repository: ResNet from `models`, pictures and their
augmentation from `data`.
"""
# time limit: 600 s

# %% imports
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

# %% scale
# paper: 50, 101 or 152; 1000
DEPTH, CLASSES = 18, 2
# paper: (256, 480), 224
SIDES, CROP = (37, 69), 32
# paper: 256, 5,000, up to 120
# a batch is drawn at random: an epoch may show a picture twice
BATCH, STEPS, EPOCHS = 8, 1, 2
# quicker for a few steps; False for many
EAGERLY = True

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
decay = keras.regularizers.L2(0.0001 / 2)
for layer in model.layers:
    if hasattr(layer, "kernel"):  # now, and when the model is saved
        layer.kernel.regularizer = layer.kernel_regularizer = decay
model.compile(
    keras.optimizers.SGD(learning_rate=0.1, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    run_eagerly=EAGERLY,
)
slower = keras.callbacks.ReduceLROnPlateau(
    "val_accuracy", factor=0.1, patience=2
)
history = model.fit(
    batches(x, y, BATCH, augment, rng),
    steps_per_epoch=STEPS, epochs=EPOCHS,
    validation_data=(middles, y_val),
    callbacks=[slower], shuffle=False, verbose=0,
)  # fmt: skip

# %% result
drawn, _ = next(batches(x, y, BATCH, augment, rng))
losses = history.history["loss"]
print("a batch:", drawn.shape, f"from {drawn.min():.0f} to {drawn.max():.0f}")
print("loss:", *[f"{loss:.2f}" for loss in losses])
assert drawn.shape == (BATCH, CROP, CROP, 3) and np.isfinite(losses).all()
assert drawn.min() < 0 < drawn.max(), "the mean was not subtracted"

# %% schedule
# An error that falls for four epochs, and then no more:
model.optimizer.learning_rate, rates = 0.1, []
slower.on_train_begin()
for epoch, accuracy in enumerate([0.2, 0.3, 0.4, 0.5] + 6 * [0.5]):
    rates.append(float(model.optimizer.learning_rate))
    slower.on_epoch_end(epoch, {"val_accuracy": accuracy})
print("learning rate, epoch by epoch:")
print("  ", *[f"{rate:g}" for rate in rates])
assert np.allclose(rates, [0.1] * 6 + [0.01] * 2 + [0.001] * 2)
