"""MNIST: two lines load it, and its hashes say that it is the real one.

Imports from this repository: `load_data` from `data`, which reads the files
that `make data` has fetched. On your machine Keras can fetch them.
"""

# %% load
from snippets.data.mnist import load_data

(x_train, y_train), (x_test, y_test) = load_data()

print(x_train.shape, x_train.dtype, y_train[:10])
print(x_test.shape, x_test.dtype, y_test[:10])

# %% same
import hashlib

import numpy as np


def md5(array):
    """Hash an array as the file that MNIST has for it: its sizes go first."""
    sizes = np.array(array.shape, ">i4").tobytes()
    head = bytes([0, 0, 8, array.ndim]) + sizes
    return hashlib.md5(head + array.tobytes()).hexdigest()


found = [md5(array) for array in (x_train, y_train, x_test, y_test)]
print(*found, sep="\n")

# %% published
# as a library of others lists them: github.com/pralab/secml,
# src/secml/data/loader/c_dataloader_mnist.py
PUBLISHED = [
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
]
assert found == PUBLISHED, "claim: mnist-is-the-real-one"

# %% some
from PIL import Image

train_count, test_count, side = *map(len, (x_train, x_test)), x_train.shape[1]
COLUMNS, SCALE, PAPER, GREYS = 6, 2, 243, 4  # few greys: a small file
rows = [np.flatnonzero(y_train == digit)[:COLUMNS] for digit in range(10)]
sheet = np.block([list(x_train[row]) for row in rows])
sheet = (PAPER - sheet * (PAPER / 255)).astype("uint8")
picture = Image.fromarray(sheet).quantize(GREYS)
picture.resize((COLUMNS * side * SCALE, 10 * side * SCALE))
