"""Reads any Keras model as a flat graph of layer calls, nested models unfolded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import keras

Shape = tuple[int | None, ...]
Key = tuple[int, int, int]  # of a symbolic tensor: operation, node, output
Made = dict[Key, tuple[int, int]]  # the call that makes a tensor, and which output


@dataclass(frozen=True)
class Feed:
    """Stands in a call's arguments for one of its inputs.

    Attributes:
        number: Its position in `input_shapes`.
    """

    number: int


@dataclass(frozen=True)
class Call:
    """One use of a layer or operation.

    Attributes:
        layer: The Keras layer, or the operation that such as `x + y` makes.
        path: Names of the nested models around it, outermost first.
        sources: Positions of the calls whose outputs it takes.
        input_shapes: Without the batch, one an input.
        output_shapes: Without the batch, one an output.
        feeds: For each input, the position of the call that makes it, and which of
            its outputs it is.
        arguments: What it is called with, positional and named; a `Feed` for each
            input.
        dtype: Of its first output, such as `float32`.
        turn: Its number among the calls of this layer, from 1.
        turns: How often the layer is called in all.
    """

    layer: Any
    path: tuple[str, ...]
    sources: tuple[int, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    feeds: tuple[tuple[int, int], ...] = ()
    arguments: tuple[tuple[Any, ...], dict[str, Any]] = field(
        default=((), {}), compare=False
    )
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
    def idle(self) -> bool:
        """Whether it is only there for its weights: the model does not call it."""
        return not self.output_shapes

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
        model: The model itself.
    """

    name: str
    calls: tuple[Call, ...]
    outputs: tuple[int, ...]
    model: Any = field(default=None, compare=False, repr=False)


def read_graph(model: keras.Model) -> Graph:
    """Follow a model from its outputs back to its inputs.

    Args:
        model: A built Sequential or functional model, nested or not; a subclassed one
            if it was called or built and its `call` can run on symbolic tensors.

    Returns:
        Its calls, the inputs that nothing uses among them. A nested model's own inputs
        are left out and its layers carry their `path`; a layer that is called twice is
        there twice.

    Raises:
        TypeError: `model` is no Keras model.
        ValueError: The model is not built, or Keras has no graph of it.
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"expected a Keras model, got {type(model).__name__}")
    with _as_before(model):
        inputs, outputs = _ends(model)
        reader = _Reader()
        made = reader.unfold([*outputs, *inputs], {}, ())
    reader.calls += _idle(model, reader.calls)
    _number(reader.calls)
    ends = tuple(dict.fromkeys(made[_key(tensor)][0] for tensor in outputs))
    return Graph(str(model.name), tuple(reader.calls), ends, model)


def _idle(model: keras.Model, calls: list[Call]) -> list[Call]:
    """Return the parts that hold weights and are not called, the model among them."""
    known = {id(w) for call in calls for w in getattr(call.layer, "weights", ())}
    found = []
    for part in reversed(list(model._flatten_layers())):  # inner ones first
        own = {id(weight) for weight in part.weights} - known
        if own:
            found.append(Call(part, (), (), (), ()))
            known |= own
    return found


def _ends(model: keras.Model) -> tuple[list[Any], list[Any]]:
    """Return the symbolic tensors at which a model begins and ends."""
    if _has_graph(model):
        return list(model.inputs), list(model.outputs)
    if not model.built or isinstance(model, keras.Sequential):
        raise ValueError(
            f"model '{model.name}' is not built: give it a keras.Input as its first"
            " layer, call it once on data, or call model.build(input_shape)"
        )
    return _trace(model)


def computes_as_keras(layer: Any) -> bool:
    """Tell whether a layer computes what its Keras class computes.

    A subclass may bring its own `call`; then nothing is known of what it does.
    """
    for name in ("call", "__call__", "convolution_op"):
        if name in vars(layer):
            return False
        home = next((cls for cls in type(layer).__mro__ if name in vars(cls)), None)
        if home is not None and home.__module__.split(".")[0] != "keras":
            return False
    return True


def _has_graph(model: Any) -> bool:
    """Tell whether a model computes what its graph says."""
    return bool(getattr(model, "inputs", None)) and computes_as_keras(model)


def _trace(model: keras.Model) -> tuple[list[Any], list[Any]]:
    """Run a model's own `call` on symbolic tensors."""
    try:
        args, kwargs = _inputs_of(model)
        # a call, not model(inputs): the layers inside shall leave their traces
        result = model.call(*args, **kwargs)
        outputs = [one for one in keras.tree.flatten(result) if one is not None]
        if not outputs or not all(hasattr(t, "_keras_history") for t in outputs):
            raise ValueError("its call() does not return symbolic tensors")
    except Exception as error:  # whatever a stranger's call() may raise
        raise ValueError(
            f"Keras has no graph of the subclassed model '{model.name}'"
            f" ({type(error).__name__}: {error}): build it with the functional API,"
            " keras.Model(inputs, outputs), or draw its parts"
        ) from error
    return keras.tree.flatten((args, kwargs)), outputs


