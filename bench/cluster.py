"""What a run on a cluster costs beside one here: `python -m bench.cluster [NUMBER]`.

Trivial snippets (default: 400) run here, and on two workers of this machine that share
no folder with the project; both with one process a core.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from distributed import Client

from lessonkit.project import Project
from lessonkit.run.cluster import Cluster
from lessonkit.run.listener import Result
from lessonkit.run.runner import run_all
from lessonkit.run.snippet import find_all

WORKERS = 2
_SNIPPET = '"""Number {n}."""\n\n# %% c\nnumber = {n}\nprint(number)\n'
_LOOPBACK = ("--host=127.0.0.1", "--no-dashboard")


def main() -> None:
    """Measure, and print one line each."""
    count = int(sys.argv[1]) if sys.argv[1:] else 400
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        project = Project(folder / "course")
        (project.root / "snippets").mkdir(parents=True)
        (project.root / "mkdocs.yml").write_text("site_name: Bench\n", "utf-8")
        for n in range(count):
            text = _SNIPPET.format(n=n)
            (project.snippets / f"s{n}.py").write_text(text, "utf-8")
        snippets = find_all(project)[0]
        began = time.perf_counter()
        _hold(run_all(project, snippets, jobs=WORKERS))
        here = time.perf_counter() - began
        cluster = Cluster(project, _started(folder, stack))
        _hold(run_all(project, snippets[:WORKERS], jobs=WORKERS, place=cluster))
        cluster = Cluster(project, _address(folder))
        began = time.perf_counter()
        _hold(run_all(project, snippets, jobs=cluster.jobs, place=cluster))
        there = time.perf_counter() - began
    for where, seconds in (("here", here), ("on a cluster", there)):
        each = 1000 * seconds * WORKERS / count
        print(f"{count} snippets {where}: {seconds:.1f} s, {each:.0f} ms a snippet")
    print(f"a cluster costs {1000 * (there - here) * WORKERS / count:.0f} ms a snippet")


def _started(folder: Path, stack: ExitStack) -> str:
    """Start a scheduler and workers, each in its own folder."""
    scheduler = ("dask_scheduler", "--port=0", f"--scheduler-file={_file(folder)}")
    _start(folder / "scheduler", stack, *scheduler)
    while not _file(folder).exists():
        time.sleep(0.1)
    for n in range(WORKERS):
        here = folder / f"worker{n}"
        options = ("--no-nanny", "--nthreads=1", f"--local-directory={here}")
        _start(here, stack, "dask_worker", _address(folder), *options)
    with Client(_address(folder)) as client:
        client.wait_for_workers(WORKERS)
    return _address(folder)


def _start(folder: Path, stack: ExitStack, program: str, *options: str) -> None:
    folder.mkdir()
    command = [sys.executable, "-m", f"distributed.cli.{program}"]
    process = subprocess.Popen(
        [*command, *options, *_LOOPBACK], cwd=folder, stderr=subprocess.DEVNULL
    )
    stack.callback(process.wait)
    stack.callback(process.kill)


def _file(folder: Path) -> Path:
    return folder / "address.json"


def _address(folder: Path) -> str:
    return str(json.loads(_file(folder).read_text("utf-8"))["address"])


def _hold(results: dict[str, Result]) -> None:
    """Demand that all have run."""
    failed = [str(one.error) for one in results.values() if one.error]
    if failed:
        raise SystemExit(failed[0])


if __name__ == "__main__":
    main()
