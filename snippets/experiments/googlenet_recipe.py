"""How GoogLeNet is trained, run on small pictures.

The recipe of sections 5 and 6 of the paper, as far as they give one: batch
size, first learning rate and weight decay are not in it.

Imports from this repository: GoogLeNet from `models`, pictures from `data`.
"""
# time limit: 600 s

# %% imports
import keras
import numpy as np
from PIL import Image, ImageEnhance

from snippets.data.augmentation import batches, two_photographs
from snippets.models.googlenet import build_googlenet

# %% scale
# paper: 224, 1000
CROP, CLASSES = 65, 2
# paper: not given
# a batch is drawn at random: an epoch may show a picture twice
BATCH, STEPS, EPOCHS = 4, 1, 2
# quicker for a few steps; False for many
EAGERLY = True

# %% augment
(x, y), _ = two_photographs()
mean, rng = x.mean(axis=(0, 1, 2)), np.random.default_rng(0)
WAYS = ["BOX", "NEAREST", "BILINEAR", "BICUBIC"]  # to resize
LIGHTS = [ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color]


def window(height, width):
    """Draw a window: 8 to 100 % of the area, 3:4 to 4:3."""
    while True:
        area = rng.uniform(0.08, 1) * height * width
        ratio = rng.uniform(3 / 4, 4 / 3)
        w, h = (area * ratio) ** 0.5, (area / ratio) ** 0.5
        if w <= width and h <= height:
            left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
            return left, top, left + w, top + h


def augment(picture):
    """Return another picture of the same thing, in another light."""
    way = Image.Resampling[rng.choice(WAYS)]
    box = window(*picture.shape[:2])
    image = Image.fromarray(picture).resize((CROP, CROP), way, box)
    for light in rng.permutation(LIGHTS):
        image = light(image).enhance(rng.uniform(0.5, 1.5))
    return np.asarray(image) - mean


# %% train
keras.utils.set_random_seed(0)
model = build_googlenet((CROP, CROP, 3), CLASSES, auxiliary=True)
rate = keras.optimizers.schedules.ExponentialDecay(
    0.01, decay_steps=8 * STEPS, decay_rate=0.96, staircase=True
)
model.compile(
    keras.optimizers.SGD(rate, momentum=0.9, use_ema=True, ema_momentum=0.9),
    loss=["sparse_categorical_crossentropy"] * 3,
    loss_weights=[1, 0.3, 0.3],
    run_eagerly=EAGERLY,
)
three = (
    (pictures, (labels, labels, labels))
    for pictures, labels in batches(x, y, BATCH, augment, rng)
)
history = model.fit(
    three, steps_per_epoch=STEPS, epochs=EPOCHS, shuffle=False, verbose=0
)

# %% result
drawn = [window(256, 256) for _ in range(1000)]
left, top, right, low = np.array(drawn).T
wide, high = right - left, low - top
areas, shapes = wide * high / 256**2, wide / high
falls = [float(rate(epoch * STEPS)) for epoch in range(0, 33, 8)]
print(f"windows: {areas.min():.0%} to {areas.max():.0%} of the area,")
print(f"  {shapes.min():.2f} to {shapes.max():.2f} times as wide")
print("learning rate at epoch 0, 8, ...:")
print("  ", *[f"{fall:.5f}" for fall in falls])
print("loss:", *[f"{loss:.2f}" for loss in history.history["loss"]])
assert areas.min() >= 0.08 and areas.max() <= 1
assert shapes.min() >= 0.75 and shapes.max() <= 4 / 3
assert np.allclose(falls, 0.01 * 0.96 ** np.arange(5))
assert float(rate(8 * STEPS - 1)) == falls[0], "it falls in steps"
