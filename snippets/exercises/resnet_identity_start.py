"""Start here: two blocks that do nothing.

Fill in both functions, then ask: `python -m pytest resnet_identity_start.py`
"""

# %% yours
import numpy as np


def residual_kernel(maps):
    """Return the kernel of both convolutions of a residual block.

    The kernel is (3, 3, maps, maps): rows, columns, maps in, maps out. The
    block answers with what it gets.
    """
    return np.ones((3, 3, maps, maps))  # yours


def plain_kernel(maps):
    """Return the kernel of both convolutions of a plain block."""
    return np.ones((3, 3, maps, maps))  # yours


# %% check
from numpy.lib.stride_tricks import sliding_window_view

IMAGE = np.random.default_rng(0).random((6, 6, 4))


def convolve(x, kernel):
    """Convolve with padding: the maps stay as large as they are."""
    padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
    windows = sliding_window_view(padded, (3, 3), axis=(0, 1))
    return np.einsum("rcmij,ijmo->rco", windows, kernel)


def plain(x, kernel):
    """Convolve, cut with ReLU, convolve again."""
    return convolve(np.maximum(0, convolve(x, kernel)), kernel)


def test_residual():
    """Ask the residual block to give back what it gets."""
    kernel = np.asarray(residual_kernel(4), float)
    assert kernel.shape == (3, 3, 4, 4), f"The shape is {kernel.shape}."
    assert (kernel != 1).any(), "All weights are still one."
    found = IMAGE + plain(IMAGE, kernel)
    assert not np.allclose(found, 2 * IMAGE), (
        "The image comes twice: the shortcut brings it already."
    )
    assert np.allclose(found, IMAGE), "What comes out is not what went in."
    signed = IMAGE - 0.5
    found = signed + plain(signed, kernel)
    assert np.allclose(found, signed), "Negative numbers are not kept."


def test_plain():
    """Ask the plain block to give back what is positive."""
    kernel = np.asarray(plain_kernel(4), float)
    assert kernel.shape == (3, 3, 4, 4), f"The shape is {kernel.shape}."
    found = plain(IMAGE, kernel)
    assert found.any(), "Nothing comes out: here there is no shortcut."
    mixed = plain(np.eye(4)[None, :1] * np.ones((6, 6, 1)), kernel)
    assert not mixed[..., 1:].any(), "Each map must take from itself only."
    assert np.allclose(found, IMAGE), (
        "What comes out is not what went in: take the middle pixel alone."
    )


# %% try
print("residual", np.unique(residual_kernel(4)))
print("plain   ", np.unique(plain_kernel(4)))
