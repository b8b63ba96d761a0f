"""What kind of layer one is, by its nearest Keras class."""

from __future__ import annotations

import re
from typing import Any

import keras

# kinds are design tokens (docs/assets/tokens.css); class names are Keras' own, without
# "2D" and the like; operations such as keras.ops.add have classes too
_KINDS = {
    "input": "InputLayer",
    "conv": "Conv ConvTranspose DepthwiseConv SeparableConv",
    "dense": "Dense EinsumDense",
    "pool": "MaxPooling AveragePooling GlobalMaxPooling GlobalAveragePooling"
    " AdaptiveMaxPooling AdaptiveAveragePooling",
    "norm": "BatchNormalization LayerNormalization GroupNormalization Normalization"
    " UnitNormalization RMSNormalization Rescaling LayerScale",
    "activation": "Activation ReLU LeakyReLU PReLU ELU Softmax Relu Relu6 Sigmoid"
    " HardSigmoid Silu HardSilu Gelu Elu Selu Tanh",
    "dropout": "Dropout SpatialDropout AlphaDropout GaussianDropout GaussianNoise"
    " ActivityRegularization Identity StochasticDepth",
    "flatten": "Flatten Reshape Permute Transpose RepeatVector ZeroPadding Pad"
    " Cropping CenterCrop UpSampling Resizing ExpandDims Squeeze",
    "merge": "Add Subtract Multiply Average Maximum Minimum Concatenate Dot"
    " CustomScaleLayer",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_DIMENSIONS = re.compile(r"[123]D(?=Transpose$|$)")


def kind_of(layer: Any) -> str:
    """Return a layer's kind, a token such as `conv`, or `other` if it is unknown.

    A class may say it itself: `diagram_kind = "conv"`.
    """
    own = getattr(layer, "diagram_kind", None)
    if own:
        return str(own)
    return _KIND_OF.get(keras_class(layer), "other")


def is_padding(layer: Any) -> bool:
    """Tell whether a layer only adds a border, as a step of the next convolution."""
    return keras_class(layer) in ("ZeroPadding", "Pad")


def number(value: int) -> str:
    """Write an integer with thousands separators."""
    return f"{value:,}"


def keras_class(layer: Any) -> str:
    """Return the name of the nearest Keras class without its dimensions."""
    for cls in type(layer).__mro__:
        if cls.__module__.split(".")[0] == "keras":
            return _DIMENSIONS.sub("", cls.__name__)
    return ""


def per_axis(value: Any, axes: int) -> tuple[int, ...]:
    """Return a number for each axis from one for all or one each; () if none fits."""
    if isinstance(value, (list, tuple)):
        numbers = tuple(int(n) for n in value)
        return numbers if len(numbers) == axes else ()
    return (int(value),) * axes


def has_channels_first(layer: Any) -> bool:
    """Tell whether a layer's channels come before its other axes."""
    own = getattr(layer, "data_format", "channels_last")
    return (own or keras.config.image_data_format()) == "channels_first"
