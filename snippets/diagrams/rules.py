"""How each kind of Keras layer carries on what its inputs see; others are unknown.

A rule takes a call with what its inputs see, and returns what its output sees, or None
where that cannot be known. A layer that has no rule here is not known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import keras

from snippets.diagrams import windows
from snippets.diagrams.contraction import contract
from snippets.diagrams.graph import (
    Call,
    Feed,
    Shape,
    computes_as_keras,
    nodes_of,
)
from snippets.diagrams.layers import has_channels_first, keras_class, per_axis
from snippets.diagrams.sight import (
    UNKNOWN,
    Along,
    Pixels,
    Sight,
    Taps,
    join,
    plain,
)


class Notes:
    """What a model's layers tell of the axes of its inputs.

    Attributes:
        slid: Axes along which something slides.
        channels: Axes that a layer with channels first takes for the channels.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.slid: set[Pixels] = set()
        self.channels: set[Pixels] = set()


class Step:
    """One call with what its inputs see.

    Attributes:
        call: The call.
        layer: Its layer or operation.
        position: The call's, among all.
        sights: One an input of the call.
        notes: What is learnt on the way.
    """

    def __init__(
        self, call: Call, position: int, sights: Sequence[Sight], notes: Notes
    ) -> None:
        """Take what is known before the call."""
        self.call, self.layer, self.position = call, call.layer, position
        self.sights, self.notes = list(sights), notes

    @property
    def sight(self) -> Sight:
        """What the only, or first, input sees."""
        return self.sights[0]

    @property
    def before(self) -> Shape:
        """Shape of the only, or first, input."""
        return self.call.input_shapes[0]

    @property
    def after(self) -> Shape:
        """Shape of the output."""
        return self.call.shape

    def inner(self, layer: Any, sight: Sight, before: Shape, after: Shape) -> Step:
        """Return the step of a layer that this one wraps."""
        call = Call(layer, (), (), (before,), (after,))
        return Step(call, self.position, [sight], self.notes)


Rule = Callable[[Step], Sight | None]


def look(step: Step) -> list[Sight]:
    """Return what each output of a call sees."""
    shapes = step.call.output_shapes
    found = apply(step) if step.sights and len(shapes) == 1 else None
    if found is not None and len(found.axes) == len(shapes[0]):
        return [found]
    lost = {pixels: UNKNOWN for one in step.sights for pixels in one.seen}
    return [Sight(plain(shape), dict(lost)) for shape in shapes]


def apply(step: Step) -> Sight | None:
    """Find the rule for a call and follow it."""
    layer = step.layer
    if not isinstance(layer, keras.Layer):
        rule = OPERATIONS.get(type(layer).__name__)
    elif computes_as_keras(layer):
        rule = LAYERS.get(keras_class(layer))
    else:
        rule = _OWN.get(getattr(layer, "diagram_kind", ""))
    if rule is None or (len(step.sights) > 1 and rule not in _JOINING):
        return None
    return rule(step)


# axes ------------------------------------------------------------------------------


def _channel(layer: Any, rank: int) -> int:
    """Return the axis of the channels."""
    return 0 if has_channels_first(layer) else rank - 1


def _spatial(layer: Any, rank: int) -> list[int]:
    """Return the axes along which a layer slides."""
    channel = _channel(layer, rank)
    return [axis for axis in range(rank) if axis != channel]


def _axes(given: Any, rank: int) -> list[int] | None:
    """Turn axes as Keras counts them, the batch first, into ours; None for all."""
    if given is None:
        return None
    numbers = given if isinstance(given, (list, tuple)) else [given]
    ours = [int(n) - 1 if n >= 0 else int(n) + rank for n in numbers]
    return ours if all(0 <= n < rank for n in ours) else None


def _slide(step: Step, taps: dict[int, Taps | None]) -> Sight | None:
    """Let windows slide along some axes; the others keep their length."""
    sight = step.sight
    for axis, window in taps.items():
        if window is None:
            return None
        for pixels, seen in sight.seen.items():
            if isinstance(seen, Along) and seen.place[0] == axis:
                step.notes.slid.add(pixels)
        sight = sight.slide(axis, window, step.after[axis], step.position)
    return sight


def _activated(layer: Any, sight: Sight | None) -> Sight | None:
    """See through the activation that a layer has of its own."""
    if sight is None:
        return None
    return _through(getattr(layer, "activation", None), sight)


