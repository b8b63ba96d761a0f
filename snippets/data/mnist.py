"""MNIST: 60,000 handwritten digits to learn from, and 10,000 for the test."""

import numpy as np

from snippets.data.here import file


def load_data():
    """Return MNIST as `keras.datasets.mnist.load_data()` does, from `.data/`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: pictures `(n, 28, 28)`, 0 is
        paper and 255 ink, and their digits `(n,)`, all of them `uint8`.

    Raises:
        FileNotFoundError: `make data` has not fetched them yet.
    """
    return part("train"), part("t10k")


def part(name):
    """Read pictures and digits of `train` or `t10k`.

    An IDX file begins with four bytes, the last of which says how many axes
    there are, and four bytes for the size of each; then come the numbers.
    """
    pictures = np.fromfile(file(f"mnist/{name}-images-idx3-ubyte"), np.uint8)
    digits = np.fromfile(file(f"mnist/{name}-labels-idx1-ubyte"), np.uint8)
    return pictures[16:].reshape(-1, 28, 28), digits[8:]
