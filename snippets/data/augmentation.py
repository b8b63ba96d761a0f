"""Photographs to learn from, and what recipes do to them before.

A picture is an array `(height, width, 3)` of bytes, and `rng` one of NumPy's
random generators. AlexNet, VGG and ResNet share most of this.
"""

# %% pictures
import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_images


def two_photographs(side=256):
    """Cut a temple (class 0) and a flower (class 1) into pictures.

    Those to learn from come from the left of each photograph, those to
    validate with from the right, so that none of them overlap.

    Returns:
        `(x, y), (x_val, y_val)`: 24 and 8 pictures `(n, side, side, 3)` of
        bytes, and their classes `(n,)`.
    """
    parts = {"train": ([], []), "val": ([], [])}
    for label, photograph in enumerate(load_sample_images().images):
        for top in (0, 60, 120, 170):
            for left in (0, 50, 100, 384):
                part = parts["train" if left < 384 else "val"]
                cut = photograph[top : top + side, left : left + side]
                part[0].append(cut)
                part[1].append(label)
    return tuple(tuple(map(np.array, part)) for part in parts.values())


# %% shapes
def shrunk(picture, side):
    """Resize a picture so that its shorter side has `side` pixels."""
    height, width = picture.shape[:2]
    scale = side / min(height, width)
    size = round(width * scale), round(height * scale)
    return np.asarray(Image.fromarray(picture).resize(size, Image.BICUBIC))


def cropped(picture, side, rng):
    """Cut out a square of `side` pixels at a random place."""
    height, width = picture.shape[:2]
    top = rng.integers(height - side + 1)
    left = rng.integers(width - side + 1)
    return picture[top : top + side, left : left + side]


def centred(picture, side):
    """Cut out a square of `side` pixels from the middle."""
    top, left = ((size - side) // 2 for size in picture.shape[:2])
    return picture[top : top + side, left : left + side]


def mirrored(picture, rng):
    """Exchange left and right in half of all cases."""
    return picture[:, ::-1] if rng.random() < 0.5 else picture


# %% colours
def colour_axes(pictures):
    """Find the three axes along which red, green and blue vary together.

    Returns:
        A matrix `(3, 3)`: each column is an axis. Its length is the variance
        along it of pixels from 0 to 1.
    """
    pixels = pictures.reshape(-1, 3) / 255
    variances, axes = np.linalg.eigh(np.cov(pixels, rowvar=False))
    return axes * variances


def shift_colours(picture, axes, rng):
    """Add one random colour to all pixels: AlexNet's, section 4.1.

    The random factors of the three axes have a standard deviation of 0.1.
    """
    return picture + 255 * axes @ rng.normal(0, 0.1, 3)


# %% batches
def batches(pictures, labels, size, augment, rng):
    """Draw batches of `size` pictures without end, each one augmented."""
    while True:
        drawn = rng.integers(len(pictures), size=size)
        varied = [augment(pictures[i]) for i in drawn]
        yield np.array(varied, "float32"), labels[drawn]


if __name__ == "__main__":
    (x, y), (x_val, y_val) = two_photographs()
    print(len(x), "pictures to learn from,", len(x_val), "to validate with")
    print("each is", x.shape[1:], x.dtype)
