"""Shows values as a notebook does: IPython's formatters, without its shell.

IPython is loaded only by a run that needs it. `get_ipython()` stays None, as
`python FILE` has it; only its display functions lead here.
"""

from __future__ import annotations

import base64
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from json import dumps
from types import ModuleType
from typing import Any

from lessonkit.run.child.notes import Notes

MAX_RICH = 5_000_000  # bytes of a cell's figures and pictures

_FUNCTIONS = "IPython.core.display_functions"


def show_value(value: object) -> None:
    """Show the value of a cell's last expression."""
    from IPython.core import display_functions

    display: Any = display_functions.display  # ours by now
    display(value, lessonkit_kind="value")


def lead_here(notes: Notes) -> None:
    """Have IPython's display functions write to the notes once they are loaded."""
    if _FUNCTIONS in sys.modules:  # by an import that was made for this run already
        _replace(sys.modules[_FUNCTIONS], notes)
    else:
        sys.meta_path.insert(0, _Finder(notes))


class _Finder(MetaPathFinder):
    """Finds one module, where it is, and lets it be changed once it is loaded."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def find_spec(
        self, fullname: str, path: Any, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _FUNCTIONS:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._notes)
        return spec


class _Loader(Loader):
    def __init__(self, loader: Loader, notes: Notes) -> None:
        self._loader, self._notes = loader, notes

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        _replace(module, self._notes)


def _replace(module: ModuleType, notes: Notes) -> None:
    """Put our functions in place of those that would look for a shell."""
    shown = _Display(notes, module)
    module.display = shown.display  # type: ignore[attr-defined]
    module.publish_display_data = shown.publish  # type: ignore[attr-defined]
    module.clear_output = shown.clear  # type: ignore[attr-defined]
    for other in ("IPython.display", "IPython.core.display", "IPython"):
        loaded = sys.modules.get(other)
        for name in ("display", "publish_display_data", "clear_output"):
            if loaded is not None and callable(vars(loaded).get(name)):
                setattr(loaded, name, getattr(module, name))


class _Display:
    """IPython's three display functions, with the same parameters."""

    def __init__(self, notes: Notes, module: ModuleType) -> None:
        self._notes, self._module = notes, module
        self._formatter: Any = None

    def display(
        self,
        *objs: Any,
        include: Any = None,
        exclude: Any = None,
        metadata: dict[str, Any] | None = None,
        transient: dict[str, Any] | None = None,
        display_id: Any = None,
        raw: bool = False,
        clear: bool = False,
        lessonkit_kind: str = "display",
        **more: Any,
    ) -> Any:
        """Show objects, each by all the forms that it knows."""
        if display_id is True:
            display_id = self._module._new_id()
        transient = dict(transient or {})
        if display_id:
            transient["display_id"] = display_id
        if more.get("update") and "display_id" not in transient:
            raise TypeError("display_id required for update_display")
        if not objs and display_id:
            objs, raw = ({},), True
        if clear:
            self.clear(wait=True)
        for thing in objs:
            data, details = (
                (thing, {}) if raw else self._format(thing, include, exclude)
            )
            if data or raw:
                details = {**details, **(metadata or {})}
                self.publish(
                    data, details, transient=transient, kind=lessonkit_kind, **more
                )
        return self._module.DisplayHandle(display_id) if display_id else None

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        kind: str = "display",
        update: bool = False,
        **_: Any,
    ) -> None:
        """Note one thing to show, unless it is larger than any page could carry."""
        if not isinstance(data, dict):
            raise TypeError(f"data must be a dict, got: {data!r}")
        data = {mime: _text(part) for mime, part in data.items()}
        size = sum(
            len(part) if isinstance(part, str) else len(dumps(part))
            for part in data.values()
        )
        if size > MAX_RICH:
            self._notes.add("large", size=size)
            return
        self._notes.add(
            kind,
            data=data,
            metadata=metadata or {},
            id=(transient or {}).get("display_id"),
            update=update,
            size=size,
        )

    def clear(self, wait: bool = False) -> None:
        """Take away what the cell has shown so far."""
        self._notes.add("clear", wait=bool(wait))

    def _format(self, thing: Any, include: Any, exclude: Any) -> Any:
        if self._formatter is None:
            from IPython.core.formatters import DisplayFormatter

            self._formatter = DisplayFormatter()
        return self._formatter.format(thing, include=include, exclude=exclude)


def _text(part: Any) -> Any:
    return base64.b64encode(part).decode() if isinstance(part, bytes) else part