_ANY = 31  # in place of a size that is left open
# functions of these packages do what those of Keras with the same name do
_FRAMEWORKS = ("jax", "tensorflow", "torch")
# most activations work unit by unit; some compare all units of the last axis
_COMPARING = {"softmax", "log_softmax", "sparsemax", "glu"}


def _through(function: Any, sight: Sight) -> Sight | None:
    """See through an activation function; one that is not Keras' own is traced."""
    if function is None:
        return sight
    name = getattr(function, "__name__", type(function).__name__)
    package = str(getattr(function, "__module__", "")).partition(".")[0]
    known = getattr(keras.activations, name, None)
    same = known in (function, type(function)) or package in _FRAMEWORKS
    if known is None or not same:
        return sight if _unit_by_unit(function, sight) else None
    return sight.mix(len(sight.axes) - 1) if name in _COMPARING else sight


def _unit_by_unit(function: Any, sight: Sight) -> bool:
    """Say whether a function is made of operations on single numbers alone.

    It is traced: numbers would only show what it does to these numbers. Of a size that
    is left open, it is traced with none and with one.
    """
    if isinstance(function, keras.Layer):
        return False  # it may have weights, which a trace would make
    sizes = [
        math.prod(parts) if len(parts := [n for n in axis if n]) == len(axis) else None
        for axis in sight.axes
    ]
    for shape in (sizes, [size or _ANY for size in sizes]):
        try:
            nodes, made = nodes_of(function, (None, *shape))
        except Exception:  # a reader's function may raise anything
            return False
        if made != (None, *shape) or not all(map(_is_elementwise, nodes)):
            return False
    return True


def _is_elementwise(node: Any) -> bool:
    rule = OPERATIONS.get(type(node.operation).__name__)
    if isinstance(node.operation, keras.Layer):
        return False
    return rule is _each or (rule is _where and _chooses(node.arguments.args))


# layers ----------------------------------------------------------------------------


def _each(step: Step) -> Sight | None:
    """Unit by unit, with one input or several that are joined."""
    ranks = {len(shape) for shape in step.call.input_shapes}
    if ranks != {len(step.after)}:
        return None
    return join(step.sights, step.after)


def _convolution(step: Step) -> Sight | None:
    return _activated(step.layer, _convolved(step))


def _convolved(step: Step) -> Sight | None:
    """Mix channels, as far as the groups go, and slide."""
    layer, rank = step.layer, len(step.before)
    channel = _channel(layer, rank)
    if channel == 0:
        step.notes.channels |= {
            pixels for pixels, seen in step.sight.seen.items()
            if isinstance(seen, Along) and seen.place == (0, 0)
        }  # fmt: skip
    grouped = keras_class(layer) == "DepthwiseConv" or _groups(step) > 1
    sight = step.sight.blur(channel) if grouped else step.sight.mix(channel)
    axes = (*sight.axes[:channel], (step.after[channel],), *sight.axes[channel + 1 :])
    step = Step(step.call, step.position, [Sight(axes, sight.seen)], step.notes)
    return _windowed(step, _kernel(step))


def _groups(step: Step) -> int:
    own = getattr(step.layer, "groups", None)
    if own:
        return int(own)
    kernel = _shape(step.call.arguments[0][1:2])
    channels = step.before[_channel(step.layer, len(step.before))]
    if keras_class(step.layer) != "Conv" or not kernel or not channels:
        return 1
    return channels // kernel[-2]


def _kernel(step: Step) -> Any:
    """Return the size of the window: the layer's own, or that of a given kernel."""
    own = getattr(step.layer, "kernel_size", None)
    own = own or getattr(step.layer, "pool_size", None)
    return own or _shape(step.call.arguments[0][1:2])[: len(step.before) - 1]


def _shape(values: Sequence[Any]) -> tuple[int, ...]:
    """Return the shape of what an operation is given as numbers."""
    return tuple(getattr(values[0], "shape", ())) if values else ()


