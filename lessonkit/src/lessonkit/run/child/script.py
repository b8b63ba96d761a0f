"""Runs a file as `python FILE` does, cell by cell, in the process that calls it."""

from __future__ import annotations

import ast
import atexit
import builtins
import os
import random
import re
import signal
import sys
import time
import traceback
from bisect import bisect_right
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from io import FileIO, TextIOWrapper
from json import load
from types import CodeType, ModuleType, TracebackType
from typing import Any

from lessonkit.run.child.byte_code import distrust
from lessonkit.run.child.display import lead_here, show_value
from lessonkit.run.child.notes import Notes
from lessonkit.run.child.noticing import Noticed
from lessonkit.run.child.report import left

MAX_TRACE = 200_000  # characters of a traceback, from its end, that are handed over

_HERE = os.path.dirname(__file__)
_Step = tuple[CodeType, bool]  # and whether its value is shown
_FUTURE = 0x1FF0000  # the bits of `co_flags` that `from __future__` sets


_seeded: list[tuple[Any, ...]] = []


def seed() -> None:
    """Seed Python, before the first import for a snippet is made."""
    random.seed(0)


def remember_seed() -> None:
    """Keep where the numbers are, because each fork would draw others."""
    _seeded[:] = [random.getstate()]


def read_nothing() -> None:
    """Lead standard input to where there is nothing to read."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0, inheritable=True)
    os.close(null)


def main(folder: str, bare: set[str]) -> None:
    """Run the job that lies in a folder, and end the process as Python would.

    Args:
        folder: Holds `job.json` and an empty folder `work`; the results go there.
        bare: Names of the modules that every Python loads at its start.

    Raises:
        SystemExit: Always; the interpreter's own end runs what is left to run.
    """
    with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
        job = load(file)
    notes = Notes(folder)
    with open(job["path"], "rb") as file:  # before files that are read are noticed
        source = file.read()
    try:
        module = _prepare(job["path"], os.path.join(folder, "work"))
        lead_here(notes)
        distrust(job["root"])
        noticed = Noticed(job["root"], job["path"], job["free"], job["home"])
    except BaseException as error:
        notes.add("broken", error=type(error).__name__, message=str(error))
        raise SystemExit(1) from None
    namespace = vars(module)
    # the first to be registered is the last to be called
    atexit.register(_report, notes, namespace, noticed, bare)
    try:
        _run(notes, namespace, _compiled(source, job["path"], job["lines"]))
    except SystemExit as error:
        if error.code:
            _tell(notes, job["path"], error)
        raise
    except BaseException as error:
        _tell(notes, job["path"], error)
        _excepthook(error)
        raise SystemExit(1) from None
    raise SystemExit(0)


def _prepare(path: str, work: str) -> ModuleType:
    """Set up what a script finds: its name, folder, arguments, streams, signals."""
    read_nothing()
    sys.stdin = TextIOWrapper(FileIO(0, closefd=False), encoding="utf-8")
    vars(sys)["__stdin__"] = sys.stdin
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP", "SIGCHLD"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.chdir(work)
    beside = os.path.dirname(path)
    sys.path[0] = beside
    sys.argv = [path]
    sys.orig_argv = [sys.executable, path]
    _give_way(beside)
    for state in _seeded:
        random.setstate(state)
    if "numpy.random" in sys.modules:  # every process draws its own numbers
        sys.modules["numpy.random"].seed()
    module = ModuleType("__main__")
    vars(module).update(
        __loader__=SourceFileLoader("__main__", path),
        __spec__=None,
        __annotations__={},
        __builtins__=builtins,
        __file__=path,
        __cached__=None,
    )
    sys.modules["__main__"] = module
    return module


def _give_way(folder: str) -> None:
    """Forget modules of ours for which the snippet's folder has its own."""
    with os.scandir(folder) as found:
        names = {entry.name.removesuffix(".py") for entry in found}
    for name in list(sys.modules):
        if name.partition(".")[0] in names - set(sys.builtin_module_names):
            del sys.modules[name]


