"""Start here: which places of the photograph speak for a class?

Fill in the function, then ask: `python -m pytest photograph_light_start.py`
"""

# %% yours
import numpy as np


def light(maps, weights):
    """Return how much each place speaks for a class, from 0 to 1.

    `maps` is `(rows, columns, maps)`, the last feature maps. `weights` has
    one number for each map: how much the class's sum grows with it. Weigh the
    maps and add them up, set what speaks against the class to 0, and divide
    by the largest number, if there is one above 0.
    """
    return maps.sum(axis=2)  # yours


# %% check
ONE = np.array([[4.0, 0.0], [1.0, 2.0]])
TWO = np.array([[1.0, 3.0], [1.0, 0.0]])
MAPS = np.stack([ONE, TWO], axis=-1)  # two maps of 2 × 2


def test_light():
    """Ask for two maps, of which the second speaks against the class."""
    found = np.asarray(light(MAPS, np.array([2.0, -1.0])))
    assert found.shape == (2, 2), (
        f"There is one number for each place: (2, 2), not {found.shape}."
    )
    alike = MAPS.sum(axis=2)
    assert not np.allclose(found / found.max(), alike / alike.max()), (
        "All maps count alike here. Weigh each before you add them up."
    )
    assert found.min() >= 0, "What speaks against the class is to be 0."
    assert found.max() != 7, "Divide by the largest number: it becomes 1."
    assert found[1, 0] != 2 / 8, (
        "Add the weighted maps up first, and set to 0 afterwards."
    )
    right = [[1, 0], [1 / 7, 4 / 7]]
    assert np.allclose(found, right), f"Not these: {found.round(2)}"


def test_nothing_speaks_for_it():
    """Ask for a class that every map speaks against."""
    with np.errstate(all="ignore"):
        found = np.asarray(light(MAPS, np.array([-1.0, -1.0])))
    assert not np.isnan(found).any(), "0 divided by 0 is not a number."
    assert found.tolist() == [[0, 0], [0, 0]], "Nothing speaks for it: zeros."


# %% try
print(light(MAPS, np.array([2.0, -1.0])))
