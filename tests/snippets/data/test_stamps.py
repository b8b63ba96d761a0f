"""Seventy-two photographs, each another one, drawn without a leak."""

from __future__ import annotations

import numpy as np
import pytest

from snippets.data import stamps


def test_there_are_eighteen_of_each_kind() -> None:
    pictures, kinds = stamps.load_data()
    assert pictures.shape == (72, 128, 128, 3) and pictures.dtype == np.uint8
    assert np.bincount(kinds).tolist() == [18] * len(stamps.KINDS)
    inside = pictures[:, 16:-16, 16:-16]
    assert (inside.min(axis=(1, 2, 3)) < 128).all(), "a tile is empty"
    assert (pictures[:, 0, 0].min(axis=1) > 240).all(), "a corner is not white"


def test_no_photograph_is_there_twice_not_even_mirrored() -> None:
    pictures, _ = stamps.load_data(side=16)
    mirrored = pictures[:, :, ::-1]
    rows = np.concatenate([pictures, mirrored]).reshape(144, -1).astype(float)
    apart = np.abs(rows[:, None] - rows[None]).mean(axis=2)
    itself = np.eye(72, dtype=bool)
    apart[np.block([[itself, itself], [itself, itself]])] = np.inf
    assert apart.min() > 6, np.unravel_index(apart.argmin(), apart.shape)


def test_pictures_are_scaled_as_asked() -> None:
    pictures, _ = stamps.load_data(side=40)
    assert pictures.shape == (72, 40, 40, 3)


@pytest.mark.parametrize("count", [1, 5, 10])
def test_a_draw_parts_the_pictures(count: int) -> None:
    _, kinds = stamps.load_data(side=8)
    learn, test = stamps.draw(kinds, count, seed=3)
    assert np.bincount(kinds[learn]).tolist() == [count] * 4
    assert sorted([*learn, *test]) == list(range(72))


def test_a_larger_draw_adds_to_a_smaller_one() -> None:
    _, kinds = stamps.load_data(side=8)
    small, _ = stamps.draw(kinds, 2, seed=1)
    large, _ = stamps.draw(kinds, 10, seed=1)
    other, _ = stamps.draw(kinds, 2, seed=2)
    assert set(small) < set(large) and set(other) != set(small)
