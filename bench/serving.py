"""What somebody waits for who writes beside `mkdocs serve`.

Each wait is told in seconds of wall and of CPU; on a busy machine the second counts.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from lessonkit.page.order import lesson_order
from lessonkit.project import Project
from lessonkit.run.store import Store

PATIENCE = 90 * 60  # seconds until a server that never shows something is given up
_TIMES = 5


class Server:
    """A running `mkdocs serve`."""

    def __init__(self, root: Path) -> None:
        """Start it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", self.address]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        environment["NO_MKDOCS_2_WARNING"] = "1"
        self.process = psutil.Popen(
            command, cwd=root, env=environment, stderr=subprocess.DEVNULL
        )

    def page(self, path: str) -> str:
        """Return a page; nothing while the server is not up."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/{path}") as reply:
                return str(reply.read().decode())
        except OSError:
            return ""

    def wait_for(self, path: str, text: str, pause: float = 0.02) -> None:
        """Wait until a page holds a text."""
        until = time.monotonic() + PATIENCE
        while text not in self.page(path):
            if time.monotonic() > until or self.process.poll() is not None:
                raise SystemExit(f"the server never showed `{text}` on /{path}")
            time.sleep(pause)

    def cpu(self) -> float:
        """Return the CPU seconds of the server itself, without its runs."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    """Serve a site, and end the server afterwards."""
    server = Server(root)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(60)


def serve(project: Project) -> None:
    """Print how long a server with all outputs lets a reader and an author wait."""
    began = time.perf_counter()
    with serving(project.root) as server:
        server.wait_for("", "</html>")
        _say("serve, the first page", time.perf_counter() - began, server.cpu(), "5 s")
        page = project.docs / "lessons" / "ann.md"
        server.wait_for("lessons/ann/", "</html>")
        waits = [_saved(server, page, n) for n in range(_TIMES)]
        wall, cpu = map(statistics.median, zip(*waits, strict=True))
        _say("save a page, see it", wall, cpu, "2 s")
        _snippet(server, project)


def _saved(server: Server, page: Path, number: int) -> tuple[float, float]:
    """Save a page; return seconds of wall and CPU until it is served."""
    time.sleep(2)  # what the last save set off is over
    cpu, began = server.cpu(), time.perf_counter()
    with page.open("a", encoding="utf-8") as file:
        file.write(f"\nSaved for the {number}th time.\n")
    server.wait_for("lessons/ann/", f"for the {number}th time")
    return time.perf_counter() - began, server.cpu() - cpu


def _snippet(server: Server, project: Project) -> None:
    """Save a snippet that a page shows, twice, and wait for its output."""
    name, page = "models/iris_ann", project.docs / "lessons" / "ann.md"
    with page.open("a", encoding="utf-8") as file:
        file.write(f"\n/// output | {name}#saved\n///\n")
    path = project.snippets / f"{name}.py"
    text = path.read_text("utf-8")
    for nth, number in (("first", 41), ("second", 42)):
        code = f'\n# %% saved\nprint("the new output is", {number})\n'
        path.write_text(text + code, "utf-8")
        began, cpu = time.perf_counter(), server.cpu()
        server.wait_for("lessons/ann/", f"the new output is {number}", 0.1)
        wall, cpu = time.perf_counter() - began, server.cpu() - cpu
        (saved,) = (s for s in lesson_order(project)[0] if s.name == name)
        entry = Store(project).get(saved)
        own = entry.seconds if entry else 0.0
        _say(f"output of a saved snippet, {nth} time", wall - own, cpu, "2 s")


def arriving(project: Project, alone: float) -> None:
    """Print how much longer all outputs take while a server shows them.

    Args:
        project: The site. Its outputs are deleted first.
        alone: Seconds of wall that `lessonkit run` takes from nothing.
    """
    shutil.rmtree(project.root / ".lessonkit")
    began = time.perf_counter()
    with serving(project.root) as server:
        server.wait_for("", "</html>")
        first = time.perf_counter() - began
        print(f"serve without outputs, the first page: {first:.1f} s")
        store = Store(project)
        snippets, _ = lesson_order(project)
        while any(store.get(snippet) is None for snippet in snippets):
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit("the outputs never arrived")
            server.page("lessons/ann/")  # somebody reads
            time.sleep(5)
        wall = time.perf_counter() - began
    print(
        f"{'all outputs while serving, to run alone':<42} {wall / alone:6.2f}"
        f"  wanted: at most 1.15  ({wall:.1f} s)"
    )


def _say(what: str, wall: float, cpu: float, wanted: str) -> None:
    print(f"{what:<42} {wall:6.2f} s, {cpu:.2f} s of CPU  wanted: at most {wanted}")
