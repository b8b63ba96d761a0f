"""Kinds of models that readers bring: right, or `unknown`, and never another answer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from snippets.diagrams import architecture_diagram, layer_table

L = keras.layers
Rows = list[dict[str, Any]]


def _row(model: keras.Model, name: str) -> dict[str, Any]:
    return next(row for row in layer_table(model) if row["name"] == name)


def _image(*shape: int) -> Any:
    return keras.Input(shape)


def conv_3d_then_2d() -> keras.Model:
    x = i = _image(11, 11, 20, 1)
    x = L.Reshape((9, 9, 56))(L.Conv3D(4, (3, 3, 7))(x))
    return keras.Model(i, L.Conv2D(16, 3, name="c")(x))


def conv_lstm() -> keras.Model:
    i = _image(10, 32, 32, 1)
    return keras.Model(i, L.ConvLSTM2D(8, 3, name="c")(i))


def channel_added() -> keras.Model:
    layers = [_image(28, 28), L.Reshape((28, 28, 1)), L.Conv2D(8, 3, name="c")]
    return keras.Sequential(layers)


def flat_image() -> keras.Model:
    layers = [_image(784), L.Reshape((28, 28, 1)), L.Conv2D(8, 3, name="c")]
    return keras.Sequential(layers)


def cross() -> keras.Model:
    i = _image(16, 16, 3)
    ways = [L.Conv2D(4, size, padding="same")(i) for size in ((1, 3), (3, 1))]
    return keras.Model(i, L.Concatenate(name="c")(ways))


def fixed_filter() -> keras.Model:
    i = _image(16, 16, 1)
    kernel = np.ones((3, 3, 1, 2), "float32")
    x = ops.conv(i, kernel, padding="same")
    return keras.Model(i, L.Activation("relu", name="c")(x))


def computed_filter() -> keras.Model:
    i, kernel = _image(16, 16, 1), keras.Input((3, 1, 1), batch_size=3)
    return keras.Model([i, kernel], L.ReLU(name="c")(ops.conv(i, kernel)))


def resized() -> keras.Model:
    i = _image(32, 32, 3)
    x = L.Resizing(16, 16, interpolation="nearest")(i)
    return keras.Model(i, L.Conv2D(4, 3, name="c")(x))


def resized_smoothly() -> keras.Model:
    i = _image(32, 32, 3)
    return keras.Model(i, L.Conv2D(4, 3, name="c")(L.Resizing(16, 16)(i)))


def resized_with_care() -> keras.Model:
    i = _image(32, 32, 3)
    x = L.Resizing(16, 16, antialias=True)(i)
    return keras.Model(i, L.Conv2D(4, 3, name="c")(x))


def adaptive() -> keras.Model:
    i = _image(16, 16, 3)
    x = L.Conv2D(4, 3)(i)
    return keras.Model(i, L.AdaptiveAveragePooling2D((2, 2), name="c")(x))


def rows_as_channels() -> keras.Model:
    i = _image(10, 8)
    return keras.Model(i, L.Conv1D(4, 3, name="c")(L.Permute((2, 1))(i)))


def channels_first() -> keras.Model:
    i = _image(3, 20, 30)
    x = L.Conv2D(4, (3, 5), data_format="channels_first")(i)
    return keras.Model(i, L.MaxPooling2D(2, data_format="channels_first", name="c")(x))


def flattened_channels_first() -> keras.Model:
    i = _image(3, 20, 30)
    x = L.Conv2D(4, 3, data_format="channels_first")(i)
    return keras.Model(i, L.Flatten(data_format="channels_first", name="c")(x))


def shifted() -> keras.Model:
    i = _image(16, 16, 3)
    return keras.Model(i, L.ReLU(name="c")(i[:, 2:] + i[:, :-2]))


def text_of_pictures() -> keras.Model:
    i = _image(32, 100, 1)
    x = L.MaxPooling2D(2)(L.Conv2D(4, 3, padding="same")(i))
    x = L.Reshape((50, 64))(L.Permute((2, 1, 3))(x))
    x = L.Bidirectional(L.LSTM(8, return_sequences=True))(x)
    return keras.Model(i, L.Dense(11, activation="softmax", name="c")(x))


def columns() -> keras.Model:
    i = _image(32, 100, 1)
    x = L.Conv2D(4, 3, padding="same")(i)
    x = L.Reshape((100, 128))(L.Permute((2, 1, 3))(x))
    return keras.Model(i, L.Conv1D(8, 5, name="c")(x))


def one_way() -> keras.Model:
    i = _image(20, 4)
    return keras.Model(i, L.GRU(8, return_sequences=True, name="c")(i))


def attention_by_products() -> keras.Model:
    i = _image(20, 4)
    query, value = L.Conv1D(8, 3, padding="same")(i), L.Dense(8)(i)
    scores = L.Softmax()(L.Dot((2, 2))([query, value]))
    return keras.Model(i, L.Dot((2, 1), name="c")([scores, value]))


def scores_alone() -> keras.Model:
    i = _image(20, 4)
    query, value = L.Conv1D(8, 3, padding="same")(i), L.Dense(8)(i)
    return keras.Model(i, L.Dot((2, 2), name="c")([query, value]))


def causal_attention() -> keras.Model:
    i = _image(20, 4)
    x = L.MultiHeadAttention(2, 4, name="c")(i, i, use_causal_mask=True)
    return keras.Model(i, x)


def compared_pictures() -> keras.Model:
    i = _image(16, 16, 3)
    return keras.Model(i, L.GroupNormalization(1, name="c")(L.Conv2D(4, 3)(i)))


def custom_activation() -> keras.Model:
    i = _image(16, 16, 3)

    def centred(x: Any) -> Any:
        return x - ops.mean(x, axis=(1, 2), keepdims=True)

    return keras.Model(i, L.Conv2D(4, 3, activation=centred, name="c")(i))


def own_activation() -> keras.Model:
    i = _image(16, 16, 3)
    return keras.Model(i, L.Conv2D(4, 3, activation=lambda x: 2 * x, name="c")(i))


def own_comparing() -> keras.Model:
    i = _image(16, 16, 3)
    layer = L.Conv2D(4, 3, activation=lambda x: x - ops.max(x, axis=-1, keepdims=True))
    layer.name = "c"
    return keras.Model(i, layer(i))


class Square(L.Layer):
    """Has the name of an operation on single numbers, and compares rows."""

    def call(self, x: Any) -> Any:
        """Add up the rows before."""
        return ops.cumsum(x, axis=1)


class Swish(L.Layer):
    """An activation with a weight of its own."""

    def build(self, shape: Any) -> None:
        """Make the weight."""
        self.slope = self.add_weight(shape=(), initializer="ones")

    def call(self, x: Any) -> Any:
        """Multiply by the sigmoid."""
        return x * ops.sigmoid(self.slope * x)


def own_with(function: Callable[[Any], Any]) -> str:
    """Say what the field of a convolution is that has this activation."""
    image = _image(16, 16, 3)
    layer = L.Conv2D(4, 3, activation=function, name="c")
    return str(_row(keras.Model(image, layer(image)), "c")["receptive_field"])


UNIT_BY_UNIT: list[Callable[[Any], Any]] = [
    lambda x: 1.7159 * ops.tanh(2 / 3 * x),
    lambda x: ops.where(x > 0, x, 0.1 * x),
    lambda x: x * ops.relu6(x + 3) / 6,
    lambda x: keras.activations.gelu(x) - ops.clip(x, -1, 1) ** 2,
    lambda x: x,
    functools.partial(keras.activations.relu, max_value=6),
    lambda x: keras.activations.relu(x, max_value=6),
    lambda x: ops.convert_to_tensor(x) + ops.arcsinh(x),
    keras.activations.mish,
    keras.activations.soft_shrink,
    tf.nn.relu,
    tf.nn.swish,
    tf.math.tanh,
]
NOT_SO: list[Callable[[Any], Any]] = [
    # beyond 5 it looks at its neighbours: no trial with small numbers would show it
    lambda x: ops.where(x > 5, ops.max(x, axis=1, keepdims=True), x),
    lambda x: ops.roll(x, 1, axis=1),
    lambda x: ops.cumsum(x, axis=2),
    lambda x: ops.flip(x, axis=1),
    lambda x: keras.activations.softmax(x),
    lambda x: ops.relu(x) if float(ops.max(x)) > 0 else x,
    lambda x: np.tanh(x),
    lambda x: 1 / 0,
    lambda x: None,
    Square(),
    lambda x: Square()(x),
    lambda x: ops.cumsum(x, axis=1) if x.shape[1] is not None else x,
    lambda x: ops.cumsum(x, axis=1) if x.shape[1] == 14 else x,
    lambda x: ops.where(x > 0),
    lambda x: x + ops.ones((1, 5, 1, 1, 1)),
    tf.math.cumsum,
    tf.nn.l2_normalize,
]


@pytest.mark.parametrize("function", UNIT_BY_UNIT)
def test_an_activation_of_single_numbers_hides_nothing(function: Any) -> None:
    assert own_with(function) == "3 × 3"


@pytest.mark.parametrize("function", NOT_SO)
def test_what_an_activation_may_compare_is_unknown(function: Any) -> None:
    assert own_with(function) == "unknown"


def test_an_activation_that_changes_the_shape_is_unknown() -> None:
    image = _image(3, 3, 3)
    layer = L.Conv2D(4, 3, activation=lambda x: x + ops.ones((1, 7, 7, 1)), name="c")
    model = keras.Model(image, layer(image))
    assert _row(model, "c")["receptive_field"] == "unknown"


def test_drawing_does_not_build_a_layer_that_is_an_activation() -> None:
    image, swish = _image(8, 8, 3), Swish()
    model = keras.Model(image, L.Conv2D(4, 3, activation=swish, name="c")(image))
    before = model.count_params()
    assert _row(model, "c")["receptive_field"] == "unknown"
    assert model.count_params() == before


@keras.saving.register_keras_serializable("kinds")
class Causal(L.Conv2D):
    """A convolution with a call of its own."""

    def call(self, inputs: Any) -> Any:
        """Look at all rows before."""
        return super().call(ops.cumsum(inputs, axis=1))


def own_call() -> keras.Model:
    i = _image(16, 16, 3)
    return keras.Model(i, Causal(4, 3, name="c")(i))


def dilated_transposed() -> keras.Model:
    i = _image(9, 9, 3)
    return keras.Model(i, L.Conv2DTranspose(4, 3, 2, padding="valid", name="c")(i))


def lanczos() -> keras.Model:
    i = _image(9, 9, 3)
    return keras.Model(i, L.UpSampling2D(2, interpolation="lanczos3", name="c")(i))


def image_and_number() -> keras.Model:
    i, n = _image(16, 16, 3), _image(4)
    weights = L.Reshape((1, 1, 8))(L.Dense(8)(n))
    return keras.Model([i, n], L.Multiply(name="c")([L.Conv2D(8, 3)(i), weights]))


FIELDS: list[tuple[Callable[[], keras.Model], str]] = [
    (conv_3d_then_2d, "5 × 5 × 20"), (conv_lstm, "unknown"), (channel_added, "3 × 3"),
    (flat_image, "unknown"), (cross, "3 × 3"), (fixed_filter, "3 × 3"),
    (computed_filter, "unknown"), (resized, "5 × 5"), (resized_smoothly, "6 × 6"),
    (resized_with_care, "unknown"), (adaptive, "9 × 9"), (rows_as_channels, "10 × 3"),
    (channels_first, "4 × 6"), (flattened_channels_first, "3 × 3"),
    (shifted, "3 × 1"), (text_of_pictures, "all of the input"), (columns, "32 × 7"),
    (one_way, "unknown"), (attention_by_products, "all of the input"),
    (scores_alone, "unknown"), (causal_attention, "unknown"),
    (compared_pictures, "all of the input"), (custom_activation, "unknown"),
    (own_activation, "3 × 3"), (own_comparing, "unknown"),
    (own_call, "unknown"), (dilated_transposed, "2 × 2"), (lanczos, "unknown"),
    (image_and_number, "3 × 3"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "field"), FIELDS, ids=lambda one: getattr(one, "__name__", "")
)
def test_a_field_is_followed_along_each_axis(make: Any, field: str) -> None:
    model = make()
    assert _row(model, "c")["receptive_field"] == field
    architecture_diagram(model)


def seed_in_a_name() -> keras.Model:
    layers = [_image(7), L.Dense(8, name="seed_features"), L.Dense(3)]
    return keras.Sequential(layers)


def adapted() -> keras.Model:
    i, layer = _image(16), L.Dense(8, name="big")
    model = keras.Model(i, layer(i))
    layer.enable_lora(2)
    return model


def quantized(mode: str) -> Callable[[], keras.Model]:
    def make() -> keras.Model:
        i = _image(17)
        model = keras.Model(i, L.Dense(3)(L.Dense(8, name="big")(i)))
        model.quantize(mode)
        return model

    make.__name__ = mode
    return make


def tied() -> keras.Model:
    a, b, layer = _image(8, 5), _image(8, 5), L.Dense(10)
    ways = [L.TimeDistributed(layer)(a), layer(b)]
    return keras.Model([a, b], L.Concatenate()(ways))


def tied_decoder() -> keras.Model:
    i, words = keras.Input((6,), dtype="int32"), L.Embedding(20, 4)
    x = L.Dense(4)(words(i))
    return keras.Model(i, ops.matmul(x, ops.transpose(words.embeddings)))


@keras.saving.register_keras_serializable("kinds")
class Scaled(L.Dense):
    """A dense layer with one number more."""

    def build(self, shape: Any) -> None:
        """Make it."""
        super().build(shape)
        self.scale = self.add_weight(shape=(), trainable=False)


def one_more() -> keras.Model:
    return keras.Sequential([_image(5), Scaled(3, name="big")])


class Two(keras.Model):
    """A subclassed model that takes a dict, and holds more than it uses."""

    def __init__(self) -> None:
        """Make the parts."""
        super().__init__(name="two")
        self.a, self.b, self.idle = L.Dense(3), L.Dense(2), L.Dense(4)
        self.own = self.add_weight(shape=(7,), name="own")
        self.idle.build((None, 4))

    def call(self, x: Any) -> Any:
        """Join both sides."""
        return ops.concatenate([self.a(x["left"]), self.b(x["right"])], -1)


def fed_a_dict() -> keras.Model:
    model = Two()
    model({"left": np.ones((1, 4)), "right": np.ones((1, 6))})
    return model


def attached() -> keras.Model:
    i = _image(4)
    model = keras.Model(i, L.Dense(2)(i))
    model.head = L.Dense(3)
    model.head.build((None, 2))
    return model


def frozen() -> keras.Model:
    model = keras.Sequential(
        [_image(4), L.Dense(3), L.BatchNormalization(), L.Dense(2)]
    )
    model.layers[0].trainable = False
    return model


def spectral() -> keras.Model:
    i = _image(8, 8, 3)
    return keras.Model(i, L.SpectralNormalization(L.Conv2D(4, 3))(i))


COUNTED = [
    seed_in_a_name, adapted, quantized("int8"), quantized("int4"), quantized("float8"),
    tied, tied_decoder, one_more, fed_a_dict, attached, frozen, spectral,
]  # fmt: skip


@pytest.mark.parametrize("make", COUNTED, ids=lambda make: make.__name__)
def test_each_parameter_counts_once_and_each_sum_is_true(make: Any) -> None:
    model = make()
    rows = layer_table(model)
    assert sum(row["params"] for row in rows) == model.count_params()
    trained = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert sum(row["trainable"] for row in rows) == trained
    for row in rows:
        assert row["params"] == row["trainable"] + row["other_params"]
        if row["params"]:
            left, right = row["params_sum"].replace(",", "").split(" = ")
            assert eval(left.replace("·", "*")) == int(right) == row["params"]
    architecture_diagram(model)


def test_where_shared_and_idle_weights_count_is_said() -> None:
    notes = [row["note"] for row in layer_table(tied())]
    assert any("shares 60 parameters with time_distributed" in note for note in notes)
    idle = [row for row in layer_table(fed_a_dict()) if row["note"]]
    assert {row["params"] for row in idle} == {20, 7}
    assert all("not called" in row["note"] for row in idle)


def test_packed_weights_do_not_change_the_work() -> None:
    works = {_row(quantized(mode)(), "big")["macs"] for mode in ("int8", "int4")}
    assert works == {17 * 8}


@pytest.mark.parametrize(
    ("make", "macs"),
    [
        (lambda i: ops.conv(i, np.ones((3, 3, 4, 2)), padding="same"), 256 * 9 * 4 * 2),
        (lambda i: ops.depthwise_conv(i, np.ones((3, 3, 4, 2))), 14 * 14 * 9 * 4 * 2),
        (
            lambda i: ops.conv_transpose(i, np.ones((2, 2, 5, 4)), 2),
            256 * 4 * 5 * 4,
        ),
        (lambda i: ops.matmul(i, np.ones((4, 6))), 256 * 4 * 6),
        (lambda i: i @ ops.transpose(i, (0, 1, 3, 2)), 16 * 16 * 16 * 4),
        (lambda i: ops.einsum("bhwc,bhvc->bhwv", i, i), 16 * 16 * 16 * 4),
        (lambda i: L.Dot(2)([i, i]), 16 * 4 * 16 * 4 * 16),
        (lambda i: L.EinsumDense("bhwc,cd->bhwd", (16, 16, 6))(i), 256 * 4 * 6),
        (lambda i: L.TimeDistributed(L.Dense(6))(i), 256 * 4 * 6),
        (lambda i: ops.fft2((i, i))[0], None),
        (lambda i: Causal(4, 3)(i), None),
        (lambda i: L.MultiHeadAttention(1, 2)(i, i), None),
        (lambda i: ops.relu(i) + 1.0, 0),
    ],
)  # fmt: skip
def test_work_is_counted_or_unknown(make: Any, macs: int | None) -> None:
    i = _image(16, 16, 4)
    model = keras.Model(i, make(i))
    assert layer_table(model)[-1]["macs"] == macs


def test_two_vectors_are_multiplied_number_by_number() -> None:
    a, b = _image(9), _image(9)
    assert layer_table(keras.Model([a, b], L.Dot(1)([a, b])))[-1]["macs"] == 9


def test_a_layer_tells_its_own_stride_and_the_step_so_far() -> None:
    i = _image(32, 32, 3)
    x = L.Conv2D(4, 3, 2, padding="same", activation="relu", name="one")(i)
    x = L.ZeroPadding2D(((0, 1), (2, 2)), name="border")(x)
    x = L.Conv2D(4, (3, 5), dilation_rate=2, name="two")(x)
    model = keras.Model(i, L.UpSampling2D(4, name="up")(x))
    keys = ("kernel", "stride", "padding", "dilation", "activation", "step")
    told = {row["name"]: [row[key] for key in keys] for row in layer_table(model)}
    assert told["one"] == ["3 × 3", "2", "same", "1", "relu", "2"]
    assert told["border"][2] == "border 0 and 1 × 2"
    assert told["two"] == ["3 × 5", "1", "valid", "2", "–", "2"]
    assert told["up"][-1] == "1/2"


@pytest.mark.parametrize("way", ["diagram_sum", "diagram_macs"])
def test_a_count_of_ones_own_that_fails_is_named(way: str) -> None:
    def fails(self: Any) -> int:
        raise KeyError("size")

    kind = type("Odd", (L.Dense,), {way: fails})
    with pytest.raises(
        ValueError, match=rf"{way}\(\) of layer 'odd'.*KeyError.*let it"
    ):
        layer_table(keras.Sequential([_image(4), kind(2, name="odd")]))


def test_a_sum_of_ones_own_that_is_wrong_is_not_shown() -> None:
    kind = type("Odd", (L.Dense,), {"diagram_sum": lambda self: "3·3"})
    row = layer_table(keras.Sequential([_image(4), kind(2, name="odd")]))[-1]
    assert row["params_sum"] == "(4 + 1)·2 = 10"
