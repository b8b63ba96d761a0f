"""A process that has made imports, and nothing else, and forks runs and its like.

It reads commands, a line of JSON each, until whoever sends them is gone. Each run has
a supervisor, which ends all that the run began. Linux only; elsewhere `main` runs a
single job in a process that was started for it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NoReturn

from lessonkit.run.child import script


def main(bare: set[str], way: str, folder: str) -> None:
    """Do what the command line asks for.

    Args:
        bare: Names of the modules that every Python loads at its start.
        way: `once` runs the job in `folder`; `serve` forks what standard input asks
            for, and removes `folder` at the end.
        folder: Absolute path.
    """
    os.chdir(folder)
    sys.path[0] = os.path.join(folder, "empty")
    script.seed()
    if way == "once":
        script.main(folder, bare)
    from lessonkit.run.child import linux

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    linux.adopt_orphans()
    commands = os.dup(0)
    script.read_nothing()
    _serve(commands, bare)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    linux.end_descendants()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _serve(commands: int, bare: set[str]) -> None:
    """Fork what is asked for, until there is nobody any more who could ask."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forked
    script.remember_seed()
    gc.freeze()  # what is there stays: no process need look at it again
    parent = os.getpid()
    for command in _lines(commands):
        try:
            forked = os.fork() == 0
        except OSError as error:
            if "run" in command:
                _write(command["run"], "ended", {"error": error.strerror})
            continue
        if forked:
            os.close(commands)
            if "run" in command:
                _supervise(command["run"], bare, parent)
            _import(command["import"], command["folder"], bare, parent)


def _lines(descriptor: int) -> Iterator[dict[str, Any]]:
    waiting = b""
    while chunk := os.read(descriptor, 65536):
        *lines, waiting = (waiting + chunk).split(b"\n")
        yield from map(json.loads, lines)


def _import(names: list[str], folder: str, bare: set[str], parent: int) -> NoReturn:
    """Become a zygote that has imported more, and say whether it can be used."""
    from lessonkit.run.child import linux

    linux.die_with(parent, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # an import may start a process
    try:
        for name in names:
            importlib.import_module(name)
        why = "" if linux.threads() == 1 else "an import started a thread"
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
    modules = sorted({name.partition(".")[0] for name in sys.modules})
    _write(folder, "state", {"why": why, "modules": modules})
    if why:
        os._exit(1)
    _serve(os.open(os.path.join(folder, "commands"), os.O_RDONLY), bare)
    os._exit(0)


def _supervise(folder: str, bare: set[str], parent: int) -> None:
    """Fork the run itself, wait for it, and end whatever it began."""
    from lessonkit.run.child import linux

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    linux.die_with(parent, signal.SIGTERM)
    linux.adopt_orphans()
    me = os.getpid()
    try:
        child = os.fork()
    except OSError as error:
        _write(folder, "ended", {"error": error.strerror})
        os._exit(1)
    if child == 0:
        linux.leave_network()
        linux.die_with(me, signal.SIGKILL)
        os.setsid()
        script.main(folder, bare)

    def end(*_: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGTERM, end)
    _write(folder, "supervisor", me)
    status = None
    while status is None:
        pid, ended = os.waitpid(-1, 0)
        if pid == child:
            status = os.waitstatus_to_exitcode(ended)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    linux.end_descendants()
    _write(folder, "ended", {"status": status})
    os._exit(0)


def _write(folder: str, name: str, content: object) -> None:
    """Write a file that appears whole."""
    path = os.path.join(folder, name)
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        json.dump(content, file)
    os.replace(f"{path}.part", path)
