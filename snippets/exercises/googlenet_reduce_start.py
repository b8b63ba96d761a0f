"""Start here: what a bottleneck costs.

Fill in both functions, then ask: `python -m pytest googlenet_reduce_start.py`
"""


# %% yours
def weights(inputs, outputs, reduced=None):
    """Count the weights of a 3 × 3 convolution, biases left out.

    With `reduced`, a 1 × 1 convolution first makes that many maps.
    """
    return 0  # yours


def widest(inputs, outputs):
    """Return the largest number of reduced maps that still saves weights."""
    return 0  # yours


# %% check
def test_direct():
    """Ask without a bottleneck."""
    found = weights(2, 5)
    assert found, "Nothing is counted yet."
    assert found != 9 * 5, "A kernel has weights for each input map."
    assert found != 9 * 2, "There is a kernel for each output map."
    assert found != 9 * 2 * 5 + 5, "Leave the biases out."
    assert found == 9 * 2 * 5, f"2 maps to 5 need 90 weights, not {found}."


def test_reduced():
    """Ask with a bottleneck of 3 maps."""
    found = weights(2, 5, 3)
    assert found != 9 * 3 * 5, "The 1 × 1 convolution has weights, too."
    assert found != 9 * 2 * 3 + 9 * 3 * 5, "The first kernel is 1 × 1."
    assert found != 2 * 3 + 9 * 2 * 5, "The 3 × 3 sees the reduced maps only."
    assert found == 2 * 3 + 9 * 3 * 5, f"It needs 141 weights, not {found}."


def test_widest():
    """Ask where it stops paying."""
    found = widest(192, 128)
    assert found, "Nothing is returned for the widest bottleneck yet."
    assert found != 165, "With this one, the bottleneck already costs more."
    assert found == 164, (
        f"Not {found}: compare neighbours on both sides of it."
    )


# %% try
print(weights(192, 128), weights(192, 128, 96))
