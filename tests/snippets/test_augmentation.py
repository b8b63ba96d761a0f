"""What recipes do to a photograph: sizes, values, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from snippets.data.augmentation import (
    batches,
    centred,
    colour_axes,
    cropped,
    mirrored,
    shift_colours,
    shrunk,
    two_photographs,
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def picture() -> np.ndarray:
    """Return a picture, each pixel of which says where it is."""
    rows, columns = np.indices((40, 60))
    return np.stack([rows, columns, 0 * rows], axis=-1).astype("uint8")


def test_two_photographs_make_32_pictures() -> None:
    (x, y), (x_val, y_val) = two_photographs(64)
    assert x.shape == (24, 64, 64, 3)
    assert x_val.shape == (8, 64, 64, 3)
    assert np.bincount(y).tolist() == [12, 12]
    assert np.bincount(y_val).tolist() == [4, 4]
    (x, _), (x_val, _) = two_photographs()
    assert x.shape[1:] == x_val.shape[1:] == (256, 256, 3)


@pytest.mark.parametrize("size", [(40, 60), (60, 40), (50, 50)])
def test_the_shorter_side_gets_the_length(size: tuple[int, int]) -> None:
    small = shrunk(np.zeros((*size, 3), "uint8"), 20)
    assert min(small.shape[:2]) == 20
    assert max(small.shape[:2]) == 20 * max(size) // min(size)


def test_a_crop_is_a_window_anywhere(picture: np.ndarray, rng) -> None:
    corners = set()
    for _ in range(2000):
        window = cropped(picture, 35, rng)
        top, left = window[0, 0, :2]
        assert (window == picture[top : top + 35, left : left + 35]).all()
        corners.add((int(top), int(left)))
    assert len(corners) == 6 * 26  # every place where it fits


def test_the_middle_is_the_middle(picture: np.ndarray) -> None:
    assert centred(picture, 20)[0, 0].tolist() == [10, 20, 0]


def test_half_of_the_pictures_are_mirrored(picture: np.ndarray, rng) -> None:
    drawn = [mirrored(picture, rng) for _ in range(1000)]
    turned = [bool((one == picture[:, ::-1]).all()) for one in drawn]
    same = [bool((one == picture).all()) for one in drawn]
    assert sum(turned) + sum(same) == 1000
    assert 430 < sum(turned) < 570


def test_colours_move_along_the_axes_by_a_tenth_of_their_variance(rng) -> None:
    grey = rng.normal(100, 30, (5, 20, 20, 1)).repeat(3, axis=-1)
    axes = colour_axes(grey)
    shifts = np.array(
        [shift_colours(np.zeros((2, 2, 3)), axes, rng) for _ in range(4000)]
    )
    assert (shifts == shifts[:, :1, :1]).all()  # all pixels alike
    red, green, blue = shifts[:, 0, 0].T
    assert np.allclose(red, green) and np.allclose(red, blue)  # grey stays grey
    variance = 3 * (grey[..., 0] / 255).var()  # along (1, 1, 1) / √3
    expected = 255 * 0.1 * variance / 3**0.5
    assert red.std() == pytest.approx(expected, rel=0.05)


def test_batches_have_pictures_and_their_labels(rng) -> None:
    pictures = np.arange(6, dtype="uint8")[:, None, None, None].repeat(3, axis=-1)
    drawn, labels = next(batches(pictures, np.arange(6) * 10, 50, lambda p: p, rng))
    assert drawn.shape == (50, 1, 1, 3) and drawn.dtype == np.float32
    assert (drawn[:, 0, 0, 0] * 10 == labels).all()
    assert len(set(labels)) == 6
