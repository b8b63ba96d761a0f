"""Pictures of digits, as they open the lessons.

A three and its shuffled pixels; a five and the same five, moved by two
pixels; sixty digits, all that a network of a later lesson gets to see.
"""

# %% data
import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
GAP, PIXEL = 4, 14


def side_by_side(images, pixel=PIXEL, columns=2):
    """Draw images on paper, in rows; a pixel becomes a small square."""
    height, width = images[0].shape
    rows = -(-len(images) // columns)
    paper = np.zeros((rows * (height + 1) - 1, columns * (width + GAP) - GAP))
    for place, image in enumerate(images):
        row, column = divmod(place, columns)
        top, left = row * (height + 1), column * (width + GAP)
        paper[top : top + height, left : left + width] = image
    grey = Image.fromarray((255 * (1 - paper)).astype("uint8"))
    size = (paper.shape[1] * pixel, paper.shape[0] * pixel)
    return grey.resize(size, Image.Resampling.NEAREST)


# %% shuffled
three = digits.images[3] / 16
order = np.random.default_rng(0).permutation(64)  # one for all images
side_by_side([three, three.ravel()[order].reshape(8, 8)])

# %% moved
five = np.pad(digits.images[5] / 16, 3)
sheets = [np.pad(np.roll(five, n, axis=1), 1, constant_values=0.3)
          for n in (0, 2)]  # fmt: skip
side_by_side(sheets, pixel=10)

# %% sixty
sixty, _ = train_test_split(
    digits.images / 16,
    train_size=60, stratify=digits.target, random_state=0,
)  # fmt: skip
side_by_side(sixty, pixel=5, columns=10)