def _windowed(step: Step, kernel: Any) -> Sight | None:
    layer, rank = step.layer, len(step.before)
    axes = _spatial(layer, rank)
    padding = getattr(layer, "padding", "")
    if not kernel or not isinstance(padding, str):
        return None
    kernels = per_axis(kernel, len(axes))
    pools = hasattr(layer, "pool_size")
    usual = kernel if pools else 1
    strides = per_axis(getattr(layer, "strides", None) or usual, len(axes))
    dilations = per_axis(getattr(layer, "dilation_rate", None) or 1, len(axes))
    if not kernels or not strides or not dilations:
        return None
    transposed = keras_class(layer) == "ConvTranspose"
    window = windows.transposed if transposed else windows.sliding
    return _slide(step, {
        axis: window(k, s, d, padding, step.before[axis], step.after[axis])
        for axis, k, s, d in zip(axes, kernels, strides, dilations, strict=True)
    })  # fmt: skip


def _pooling(step: Step) -> Sight | None:
    return _windowed(step, step.layer.pool_size)


def _global(step: Step) -> Sight | None:
    return _reduced(step, _spatial(step.layer, len(step.before)))


def _reduced(step: Step, axes: Sequence[int]) -> Sight:
    """Mix some axes, and drop them or keep them with a length of 1."""
    mixed = step.sight.mix(*axes)
    keep = getattr(step.layer, "keepdims", False)
    order = [
        None if axis in axes else axis
        for axis in range(len(step.before))
        if keep or axis not in axes
    ]
    return mixed.arrange(order)


def _adaptive(step: Step) -> Sight | None:
    taps: dict[int, Taps | None] = {}
    for axis in _spatial(step.layer, len(step.before)):
        before, after = step.before[axis], step.after[axis]
        taps[axis] = windows.adaptive(before, after) if before and after else None
    return _slide(step, taps)


def _dense(step: Step) -> Sight | None:
    last = len(step.before) - 1
    mixed = step.sight.mix(last).resize(last, step.after[-1])
    return _activated(step.layer, mixed)


def _embedding(step: Step) -> Sight | None:
    if len(step.after) != len(step.before) + 1:
        return None
    order = [*range(len(step.before)), None]
    return step.sight.arrange(order).resize(len(step.before), step.after[-1])


def _einsum_dense(step: Step) -> Sight | None:
    found = contract(step.layer.equation, step.sights, 2, step.after)
    return _activated(step.layer, found)


def _flatten(step: Step) -> Sight | None:
    sight = step.sight
    if len(sight.axes) > 1 and _channel(step.layer, len(sight.axes)) == 0:
        sight = sight.arrange([*range(1, len(sight.axes)), 0])
    return sight.reshape(step.after)


def _reshape(step: Step) -> Sight | None:
    return step.sight.reshape(step.after)


def _permute(step: Step) -> Sight | None:
    return step.sight.arrange([n - 1 for n in step.layer.dims])


def _repeat(step: Step) -> Sight | None:
    if len(step.before) != 1:
        return None
    return step.sight.arrange([None, 0]).resize(0, step.after[0])


def _borders(value: Any, count: int) -> list[tuple[int, int]] | None:
    """Return what is added or cut before and behind each axis."""
    if count == 1 and len(value) == 2 and all(isinstance(n, int) for n in value):
        return [(value[0], value[1])]
    pairs = [tuple(pair) for pair in value]
    return pairs if len(pairs) == count else None


def _padding(step: Step) -> Sight | None:
    axes = _spatial(step.layer, len(step.before))
    borders = _borders(step.layer.padding, len(axes))
    if borders is None:
        return None
    pairs = zip(axes, borders, strict=True)
    return _slide(step, {axis: windows.padded(a) for axis, (a, _) in pairs})


def _cropping(step: Step) -> Sight | None:
    axes = _spatial(step.layer, len(step.before))
    borders = _borders(step.layer.cropping, len(axes))
    if borders is None:
        return None
    pairs = zip(axes, borders, strict=True)
    return _slide(step, {
        axis: windows.cut(a) for axis, (a, _) in pairs
    })  # fmt: skip


