"""Start here: dropout.

Fill in the function, then ask: `python -m pytest alexnet_dropout_start.py`
"""

# %% yours
import numpy as np

rng = np.random.default_rng(0)


def dropout(x, rate):
    """Switch a share `rate` of the numbers off, each by chance.

    Strengthen the others, so that the mean stays about what it was.
    """
    return x  # yours


# %% check
ONES = np.ones((200, 200))


def test_some_are_off():
    """Ask for a fifth to be switched off."""
    found = np.asarray(dropout(ONES.copy(), 0.2))
    off = float((found == 0).mean())
    assert off > 0, "All numbers are still on."
    assert not 0.75 < off < 0.85, "`rate` is the share that goes, not stays."
    assert abs(off - 0.2) < 0.02, f"{off:.0%} are off instead of 20 %."
    rows = (found == 0).mean(axis=1)
    assert rows.max() < 1, (
        "Whole rows are off: each number has its own chance."
    )


def test_the_mean_stays():
    """Ask what became of the others."""
    found = np.asarray(dropout(ONES.copy(), 0.2))
    kept = found[found != 0]
    assert not np.allclose(kept, 1), (
        "The others are as they were, so the mean falls: strengthen them."
    )
    assert not np.allclose(kept, 0.8), "Divide by the share that stays."
    assert np.allclose(kept, 1.25), (
        f"They are {kept[0]:.2f}; 1 / 0.8 is 1.25."
    )


def test_it_is_chance():
    """Ask twice."""
    one, other = dropout(ONES.copy(), 0.5), dropout(ONES.copy(), 0.5)
    assert not np.array_equal(one, other), (
        "The same numbers are off each time."
    )


# %% try
print(dropout(np.ones(10), 0.5))
