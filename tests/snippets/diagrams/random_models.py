"""Random networks: convolutions of all kinds, branches, reshapes, recurrent layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from hypothesis import strategies as st

L = keras.layers
Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def networks(draw: Draw) -> keras.Model:
    """Draw a network that takes images, small enough to differentiate."""
    shape = (
        draw(st.integers(12, 22)),
        draw(st.integers(12, 22)),
        draw(st.integers(1, 3)),
    )
    x = inputs = keras.Input(shape)
    for _ in range(draw(st.integers(1, 5))):
        x = _one(draw, x)
    return keras.Model(inputs, x)


def _one(draw: Draw, x: Any) -> Any:
    """Add one part that fits the tensor's form."""
    forms = {4: PLANES, 3: SEQUENCES, 2: VECTORS}
    part = draw(st.sampled_from(forms[len(x.shape)]))
    if min(x.shape[1:-1], default=9) < 5 and part not in (
        _norm,
        _to_vector,
        _pointwise,
    ):
        part = _pointwise
    return part(draw, x)


def _pair(draw: Draw, most: int) -> tuple[int, int]:
    return draw(st.integers(1, most)), draw(st.integers(1, most))


def _ways(draw: Draw) -> dict[str, Any]:
    """Draw a stride or a dilation: Keras has not both."""
    padding = draw(st.sampled_from(["same", "valid"]))
    if draw(st.booleans()):
        return {"strides": draw(st.integers(1, 3)), "padding": padding}
    return {"dilation_rate": draw(st.integers(1, 2)), "padding": padding}


def _conv(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([L.Conv2D, L.DepthwiseConv2D, L.SeparableConv2D]))
    if kind is L.Conv2D:
        return kind(2, _pair(draw, 3), **_ways(draw), activation="relu")(x)
    kernel = draw(st.integers(1, 3))
    x = kind(*(() if kind is L.DepthwiseConv2D else (2,)), kernel, **_ways(draw))(x)
    return L.Conv2D(2, 1)(x)


def _pool(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([L.MaxPooling2D, L.AveragePooling2D]))
    padding = draw(st.sampled_from(["same", "valid"]))
    size = _pair(draw, 3)
    return kind(size, strides=draw(st.integers(1, 2)), padding=padding)(x)


def _border(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([L.ZeroPadding2D, L.Cropping2D]))
    return kind((_pair(draw, 2), _pair(draw, 2)))(x)


def _larger(draw: Draw, x: Any) -> Any:
    if max(x.shape[1:3]) > 24:
        return x
    way = draw(st.sampled_from(["nearest", "bilinear"]))
    return L.UpSampling2D(_pair(draw, 3), interpolation=way)(x)


def _transposed(draw: Draw, x: Any) -> Any:
    if max(x.shape[1:3]) > 24:
        return x
    padding = draw(st.sampled_from(["same", "valid"]))
    return L.Conv2DTranspose(2, _pair(draw, 4), draw(st.integers(1, 3)), padding)(x)


def _resized(draw: Draw, x: Any) -> Any:
    way = draw(st.sampled_from(["nearest", "bilinear"]))
    height, width = draw(st.integers(6, 20)), draw(st.integers(6, 20))
    return L.Resizing(height, width, interpolation=way)(x)


def _adaptive(draw: Draw, x: Any) -> Any:
    size = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    kind = draw(st.sampled_from([L.AdaptiveAveragePooling2D, L.AdaptiveMaxPooling2D]))
    return kind(size)(x)


def _norm(draw: Draw, x: Any) -> Any:
    layers = [L.BatchNormalization, L.LayerNormalization, L.ReLU, L.Dropout]
    kind = draw(st.sampled_from(layers))
    return kind(*((0.1,) if kind is L.Dropout else ()))(x)


def _everywhere(draw: Draw, x: Any) -> Any:
    return L.GroupNormalization(1)(x)


def _pointwise(draw: Draw, x: Any) -> Any:
    return L.Dense(3)(x)


def _branches(draw: Draw, x: Any) -> Any:
    count = draw(st.integers(2, 3))
    ways = [
        L.Conv2D(2, _pair(draw, 4), dilation_rate=draw(st.integers(1, 2)),
                 padding="same")(x)
        for _ in range(count)
    ]  # fmt: skip
    if draw(st.booleans()):
        ways[0] = L.AveragePooling2D(3, 1, "same")(ways[0])
    return draw(st.sampled_from([L.Add(), L.Concatenate(), L.Multiply()]))(ways)


def _shifted(draw: Draw, x: Any) -> Any:
    """Join a picture with itself, moved."""
    by = draw(st.integers(1, 3))
    return x[:, by:] + x[:, :-by]


def _squeezed(draw: Draw, x: Any) -> Any:
    """Weigh channels by what the whole picture says."""
    weights = L.GlobalAveragePooling2D(keepdims=True)(x)
    return L.Multiply()([x, L.Dense(x.shape[-1], activation="sigmoid")(weights)])


def _turned(draw: Draw, x: Any) -> Any:
    x = L.Permute((2, 1, 3))(x)
    return L.Conv2D(2, _pair(draw, 3))(x)


def _to_sequence(draw: Draw, x: Any) -> Any:
    """Read the columns of a picture one after another, or its rows."""
    if draw(st.booleans()):
        x = L.Permute((2, 1, 3))(x)
    return L.Reshape((x.shape[1], -1))(x)


def _rowwise(draw: Draw, x: Any) -> Any:
    return L.TimeDistributed(L.Conv1D(2, draw(st.integers(1, 3)), padding="same"))(x)


def _nested(draw: Draw, x: Any) -> Any:
    inner = keras.Input(x.shape[1:])
    y = L.Conv2D(x.shape[-1], 3, padding="same")(inner)
    return keras.Model(inner, L.Add()([inner, y]))(x)


def _to_vector(draw: Draw, x: Any) -> Any:
    return L.Dense(3)(L.Flatten()(x))


def _conv_1d(draw: Draw, x: Any) -> Any:
    padding = draw(st.sampled_from(["same", "valid", "causal"]))
    return L.Conv1D(3, draw(st.integers(1, 3)), padding=padding)(x)


def _pool_1d(draw: Draw, x: Any) -> Any:
    return L.AveragePooling1D(draw(st.integers(1, 3)))(x)


def _recurrent(draw: Draw, x: Any) -> Any:
    inner = L.SimpleRNN(2, "linear", return_sequences=draw(st.booleans()))
    return L.Bidirectional(inner)(x)


def _attention(draw: Draw, x: Any) -> Any:
    return L.MultiHeadAttention(1, 2)(x, x)


def _dense(draw: Draw, x: Any) -> Any:
    return L.Dense(4)(x)


PLANES = [
    _conv, _conv, _conv, _pool, _pool, _border, _larger, _transposed, _resized,
    _adaptive, _norm, _everywhere, _pointwise, _branches, _branches, _shifted,
    _squeezed, _turned, _to_sequence, _rowwise, _nested, _to_vector,
]  # fmt: skip
SEQUENCES = [_conv_1d, _conv_1d, _pool_1d, _recurrent, _attention, _norm, _to_vector]
VECTORS = [_dense]
