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
from contextlib import suppress
from types import FrameType
from typing import Any

MAX_TEXT = 2_000  # characters of a string that counts as a value
MAX_DATA = 400_000  # bytes of JSON that a widget may be given
MAX_DIGITS = 300  # of a whole number that counts as a value

REPORT = "application/vnd.lessonkit.report+json"  # how a report leaves the kernel

_NOT_DATA = (".venv", ".git", ".lessonkit", "site")  # folders below the root

# where Python itself lists the folders of `sys.path`
_IMPORTERS = (
    "_frozen_importlib_external",
    "importlib._bootstrap_external",
    "importlib.metadata",
)

_reads: set[str] = set()
_modules_before: set[str] = set()


def start(root: str) -> None:
    """Seed Python, and begin to note which files below `root` are read."""
    random.seed(0)
    prefix = os.path.realpath(root) + os.sep
    skip = tuple(prefix + name + os.sep for name in _NOT_DATA)

    def note(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            if isinstance(mode, str) and any(letter in mode for letter in "wax"):
                return
            if mode is None and flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event in ("os.listdir", "os.scandir"):
            if _importing(sys._getframe(1)):
                return
            path = args[0] or "."
        else:
            return
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        with suppress(OSError):  # the working directory is gone
            full = os.path.abspath(os.fsdecode(path))
            if full.startswith(prefix) and not (full + os.sep).startswith(skip):
                _reads.add(full)

    _modules_before.update(sys.modules)
    sys.addaudithook(note)


def _importing(frame: FrameType) -> bool:
    """Say whether an import, or a search for a package's version, lists a folder.

    The files that it then reads are noted.
    """
    return str(frame.f_globals.get("__name__")) in _IMPORTERS


def publish(root: str) -> None:
    """Send the report where nothing that the snippet prints or redefines can reach."""
    from IPython import get_ipython
    from IPython.display import publish_display_data

    namespace = get_ipython().user_ns
    text = json.dumps(report(namespace, root))
    publish_display_data({REPORT: text})  # type: ignore[no-untyped-call]


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
        try:
            _sort(name, thing, values, data, others)
        except Exception:  # whatever an object's own methods may raise
            others[name] = f"a {type(thing).__name__}"
    return {
        "reads": sorted({_source(path).removeprefix(prefix) for path in tuple(_reads)}),
        "modules": sorted({name.split(".")[0] for name in loaded}),
        "values": values,
        "data": data,
        "others": others,
        "cpu_seconds": time.process_time(),
    }


def _sort(
    name: str,
    thing: Any,
    values: dict[str, Any],
    data: dict[str, Any],
    others: dict[str, str],
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
    plain = _plain(thing)
    if plain is not None:
        data[name] = plain


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
    if isinstance(thing, int) and abs(thing) >= 10**MAX_DIGITS:
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
    if isinstance(thing, int):
        return f"a whole number of more than {MAX_DIGITS} digits"
    if shape is not None:
        return f"{kind} of shape {tuple(shape)}"
    if isinstance(thing, (str, list, tuple, dict, set)):
        return f"{kind} of length {len(thing)}"
    return f"a {kind}"
