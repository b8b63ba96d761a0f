"""The network that the hosting lesson publishes: LeNet-5, reading digits."""

import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from snippets.data.small_digits import enlarge
from snippets.models.lenet5 import build_lenet5

EPOCHS = 8


def images_and_labels():
    """Load scikit-learn's digits, enlarged as the playground does it.

    Returns:
        `x_train, x_test, y_train, y_test`; images `(n, 32, 32, 1)` with ink
        from 0 to 1, labels `(n,)`. A quarter of the digits is held out.
    """
    digits = load_digits()
    images = enlarge(digits.images / 16).astype("float32")
    return train_test_split(
        images, digits.target,
        test_size=0.25, stratify=digits.target, random_state=0,
    )  # fmt: skip


def train(x_train, y_train):
    """Build LeNet-5 and train it, always from the same random weights."""
    keras.utils.set_random_seed(0)
    model = build_lenet5()
    model.compile(
        optimizer=keras.optimizers.Adam(0.002),
        loss="sparse_categorical_crossentropy",
    )
    model.fit(x_train, y_train, epochs=EPOCHS, verbose=0)
    return model


def accuracy(model, images, labels):
    """Return the share of images that a model reads rightly."""
    answers = model.predict(images, verbose=0).argmax(axis=1)
    return float(np.mean(answers == labels))


def examples():
    """Return a held-out digit of each kind, `(10, 64)`, ink from 0 to 16."""
    digits = load_digits()
    split = train_test_split(
        digits.data, digits.target,
        test_size=0.25, stratify=digits.target, random_state=0,
    )  # fmt: skip
    held_out, labels = split[1].astype(int), split[3]
    return held_out[[np.argmax(labels == digit) for digit in range(10)]]