def _run(notes: Notes, namespace: dict[str, Any], parts: list[list[_Step]]) -> None:
    for index, steps in enumerate(parts, -1):
        # a copy of the process that goes on by itself begins no cell
        if index >= 0 and os.getpid() == notes.process:
            notes.add("cell", index=index)
        for code, shown in steps:
            value = eval(code, namespace)
            if shown and value is not None:
                show_value(value)


def _compiled(source: bytes, path: str, lines: list[int]) -> list[list[_Step]]:
    """Compile what stands before the first cell, and each cell.

    Returns:
        For each of them code objects, and whether their value is to be shown.

    Raises:
        SyntaxError: The file as a whole is no Python.
    """
    tree = ast.parse(source, path)
    whole = compile(source, path, "exec", dont_inherit=True)
    flags = whole.co_flags & _FUTURE
    parts: list[list[ast.stmt]] = [[] for _ in range(len(lines) + 1)]
    for statement in tree.body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement, *decorators], key=lambda node: node.lineno).lineno
        parts[bisect_right(lines, first)].append(statement)
    text = source.splitlines()
    return [
        list(_steps(part, path, flags, text, head=number == 0))
        for number, part in enumerate(parts)
    ]


def _steps(
    part: list[ast.stmt], path: str, flags: int, text: list[bytes], *, head: bool
) -> Iterator[_Step]:
    last = part[-1] if part and not head else None
    value = last if isinstance(last, ast.Expr) else None
    body = part[:-1] if value else part
    # a text at the beginning would become the docstring
    while body and not head and _is_text(body[0]):
        body = body[1:]
    if body:
        tree: ast.Module | ast.Expression = ast.Module(body, type_ignores=[])
        yield compile(tree, path, "exec", flags, dont_inherit=True), False
    if value:
        tree = ast.Expression(value.value)
        code = compile(tree, path, "eval", flags, dont_inherit=True)
        yield code, not _is_silenced(value, text)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _is_silenced(value: ast.Expr, text: list[bytes]) -> bool:
    """Say whether a semicolon follows, as notebooks have it."""
    rest = text[(value.end_lineno or 1) - 1][value.end_col_offset or 0 :]
    return re.match(rb"\s*;", rest) is not None


def _tell(notes: Notes, path: str, error: BaseException) -> None:
    """Hand over what was raised, and where."""
    if os.getpid() != notes.process:
        return
    trace = error.__traceback__ = _without_ours(error.__traceback__)
    lines = [
        number
        for frame, number in traceback.walk_tb(trace)
        if frame.f_code.co_filename == path
    ]
    if isinstance(error, SyntaxError) and error.filename == path:
        lines.append(error.lineno or 1)
    try:
        message = str(error)
        text = "".join(traceback.format_exception(error))
    except BaseException:  # its own methods raise
        message = text = ""
    notes.add(
        "raised",
        error=type(error).__name__,
        message=message[:MAX_TRACE],
        line=lines[-1] if lines else None,
        trace=text[-MAX_TRACE:],
    )


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    while trace and trace.tb_frame.f_code.co_filename.startswith(_HERE):
        trace = trace.tb_next
    return trace


def _excepthook(error: BaseException) -> None:
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException:
        traceback.print_exc()


def _report(
    notes: Notes, namespace: dict[str, Any], noticed: Noticed, bare: set[str]
) -> None:
    """Describe what the run used and left, after all else has run."""
    if os.getpid() != notes.process:
        return
    try:
        reads = noticed.names()
        loaded = {str(name).split(".")[0] for name in list(sys.modules)}
        notes.add(
            "report",
            reads=reads,
            writes=noticed.writes[:1],
            modules=sorted(loaded - {name.split(".")[0] for name in bare}),
            cpu_seconds=time.process_time(),
            **left(namespace, notes.keep),
        )
    except BaseException as error:  # it replaced what Python itself needs
        notes.add("unreported", error=type(error).__name__, message=str(error))
