"""The pictures of digits that open the lessons.

A three and its shuffled pixels; a five and the same five, moved by two
pixels; sixty digits, all that a network of a later lesson gets to see.
"""

# %% data
import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
PAPER = 0.05  # a little ink everywhere: its edge shows on a white page


def side_by_side(images, pixel=14, columns=2, gap=2):
    """Draw images in rows, nothing between them; a pixel becomes a square."""
    height, width = images[0].shape
    rows = -(-len(images) // columns)
    size = rows * (height + gap) - gap, columns * (width + gap) - gap
    drawn = np.zeros((*size, 2))  # how light; how much of the page it covers
    for place, image in enumerate(images):
        row, column = divmod(place, columns)
        top, left = row * (height + gap), column * (width + gap)
        sheet = drawn[top : top + height, left : left + width]
        sheet[..., 0] = 255 * (1 - np.maximum(image, PAPER))
        sheet[..., 1] = 255
    picture = Image.fromarray(drawn.astype("uint8"), "LA")
    return picture.resize((size[1] * pixel, size[0] * pixel), Image.NEAREST)


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
side_by_side(sixty, pixel=5, columns=10, gap=1)
