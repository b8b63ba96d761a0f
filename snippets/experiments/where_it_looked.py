"""Grad-CAM: which part of a photograph speaks for a class.

Each map of the last convolution counts as much as the class's output grows
with it. The sum of the maps, so weighted, is laid over the photograph. Then
the bright part is covered, to see whether it mattered, and the shoulders of
an officer.
"""
# time limit: 300 s

# %% grad_cam
import keras
import numpy as np
import tensorflow as tf
from PIL import ImageDraw

from snippets.data import imagenet
from snippets.data.photographs import (
    for_page,
    heat,
    percent,
    photograph,
)

model = imagenet.efficientnet_lite0(activation=None)
names = imagenet.class_names()
tap = keras.Model(
    model.input, [model.get_layer("head_relu").output, model.output]
)


def grad_cam(image, name):
    """Return how much each of 7 × 7 places speaks for a class, 0 to 1."""
    with tf.GradientTape() as tape:
        maps, _ = tap(image[None], training=False)
        tape.watch(maps)
        pooled = tf.reduce_mean(maps, axis=(1, 2))
        output = model.get_layer("fc")(pooled)[0, names.index(name)]
    gradient = tape.gradient(output, maps)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    light = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1))[0].numpy()
    return light / light.max()


# %% look
SHOWN = [
    ("photographer", "tripod"),
    ("dahlia", "daisy"),
    ("coffee", "espresso"),
    ("officer", "academic gown"),
    ("officer", "military uniform"),
    ("astronaut", "bobsled"),
]
lights = {
    (photo, name): grad_cam(imagenet.prepare(photograph(photo)), name)
    for photo, name in SHOWN
}
print((9 * lights["photographer", "tripod"]).round().astype(int))


# %% cover
def probability(images, name):
    """Return the probability of a class for each image."""
    outputs = keras.ops.softmax(model(np.stack(images), training=False))
    return keras.ops.convert_to_numpy(outputs)[:, names.index(name)]


COVER = 96  # pixels of a side: 3 × 3 of the 7 × 7 places


def corner(light, brightest):
    """Return top and left of the brightest 3 × 3 places, or the darkest."""
    sums = np.lib.stride_tricks.sliding_window_view(light, (3, 3))
    sums = sums.sum(axis=(2, 3))
    place = sums.argmax() if brightest else sums.argmin()
    return [32 * int(n) for n in np.unravel_index(place, sums.shape)]


def covered(image, light, brightest):
    """Cover the brightest 3 × 3 places, or the darkest."""
    top, left = corner(light, brightest)
    changed = image.copy()
    changed[top : top + COVER, left : left + COVER] = 0  # middle grey
    return changed


left = {}
for (photo, name), light in lights.items():
    image = imagenet.prepare(photograph(photo))
    bright, dark = (covered(image, light, which) for which in (True, False))
    left[photo, name] = probability([image, bright, dark], name).tolist()
    before, without, beside = left[photo, name]
    print(
        f"{photo:13}{name:17} {before:4.0%}, bright part covered"
        f" {without:4.0%}, dark part {beside:4.0%}"
    )

# %% claims
tripod, tripod_without, tripod_beside = left["photographer", "tripod"]
bobsled, bobsled_without, _ = left["astronaut", "bobsled"]
cover_share = 9 / 49
bright_kept = [without / before for before, without, _ in left.values()]
dark_kept = [beside / before for before, _, beside in left.values()]
assert max(bright_kept) < min(dark_kept), "claim: bright-part-matters"
gown = lights["officer", "academic gown"]
uniform = lights["officer", "military uniform"]
gown_low, uniform_low = (float(m[5:].mean()) for m in (gown, uniform))
assert uniform_low > 1.2 * gown_low, "claim: another-class-another-place"

# %% shoulders
SHOULDERS = 64  # pixels: the two lowest rows of places
bare = imagenet.prepare(photograph("officer"))
bare[-SHOULDERS:] = 0
bare_gown, bare_uniform = (
    float(probability([bare], name)[0])
    for name in ("academic gown", "military uniform")
)
whole_gown, whole_uniform = (
    left["officer", name][0] for name in ("academic gown", "military uniform")
)
print(f"without shoulders: gown {bare_gown:.0%}, uniform {bare_uniform:.0%}")
assert bare_uniform < 0.3 * whole_uniform and bare_gown > whole_gown, (
    "claim: shoulders-make-the-uniform"
)

# %% by_hand
# in this network the weights need no gradient: they are those of the class
image = imagenet.prepare(photograph("dahlia"))
maps = np.asarray(tap(image[None], training=False)[0])[0]
column = model.get_layer("fc").get_weights()[0][:, names.index("daisy")]
direct = np.maximum(maps @ column, 0)
by_hand = float(
    np.abs(direct / direct.max() - lights["dahlia", "daisy"]).max()
)
print(f"largest difference: {by_hand:.0e}")
assert by_hand < 1e-4, "claim: grad-cam-is-the-last-layer"


# %% pictures
def shown(photo, light):
    """Lay the light over a photograph, and frame what was covered."""
    picture = heat(imagenet.square(photograph(photo)), light)
    top, left = corner(light, brightest=True)
    frame = (left, top, left + COVER - 1, top + COVER - 1)
    ImageDraw.Draw(picture).rectangle(frame, outline="#ffffff", width=2)
    return picture


cards = [
    {
        "title": f"“{name}”",
        "note": f"{photo}: {percent(left[photo, name][0])};"
        f" frame covered: {percent(left[photo, name][1])}",
        "alt": alt,
        "picture": for_page(shown(photo, light)),
    }
    for ((photo, name), light), alt in zip(
        lights.items(),
        [
            "Camera and tripod are bright, the man and the lawn dark.",
            "The flower is bright, the leaves are dark.",
            "The coffee and the rim of the cup are bright, the spoon dark.",
            "The cap is bright, the shoulders less so.",
            "The cap is bright, and so are the shoulders.",
            "Helmet and suit are bright, the face is dark.",
        ],
        strict=True,
    )
]
