"""How AlexNet is trained, run on small pictures.

The recipe of sections 2, 4 and 5 of the paper. Put the paper's numbers into
the two lines of the cell `scale`, and it is the real one.

Imports from this repository: AlexNet from `models`, pictures and their
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
from snippets.models.alexnet import build_alexnet

# %% scale
# paper: 256, 224 (227, see above), 1000
SIDE, CROP, CLASSES = 80, 67, 2
# paper: 128, about 10,000, about 90
# a batch is drawn at random: an epoch may show a picture twice
BATCH, STEPS, EPOCHS = 8, 1, 2
# quicker for a few steps; False for many
EAGERLY = True

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
for layer in model.layers:
    if hasattr(layer, "kernel"):  # now, and when the model is saved
        layer.kernel.regularizer = layer.kernel_regularizer = DECAY
model.compile(
    keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    run_eagerly=EAGERLY,
)
slower = keras.callbacks.ReduceLROnPlateau(
    "val_accuracy", factor=0.1, patience=2, min_lr=0.01 / 10**3
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
# If the validation never improved again, this would happen:
model.optimizer.learning_rate, rates = 0.01, []
slower.on_train_begin()
for epoch in range(12):
    slower.on_epoch_end(epoch, {"val_accuracy": 0.5})
    rates.append(float(model.optimizer.learning_rate))
print("learning rate, epoch by epoch:")
for start in range(0, len(rates), 4):
    print("  ", *[f"{rate:.5f}" for rate in rates[start : start + 4]])
assert np.allclose(sorted(set(rates)), [1e-5, 1e-4, 1e-3, 1e-2])

# %% decay
# One weight of 1, and no gradient of any loss: what does decay alone do?
by_hand, speed = 1.0, 0.0
left = {}
for way, named in ((DECAY, {}), (None, {"weight_decay": 0.0005})):
    weight = keras.Variable(1.0)
    sgd = keras.optimizers.SGD(0.01, momentum=0.9, **named)
    for _ in range(60):
        slope = 2 * way.l2 * weight if way else keras.ops.zeros(())
        sgd.apply([slope], [weight])
    left[bool(way)] = float(weight)
for _ in range(60):  # the paper's rule, section 5
    speed = 0.9 * speed - 0.0005 * 0.01 * by_hand
    by_hand += speed
by_paper, by_penalty, by_argument = (
    1 - w for w in (by_hand, left[True], left[False])
)
times_less = by_penalty / by_argument
print("decayed after 60 steps")
print(f"  by the paper's rule   {by_paper:.3%}")
print(f"  by the penalty        {by_penalty:.3%}")
print(f"  by `weight_decay`     {by_argument:.3%}")
assert abs(by_penalty / by_paper - 1) < 0.01, "claim: penalty-is-the-decay"
assert times_less > 5, "claim: keras-decays-less"
