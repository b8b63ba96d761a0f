"""The networks against arithmetic written from the papers' own tables."""

from __future__ import annotations

import math
from typing import Any

import pytest

from snippets.diagrams import layer_table
from snippets.models.alexnet import build_alexnet
from snippets.models.googlenet import build_googlenet
from snippets.models.lenet5 import (
    TABLE_I,
    build_lenet5,
    build_lenet5_1998,
    connections,
)
from snippets.models.resnet import build_resnet
from snippets.models.vgg import build_vgg
from tests.snippets.weightless import without_weights


def _rows(build, *arguments: Any, **options: Any) -> dict[str, dict[str, Any]]:
    """Build without memory, and return the layer table by name."""
    with without_weights():
        model = build(*arguments, **options)
    return {row["name"]: row for row in layer_table(model)}


def _trainable(rows: dict[str, dict[str, Any]]) -> int:
    return sum(row["trainable"] for row in rows.values())


def test_lenet5_of_1998_is_that_of_section_two() -> None:
    model = build_lenet5_1998()
    rows = {row["name"]: row for row in layer_table(model)}
    kernels = TABLE_I.split().count("X")
    assert kernels == 6 * 3 + 6 * 4 + 3 * 4 + 6  # "contiguous subsets", Table I
    expected = {
        "C1": (28, 6, 6 * (25 + 1)), "S2": (14, 6, 2 * 6),
        "C3": (10, 16, 25 * kernels + 16), "S4": (5, 16, 2 * 16),
        "C5": (1, 120, 120 * (16 * 25 + 1)),
    }  # fmt: skip
    for name, (side, maps, parameters) in expected.items():
        assert rows[name]["output_shape"] == (side, side, maps)
        assert rows[name]["trainable"] == parameters
    assert rows["F6"]["trainable"] == 84 * (120 + 1)
    assert _trainable(rows) == 60_000
    # units times inputs and bias; the output's 84 each, without one
    by_hand = [28 * 28 * 6 * 26, 14 * 14 * 6 * 5, 10 * 10 * (25 * 60 + 16)]
    by_hand += [5 * 5 * 16 * 5, 120 * 401, 84 * 121, 10 * 84]
    counted = [connections(layer) for layer in model.layers]
    assert [n for n in counted if n] == by_hand
    assert sum(by_hand) == 340_908
    # two pixels for each of the two poolings, four for each kernel, at its step
    fields = {"C1": 5, "S2": 6, "C3": 6 + 4 * 2, "S4": 14 + 2, "C5": 16 + 4 * 4}
    for name, side in fields.items():
        assert rows[name]["receptive_field"] == f"{side} × {side}"


def test_lenet5_as_copied() -> None:
    rows = _rows(build_lenet5)
    parts = [6 * 26, 16 * (6 * 25 + 1), 120 * 401, 84 * 121, 10 * 85]
    assert [row["params"] for row in rows.values() if row["params"]] == parts
    assert sum(parts) == 61_706


