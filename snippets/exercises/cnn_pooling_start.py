"""Start here: max pooling of 2 × 2, without a loop.

Fill in the function, then ask: `python -m pytest cnn_pooling_start.py`
"""

# %% yours
import numpy as np


def pool(feature_map):
    """Return the largest number of each window of 2 × 2.

    Height and width of the map are even; the answer has half of both.
    """
    return feature_map  # yours


# %% check
SMALL = np.array([[1, 2, 5, 3], [4, 3, 1, 0], [0, 0, -1, -2], [9, 0, -3, -4]])


def test_pool():
    """Ask for a map of 4 × 4."""
    found = np.asarray(pool(SMALL))
    assert found.shape != (4, 4), "The map is as large as before."
    assert found.shape == (2, 2), f"4 × 4 becomes 2 × 2, not {found.shape}."
    assert found.tolist() != [[3, 5], [4, -1]], "Windows are not columns."
    assert found.tolist() != [[1, 5], [0, -1]], (
        "You took the first of each window, not the largest."
    )
    assert found[1, 1] != 0, "Of negative numbers the largest is negative."
    means = SMALL.reshape(2, 2, 2, 2).mean(axis=(1, 3))
    assert not np.array_equal(found, means), "This is average pooling."
    assert found.tolist() == [[4, 5], [9, -1]], f"Not these: {found}"


def test_wide():
    """Ask for a map that is no square."""
    wide = np.arange(24).reshape(4, 6)
    found = np.asarray(pool(wide)).tolist()
    assert found == [[7, 9, 11], [19, 21, 23]], "Height and width may differ."


# %% try
print(pool(np.arange(16).reshape(4, 4)))
