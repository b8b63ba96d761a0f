"""Reads any Keras model as a flat graph of layer calls, nested models unfolded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import keras

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Call:
    """One use of a layer or operation.

    Attributes:
        layer: The Keras layer, or the operation that such as `x + y` makes.
        path: Names of the nested models around it, outermost first.
        sources: Positions of the calls whose outputs it takes.
        input_shapes: Without the batch, one an input.
        output_shapes: Without the batch, one an output.
        dtype: Of its first output, such as `float32`.
        turn: Its number among the calls of this layer, from 1.
        turns: How often the layer is called in all.
    """

    layer: Any
    path: tuple[str, ...]
    sources: tuple[int, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    dtype: str = "float32"
    turn: int = 1
    turns: int = 1

    @property
    def name(self) -> str:
        """The layer's name."""
        return str(self.layer.name)

    @property
    def type(self) -> str:
        """The layer's class name."""
        return type(self.layer).__name__

    @property
    def shape(self) -> Shape:
        """Shape of the first output, without the batch."""
        return self.output_shapes[0] if self.output_shapes else ()


@dataclass(frozen=True)
class Graph:
    """A model's calls in an order in which they can run.

    Attributes:
        name: The model's.
        calls: Each after its sources.
        outputs: Positions of the calls that make the model's outputs; the first is the
            main one.
    """

    name: str
    calls: tuple[Call, ...]
    outputs: tuple[int, ...]


def read_graph(model: keras.Model) -> Graph:
    """Follow a model from its outputs back to its inputs.

    Args:
        model: A built Sequential or functional model, nested or not; a subclassed one
            if it was called or built and its `call` can run on symbolic tensors.

    Returns:
        Its calls. A nested model's own inputs are left out and its layers carry their
        `path`; a layer that is called twice is there twice.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: The model is not built, or Keras has no graph of it.
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"expected a Keras model, got {type(model).__name__}")
    _, outputs = _ends(model)
    reader = _Reader()
    made = reader.unfold(outputs, {}, ())
    _number(reader.calls)
    ends = tuple(dict.fromkeys(made[id(tensor)] for tensor in outputs))
    return Graph(str(model.name), tuple(reader.calls), ends)


def _ends(model: keras.Model) -> tuple[list[Any], list[Any]]:
    """Return the symbolic tensors at which a model begins and ends."""
    if getattr(model, "inputs", None):
        return list(model.inputs), list(model.outputs)
    if not model.built or isinstance(model, keras.Sequential):
        raise ValueError(
            f"model '{model.name}' is not built: give it a keras.Input as its first"
            " layer, call it once on data, or call model.build(input_shape)"
        )
    return _trace(model)


def _trace(model: keras.Model) -> tuple[list[Any], list[Any]]:
    """Run a subclassed model's `call` on symbolic tensors."""
    config = model.get_build_config() or {}
    shape = config.get("input_shape")
    try:
        if shape is None:
            raise ValueError("it does not say what shape it was built for")
        shapes = shape if isinstance(shape[0], (list, tuple)) else [shape]
        inputs = [keras.Input(tuple(one)[1:]) for one in shapes]
        # a call, not model(inputs): the layers inside shall leave their traces
        result = model.call(inputs if len(inputs) > 1 else inputs[0])
        outputs = keras.tree.flatten(result)
        if not all(hasattr(tensor, "_keras_history") for tensor in outputs):
            raise ValueError("its call() does not return symbolic tensors")
    except Exception as error:  # whatever a stranger's call() may raise
        raise ValueError(
            f"Keras has no graph of the subclassed model '{model.name}' ({error}):"
            " build it with the functional API, keras.Model(inputs, outputs), or draw"
            " its parts"
        ) from error
    return inputs, outputs


class _Reader:
    """Collects calls; keeps an explicit stack, as networks may be deep."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.entered: Counter[int] = Counter()

    def unfold(
        self, outputs: Iterable[Any], made: dict[int, int], path: tuple[str, ...]
    ) -> dict[int, int]:
        """Add the calls that lead to `outputs`.

        Args:
            outputs: Symbolic tensors of one model.
            made: Position of the call behind each tensor that is there already.
            path: Names of the models around.

        Returns:
            `made`, with all tensors of this model.
        """
        stack = [(_node(tensor), False) for tensor in reversed(list(outputs))]
        while stack:
            node, ready = stack.pop()
            if all(id(tensor) in made for tensor in node.outputs):
                continue
            if not ready:
                stack.append((node, True))
                waiting = [t for t in node.input_tensors if id(t) not in made]
                stack += [(_node(tensor), False) for tensor in reversed(waiting)]
            elif not self._enter(node, made, path):
                self._add(node, made, path)
        return made

    def _enter(self, node: Any, made: dict[int, int], path: tuple[str, ...]) -> bool:
        """Unfold a nested model, if this is one and its graph is known."""
        model = node.operation
        if not isinstance(model, keras.Model) or not getattr(model, "inputs", None):
            return False
        inside, ends = list(model.inputs), list(model.outputs)
        fits = len(inside) == len(node.input_tensors) and len(ends) == len(node.outputs)
        if not fits:
            return False
        pairs = zip(inside, node.input_tensors, strict=True)
        within = {id(inner): made[id(outer)] for inner, outer in pairs}
        self.entered[id(model)] += 1
        turn = self.entered[id(model)]
        name = str(model.name) if turn == 1 else f"{model.name} ({turn})"
        self.unfold(ends, within, (*path, name))
        for outer, inner in zip(node.outputs, ends, strict=True):
            made[id(outer)] = within[id(inner)]
        return True

    def _add(self, node: Any, made: dict[int, int], path: tuple[str, ...]) -> None:
        call = Call(
            layer=node.operation,
            path=path,
            sources=tuple(dict.fromkeys(made[id(t)] for t in node.input_tensors)),
            input_shapes=tuple(tuple(t.shape[1:]) for t in node.input_tensors),
            output_shapes=tuple(tuple(t.shape[1:]) for t in node.outputs),
            dtype=str(node.outputs[0].dtype),
        )
        for tensor in node.outputs:
            made[id(tensor)] = len(self.calls)
        self.calls.append(call)


def _node(tensor: Any) -> Any:
    """Return the node that made a tensor: Keras notes it there, and nowhere public."""
    operation, index, _ = tensor._keras_history
    return operation._inbound_nodes[index]


def _number(calls: list[Call]) -> None:
    """Tell shared layers' calls apart."""
    turns = Counter(id(call.layer) for call in calls)
    seen: Counter[int] = Counter()
    for position, call in enumerate(calls):
        key = id(call.layer)
        seen[key] += 1
        if turns[key] > 1:
            calls[position] = replace(call, turn=seen[key], turns=turns[key])
