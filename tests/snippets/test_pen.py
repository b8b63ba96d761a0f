"""What a pen draws has MNIST's form; what fonts and weights are kept fits the pen."""

import json

import numpy as np
import pytest

from snippets.data import small_digits
from snippets.data.mnist import load_data
from snippets.playground import nonsense, pen
from tests.snippets.conftest import PROJECT

PLAYGROUND = PROJECT.snippets / "playground"


@pytest.fixture(scope="module")
def written() -> np.ndarray:
    random = np.random.default_rng(0)
    return np.array([pen.picture(pen.write(n % 10, random, 1)) for n in range(200)])


@pytest.fixture(scope="module")
def real() -> np.ndarray:
    return pen.framed(load_data()[0][0][:2000])


def middle(pictures: np.ndarray) -> np.ndarray:
    places = np.arange(pen.SIDE) + 0.5
    mass = pictures.sum(axis=(1, 2))
    return np.stack([
        (pictures.sum(axis=axis) @ places) / mass for axis in (1, 2)
    ])  # fmt: skip


def test_a_drawing_is_as_large_as_a_scan(written, real):
    for pictures in (written, real):
        inked = pictures > 0.5
        high = inked.any(axis=2).sum(axis=1)
        wide = inked.any(axis=1).sum(axis=1)
        assert np.maximum(high, wide).max() <= 20
        assert np.median(np.maximum(high, wide)) >= 18


def test_its_weight_lies_where_that_of_a_scan_lies(written, real):
    assert np.abs(middle(written).mean(axis=1) - pen.MIDDLE).max() < 0.1
    assert np.abs(middle(written) - pen.MIDDLE).max() < 1
    assert np.abs(middle(real).mean(axis=1) - pen.MIDDLE).max() < 0.1


def test_it_has_as_much_ink_as_a_scan(written, real):
    assert abs(written.mean() / real.mean() - 1) < 0.15


def test_proportions_are_kept():
    flat = [
        np.array([[0.0, 0.0], [100.0, 0.0]]),
        np.array([[0.0, 20.0], [100.0, 20.0]]),
    ]
    rows = np.flatnonzero((pen.picture(flat) > 0.5).any(axis=1))
    assert rows.max() - rows.min() + 1 == pytest.approx(17.5 / 5 + 2.5, abs=1)


def test_a_dot_is_drawn_in_the_middle():
    dot = pen.picture([np.array([[5.0, 5.0]])])
    assert np.abs(middle(dot[None]) - pen.MIDDLE).max() < 1e-6


def test_scikit_learns_form_fills_the_picture():
    small = small_digits.small_picture([np.array([[0.0, 0.0], [0.0, 9.0]])])
    assert small.shape == (8, 8)
    assert (small[:, 3:5] > 0.3).all()
    large = small_digits.enlarge(np.ones((1, 8, 8)))[0, ..., 0]
    assert large[4:28, 4:28].min() == 1
    assert large.sum() == 24 * 24


def test_fonts_have_all_their_signs():
    fonts = json.loads((PLAYGROUND / "font_digits.json").read_text("utf-8"))
    assert len(fonts) == 25
    for font in fonts.values():
        assert len(font["digits"]) == 10
        assert len(font["letters"]) == 18
        for way in font["digits"] + font["letters"]:
            points = np.concatenate(pen.strokes_of(way))
            assert points.min() >= 0
            assert len(points) > 3


def test_shapes_to_learn_and_to_ask_about_are_others():
    assert not set(nonsense.SHAPES) & set(nonsense.OTHER_SHAPES)
    assert not set(nonsense.LETTERS) & set("BDGIOQSZ")


def test_kept_weights_are_those_of_three_networks():
    with np.load(PLAYGROUND / "handwriting.npz") as kept:
        sizes = {name: len(kept[name]) for name in kept}
        kinds = {kept[name].dtype for name in kept}
    assert kinds == {np.dtype("float16")}
    assert sizes == {"lenet": 61_706, "ann": 61_699, "digits_only": 61_706}