def _inputs_of(model: keras.Model) -> tuple[list[Any], dict[str, Any]]:
    """Make the inputs that a model was built for: one, or any nest of them."""
    if getattr(model, "inputs", None):  # a functional model with a call of its own
        struct = getattr(model, "_inputs_struct", model.inputs)
        single = isinstance(struct, list) and len(struct) == 1
        return [struct[0] if single else struct], {}
    config = model.get_build_config() or {}
    named = config.get("shapes_dict")
    if named:
        names = {key: key.removesuffix("_shape") for key in named}
        return [], {names[key]: _symbols(named[key], names[key]) for key in named}
    if config.get("input_shape") is None:
        raise ValueError("it does not say what shape it was built for")
    return [_symbols(config["input_shape"], "input")], {}


def _symbols(shape: Any, name: str) -> Any:
    """Make an input for each shape in a nest of lists and dicts."""
    if isinstance(shape, dict):
        return {key: _symbols(one, str(key)) for key, one in shape.items()}
    if any(isinstance(one, (list, tuple, dict)) for one in shape):
        return [_symbols(one, f"{name}_{n}") for n, one in enumerate(shape, start=1)]
    return keras.Input(tuple(shape)[1:], name=name)


@contextmanager
def _as_before(model: keras.Model) -> Iterator[None]:
    """Let layers forget the calls that reading a model adds to them."""
    before = [
        (nodes, len(nodes))
        for layer in model._flatten_layers()
        for nodes in (layer._inbound_nodes, layer._outbound_nodes)
    ]
    try:
        yield
    finally:
        for nodes, count in before:
            del nodes[count:]


