"""What the runner executes inside a kernel: notes what a snippet used and left.

`start` runs before the first cell, `report` after the last one.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import random
import sys
import time
from typing import Any

MAX_TEXT = 2_000  # characters of a string that counts as a value
MAX_DATA = 400_000  # bytes of JSON that a widget may be given

_reads: set[str] = set()
_modules_before: set[str] = set()


def start(root: str) -> None:
    """Seed Python, and begin to note which files below `root` are read."""
    random.seed(0)
    prefix = os.path.realpath(root) + os.sep
    skip = tuple(prefix + name for name in (".venv", ".git", ".lessonkit", "site"))

    def note(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            if isinstance(mode, str) and any(letter in mode for letter in "wax"):
                return
            if mode is None and flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event in ("os.listdir", "os.scandir"):
            path = args[0] or "."
        else:
            return
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        full = os.path.abspath(os.fsdecode(path))
        if full.startswith(prefix) and not full.startswith(skip):
            _reads.add(full)

    _modules_before.update(sys.modules)
    sys.addaudithook(note)


def report(namespace: dict[str, Any], root: str) -> dict[str, Any]:
    """Describe what the snippet used and what it left at module level.

    Returns:
        A dict with `reads` (paths relative to root), `modules` (top-level names),
        `values` (scalars), `data` (other JSON-able objects), `others` (name to a
        few words on what it is) and `cpu_seconds` (of this process, start included).
    """
    prefix = os.path.realpath(root) + os.sep
    loaded = set(sys.modules) - _modules_before
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    others: dict[str, str] = {}
    for name, thing in list(namespace.items()):
        if name.startswith("_") or name in {"In", "Out", "exit", "quit", "open"}:
            continue
        if callable(thing) or type(thing).__name__ == "module":
            others[name] = f"a {type(thing).__name__}"
            continue
        scalar = _scalar(thing)
        if scalar is not None:
            values[name] = scalar
        elif (plain := _plain(thing)) is not None:
            data[name] = plain
            others[name] = _describe(thing)
        else:
            others[name] = _describe(thing)
    return {
        "reads": sorted({_source(path).removeprefix(prefix) for path in _reads}),
        "modules": sorted({name.split(".")[0] for name in loaded}),
        "values": values,
        "data": data,
        "others": others,
        "cpu_seconds": time.process_time(),
    }


def _source(path: str) -> str:
    """Map byte code to the file it was compiled from."""
    if path.endswith(".pyc"):
        try:
            return importlib.util.source_from_cache(path)
        except ValueError:
            return path
    return path


def _scalar(thing: Any) -> bool | int | float | str | None:
    if getattr(thing, "shape", None) == () and hasattr(thing, "item"):
        thing = thing.item()  # a NumPy scalar, or an array without axes
    if isinstance(thing, float) and not math.isfinite(thing):
        return None
    if isinstance(thing, str) and len(thing) > MAX_TEXT:
        return None
    return thing if isinstance(thing, (bool, int, float, str)) else None


def _plain(thing: Any) -> Any:
    """Return a JSON-able copy of a small list or dict, else None."""
    if not isinstance(thing, (list, tuple, dict)):
        return None
    try:
        text = json.dumps(thing, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return json.loads(text) if len(text) <= MAX_DATA else None


def _describe(thing: Any) -> str:
    kind = type(thing).__name__
    shape = getattr(thing, "shape", None)
    if isinstance(thing, float):
        return str(thing)  # nan, inf
    if shape is not None:
        return f"{kind} of shape {tuple(shape)}"
    if isinstance(thing, (str, list, tuple, dict, set)):
        return f"{kind} of length {len(thing)}"
    return f"a {kind}"
