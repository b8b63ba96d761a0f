"""Start here: the dense layer that a convolution is.

Fill in the function, then ask: `python -m pytest versus_matrix_start.py`
"""

# %% yours
import numpy as np


def as_matrix(kernel):
    """Return the weights of a dense layer that does what the kernel does.

    The image has 4 × 4 pixels, the kernel 3 × 3 weights, so there are 2 × 2
    answers. The matrix has a row for each pixel and a column for each answer.
    """
    return np.zeros((1, 1))  # yours


# %% check
from numpy.lib.stride_tricks import sliding_window_view

IMAGE = np.arange(16.0).reshape(4, 4) ** 2
KERNEL = np.arange(1.0, 10).reshape(3, 3)


def answers(kernel):
    """Convolve as Keras does: without turning the kernel."""
    return (sliding_window_view(IMAGE, (3, 3)) * kernel).sum(axis=(2, 3))


def test_shape():
    """Ask for 16 rows of 4."""
    shape = np.shape(as_matrix(KERNEL))
    assert shape != (4, 16), "Turn it: a row for each pixel."
    assert shape == (16, 4), f"16 pixels, 4 answers: (16, 4), not {shape}."


def test_weights():
    """Ask where the nine weights went."""
    matrix = np.asarray(as_matrix(KERNEL))
    used = (matrix != 0).sum(axis=0)
    assert used.max() <= 9, "An answer sees 3 × 3 pixels: others get a zero."
    assert used.min() == 9, "Each answer has all nine weights."


def test_answers():
    """Ask for the answers that a convolution gives."""
    found = IMAGE.ravel() @ as_matrix(KERNEL)
    turned = answers(KERNEL[::-1, ::-1]).ravel()
    assert not np.allclose(found, turned), (
        "You turned the kernel. Mathematics does, Keras does not."
    )
    across = answers(KERNEL).T.ravel()
    assert not np.allclose(found, across), "Count the answers row by row."
    wanted = answers(KERNEL).ravel()
    assert np.allclose(found, wanted), f"{found} instead of {wanted}"


# %% try
print(as_matrix(np.ones((3, 3))).astype(int))