def _center_crop(step: Step) -> Sight | None:
    axes = _spatial(step.layer, len(step.before))
    taps: dict[int, Taps | None] = {}
    for axis in axes:
        before, after = step.before[axis], step.after[axis]
        if before is None or after is None or after > before:
            return None  # a smaller image is resized
        taps[axis] = windows.cut((before - after) // 2)
    return _slide(step, taps)


def _up_sampling(step: Step) -> Sight | None:
    axes = _spatial(step.layer, len(step.before))
    times = per_axis(step.layer.size, len(axes))
    way = getattr(step.layer, "interpolation", "nearest")
    if not times:
        return None
    pairs = zip(axes, times, strict=True)
    if way == "nearest":
        return _slide(step, {axis: windows.repeated(n) for axis, n in pairs})
    return _slide(step, {axis: windows.resampled(1, n, way) for axis, n in pairs})


def _resizing(step: Step) -> Sight | None:
    layer = step.layer
    others = ("antialias", "crop_to_aspect_ratio", "pad_to_aspect_ratio")
    if any(getattr(layer, name, False) for name in others) or len(step.before) != 3:
        return None
    taps: dict[int, Taps | None] = {}
    for axis in _spatial(layer, 3):
        before, after = step.before[axis], step.after[axis]
        if before is None or after is None:
            return None
        taps[axis] = windows.resampled(before, after, layer.interpolation)
    return _slide(step, taps)


def _batch_norm(step: Step) -> Sight | None:
    """With the averages of training; with those of the batch it sees other images."""
    arguments, named = step.call.arguments
    if named.get("training") or any(one is True for one in arguments):
        return None
    return _each(step)


def _norm(step: Step) -> Sight | None:
    """Compare the units along some axes."""
    axes = _axes(getattr(step.layer, "axis", -1), len(step.before))
    return step.sight.mix(*axes) if axes is not None else None


def _group_norm(step: Step) -> Sight | None:
    axes = _axes(step.layer.axis, len(step.before))
    if axes is None:
        return None
    others = [n for n in range(len(step.before)) if n not in axes]
    return step.sight.mix(*others).blur(*axes)


def _activation(step: Step) -> Sight | None:
    return _through(step.layer.activation, step.sight)


def _concatenate(step: Step) -> Sight | None:
    axes = _axes(step.layer.axis, len(step.after))
    if axes is None:
        return None
    axis, ranks = axes[0], {len(sight.axes) for sight in step.sights}
    if ranks != {len(step.after)}:
        return None
    longer = [
        Sight(
            (*one.axes[:axis], (step.after[axis],), *one.axes[axis + 1 :]),
            one.blur(axis).seen,
        )
        for one in step.sights
    ]
    joined = join(longer, step.after)
    if not any(one.changes_along(axis) for one in step.sights):
        return joined  # side by side at each position
    # behind one another: units of one part do not see what those of another do
    apart = {
        pixels
        for pixels in joined.seen
        for one in longer
        if pixels in one.seen
        and one.seen[pixels] != joined.seen[pixels]
        and isinstance(joined.seen[pixels], Along)
    }
    return Sight(joined.axes, joined.seen | dict.fromkeys(apart, UNKNOWN))


def _dot(step: Step) -> Sight | None:
    """Multiply and add up along one axis of each of two inputs."""
    ranks = [len(shape) for shape in step.call.input_shapes]
    if len(ranks) != 2 or step.layer.axes is None:
        return None
    given = step.layer.axes
    pair = given if isinstance(given, (list, tuple)) else (given, given)
    found = [_axes(one, rank) for one, rank in zip(pair, ranks, strict=True)]
    if found[0] is None or found[1] is None:
        return None
    names = iter("abcdefghijklmnop")
    terms = [
        ["z" if n == along[0] else next(names) for n in range(rank)]
        for rank, along in zip(ranks, (found[0], found[1]), strict=True)
    ]
    kept = [one for term in terms for one in term if one != "z"]
    left, right = ("".join(term) for term in terms)
    # two vectors give a number, which Keras leaves with an axis of length 1
    equation = f"Y{left},Y{right}->Y{''.join(kept)}"
    found_sight = contract(equation, step.sights, 2, tuple(step.after[: len(kept)]))
    if found_sight is not None and not kept:
        return found_sight.arrange([None])
    return found_sight


def _recurrent(step: Step) -> Sight | None:
    """Walk along the first axis."""
    layer = step.layer
    if len(step.before) != 2 or getattr(layer, "return_state", False):
        return None
    sight = step.sight.mix(1).resize(1, step.after[-1])
    if getattr(layer, "return_sequences", False):
        return sight.blur(0)  # each unit sees those before it
    return sight.mix(0).arrange([1])


def _bidirectional(step: Step) -> Sight | None:
    """Walk along the first axis both ways: each unit sees all of them."""
    layer = step.layer
    inner = layer.forward_layer
    known = keras_class(inner) in ("LSTM", "GRU", "SimpleRNN")
    if not known or layer.merge_mode is None or not computes_as_keras(inner):
        return None
    if len(step.before) != 2 or layer.return_state:
        return None
    sight = step.sight.mix(0, 1).resize(1, step.after[-1])
    return sight if layer.return_sequences else sight.arrange([1])


def _time_distributed(step: Step) -> Sight | None:
    """Do the same to each step of the first axis."""
    inner = step.layer.layer
    if not computes_as_keras(inner):
        return None
    return _apart(step, inner)


def _apart(step: Step, inner: Any) -> Sight | None:
    """Hide the first axis from a layer, and put it back in front."""
    if len(step.sight.axes[0]) > 1:
        return None
    to = {
        (axis, factor): (axis - 1, factor)
        for axis, factors in enumerate(step.sight.axes)
        for factor in range(len(factors))
    }
    view = step.sight.move(to, step.sight.axes[1:])
    found = apply(step.inner(inner, view, step.before[1:], step.after[1:]))
    if found is None:
        return None
    back = {(-1, 0): (0, 0)} | {
        (axis, factor): (axis + 1, factor)
        for axis, factors in enumerate(found.axes)
        for factor in range(len(factors))
    }
    return found.move(back, ((step.after[0],), *found.axes))


def _spectral(step: Step) -> Sight | None:
    inner = step.layer.layer
    if not computes_as_keras(inner):
        return None
    return apply(step.inner(inner, step.sight, step.before, step.after))


def _attention(step: Step) -> Sight | None:
    """Each query sees itself and every value and key."""
    arguments, named = step.call.arguments
    plain_call = not named.get("use_causal_mask") and len(step.before) == 2
    given = arguments[0] if len(arguments) == 1 else None
    if not plain_call or not isinstance(given, (list, tuple)):
        return None
    if len(given) != len(step.sights) or len(step.after) != 2:
        return None
    query, value, *key = step.sights
    looked = query.mix(1)
    parts = [value.mix(0), *(one.mix(0, 1) for one in key or [value])]
    return _asked(step, looked, parts)


def _asked(step: Step, query: Sight, parts: list[Sight]) -> Sight | None:
    """Join what a query sees with what is the same for all queries."""
    shape = step.after
    views = [query.resize(1, shape[1])]
    views += [Sight(plain((1, shape[1])), one.seen) for one in parts]
    return join(views, shape)


def _multi_head(step: Step) -> Sight | None:
    """As attention, with all channels mixed."""
    arguments, named = step.call.arguments
    feeds = [*arguments, *(v for v in named.values() if isinstance(v, Feed))]
    allowed = {"query", "value", "key", "training", "mask"}
    others = {name for name, value in named.items() if value is not None} - allowed
    if others - {"use_causal_mask"} or named.get("use_causal_mask"):
        return None
    if len(feeds) != len(step.sights) or not all(isinstance(f, Feed) for f in feeds):
        return None
    if len(step.before) != 2 or len(step.after) != 2:
        return None
    if getattr(step.layer, "_attention_axes", None) not in (None, (1,), [1]):
        return None
    asking = named.get("query", arguments[0] if arguments else None)
    if not isinstance(asking, Feed):
        return None
    parts = [one.mix(0, 1) for n, one in enumerate(step.sights) if n != asking.number]
    query = step.sights[asking.number]
    if not parts or len(step.sights) == 1:
        return None
    return _asked(step, query.mix(1), parts)


# operations ------------------------------------------------------------------------


def _transpose(step: Step) -> Sight | None:
    axes, rank = step.layer.axes, len(step.before)
    order = axes if axes is not None else list(range(rank, -1, -1))
    if order[0] != 0:
        return None  # the batch changes its place
    return step.sight.arrange(
        [int(n) - 1 if n > 0 else int(n) + rank for n in order[1:]]
    )


def _reduce(step: Step) -> Sight | None:
    axes = _axes(getattr(step.layer, "axis", None), len(step.before))
    return _reduced(step, axes) if axes is not None else None


def _squeeze(step: Step) -> Sight | None:
    return step.sight.reshape(step.after)


def _pad(step: Step) -> Sight | None:
    widths = step.layer.pad_width
    if len(widths) != len(step.before) + 1 or tuple(widths[0]) != (0, 0):
        return None
    if step.layer.mode != "constant":
        return None
    return _slide(step, {
        axis: windows.padded(pair[0])
        for axis, pair in enumerate(widths[1:]) if any(pair)
    })  # fmt: skip


def _get_item(step: Step) -> Sight | None:
    """Take single positions or slices, one step long, of the axes behind the batch."""
    arguments, _ = step.call.arguments
    key = arguments[1] if len(arguments) > 1 else None
    keys = list(key) if isinstance(key, (tuple, list)) else [key]
    if any(not isinstance(one, (int, slice)) and one is not Ellipsis for one in keys):
        return None
    if Ellipsis in keys:
        at = keys.index(Ellipsis)
        missing = len(step.before) + 1 - (len(keys) - 1)
        keys[at : at + 1] = [slice(None)] * missing
    if not keys or keys[0] != slice(None):
        return None
    if sum(isinstance(one, int) for one in keys) != len(step.before) - len(step.after):
        return None
    taps: dict[int, Taps | None] = {}
    gone = []
    for axis, one in enumerate(keys[1:]):
        size = step.before[axis]
        if isinstance(one, int):
            if size is None:
                return None
            taps[axis] = windows.cut(one % size)
            gone.append(axis)
        elif isinstance(one, slice) and one != slice(None):
            if size is None or one.step not in (None, 1):
                return None
            taps[axis] = windows.cut(one.indices(size)[0])
    kept = iter(step.after)
    sizes = [1 if axis in gone else next(kept) for axis in range(len(step.before))]
    inside = Call(step.layer, (), (), (step.before,), (tuple(sizes),))
    found = _slide(Step(inside, step.position, step.sights, Notes()), taps)
    if found is None:
        return None
    return found.mix(*gone).arrange([n for n in range(len(sizes)) if n not in gone])


def _matmul(step: Step) -> Sight | None:
    arguments, _ = step.call.arguments
    ranks = [len(shape) for shape in step.call.input_shapes]
    if len(step.sights) == 1:
        shape = _shape(arguments[1:2])
        if not isinstance(arguments[0], Feed) or len(shape) != 2:
            return None
        last = ranks[0] - 1
        return step.sight.mix(last).resize(last, step.after[-1])
    if len(set(ranks)) != 1 or ranks[0] < 2:
        return None
    leading = "abcdefg"[: ranks[0] - 2]
    return contract(
        f"Y{leading}xz,Y{leading}zy->Y{leading}xy", step.sights, 2, step.after
    )


def _einsum(step: Step) -> Sight | None:
    arguments, _ = step.call.arguments
    equation = getattr(step.layer, "subscripts", None)
    if not isinstance(equation, str) or any(not isinstance(f, Feed) for f in arguments):
        return None
    return contract(equation, step.sights, len(step.sights), step.after)


def _where(step: Step) -> Sight | None:
    arguments, _ = step.call.arguments
    return _each(step) if _chooses(arguments) else None


def _chooses(arguments: Sequence[Any]) -> bool:
    """Say whether `where` has two values to choose from; else it lists places."""
    return sum(one is not None for one in arguments) == 3


def _softmax_op(step: Step) -> Sight | None:
    return _norm(step)


def _own_conv(step: Step) -> Sight | None:
    """A reader's layer that says what kind it is: a convolution with its window."""
    sight = step.sight.mix(_channel(step.layer, len(step.before)))
    return _own_window(step, sight)


def _own_pool(step: Step) -> Sight | None:
    return _own_window(step, step.sight)


def _own_window(step: Step, sight: Sight) -> Sight | None:
    if len(step.sights) != 1 or len(step.after) != len(step.before):
        return None
    channel = _channel(step.layer, len(step.before))
    sight = sight.resize(channel, step.after[channel])
    step = Step(step.call, step.position, [sight], step.notes)
    own = getattr(step.layer, "kernel_size", None)
    return _windowed(step, own or getattr(step.layer, "pool_size", None))


def _own_dense(step: Step) -> Sight | None:
    if len(step.sights) != 1 or len(step.after) != len(step.before):
        return None
    last = len(step.before) - 1
    if step.before[:-1] != step.after[:-1]:
        return None
    return step.sight.mix(last).resize(last, step.after[-1])


def _own_each(step: Step) -> Sight | None:
    """A reader's layer that says that it works position by position."""
    if any(shape != step.after for shape in step.call.input_shapes):
        return None
    last = len(step.after) - 1
    return join([sight.mix(last) for sight in step.sights], step.after)


def _table(*rows: tuple[str, Rule]) -> dict[str, Rule]:
    return {name: rule for names, rule in rows for name in names.split()}


# classes without "2D" and the like
LAYERS = _table(
    ("Conv ConvTranspose DepthwiseConv SeparableConv", _convolution),
    ("MaxPooling AveragePooling", _pooling),
    ("GlobalMaxPooling GlobalAveragePooling", _global),
    ("AdaptiveMaxPooling AdaptiveAveragePooling", _adaptive),
    ("Dense", _dense),
    ("Embedding", _embedding),
    ("EinsumDense", _einsum_dense),
    ("Flatten", _flatten),
    ("Reshape", _reshape),
    ("Permute", _permute),
    ("RepeatVector", _repeat),
    ("ZeroPadding", _padding),
    ("Cropping", _cropping),
    ("CenterCrop", _center_crop),
    ("UpSampling", _up_sampling),
    ("Resizing", _resizing),
    ("BatchNormalization", _batch_norm),
    ("LayerNormalization RMSNormalization UnitNormalization Softmax", _norm),
    ("GroupNormalization", _group_norm),
    ("Activation", _activation),
    ("Concatenate", _concatenate),
    ("Dot", _dot),
    ("LSTM GRU SimpleRNN", _recurrent),
    ("Bidirectional", _bidirectional),
    ("TimeDistributed", _time_distributed),
    ("SpectralNormalization", _spectral),
    ("Attention AdditiveAttention", _attention),
    ("MultiHeadAttention GroupQueryAttention", _multi_head),
    (
        "Normalization Rescaling ReLU LeakyReLU PReLU ELU Dropout SpatialDropout"
        " AlphaDropout GaussianDropout GaussianNoise ActivityRegularization Identity"
        " Add Subtract Multiply Average Maximum Minimum"
        " CustomScaleLayer LayerScale StochasticDepth",  # of keras.applications
        _each,
    ),
)
OPERATIONS = _table(
    ("Conv ConvTranspose DepthwiseConv SeparableConv", _convolution),
    ("MaxPool AveragePool", _pooling),
    ("AdaptiveMaxPool AdaptiveAveragePool", _adaptive),
    ("Reshape", _reshape),
    ("Transpose", _transpose),
    ("Squeeze ExpandDims", _squeeze),
    ("Mean Sum Max Min Amax Amin Prod Var Std Logsumexp All Any", _reduce),
    ("Softmax LogSoftmax Sparsemax Normalize", _softmax_op),
    ("Concatenate", _concatenate),
    ("Pad", _pad),
    ("GetItem", _get_item),
    ("Resize", _resizing),
    ("Matmul", _matmul),
    ("Einsum", _einsum),
    ("Where", _where),
    (
        "Add Subtract Multiply Divide TrueDivide FloorDivide Mod Power Maximum Minimum"
        " Negative Absolute Exp Expm1 Exp2 Log Log1p Log2 Log10 Logaddexp Sqrt Rsqrt"
        " Square Reciprocal Sin Cos Tan Sinh Cosh Arcsin Arccos Arctan Arctan2 Erf Tanh"
        " Sigmoid Relu ReLU Relu6 Silu HardSilu HardSigmoid Elu Selu Celu Gelu"
        " LeakyRelu Softplus Softsign LogSigmoid HardTanh Clip Sign Round Floor Ceil"
        " Trunc Cast Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd"
        " LogicalOr LogicalNot Isnan Isfinite Isinf NanToNum Copy StopGradient"
        " ConvertToTensor HardShrink SoftShrink TanhShrink SparsePlus SparseSigmoid"
        " Squareplus Arcsinh Arccosh Arctanh Sinc Signbit Erfinv Cbrt",
        _each,
    ),
)
_OWN = _table(
    ("conv", _own_conv),
    ("pool", _own_pool),
    ("dense output", _own_dense),
    ("norm activation dropout merge", _own_each),
)
# the others know what to do with one input only
_JOINING = (
    _each, _concatenate, _dot, _attention, _multi_head, _matmul, _einsum, _own_each,
    _where,
)  # fmt: skip
