"""Start here: what it takes to slide LeNet-5 along a line.

Fill in both functions, then ask: `python -m pytest lenet_slide_start.py`
"""

# %% yours
import numpy as np


def as_kernel(weights, side):
    """Turn a dense layer's weights into the kernel of a convolution.

    The layer stood behind `Flatten` on maps of `side` × `side`: `weights` is
    (side · side · maps, units). The kernel is (side, side, maps, units).
    """
    return weights  # yours


def places(pixels):
    """Return how many answers LeNet-5 gives on a row of that many pixels.

    Windows of 5, 2, 5, 2 and 5 follow; those of 2 go in steps of 2.
    """
    return 0  # yours


# %% check
rng = np.random.default_rng(0)
MAPS, WEIGHTS = rng.random((5, 5, 16)), rng.random((400, 7))


def test_kernel():
    """Ask for the same answer as that of the dense layer."""
    kernel = np.asarray(as_kernel(WEIGHTS, 5))
    assert kernel.shape != WEIGHTS.shape, "It still has the dense shape."
    assert kernel.shape != (7, 5, 5, 16), "In Keras the units come last."
    assert kernel.shape == (5, 5, 16, 7), (
        f"The kernel is (5, 5, 16, 7), not {kernel.shape}."
    )
    found = np.tensordot(MAPS, kernel, 3)
    assert np.allclose(found, MAPS.ravel() @ WEIGHTS), (
        "The numbers are in another order: `Flatten` goes along the maps"
        " first, then along columns, then along rows."
    )


def test_places():
    """Ask for rows of 32 pixels and more."""
    found = [places(pixels) for pixels in (32, 36, 64)]
    assert found[0] != 0, "On 32 pixels there is one answer."
    assert found[0] == 1, f"32 pixels have one place, not {found[0]}."
    assert found[1] != 5, "Two poolings make each step 4 pixels wide."
    assert found[1] != 3, "There are two poolings: steps multiply."
    assert found[2] != 2, "Windows overlap: a step is 4 pixels, not 32."
    assert found == [1, 2, 9], f"Not these: {found}"


def test_what_is_left_over():
    """Ask for widths that no step fits."""
    found = places(35)
    assert found == 1, f"35 pixels have no room for a second: {found}"


# %% try
print(as_kernel(WEIGHTS, 5).shape, places(64))
