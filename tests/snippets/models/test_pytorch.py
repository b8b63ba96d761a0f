"""The networks in PyTorch: what cannot be built, and with which weights they begin."""

from __future__ import annotations

import keras
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from snippets.models.vgg import build_vgg as build_vgg_in_keras  # noqa: E402
from snippets.pytorch import alexnet, googlenet, resnet, vgg  # noqa: E402

pytestmark = pytest.mark.verdict("keras", "torch")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: alexnet.build_alexnet(66), "67 pixels"),
        (lambda: alexnet.build_alexnet(groups=3), "groups 3"),
        (lambda: vgg.build_vgg("F"), "column 'F'"),
        (lambda: vgg.build_vgg("A", 31), "32 pixels"),
        (lambda: resnet.build_resnet(20), "no depth 20"),
    ],
)
def test_what_cannot_be_built_says_why(make, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_vgg_begins_as_in_keras() -> None:
    ours = vgg.build_vgg("A", 32, classes=10)
    theirs = build_vgg_in_keras("A", (32, 32, 3), 10)
    for name in ("conv1_1", "conv5_2", "fc6", "fc8"):
        layer = ours.get_submodule(name)
        layer = layer[0] if isinstance(layer, torch.nn.Sequential) else layer
        kernel = theirs.get_layer(name).kernel
        spread = float(keras.ops.std(kernel))
        assert float(layer.weight.detach().std()) == pytest.approx(spread, rel=0.1)
        assert not layer.bias.any()


def test_googlenet_tells_two_images_apart_before_it_is_trained() -> None:
    torch.manual_seed(0)
    module = googlenet.build_googlenet(10).eval()
    images = np.random.default_rng(0).normal(size=(2, 3, 64, 64)).astype("float32")
    with torch.no_grad():
        first, second = module(torch.tensor(images))
    assert float(abs(first - second).max() / abs(first).max()) > 0.01