class _Reader:
    """Collects calls; keeps an explicit stack, as networks may be deep."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.entered: Counter[int] = Counter()

    def unfold(self, outputs: Iterable[Any], made: Made, path: tuple[str, ...]) -> Made:
        """Add the calls that lead to `outputs`.

        Args:
            outputs: Symbolic tensors of one model.
            made: For each tensor that is there already, the position of the call that
                makes it, and which of its outputs it is.
            path: Names of the models around.

        Returns:
            `made`, with all tensors of this model.
        """
        stack = [(_node(tensor), False) for tensor in reversed(list(outputs))]
        while stack:
            node, ready = stack.pop()
            if all(_key(tensor) in made for tensor in node.outputs):
                continue
            if not ready:
                stack.append((node, True))
                waiting = [t for t in node.input_tensors if _key(t) not in made]
                stack += [(_node(tensor), False) for tensor in reversed(waiting)]
            elif type(node.operation).__name__ == "ConvertToTensor":
                made[_key(node.outputs[0])] = made[_key(node.input_tensors[0])]
            elif not self._enter(node, made, path):
                self._add(node, made, path)
        return made

    def _enter(self, node: Any, made: Made, path: tuple[str, ...]) -> bool:
        """Unfold a nested model, if this is one and its graph is known."""
        model = node.operation
        if not isinstance(model, keras.Model) or not _has_graph(model):
            return False
        given, ends = _in_order(model, node), list(model.outputs)
        if given is None or len(ends) != len(node.outputs):
            return False
        pairs = zip(model.inputs, given, strict=True)
        within = {
            _key(inner): made[_key(outer)]
            for inner, outer in pairs
            if outer is not None
        }
        self.entered[id(model)] += 1
        turn = self.entered[id(model)]
        name = str(model.name) if turn == 1 else f"{model.name} ({turn})"
        self.unfold(ends, within, (*path, name))
        for outer, inner in zip(node.outputs, ends, strict=True):
            made[_key(outer)] = within[_key(inner)]
        return True

    def _add(self, node: Any, made: Made, path: tuple[str, ...]) -> None:
        feeds = tuple(made[_key(tensor)] for tensor in node.input_tensors)
        numbers = iter(range(len(feeds)))
        arguments = keras.tree.map_structure(
            lambda one: (
                Feed(next(numbers)) if keras.utils.is_keras_tensor(one) else one
            ),
            (tuple(node.arguments.args), dict(node.arguments.kwargs)),
        )
        call = Call(
            layer=node.operation,
            path=path,
            sources=tuple(dict.fromkeys(position for position, _ in feeds)),
            input_shapes=tuple(tuple(t.shape[1:]) for t in node.input_tensors),
            output_shapes=tuple(tuple(t.shape[1:]) for t in node.outputs),
            feeds=feeds,
            arguments=arguments,
            dtype=str(node.outputs[0].dtype),
        )
        for number, tensor in enumerate(node.outputs):
            made[_key(tensor)] = len(self.calls), number
        self.calls.append(call)


def _in_order(model: Any, node: Any) -> list[Any] | None:
    """Return what a nested model is given, one tensor (or None) for each of its inputs.

    Which key of a dict goes to which input is for Keras to say: this runs its own
    code, on the symbolic tensors instead of numbers.
    """
    arguments = node.arguments
    if len(arguments.args) != 1:
        return None
    inner = getattr(model, "_functional", None) or model
    asked = SimpleNamespace(
        _inputs=inner.inputs,
        _inputs_struct=inner._inputs_struct,
        _maybe_warn_inputs_struct_mismatch=lambda *_, **__: None,
        _convert_inputs_to_tensors=lambda flat: flat[: len(inner.inputs)],
        _adjust_input_rank=lambda flat: flat,
    )
    given = list(type(inner)._standardize_inputs(asked, arguments.args[0]))
    return given if len(given) == len(inner.inputs) else None


def nodes_of(function: Any, shape: Shape) -> tuple[list[Any], Shape]:
    """List what a function does with one symbolic tensor, as Keras notes it.

    Args:
        function: Takes a tensor and returns one.
        shape: The tensor's, the batch included; None where it is open.

    Returns:
        A node for each operation, and the shape of what comes out.

    Raises:
        Exception: Whatever the function raises; also if it does not return the result
            of such operations.
    """
    given = keras.KerasTensor(shape)
    made = function(given)
    found, stack = {}, [made]
    while stack:
        tensor = stack.pop()
        if tensor is not given and _key(tensor) not in found:
            found[_key(tensor)] = _node(tensor)
            stack += _node(tensor).input_tensors
    return [*found.values()], tuple(made.shape)


def _node(tensor: Any) -> Any:
    """Return the node that made a tensor: Keras notes it there, and nowhere public."""
    operation, index, _ = tensor._keras_history
    return operation._inbound_nodes[index]


def _key(tensor: Any) -> Key:
    """Tell tensors apart by where they come from: Keras copies some on their way."""
    operation, node, output = tensor._keras_history
    return id(operation), node, output


def _number(calls: list[Call]) -> None:
    """Tell shared layers' calls apart."""
    turns = Counter(id(call.layer) for call in calls)
    seen: Counter[int] = Counter()
    for position, call in enumerate(calls):
        key = id(call.layer)
        seen[key] += 1
        if turns[key] > 1:
            calls[position] = replace(call, turn=seen[key], turns=turns[key])
