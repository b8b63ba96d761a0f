"""What one layer is and costs: kind, parameters with their arithmetic, MACs, memory."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from snippets.diagrams.graph import Call

# kinds are design tokens (docs/assets/tokens.css); class names are Keras' own, without
# "2D" and the like; operations such as keras.ops.add have classes too
_KINDS = {
    "input": "InputLayer",
    "conv": "Conv ConvTranspose DepthwiseConv SeparableConv",
    "dense": "Dense EinsumDense",
    "pool": "MaxPooling AveragePooling GlobalMaxPooling GlobalAveragePooling"
    " AdaptiveMaxPooling AdaptiveAveragePooling",
    "norm": "BatchNormalization LayerNormalization GroupNormalization Normalization"
    " UnitNormalization RMSNormalization Rescaling",
    "activation": "Activation ReLU LeakyReLU PReLU ELU Softmax Relu Relu6 Sigmoid"
    " HardSigmoid Silu HardSilu Gelu Elu Selu Tanh",
    "dropout": "Dropout SpatialDropout AlphaDropout GaussianDropout GaussianNoise"
    " ActivityRegularization Identity",
    "flatten": "Flatten Reshape Permute Transpose RepeatVector ZeroPadding Pad"
    " Cropping CenterCrop UpSampling Resizing ExpandDims Squeeze",
    "merge": "Add Subtract Multiply Average Maximum Minimum Concatenate Dot",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_DIMENSIONS = re.compile(r"[123]D(?=Transpose$|$)")
_BYTES = {"float64": 8, "int64": 8, "float16": 2, "bfloat16": 2, "int8": 1, "uint8": 1,
          "bool": 1}  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What a layer's call needs.

    Attributes:
        params: All its weights' numbers, also those that are not trained.
        trainable: Those that training changes.
        params_sum: The arithmetic of `params`, empty where there are none.
        macs: Multiply-accumulates of convolutions and dense layers for one sample;
            None where that is unknown.
        macs_sum: Their arithmetic.
        weight_bytes: Memory of the weights.
        activation_bytes: Memory of one sample's output; None for open dimensions.
    """

    params: int
    trainable: int
    params_sum: str
    macs: int | None
    macs_sum: str
    weight_bytes: int
    activation_bytes: int | None


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


def measure(call: Call) -> Cost:
    """Count what one call costs; a shared layer's weights count with its first call."""
    weights = _weights(call.layer) if call.turn == 1 else []
    params = sum(map(_size, weights))
    trained = sum(_size(w) for w in weights if getattr(w, "trainable", True))
    macs, macs_sum = _macs(call)
    outputs = [math.prod(s) for s in call.output_shapes if None not in s]  # type: ignore[arg-type]
    known = len(outputs) == len(call.output_shapes)
    return Cost(
        params=params,
        trainable=trained,
        params_sum=_params_sum(call, weights, params) if params else "",
        macs=macs,
        macs_sum=macs_sum,
        weight_bytes=sum(_size(w) * _BYTES.get(str(w.dtype), 4) for w in weights),
        activation_bytes=sum(outputs) * _BYTES.get(call.dtype, 4) if known else None,
    )


def number(value: int) -> str:
    """Write an integer with thousands separators."""
    return f"{value:,}"


def keras_class(layer: Any) -> str:
    """Return the name of the nearest Keras class without its dimensions."""
    for cls in type(layer).__mro__:
        if cls.__module__.split(".")[0] == "keras":
            return _DIMENSIONS.sub("", cls.__name__)
    return ""


def _weights(layer: Any) -> list[Any]:
    # a dropout's random seed is a weight for Keras, and no parameter
    found = getattr(layer, "weights", [])
    return [weight for weight in found if "seed" not in str(weight.path)]


def _size(weight: Any) -> int:
    return math.prod(int(n) for n in weight.shape)


def _product(numbers: Iterable[Any]) -> str:
    return "·".join(str(n) for n in numbers)


def _params_sum(call: Call, weights: list[Any], params: int) -> str:
    """Write out how a layer's parameters come about."""
    own = getattr(call.layer, "diagram_sum", None)
    return f"{own() if own else _terms(call, weights)} = {number(params)}"


def _terms(call: Call, weights: list[Any]) -> str:
    shapes = [tuple(int(n) for n in weight.shape) for weight in weights]
    name = keras_class(call.layer)
    biased = bool(getattr(call.layer, "use_bias", False))
    if name in ("Conv", "Dense") and biased:
        *field, units = shapes[0]
        return f"({_product(field)} + 1)·{units}"
    if name == "ConvTranspose" and biased:
        *kernel, units, channels = shapes[0]
        return f"({_product([*kernel, channels])} + 1)·{units}"
    if name == "DepthwiseConv" and biased:
        *kernel, channels, multiplier = shapes[0]
        maps = channels * multiplier
        return f"({_product(kernel)} + 1)·{maps}"
    if kind_of(call.layer) == "norm" and len(set(shapes)) == 1 and len(shapes[0]) == 1:
        return f"{len(shapes)}·{shapes[0][0]}"
    return " + ".join(_product(shape) or "1" for shape in shapes)


def _macs(call: Call) -> tuple[int | None, str]:
    """Count multiply-accumulates; what is neither convolution nor dense has none."""
    layer, name = call.layer, keras_class(call.layer)
    own = getattr(layer, "diagram_macs", None)
    if own:
        count = int(own())
        return count, number(count)
    kernels = _kernels(call)
    if not kernels:
        return (0, "") if _is_free(layer) else (None, "")
    if name == "Dense":
        places = call.shape[:-1]
    elif getattr(layer, "data_format", "channels_last") == "channels_first":
        places = (call.input_shapes[0] if name == "ConvTranspose" else call.shape)[1:]
    else:
        places = (call.input_shapes[0] if name == "ConvTranspose" else call.shape)[:-1]
    if None in places:
        return None, ""
    each = sum(math.prod(kernel) for kernel in kernels)
    count = math.prod(places) * each  # type: ignore[arg-type]
    terms = " + ".join(map(_product, kernels))
    if len(kernels) > 1:
        terms = f"({terms})"
    around = f"{_product(places)} · " if places else ""
    return count, f"{around}{terms} = {number(count)}"


def _kernels(call: Call) -> list[tuple[int, ...]]:
    """Return the kernels that a convolution or dense layer multiplies with."""
    if keras_class(call.layer) not in (
        "Conv", "ConvTranspose", "DepthwiseConv", "SeparableConv", "Dense",
    ):  # fmt: skip
        return []
    kernels = [w for w in _weights(call.layer) if len(w.shape) > 1]
    return [tuple(int(n) for n in kernel.shape) for kernel in kernels]


def _is_free(layer: Any) -> bool:
    """Tell whether a layer is known to multiply nothing that counts as a MAC."""
    name = keras_class(layer)
    if kind_of(layer) != "other":
        return name != "EinsumDense"
    is_operation = not hasattr(layer, "weights")  # such as keras.ops.mean
    return is_operation and name not in ("Matmul", "Einsum", "Tensordot", "Dot")
