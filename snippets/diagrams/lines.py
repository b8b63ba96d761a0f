"""Remembers which line of source made each layer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import keras

Line = tuple[str, int]

_SNIPPETS = Path(__file__).parents[1]
_DEPTH = 4  # callers that are worth a mark
_made: WeakKeyDictionary[Any, list[Line]] = WeakKeyDictionary()


@contextmanager
def source_lines() -> Iterator[None]:
    """Note the line of every layer that is made inside the `with` block.

    `architecture_diagram` then links a layer to the line that made it.

    Example:
        ```python
        with source_lines():
            model = build_vgg16()
        architecture_diagram(model)
        ```
    """
    original = keras.layers.Layer.__new__

    def noting(cls: type, *args: Any, **kwargs: Any) -> Any:
        layer = original(cls, *args, **kwargs)
        found = _callers(sys._getframe(1))
        if found:
            _made[layer] = found
        return layer

    keras.layers.Layer.__new__ = noting
    try:
        yield
    finally:
        keras.layers.Layer.__new__ = original


def lines_of(layer: Any) -> list[Line]:
    """Return where a layer was made: file below `snippets/`, line; callers last."""
    try:
        return _made.get(layer, [])
    except TypeError:  # an operation that cannot be referred to weakly
        return []


def _callers(frame: Any) -> list[Line]:
    """Walk up the stack through the files of this repository."""
    found: list[Line] = []
    while frame is not None and len(found) < _DEPTH:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_SNIPPETS) and path.parent != Path(__file__).parent:
            found.append((path.relative_to(_SNIPPETS).as_posix(), frame.f_lineno))
        frame = frame.f_back
    return found
