"""A new last layer for a network that has seen a million photographs.

The network stays as it is. Only a dense layer is trained, on ten pictures
each of four kinds: birds, flowers, animals with hooves, animals with paws.
"""

# %% features
import keras
import numpy as np

from snippets.data import imagenet, stamps

pictures, kinds = stamps.load_data(side=224)
network = imagenet.efficientnet_lite0()
frozen = keras.Model(network.inputs[0], network.get_layer("pool").output)
features = frozen.predict(imagenet.scaled(pictures), batch_size=8, verbose=0)
print("pictures", pictures.shape, "→ features", features.shape)

# %% split
learn, test = stamps.draw(kinds, 10, seed=0)
print(len(learn), "pictures to learn from,", len(test), "for the test")

# %% head
keras.utils.set_random_seed(0)
head = keras.Sequential(
    [keras.Input((1280,)), keras.layers.Dense(4, activation="softmax")]
)
head.compile(
    optimizer=keras.optimizers.Adam(0.01),
    loss="sparse_categorical_crossentropy",
)
head.fit(features[learn], kinds[learn], epochs=30, batch_size=10, verbose=0)

answers = np.asarray(head(features[test]))
right = answers.argmax(axis=1) == kinds[test]
print(f"right: {right.sum()} of {len(test)}")
assert right.mean() > 0.8, "claim: ten-pictures-are-enough"

# %% counts
right_count, test_count = int(right.sum()), len(test)
learn_count, picture_count = len(learn), len(pictures)
frozen_count, head_count = frozen.count_params(), head.count_params()
print(f"frozen {frozen_count:,} numbers, trained {head_count:,}")
names = set(imagenet.class_names())
words = ["bird", "flower", "hoof", "hooved animal", "paw"]
known = [word for word in words if word in names]
assert not known, "claim: four-kinds-are-no-classes"

# %% mistakes
from snippets.data.photographs import for_page

TITLES = ["bird", "flower", "hooves", "paws"]
wrong = test[~right]
mistakes = [
    {
        "title": f"Right: {TITLES[kinds[place]]}.",
        "note": f"It says: {TITLES[answer.argmax()]}.",
        "alt": f"A picture of the kind: {TITLES[kinds[place]]}.",
        "picture": for_page(pictures[place]),
        "bars": [
            [TITLES[kind], round(float(answer[kind]), 3)]
            for kind in np.argsort(-answer)
        ],
    }
    for place, answer in zip(wrong, answers[~right], strict=True)
]
