"""How VGG-16 is trained, run on small pictures.

The recipe of sections 2.1 and 3.1 of the paper: first the short column A,
then the long column D, which starts with layers from A.

Imports from this repository: VGG from `models`, pictures and their
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
from snippets.models.vgg import build_vgg

# %% scale
# paper: (256, 512), 224, 1000
SCALES, CROP, CLASSES = (37, 73), 32, 2
# paper: 256, 5,000, 74
# a batch is drawn at random: an epoch may show a picture twice
BATCH, STEPS, EPOCHS = 4, 1, 1
# quicker for a few steps; False for many
EAGERLY = True

# %% augment
(x, y), (x_val, y_val) = two_photographs()
mean = x.mean(axis=(0, 1, 2))  # one colour
axes, rng = colour_axes(x), np.random.default_rng(0)


def augment(picture):
    """Return another picture of the same thing, nearer or farther away."""
    picture = shrunk(picture, rng.integers(SCALES[0], SCALES[1] + 1))
    picture = cropped(picture, CROP, rng) - mean
    return shift_colours(mirrored(picture, rng), axes, rng)


middles = np.array(
    [centred(shrunk(p, sum(SCALES) // 2), CROP) - mean for p in x_val]
)


# %% train
def train(model, epochs):
    """Train as the paper says; return the loss of each epoch."""
    decay = keras.regularizers.L2(0.0005 / 2)
    for layer in model.layers:
        if hasattr(layer, "kernel"):  # now, and when the model is saved
            layer.kernel.regularizer = layer.kernel_regularizer = decay
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
        steps_per_epoch=STEPS, epochs=epochs,
        validation_data=(middles, y_val),
        callbacks=[slower], shuffle=False, verbose=0,
    )  # fmt: skip
    return history.history["loss"]


keras.utils.set_random_seed(0)
short, deep = (build_vgg(c, (CROP, CROP, 3), CLASSES) for c in "AD")
losses = train(short, EPOCHS)

# %% start
for name in ("conv1_1", "conv2_1", "conv3_1", "conv3_2", "fc6", "fc7", "fc8"):
    deep.get_layer(name).set_weights(short.get_layer(name).get_weights())
same = np.allclose(
    deep.get_layer("fc7").kernel, short.get_layer("fc7").kernel
)  # before they go different ways
losses += train(deep, EPOCHS)

# %% result
sizes = [shrunk(p, side).shape[0] for p in x[:1] for side in SCALES]
drawn, _ = next(batches(x, y, 50, augment, rng))
print("sides before the crop:", *sizes, " after it:", drawn.shape[1:3])
print("loss of A, then of D:", *[f"{loss:.2f}" for loss in losses])
assert same and np.isfinite(losses).all()
assert drawn.shape[1:] == (CROP, CROP, 3) and abs(drawn.mean()) < 40
