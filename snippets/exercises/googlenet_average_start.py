"""Start here: average first, or decide first.

Fill in both functions, then ask:
`python -m pytest googlenet_average_start.py`
"""

# %% yours
import numpy as np


def average_first(maps, weights, bias):
    """Average each map, then apply a dense layer: (classes,).

    `maps` is (height, width, channels), `weights` is (channels, classes).
    """
    return np.zeros(1)  # yours


def decide_first(maps, weights, bias):
    """Apply the dense layer at each place, then average its answers."""
    return np.zeros(1)  # yours


# %% check
rng = np.random.default_rng(0)
MAPS, WEIGHTS = rng.random((7, 5, 6)), rng.random((6, 3))
BIAS = np.array([1.0, 20.0, 300.0])


def test_average_first():
    """Ask for three classes."""
    found = np.asarray(average_first(MAPS, WEIGHTS, BIAS))
    assert found.any(), "Nothing is returned yet."
    assert found.shape == (3,), f"3 classes, not {found.shape}: both axes?"
    no_bias = MAPS.mean(axis=(0, 1)) @ WEIGHTS
    assert not np.allclose(found, no_bias), "Add the bias."
    wanted = no_bias + BIAS
    added = MAPS.sum(axis=(0, 1)) @ WEIGHTS + BIAS
    assert not np.allclose(found, added), "This adds up: take the mean."
    assert np.allclose(found, wanted), f"{found} instead of {wanted}"


def test_decide_first():
    """Ask for the same, the other way round."""
    found = np.asarray(decide_first(MAPS, WEIGHTS, BIAS))
    wanted = average_first(MAPS, WEIGHTS, BIAS)
    assert found.shape != (7, 5, 3), "These are the answers at each place."
    assert found.shape == (3,), f"3 classes, not {found.shape}."
    added = (MAPS @ WEIGHTS + BIAS).sum(axis=(0, 1))
    assert not np.allclose(found, added), (
        "The bias counts once a place: take the mean of the answers."
    )
    assert np.allclose(found, wanted), f"{found} instead of {wanted}"


# %% try
print(average_first(MAPS, WEIGHTS, BIAS), decide_first(MAPS, WEIGHTS, BIAS))
