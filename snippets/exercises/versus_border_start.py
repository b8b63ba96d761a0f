"""Start here: a convolution, and the average of its map.

Fill in `average`, then ask: `python -m pytest versus_border_start.py`
"""

# %% yours
import numpy as np


def average(picture, kernel):
    """Convolve a picture with a kernel of 3 × 3; return the mean of the map.

    Zeros lie around the picture, so that the map is as large as the picture.
    """
    return 0.0  # yours


# %% check
PICTURE = np.array([[4, 1, 0], [1, 2, 4], [2, 0, 1]])
KERNEL = np.array([[1, 2, 1], [2, -2, 2], [-2, 0, -1]])
MAP = np.array([[-8, 0, -2], [11, 7, -3], [0, 15, 8]])
TURNED = np.array(
    [[-2, 15, 12], [4, 5, -3], [-8, -3, -4]]
)  # by the turned kernel


def test_average():
    """Ask for a picture and a kernel of whole numbers."""
    found = float(average(PICTURE, KERNEL))
    assert found != 0, "Nothing is added up yet."
    assert found not in (MAP[1, 1], MAP[1, 1] / 9), (
        "The window stood in the middle only: put zeros around the picture."
    )
    assert found != MAP.max(), "This is the largest answer: take the mean."
    assert found != MAP.sum(), (
        "This is the sum of all answers: take their mean."
    )
    assert abs(found - TURNED.mean()) > 1e-9, (
        "The kernel is turned round: lay it on as it is."
    )
    assert abs(found - MAP.mean()) < 1e-9, (
        f"The mean is {MAP.mean():.3f}, not {found:.3f}."
    )


# %% try
for column in range(4, 9):
    picture = np.zeros((9, 9))
    picture[4, column] = 1
    print(f"{8 - column} from the border: {average(picture, KERNEL):+.5f}")
