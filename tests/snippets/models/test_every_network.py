"""Each network learns a step, is saved, comes back, and answers as before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest

from snippets.models import alexnet, efficientnet, googlenet, lenet5, resnet, vgg

pytestmark = pytest.mark.verdict("keras", "tensorflow", "tensorflow-cpu")

GREY, SMALL = (32, 32, 1), (32, 32, 3)
NETWORKS = {
    "lenet5": (lenet5.build_lenet5, GREY),
    "lenet5_1998": (lenet5.build_lenet5_1998, GREY),
    "alexnet": (alexnet.build_alexnet, (67, 67, 3)),
    "alexnet_ungrouped": (partial(alexnet.build_alexnet, groups=1), (67, 67, 3)),
    "vgg11": (vgg.build_vgg11, SMALL),
    "vgg16c": (vgg.build_vgg16c, SMALL),
    "googlenet": (googlenet.build_googlenet, SMALL),
    "googlenet_auxiliary": (
        partial(googlenet.build_googlenet, auxiliary=True), (65, 65, 3),
    ),
    "resnet18": (resnet.build_resnet18, SMALL),
    "resnet34_a": (partial(resnet.build_resnet34, shortcut="A"), SMALL),
    "plain18": (partial(resnet.build_resnet18, shortcut=None), SMALL),
    "resnet50": (resnet.build_resnet50, SMALL),
    "efficientnet_lite0": (efficientnet.build_efficientnet_lite0, SMALL),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_it_learns_a_step_and_comes_back_the_same(name: str, tmp_path: Path) -> None:
    build, shape = NETWORKS[name]
    keras.utils.set_random_seed(0)
    model = build(input_shape=shape, classes=4)
    loss = lenet5.distance_loss if name == "lenet5_1998" else (
        "sparse_categorical_crossentropy")  # fmt: skip
    outputs = len(model.outputs)
    model.compile(optimizer="sgd", loss=[loss] * outputs if outputs > 1 else loss)
    images = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    labels = np.array([0, 3])
    before = [weight.numpy().copy() for weight in model.trainable_weights]
    result = model.train_on_batch(images, [labels] * outputs if outputs > 1 else labels)
    assert np.isfinite(result).all()
    after = model.trainable_weights
    moved = [not np.array_equal(w, b) for w, b in zip(after, before, strict=True)]
    assert sum(moved) > len(moved) * 0.9
    expected = keras.tree.flatten(model(images, training=False))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for one, other in zip(
        keras.tree.flatten(loaded(images, training=False)), expected, strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: vgg.build_vgg16(input_shape=(31, 31, 3)), "32 pixels"),
        (lambda: vgg.build_vgg("F"), "no column 'F'"),
        (lambda: alexnet.build_alexnet(groups=3), "groups is 3"),
        (lambda: alexnet.build_alexnet(input_shape=(60, 60, 3)), "67 pixels"),
        (lambda: resnet.build_resnet(20), "no depth 20"),
        (lambda: resnet.build_resnet18(shortcut="C"), "no shortcut 'C'"),
        (lambda: googlenet.build_googlenet(input_shape=(16, 16, 3)), "too small"),
        (lambda: lenet5.build_lenet5(input_shape=(8, 8, 1)), "too small"),
        (lambda: efficientnet.build_efficientnet_lite0((16, 16, 3)), "too small"),
        (lambda: lenet5.build_lenet5_1998(classes=11), "ten digits only"),
    ],
)
def test_what_cannot_be_built_says_why(make, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()
