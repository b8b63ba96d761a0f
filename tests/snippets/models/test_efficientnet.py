"""EfficientNet-Lite0 with its weights: the same logits as in PyTorch, where it is from.

`efficientnet_lite0_logits.npy` holds what the model of the package
`efficientnet-lite-pytorch` 0.1.0 answers (PyTorch 2.13, the weights of `.data/`). Below
is the same network once more, as functions on PyTorch's own tensors, for a live look.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from snippets.data import here, imagenet, torch_file
from snippets.data.photographs import photograph
from snippets.diagrams import layer_table
from snippets.models.efficientnet import STAGES, build_efficientnet_lite0
from tests.snippets.weightless import without_weights

LOGITS = Path(__file__).with_name("efficientnet_lite0_logits.npy")
CLOSE = 1e-4


def images() -> np.ndarray:
    """Return three photographs and a pattern that none of them resembles."""
    shown = [photograph(name) for name in ("cat", "coffee", "temple")]
    rows, columns = np.mgrid[:224, :224]
    pattern = np.stack([rows * columns, rows**2, columns**2], -1) // 7 % 256
    return np.stack(
        [*map(imagenet.prepare, shown), imagenet.scaled(pattern.astype("uint8"))]
    )


def answers(**options: Any) -> np.ndarray:
    """Return what the network of the course answers."""
    model = imagenet.efficientnet_lite0(activation=None, **options)
    return np.asarray(model(images(), training=False))


def test_the_logits_are_those_of_the_original() -> None:
    kept = np.load(LOGITS)
    assert kept.shape == (4, 1000)
    assert np.ptp(kept, axis=1).min() > 5  # the comparison says something
    np.testing.assert_allclose(answers(), kept, rtol=0, atol=CLOSE)


def test_the_logits_are_those_of_torch_now() -> None:
    torch = pytest.importorskip("torch", reason="`make hosting` installs torch")
    path = here.file("efficientnet-lite0/efficientnet_lite0.pth")
    tensors = torch.load(path, weights_only=True)
    with torch.no_grad():
        x = torch.from_numpy(images()).permute(0, 3, 1, 2)
        expected = in_torch(torch, tensors, x).numpy()
    np.testing.assert_allclose(answers(), expected, rtol=0, atol=CLOSE)


def in_torch(torch: Any, tensors: dict[str, Any], x: Any) -> Any:
    """Compute EfficientNet-Lite0's logits with PyTorch's functions."""
    functional = torch.nn.functional

    def convolve(x, name, stride=1, groups=1):
        kernel = tensors[f"{name}.weight"]
        size, side = kernel.shape[-1], x.shape[-1]
        border = max((-(-side // stride) - 1) * stride + size - side, 0)
        before, after = border // 2, border - border // 2
        x = functional.pad(x, (before, after, before, after))
        return functional.conv2d(x, kernel, stride=stride, groups=groups)

    def normalise(x, name):
        mean, variance, gamma, beta = (
            tensors[f"{name}.{part}"]
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return functional.batch_norm(x, mean, variance, gamma, beta, eps=1e-3)

    six = functional.relu6
    x = six(normalise(convolve(x, "_conv_stem", 2), "_bn0"))
    number = 0
    for count, _, stride, expansion, maps in STAGES.values():
        for n in range(count):
            name, before = f"_blocks.{number}", x
            step = stride if n == 0 else 1
            if expansion > 1:
                x = convolve(x, f"{name}._expand_conv")
                x = six(normalise(x, f"{name}._bn0"))
            x = convolve(x, f"{name}._depthwise_conv", step, x.shape[1])
            x = six(normalise(x, f"{name}._bn1"))
            x = convolve(x, f"{name}._project_conv")
            x = normalise(x, f"{name}._bn2")
            if step == 1 and before.shape[1] == maps:
                x = x + before
            number += 1
    x = six(normalise(convolve(x, "_conv_head"), "_bn1")).mean(dim=(2, 3))
    return functional.linear(x, tensors["_fc.weight"], tensors["_fc.bias"])


def test_its_parameters_are_those_of_the_papers_table() -> None:
    """Count from the rows: kernels, and two numbers a map for the normalisation."""
    expected, entering = 27 * 32 + 2 * 32, 32
    for count, size, _, expansion, maps in STAGES.values():
        for _ in range(count):
            inside = expansion * entering
            if expansion > 1:
                expected += entering * inside + 2 * inside
            expected += size * size * inside + 2 * inside
            expected += inside * maps + 2 * maps
            entering = maps
    expected += entering * 1280 + 2 * 1280 + 1281 * 1000
    with without_weights():
        rows = layer_table(build_efficientnet_lite0())
    assert sum(row["trainable"] for row in rows) == expected == 4_652_008


def test_weights_that_do_not_fit_are_named() -> None:
    path = here.file("efficientnet-lite0/efficientnet_lite0.pth")
    tensors = torch_file.read(path)
    small = build_efficientnet_lite0(classes=10)
    with pytest.raises(ValueError, match=r"_fc\.weight, _fc\.bias.*layer fc"):
        imagenet.give_weights(small, tensors)
    model = build_efficientnet_lite0()
    with pytest.raises(ValueError, match="1 tensors are left, as more"):
        imagenet.give_weights(model, {**tensors, "more": np.zeros(3)})
    del tensors["_fc.bias"], tensors["_fc.weight"]
    with pytest.raises(ValueError, match="nothing more does not fit the layer fc"):
        imagenet.give_weights(model, tensors)


def test_the_thousand_names() -> None:
    names = imagenet.class_names()
    assert len(names) == 1000
    assert [names[n] for n in (0, 281, 282, 285, 872, 999)] == [
        "tench", "tabby", "tiger cat", "Egyptian cat", "tripod", "toilet tissue",
    ]  # fmt: skip


def test_a_photograph_is_prepared_as_in_training() -> None:
    values = imagenet.prepare(photograph("cat").convert("L"))  # grey is fine, too
    assert values.shape == (224, 224, 3) and values.dtype == np.float32
    assert np.array_equal(values[..., 0], values[..., 2])
    assert imagenet.scaled(np.array([127, 255, 0])).tolist() == [0, 1, -127 / 128]
