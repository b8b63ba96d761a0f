"""Compiles what Python in the page has imported, so that no reader's browser has to.

A build asks for it: byte code is what one release of Python makes, and the build's own
may be another one.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import marshal
import sys
from importlib.util import MAGIC_NUMBER
from types import ModuleType
from typing import Any

_UNCHECKED = (1).to_bytes(4, "little") + bytes(8)  # no source to compare it with


def compiled(names: str) -> str:
    """Import modules, and compile all that are there by then.

    Args:
        names: What they are called, with blanks between.

    Returns:
        JSON: `modules`, by the path of each one's file, below where it was found: the
        SHA-256 of its source, and its byte code in base64.
    """
    for name in names.split():
        importlib.import_module(name)
    found = {}
    for module in list(sys.modules.values()):
        if path := _path(module):
            found[path] = _compiled(module.__spec__)
    return json.dumps({"modules": found})


def _path(module: ModuleType) -> str:
    """Return where a module's file lies below a folder of `sys.path`."""
    spec = getattr(module, "__spec__", None)
    if spec is None or not (spec.origin or "").endswith(".py"):
        return ""
    inner = "/__init__" if spec.submodule_search_locations is not None else ""
    return f"{spec.name.replace('.', '/')}{inner}.py"


def _compiled(spec: Any) -> list[str]:
    source = spec.loader.get_data(spec.origin)
    code = marshal.dumps(spec.loader.get_code(spec.name))
    packed = base64.b64encode(MAGIC_NUMBER + _UNCHECKED + code).decode()
    return [hashlib.sha256(source).hexdigest(), packed]
