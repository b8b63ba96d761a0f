"""Small models of every form that a reader may bring."""

from __future__ import annotations

from collections.abc import Callable

import keras

L = keras.layers


def sequential() -> keras.Model:
    """Build a plain stack, as LeNet's first layers."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            L.Conv2D(6, 5, activation="tanh", name="C1"),
            L.AveragePooling2D(2, name="S2"),
            L.Conv2D(16, 5, name="C3"),
            L.BatchNormalization(name="norm"),
            L.ReLU(name="relu"),
            L.Flatten(name="flat"),
            L.Dense(10, name="scores"),
        ],
        name="stack",
    )


def residual() -> keras.Model:
    """Build two residual blocks, one with a projection."""
    x = inputs = keras.Input((16, 16, 8))
    for block, stride in (("one", 1), ("two", 2)):
        y = L.Conv2D(8, 3, stride, padding="same", name=f"{block}_1_conv")(x)
        y = L.BatchNormalization(name=f"{block}_1_norm")(y)
        y = L.ReLU(name=f"{block}_1_relu")(y)
        y = L.Conv2D(8, 3, padding="same", name=f"{block}_2_conv")(y)
        if stride > 1:
            x = L.Conv2D(8, 1, stride, name=f"{block}_shortcut")(x)
        x = L.Add(name=f"{block}_add")([x, y])
    return keras.Model(inputs, x, name="residual")


def nested() -> keras.Model:
    """Put a model with a skip inside a model, twice: its weights are shared."""
    inner = residual()
    first, second = keras.Input((16, 16, 8)), keras.Input((16, 16, 8))
    both = L.Subtract(name="difference")([inner(first), inner(second)])
    return keras.Model([first, second], L.Flatten()(both), name="siamese")


def two_outputs() -> keras.Model:
    """Build a trunk with a main and a side output."""
    inputs = keras.Input((8, 8, 3))
    trunk = L.Conv2D(4, 3, name="trunk")(inputs)
    side = L.Dense(2, name="side")(L.Flatten(name="side_flat")(trunk))
    main = L.Dense(5, name="main")(L.GlobalMaxPooling2D(name="pool")(trunk))
    return keras.Model(inputs, [main, side], name="heads")


def u_net() -> keras.Model:
    """Build a network whose skips cross its stages."""
    x = inputs = keras.Input((64, 64, 1))
    kept = []
    for n, maps in enumerate((4, 8, 16)):
        x = L.Conv2D(maps, 3, padding="same", name=f"down{n}_a")(x)
        x = L.Conv2D(maps, 3, padding="same", name=f"down{n}_b")(x)
        kept.append(x)
        x = L.MaxPooling2D(name=f"down{n}_pool")(x)
    for n, maps in enumerate((16, 8, 4)):
        x = L.Conv2DTranspose(maps, 2, 2, name=f"up{n}_up")(x)
        x = L.Concatenate(name=f"up{n}_join")([x, kept.pop()])
        x = L.Conv2D(maps, 3, padding="same", name=f"up{n}_conv")(x)
    return keras.Model(inputs, x, name="u_net")


class Subclassed(keras.Model):
    """A model of the kind that has no graph until it is traced."""

    def __init__(self) -> None:
        """Make two layers."""
        super().__init__(name="subclassed")
        self.first = L.Dense(3, name="first")
        self.second = L.Dense(2, name="second")

    def call(self, inputs):  # type: ignore[no-untyped-def]
        """Join both layers' outputs with an operator."""
        hidden = self.first(inputs)
        return self.second(hidden) + 1.0


def subclassed() -> keras.Model:
    """Build the subclassed model."""
    model = Subclassed()
    model.build((None, 4))
    return model


def without_weights() -> keras.Model:
    """Build a model that has nothing to learn."""
    return keras.Sequential([keras.Input((4, 4, 1)), L.MaxPooling2D(), L.Flatten()])


def open_shape() -> keras.Model:
    """Build a model that takes pictures of any size."""
    return keras.Sequential(
        [keras.Input((None, None, 3)), L.Conv2D(4, 3), L.GlobalMaxPooling2D()]
    )


ALL: list[Callable[[], keras.Model]] = [
    sequential, residual, nested, two_outputs, u_net, subclassed, without_weights,
    open_shape,
]  # fmt: skip
