"""Mirrored digits: an augmentation that tells a lie."""
# time limit: 300 s

# %% solution
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def mirrored(images):
    """Exchange left and right in each image of (image, row, column, ...)."""
    return images[:, :, ::-1]


def confusions(labels, answers):
    """Count in [digit, answer] how often that digit was given that answer."""
    table = np.zeros((10, 10), int)
    np.add.at(table, (labels, answers), 1)
    return table


digits = load_digits()
x, x_test, y, y_test = train_test_split(
    (digits.images / 16)[..., None].astype("float32"), digits.target,
    test_size=0.4, stratify=digits.target, random_state=0,
)  # fmt: skip
rng = np.random.default_rng(0)


def train(mirror):
    """Train for 12 epochs; mirror every second image, or none."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.005),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=34,
    )
    for _ in range(12):
        flip = mirror & (rng.random(len(x)) < 0.5)
        seen = np.where(flip[:, None, None, None], mirrored(x), x)
        model.fit(seen, y, verbose=0)
    return np.asarray(model(x_test)).argmax(axis=1)


before, after = (
    confusions(y_test, train(mirror)) for mirror in (False, True)
)
print("trained with mirrored digits: what each was taken for")
print(
    "        "
    + "".join(f"{digit:4}" for digit in range(10))
    + "   errors, before"
)
wrong_before, wrong = (
    table.sum(axis=1) - table.diagonal() for table in (before, after)
)
for digit in range(10):
    row = "".join(f"{count or '.':>4}" for count in after[digit])
    print(f"digit {digit} {row}   {wrong[digit]:6}, {wrong_before[digit]:6}")
worst_digit = int(np.argmax(wrong - wrong_before))
five_for_two = int(after[5, 2])
eights_before, eights_after = int(wrong_before[8]), int(wrong[8])
errors, errors_mirrored = int(wrong_before.sum()), int(wrong.sum())
assert errors_mirrored > 1.3 * errors
