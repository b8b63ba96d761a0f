"""Runs a reader's file in the page, and its checks as pytest would.

Python in the browser has this folder, and nothing else of lessonkit. What failed is
said with the words that pytest prints behind its `E`.
"""

from __future__ import annotations

import ast
import io
import json
import linecache
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from types import FunctionType, ModuleType, TracebackType
from typing import Any

from lessonkit.web.python import timing

SHOWN = 20_000  # characters of what a program prints


class Printed(io.TextIOBase):
    """Keeps the beginning of what a program prints, and counts the lines beyond."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        super().__init__()
        self._parts: list[str] = []
        self._room = SHOWN
        self.lines_lost = 0

    def write(self, text: str) -> int:
        """Take some text."""
        if self._room > 0:
            self._parts.append(text[: self._room])
        if len(text) > self._room:
            self.lines_lost += text.count("\n", max(self._room, 0))
        self._room -= len(text)
        return len(text)

    def told(self) -> dict[str, Any]:
        """Return what was kept, and how many lines more there were."""
        return {"printed": "".join(self._parts), "lost": self.lines_lost}


@contextmanager
def _apart() -> Iterator[Printed]:
    """Keep what a program prints; what it did to the modules is undone at the end."""
    before = dict(sys.modules)
    printed = Printed()
    sys.stdin = io.StringIO()  # nobody types
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            yield printed
    finally:
        for each, module in list(sys.modules.items()):
            if each not in before and not _was_imported(module):
                del sys.modules[each]
        sys.modules.update(before)


def check(source: str, name: str) -> str:
    """Run a file, then each of its functions `test_…`, in their order.

    Args:
        source: All of it.
        name: What it is called.

    Returns:
        JSON: `broken`, what kept it from coming to its end, or null; `checks`, those
        that it came to, each with `name` and `said`, null if it passed; `printed`, and
        `lost`, how many lines more than that; `seconds`. What is said has a `sentence`,
        the `kind` of exception, and the `lines` of the file that led there, the last
        one last.
    """
    began = time.perf_counter()
    checks: list[dict[str, Any]] = []
    with _apart() as printed:
        module = _module(source, name)
        broken = _said(lambda: _execute(source, name, module), name)
        # what stands below the checks may fail by the mistake that one of them names
        for each, function in _checks(module):
            checks.append({"name": each, "said": _said(function, name)})
    seconds = time.perf_counter() - began
    told = {"broken": broken, "checks": checks, "seconds": seconds}
    return json.dumps({**told, **printed.told()})


def run(source: str, name: str) -> str:
    """Run a program.

    Returns:
        JSON: `broken`, what ended it before its end, or null; `printed`, and `lost`,
        how many lines more than that.
    """
    with _apart() as printed:
        module = _module(source, name)
        broken = _said(lambda: _execute(source, name, module), name)
    return json.dumps({"broken": broken, **printed.told()})


def compare(mine: str, theirs: str, name: str, names: str) -> str:
    """Run a file with two solutions that pass, and time their functions.

    Args:
        mine: All of it, with the reader's.
        theirs: The same, with that of the page.
        name: What it is called.
        names: What the solutions define, with blanks between.

    Returns:
        JSON: `printed` and `lost` for each of the two, as `both`; and `timed`, as
        `timing.compared` says it, for the calls that the checks make; null if they call
        none of the functions.
    """
    both, modules = [], []
    for source in (mine, theirs):
        with _apart() as printed:
            modules.append(_module(source, name))
            _execute(source, name, modules[-1])
        both.append(printed.told())
    spaces = [vars(module) for module in modules]
    timed = None
    with _apart():
        sys.modules[modules[1].__name__] = modules[1]
        common = [
            each
            for each in names.split()
            if all(isinstance(space.get(each), FunctionType) for space in spaces)
        ]
        tests = [test for _, test in _checks(modules[1])]
        calls = timing.recorded(common, spaces[1], lambda: [test() for test in tests])
        if calls:
            one, other = ({each: space[each] for each in common} for space in spaces)
            timed = timing.compared(one, other, calls)
    return json.dumps({"both": both, "timed": timed})


def warm(source: str) -> str:
    """Import what a file will import, so that its first check need not wait for it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            with suppress(ImportError):
                exec(ast.unparse(node), {})
    return "null"


def _checks(module: ModuleType) -> list[tuple[str, Any]]:
    """List the functions `test_…` of a module."""
    return [
        (name, function)
        for name, function in vars(module).items()
        if name.startswith("test_") and callable(function)
    ]


def _module(source: str, name: str) -> ModuleType:
    """Make an empty module, in the place of the last one of this name."""
    module = ModuleType(name.removesuffix(".py"))
    module.__file__ = name
    sys.modules[module.__name__] = module
    # so that tracebacks and `inspect` find its lines
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return module


def _was_imported(module: Any) -> bool:
    """Say whether a module came from a file, rather than from a program's own hand."""
    return isinstance(module, ModuleType) and module.__spec__ is not None


def _execute(source: str, name: str, module: ModuleType) -> None:
    exec(compile(source, name, "exec"), vars(module))


def _said(function: Any, name: str) -> dict[str, Any] | None:
    """Call a function; return what is to be said if it fails."""
    try:
        function()
    except BaseException as error:  # a `sys.exit()` shall not end the page's Python
        return {
            "kind": type(error).__name__,
            "sentence": _sentence(error, name),
            "lines": _lines(error, name),
        }
    return None


def _sentence(error: BaseException, name: str) -> str:
    """Say what an exception says, as pytest does."""
    if isinstance(error, AssertionError) and str(error):
        return str(error)
    if isinstance(error, AssertionError):
        lines = _lines(error, name)
        return linecache.getline(name, lines[-1]).strip() if lines else "AssertionError"
    # the text of a syntax error begins with the place, which `lines` has
    return traceback.format_exception_only(error)[-1].strip()


def _lines(error: BaseException, name: str) -> list[int]:
    """List the file's lines that led to an exception, the last one last."""
    if isinstance(error, SyntaxError) and error.filename == name:
        return [error.lineno or 1]
    return _of_file(error.__traceback__, name)


def _of_file(trace: TracebackType | None, name: str) -> list[int]:
    found = []
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            found.append(trace.tb_lineno)
        trace = trace.tb_next
    return found[-20:]  # a recursion without end has thousands
