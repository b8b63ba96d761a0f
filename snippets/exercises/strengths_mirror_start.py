"""Start here: a mirror, and what was taken for what.

Fill in both functions, then ask: `python -m pytest strengths_mirror_start.py`
"""

# %% yours
import numpy as np
from sklearn.datasets import load_digits


def mirrored(images):
    """Exchange left and right in each image of (image, row, column)."""
    return images  # yours


def confusions(labels, answers):
    """Count in [digit, answer] how often that digit was given that answer."""
    return np.zeros((10, 10), int)  # yours


# %% check
IMAGES = np.arange(8).reshape(2, 2, 2)


def test_mirrored():
    """Ask for two images of 2 × 2 pixels."""
    found = np.asarray(mirrored(IMAGES))
    assert found.shape == IMAGES.shape, (
        f"{IMAGES.shape} became {found.shape}."
    )
    assert not np.array_equal(found, IMAGES), "Nothing is mirrored yet."
    assert not np.array_equal(found, IMAGES[::-1]), (
        "The images changed places, not their columns."
    )
    assert not np.array_equal(found, IMAGES[:, ::-1]), "This is upside down."
    assert not np.array_equal(found, IMAGES[:, ::-1, ::-1]), (
        "This is a half turn."
    )
    assert np.array_equal(found, IMAGES[:, :, ::-1]), (
        "Left and right are not exchanged."
    )


def test_confusions():
    """Ask about five answers, one of them given twice."""
    labels, answers = np.array([2, 2, 2, 5, 7]), np.array([2, 5, 5, 5, 1])
    found = np.asarray(confusions(labels, answers))
    assert found.shape == (10, 10), "The table has 10 rows and 10 columns."
    assert found.any(), "Nothing is counted yet."
    assert not found[5, 2], (
        "Rows are what was shown, columns what was answered."
    )
    assert found[2, 2], (
        "Count right answers, too: they stand on the diagonal."
    )
    assert found[2, 5] != 1, "The 2 was taken for a 5 twice: add up."
    assert found[2, 5] == 2 and found.sum() == 5, (
        "Five answers make five counts."
    )


# %% try
digits = load_digits()
twice = np.concatenate([digits.images, mirrored(digits.images)])
print(twice.shape, confusions(digits.target, digits.target).sum())
