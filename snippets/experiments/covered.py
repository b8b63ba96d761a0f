"""Cover a part, and ask again: which part does the answer need?

A grey square is laid on each place of a photograph in turn. Where it makes
the probability fall, there was something that counted.
"""
# time limit: 400 s

# %% cover
import numpy as np

from snippets.data import imagenet
from snippets.data.photographs import (
    for_page,
    heat,
    percent,
    photograph,
)

PATCH, STEP = 80, 32  # pixels
SHOWN = {
    "dahlia": ["daisy"],
    "photographer": ["tripod"],
    "cat": ["tabby", "tiger cat", "Persian cat", "Siamese cat",
            "Egyptian cat"],
}  # fmt: skip
model = imagenet.efficientnet_lite0()
names = imagenet.class_names()


def covered(image):
    """Cover a photograph at 7 × 7 places, one at a time."""
    for row in range(16, 224, STEP):
        for column in range(16, 224, STEP):
            changed = image.copy()
            top, left = (max(0, n - PATCH // 2) for n in (row, column))
            changed[top : row + PATCH // 2, left : column + PATCH // 2] = 0
            yield changed


def probability(images, classes):
    """Return how probable one of the classes is, for each image."""
    answers = model.predict(np.stack(images), batch_size=8, verbose=0)
    return answers[:, [names.index(name) for name in classes]].sum(axis=1)


whole, left = {}, {}
for photo, classes in SHOWN.items():
    image = imagenet.prepare(photograph(photo))
    first, *answers = probability([image, *covered(image)], classes)
    whole[photo], answers = float(first), np.array(answers)
    left[photo] = answers.reshape(7, 7)
    print(
        f"{photo:13}{whole[photo]:4.0%}; with a part covered between"
        f" {left[photo].min():.0%} and {left[photo].max():.0%}"
    )

# %% claims
daisy, tripod, cat = whole.values()
daisy_least, tripod_least, cat_least = (
    float(answers.min()) for answers in left.values()
)
daisy_most = float(left["dahlia"].max())
assert daisy_least < 0.2 * daisy and tripod_least < 0.5 * tripod, (
    "claim: covering-finds-the-part"
)
assert cat_least > 0.85 * cat, "claim: no-single-part-makes-a-cat"
assert daisy_most > daisy, "claim: covering-can-help"


# %% pictures
def light(photo):
    """Return a mask: bright where covering made the probability fall."""
    lost = np.maximum(whole[photo] - left[photo], 0)
    return lost / max(whole[photo], lost.max())


ALTS = {
    "dahlia": "The flower is bright, all around it is dark.",
    "photographer": "The legs of the tripod are bright, and little else.",
    "cat": "The whole picture is dark violet: no part stands out.",
}
cards = []
for photo, classes in SHOWN.items():
    square = imagenet.square(photograph(photo))
    asked = classes[0] if len(classes) == 1 else "any house cat"
    note = (
        f"{asked}: {percent(whole[photo])}"
        f" → at worst {percent(left[photo].min())}"
    )
    cards.append(
        {
            "title": photo,
            "note": note,
            "alt": ALTS[photo],
            "picture": for_page(heat(square, light(photo))),
        }
    )