@pytest.mark.parametrize(("groups", "total"), [(2, 60_965_224), (1, 62_378_344)])
def test_alexnet_is_that_of_section_three(groups: int, total: int) -> None:
    rows = _rows(build_alexnet, groups=groups)
    half = groups
    convolutions = {  # kernel, maps it sees, kernels, side of the result
        "conv1": (11, 3, 96, 55), "conv2": (5, 96 // half, 256, 27),
        "conv3": (3, 256, 384, 13), "conv4": (3, 384 // half, 384, 13),
        "conv5": (3, 384 // half, 256, 13),
    }  # fmt: skip
    for name, (kernel, seen, maps, side) in convolutions.items():
        assert rows[name]["output_shape"] == (side, side, maps)
        assert rows[name]["params"] == (kernel**2 * seen + 1) * maps
        assert rows[name]["macs"] == side**2 * kernel**2 * seen * maps
    assert rows["fc6"]["params"] == (6 * 6 * 256 + 1) * 4096
    assert rows["fc7"]["params"] == (4096 + 1) * 4096
    assert rows["fc8"]["params"] == (4096 + 1) * 1000
    assert _trainable(rows) == total


@pytest.mark.parametrize(
    ("column", "counts", "total"),
    [
        ("A", (1, 1, 2, 2, 2), 132_863_336),
        ("B", (2, 2, 2, 2, 2), 133_047_848),
        ("C", (2, 2, 3, 3, 3), 133_638_952),
        ("D", (2, 2, 3, 3, 3), 138_357_544),
        ("E", (2, 2, 4, 4, 4), 143_667_240),
    ],
)
def test_vgg_is_that_of_table_one(column: str, counts, total: int) -> None:
    rows = _rows(build_vgg, column)
    seen, side, by_hand = 3, 224, 0
    for stage, (count, maps) in enumerate(
        zip(counts, (64, 128, 256, 512, 512), strict=True), start=1
    ):
        for number in range(1, count + 1):
            kernel = 1 if column == "C" and number == 3 else 3
            row = rows[f"conv{stage}_{number}"]
            assert row["output_shape"] == (side, side, maps)
            assert row["params"] == (kernel**2 * seen + 1) * maps
            by_hand += row["params"]
            seen = maps
        side //= 2
        assert rows[f"pool{stage}"]["output_shape"] == (side, side, maps)
    by_hand += (7 * 7 * 512 + 1) * 4096 + 4097 * 4096 + 4097 * 1000
    assert _trainable(rows) == by_hand == total


def test_googlenet_is_that_of_table_one() -> None:
    table = {  # maps in; 1×1; reduce, 3×3; reduce, 5×5; after the pool; side
        "3a": (192, 64, 96, 128, 16, 32, 32, 28),
        "3b": (256, 128, 128, 192, 32, 96, 64, 28),
        "4a": (480, 192, 96, 208, 16, 48, 64, 14),
        "4b": (512, 160, 112, 224, 24, 64, 64, 14),
        "4c": (512, 128, 128, 256, 24, 64, 64, 14),
        "4d": (512, 112, 144, 288, 32, 64, 64, 14),
        "4e": (528, 256, 160, 320, 32, 128, 128, 14),
        "5a": (832, 256, 160, 320, 32, 128, 128, 7),
        "5b": (832, 384, 192, 384, 48, 128, 128, 7),
    }
    rows = _rows(build_googlenet)
    total = (49 * 3 + 1) * 64 + (64 + 1) * 64 + (9 * 64 + 1) * 192
    for module, (seen, one, few3, three, few5, five, after, side) in table.items():
        name = f"inception_{module}"
        maps = one + three + five + after
        assert rows[f"{name}_concat"]["output_shape"] == (side, side, maps)
        parts = (
            (seen + 1) * one + (seen + 1) * few3 + (9 * few3 + 1) * three
            + (seen + 1) * few5 + (25 * few5 + 1) * five + (seen + 1) * after
        )  # fmt: skip
        mine = (r["params"] for n, r in rows.items() if n.startswith(name))
        assert sum(mine) == parts
        total += parts
    total += (1024 + 1) * 1000
    assert _trainable(rows) == total == 6_998_552


def test_auxiliary_heads_add_what_section_five_says() -> None:
    with_heads = _trainable(_rows(build_googlenet, auxiliary=True))
    heads = [
        (maps + 1) * 128 + (4 * 4 * 128 + 1) * 1024 + (1024 + 1) * 1000
        for maps in (512, 528)  # modules 4a and 4d
    ]
    assert with_heads - 6_998_552 == sum(heads)
    assert with_heads == 13_378_280


@pytest.mark.parametrize(
    ("depth", "shortcut", "total"),
    [
        (18, "B", 11_689_512), (34, "B", 21_797_672), (34, "A", 21_623_848),
        (18, "A", 11_515_688), (34, None, 21_623_848), (50, "B", 25_557_032),
        (101, "B", 44_549_160), (152, "B", 60_192_808),
    ],
)  # fmt: skip
def test_resnet_is_that_of_table_one(depth: int, shortcut, total: int) -> None:
    counts = {
        18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3),
        152: (3, 8, 36, 3),
    }[depth]  # fmt: skip
    wide = 4 if depth >= 50 else 1
    rows = _rows(build_resnet, depth, shortcut=shortcut)
    by_hand, seen, layers = 49 * 3 * 64 + 2 * 64, 64, 1
    for stage, (blocks, width) in enumerate(
        zip(counts, (64, 128, 256, 512), strict=True), start=2
    ):
        out, side = width * wide, 224 // 2**stage
        for number in range(1, blocks + 1):
            sizes = [(1, width), (3, width), (1, out)] if wide > 1 else [
                (3, width), (3, width)]  # fmt: skip
            start = seen
            for kernel, maps in sizes:
                by_hand += kernel**2 * seen * maps + 2 * maps
                seen, layers = maps, layers + 1
            if number == 1 and start != out and shortcut == "B":
                by_hand += start * out + 2 * out
            name = f"conv{stage}_{number}_relu"
            assert rows[name]["output_shape"] == (side, side, out)
    by_hand += (seen + 1) * 1000
    assert layers + 1 == depth
    assert _trainable(rows) == by_hand == total


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152])
def test_resnet_works_as_much_as_table_one_says(depth: int) -> None:
    published = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}[depth]
    rows = _rows(build_resnet, depth)
    macs = sum(row["macs"] for row in rows.values())
    assert math.isclose(macs / 1e9, published, abs_tol=0.07)
