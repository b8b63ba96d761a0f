"""`models/vgg`: the paper's table row by row, and the same outputs as Keras' own."""

from __future__ import annotations

import keras
import pytest

from snippets.models import vgg
from tests.snippets.models.conftest import (
    Build,
    abstract,
    assert_same,
    images,
    outputs,
    rows,
    shake,
)

_POOL = "maxpool"
# Table 1 of the paper, column by column, in its own words
TABLE_1 = {
    vgg.build_vgg11: f"""
        conv3-64 {_POOL} conv3-128 {_POOL}
        conv3-256 conv3-256 {_POOL}
        conv3-512 conv3-512 {_POOL} conv3-512 conv3-512 {_POOL}""",
    vgg.build_vgg13: f"""
        conv3-64 conv3-64 {_POOL} conv3-128 conv3-128 {_POOL}
        conv3-256 conv3-256 {_POOL}
        conv3-512 conv3-512 {_POOL} conv3-512 conv3-512 {_POOL}""",
    vgg.build_vgg16c: f"""
        conv3-64 conv3-64 {_POOL} conv3-128 conv3-128 {_POOL}
        conv3-256 conv3-256 conv1-256 {_POOL}
        conv3-512 conv3-512 conv1-512 {_POOL} conv3-512 conv3-512 conv1-512 {_POOL}""",
    vgg.build_vgg16: f"""
        conv3-64 conv3-64 {_POOL} conv3-128 conv3-128 {_POOL}
        conv3-256 conv3-256 conv3-256 {_POOL}
        conv3-512 conv3-512 conv3-512 {_POOL} conv3-512 conv3-512 conv3-512 {_POOL}""",
    vgg.build_vgg19: f"""
        conv3-64 conv3-64 {_POOL} conv3-128 conv3-128 {_POOL}
        conv3-256 conv3-256 conv3-256 conv3-256 {_POOL}
        conv3-512 conv3-512 conv3-512 conv3-512 {_POOL}
        conv3-512 conv3-512 conv3-512 conv3-512 {_POOL}""",
}


def _from_the_table(column: str) -> dict[str, tuple[tuple[int, ...], int]]:
    """Work out names, shapes and parameters of a column at 224 × 224."""
    found: dict[str, tuple[tuple[int, ...], int]] = {"image": ((224, 224, 3), 0)}
    side, maps, stage, number = 224, 3, 1, 0
    for word in column.split():
        if word == _POOL:
            side //= 2
            found[f"pool{stage}"] = ((side, side, maps), 0)
            stage, number = stage + 1, 0
        else:
            kernel, after = (int(n) for n in word.removeprefix("conv").split("-"))
            number += 1
            count = (kernel * kernel * maps + 1) * after
            maps = after
            found[f"conv{stage}_{number}"] = ((side, side, maps), count)
    found |= {
        "flatten": ((7 * 7 * 512,), 0),
        "fc6": ((4096,), (7 * 7 * 512 + 1) * 4096),
        "drop6": ((4096,), 0),
        "fc7": ((4096,), (4096 + 1) * 4096),
        "drop7": ((4096,), 0),
        "fc8": ((1000,), (4096 + 1) * 1000),
    }
    return found


@pytest.mark.parametrize("build", TABLE_1)
def test_layers_shapes_and_counts_are_those_of_the_paper(build: Build) -> None:
    expected = _from_the_table(TABLE_1[build])
    assert list(rows(abstract(build)).items()) == list(expected.items())


@pytest.mark.parametrize("build", TABLE_1)
def test_it_has_as_many_layers_with_weights_as_its_name_says(build: Build) -> None:
    model = abstract(build)
    assert model.name == build.__name__.removeprefix("build_")
    weighted = [layer for layer in model.layers if layer.weights and "fc" in layer.name
                or layer.name.startswith("conv")]  # fmt: skip
    assert len(weighted) == int(model.name.strip("vgc"))


def test_most_parameters_are_in_dense_layers() -> None:
    counts = {
        name: count for name, (_, count) in rows(abstract(vgg.build_vgg16)).items()
    }
    assert counts["fc6"] + counts["fc7"] + counts["fc8"] == 123_642_856


@pytest.mark.parametrize(
    ("build", "oracle"),
    [
        (vgg.build_vgg16, keras.applications.VGG16),
        (vgg.build_vgg19, keras.applications.VGG19),
    ],
)
def test_with_the_weights_of_keras_applications_it_computes_the_same(
    build: Build, oracle: Build
) -> None:
    shape, classes = (48, 32, 3), 10
    keras.utils.set_random_seed(0)
    theirs = oracle(weights=None, input_shape=shape, classes=classes)
    shake(theirs)
    ours = build(shape, classes)
    dense = {"fc1": "fc6", "fc2": "fc7", "predictions": "fc8"}
    names = {}
    for layer in theirs.layers[1:]:
        stage, _, part = layer.name.removeprefix("block").partition("_")
        if part == "pool":
            names[layer.name] = f"pool{stage}"
        elif part.startswith("conv"):
            names[layer.name] = f"conv{stage}_{part.removeprefix('conv')}"
        else:
            names[layer.name] = dense.get(layer.name, layer.name)
        ours.get_layer(names[layer.name]).set_weights(layer.get_weights())
    x = images(shape)
    pairs = zip(
        names,
        outputs(theirs, names, x),
        outputs(ours, names.values(), x),
        strict=True,
    )
    for name, their_output, our_output in pairs:
        assert_same(our_output, their_output, name)


def test_small_images_and_unknown_columns_are_refused() -> None:
    assert abstract(vgg.build_vgg19, (32, 32, 1), 3).output_shape == (None, 3)
    with pytest.raises(ValueError, match="too small: .* 32 pixels or more"):
        vgg.build_vgg16((31, 224, 3))
    with pytest.raises(ValueError, match=r"no column 'F'; there are \['A', 'B'"):
        vgg.build_vgg("F")
