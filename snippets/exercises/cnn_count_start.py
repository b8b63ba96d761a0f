"""Start here: count a convolution, and measure its feature map.

Fill in the functions, then ask: `python -m pytest cnn_count_start.py`
"""


# %% yours
def parameters(kernels, size, channels):
    """Return the weights and biases of a convolution layer.

    `parameters(32, 3, 1)`: 32 kernels of 3 × 3 on a picture of one channel.
    """
    return 0  # yours


def width(n, size, stride=1):
    """Return how wide the feature map of an image of `n` pixels is.

    The window of `size` pixels stays inside the image.
    """
    return 0  # yours


# %% check
def test_parameters():
    """Ask for 32 kernels of 3 × 3 on three channels."""
    found = parameters(32, 3, 3)
    assert found != 0, "Nothing is counted yet."
    assert found != 32 * 3 * 3 + 32, (
        "You counted one channel: a kernel has weights for every channel."
    )
    assert found != 32 * 3 * 3 * 3, "Each kernel has a bias, too."
    assert found != 32 * 3 * 3 + 1, "There are several channels and biases."
    assert found != 32 * (3 * 3 + 1) * 3, (
        "One bias for each kernel, not for each channel."
    )
    assert found == 896, f"There are 896 parameters, not {found}."


def test_width():
    """Ask for a window of 5 on 32 pixels, then for longer steps."""
    found = width(32, 5)
    assert found != 0, "Nothing is measured yet."
    assert found != 32, "At the border the window does not fit any more."
    assert found != 27, "Count the places: the first one counts as well."
    assert found == 28, f"5 pixels fit at 28 places of 32, not at {found}."
    found = width(227, 11, stride=4)
    assert found == int(found), "A place is whole: what is left over is lost."
    assert found == 55, f"In steps of 4, 11 fit at 55 places of 227: {found}?"
    assert width(8, 3, stride=2) == 3, (
        "The last step may fall short: round down."
    )


# %% try
print(
    parameters(32, 3, 3), "of 896 parameters,", width(32, 5), "of 28 pixels"
)
