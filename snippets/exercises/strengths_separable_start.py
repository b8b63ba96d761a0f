"""Start here: a convolution, and the pair in its place.

Fill in both functions, then ask:
`python -m pytest strengths_separable_start.py`
"""


# %% yours
def full(inputs, outputs):
    """Count the weights of a 3 × 3 convolution, biases left out."""
    return 0  # yours


def separable(inputs, outputs):
    """Count those of the pair.

    A kernel of 3 × 3 for each input map, then a 1 × 1 convolution over all.
    """
    return 0  # yours


# %% check
def test_full():
    """Ask for 2 maps in, 5 out."""
    found = full(2, 5)
    assert found, "Nothing is counted yet."
    assert found != 9 * 5, "A kernel has weights for each input map."
    assert found != 9 * 2 * 5 + 5, "Leave the biases out."
    assert found == 90, f"2 maps to 5 need 90 weights, not {found}."


def test_separable():
    """Ask the pair for the same."""
    found = separable(2, 5)
    assert found != 9 * 2, "The 1 × 1 convolution has weights, too."
    assert found != 9 * 5 + 2 * 5, "One kernel for each map that comes in."
    assert found != 9 * 2 * 5 + 5 * 5, "The first step does not mix maps."
    assert found != 9 + 2 * 5, "Each map has a kernel of its own."
    assert found == 28, f"2 maps to 5 need 28 weights, not {found}."


# %% try
print(full(64, 128), separable(64, 128))
