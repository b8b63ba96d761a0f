"""Describes what a snippet left at module level, in words and JSON."""

from __future__ import annotations

import math
from collections.abc import Callable
from json import dumps, loads
from typing import Any

MAX_TEXT = 2_000  # characters of a string that counts as a value
MAX_DATA = 400_000  # bytes of JSON that a widget may be given
MAX_DIGITS = 300  # of a whole number that counts as a value
MAX_BYTES = 8_000_000  # of one `bytes` that a widget may be given

# keeps bytes as a file of their own, and says where: `{"script": …, "bytes": …}`
Keep = Callable[[bytes], dict[str, Any]]


def left(namespace: dict[str, Any], keep: Keep) -> dict[str, dict[str, Any]]:
    """Describe a module's names that do not begin with `_`.

    Args:
        namespace: What stands at module level.
        keep: Called with each `bytes` that is data or stands in data.

    Returns:
        A dict with `values` (scalars), `data` (other JSON-able objects) and `others`
        (name to a few words on what it is).
    """
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    others: dict[str, str] = {}
    for name, thing in list(namespace.items()):
        if not isinstance(name, str) or name.startswith("_"):
            continue
        try:
            _sort(name, thing, values, data, others, keep)
        except Exception:  # whatever an object's own methods may raise
            others[name] = f"a {type(thing).__name__}"
    return {"values": values, "data": data, "others": others}


def _sort(
    name: str,
    thing: Any,
    values: dict[str, Any],
    data: dict[str, Any],
    others: dict[str, str],
    keep: Keep,
) -> None:
    """Put what was left under `name` where it belongs."""
    if callable(thing) or type(thing).__name__ == "module":
        others[name] = f"a {type(thing).__name__}"
        return
    scalar = _scalar(thing)
    if scalar is not None:
        values[name] = scalar
        return
    others[name] = _describe(thing)
    plain = _plain(thing, keep)
    if plain is not None:
        data[name] = plain


def _scalar(thing: Any) -> bool | int | float | str | None:
    if getattr(thing, "shape", None) == () and hasattr(thing, "item"):
        thing = thing.item()  # a NumPy scalar, or an array without axes
    if isinstance(thing, float) and not math.isfinite(thing):
        return None
    if isinstance(thing, str) and len(thing) > MAX_TEXT:
        return None
    if isinstance(thing, int) and abs(thing) >= 10**MAX_DIGITS:
        return None
    return thing if isinstance(thing, (bool, int, float, str)) else None


def _plain(thing: Any, keep: Keep) -> Any:
    """Return a JSON-able copy of a small list or dict, or of bytes, else None."""
    if not isinstance(thing, (list, tuple, dict, bytes)):
        return None

    def instead(part: Any) -> Any:
        if not isinstance(part, bytes) or len(part) > MAX_BYTES:
            raise TypeError
        return keep(part)

    try:
        text = dumps(thing, allow_nan=False, default=instead)
    except (TypeError, ValueError, RecursionError):
        return None
    return loads(text) if len(text) <= MAX_DATA else None


def _describe(thing: Any) -> str:
    kind = type(thing).__name__
    shape = getattr(thing, "shape", None)
    if isinstance(thing, float):
        return str(thing)  # nan, inf
    if isinstance(thing, int):
        return f"a whole number of more than {MAX_DIGITS} digits"
    if shape is not None:
        return f"{kind} of shape {tuple(shape)}"
    if isinstance(thing, (str, bytes, list, tuple, dict, set)):
        return f"{kind} of length {len(thing)}"
    return f"a {kind}"
