"""Snippets run on Dask workers that share no folder with us, as they do here."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from lessonkit.errors import LessonError
from lessonkit.run import cluster
from lessonkit.run.runner import run_all
from lessonkit.run.snippet import find_all
from lessonkit.run.store import Store

pytest.importorskip("distributed", reason="requirements-hosting.txt")

READY = 60  # seconds


@contextlib.contextmanager
def started(folder, *command, **environment):
    """Run a program of Dask's in a folder of its own, until the block ends."""
    folder.mkdir()
    variables = {**os.environ, **environment}
    variables.pop("PYTHONPATH", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]],
        cwd=folder, env=variables, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def worker(folder, address, *more, **environment):
    return started(
        folder, "dask_worker", address, "--no-nanny", "--no-dashboard", "--nthreads=1",
        "--host=127.0.0.1", f"--local-directory={folder}", *more, **environment,
    )  # fmt: skip


@contextlib.contextmanager
def a_scheduler(folder):
    """Start a scheduler; give its address."""
    file = folder / "address.json"
    options = ("--no-dashboard", "--port=0", "--host=127.0.0.1")
    told = f"--scheduler-file={file}"
    with started(folder / "scheduler", "dask_scheduler", *options, told):
        end = time.monotonic() + READY
        while not file.exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"]


@pytest.fixture
def scheduler(tmp_path):
    """Start a scheduler that has no worker yet."""
    with a_scheduler(tmp_path) as address:
        yield address


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Start two workers; one has a `gpu`. Return the scheduler's address."""
    folder = tmp_path_factory.mktemp("workers")
    with (
        a_scheduler(folder) as scheduler,
        worker(folder / "one", scheduler),
        worker(folder / "two", scheduler, "--resources=gpu=1"),
    ):
        _wait_for(scheduler, 2)
        yield scheduler


def _wait_for(scheduler, number):
    from distributed import Client

    with Client(scheduler, timeout=READY, set_as_default=False) as client:
        end = time.monotonic() + READY
        while len(client.scheduler_info(-1)["workers"]) != number:
            assert time.monotonic() < end
            time.sleep(0.1)


def run_on(address, project, *names):
    place = cluster.Cluster(project.paths, address)
    chosen = [project.find(name) for name in names]
    return run_all(project.paths, chosen, jobs=place.jobs, place=place)


@pytest.fixture
def course(project):
    """Return a project whose snippets use all that a run may use."""
    project.write("snippets/__init__.py", "")
    project.write("snippets/tools.py", "FACTOR = 3\n")
    project.write(".data/numbers/one.csv", "1,2\n")
    project.write(".data/numbers/large.bin", "x" * 300_000)
    project.write("snippets/lists/a.txt", "A")
    project.write("snippets/lists/deep/b.txt", "B")
    project.snippet(
        "imports", "from snippets.tools import FACTOR\nx = FACTOR\nprint(x)"
    )
    folder = "os.path.dirname(os.path.abspath(__file__))"
    project.snippet(
        "reads",
        f"""\
        import os
        _here = {folder}
        _data = os.path.join(_here, "..", ".data", "numbers")
        rows = open(os.path.join(_data, "one.csv")).read()
        size = len(open(os.path.join(_data, "large.bin")).read())
        missing = os.path.exists(os.path.join(_data, "none"))
        """,
    )
    project.snippet(
        "lists", f"import os\nfound = sorted(os.listdir({folder} + '/lists'))"
    )
    project.snippet("leaves", "picture = {'pixels': bytes(range(256))}")
    project.snippet("fails", "x = 1\n1 / 0")
    project.snippet("shows", "import pandas\npandas.DataFrame({'a': [1]})")
    text = "# T\n\n```python\nrows = open('lists/a.txt').read()\n```\n"
    project.write("snippets/notes.md", text)
    return project


def what(entry):
    """Return all of an entry but when it ran and for how long."""
    left = {**vars(entry)}
    for name in ("date", "seconds", "cpu_seconds"):
        left.pop(name)
    return left


def test_a_run_on_a_cluster_equals_one_here(course, two):
    names = [found.name for found in find_all(course.paths)[0]]
    here = course.run(*names)
    for path in course.paths.store.rglob("*.*"):
        path.unlink()
    there = run_on(two, course, *names)
    assert {n: str(r.error) for n, r in there.items()} == {
        n: str(r.error) for n, r in here.items()
    }
    assert [n for n, r in there.items() if r.error] == ["fails"]
    for name in set(names) - {"fails"}:
        assert what(there[name].entry) == what(here[name].entry), name
    assert there["reads"].entry.values["size"] == 300_000
    assert course.stale() == {"fails"}
    again = run_on(two, course, *names)  # with all that is known by now
    assert again["reads"].error is None, str(again["reads"].error)
    assert what(again["reads"].entry) == what(here["reads"].entry)


def test_a_change_reaches_the_workers(course, two):
    assert run_on(two, course, "imports")["imports"].entry.values["x"] == 3
    course.write("snippets/tools.py", "FACTOR = 4\n")
    assert run_on(two, course, "imports")["imports"].entry.values["x"] == 4
    (course.root / "snippets/lists/a.txt").unlink()
    found = run_on(two, course, "lists")["lists"].entry.data["found"]
    assert found == ["deep"]


WHERE = "import os\nplace = os.path.abspath(__file__)"


def test_what_a_snippet_needs_chooses_its_worker(project, two):
    for n in range(4):
        project.snippet(f"s{n}", WHERE, header="# needs: gpu")
    results = run_on(two, project, "s0", "s1", "s2", "s3")
    assert all("/two/" in r.entry.values["place"] for r in results.values())
    assert project.entry("s0").values["place"].startswith(str(project.root))


def test_what_no_worker_has_is_said(project, two):
    project.snippet("a", "1", header="# needs: tpu")
    error = run_on(two, project, "a")["a"].error
    assert error.where == "snippets/a.py"
    assert error.cause == "no worker has `tpu`"
    assert "dask worker ADDRESS --resources tpu=1" in error.remedy


@pytest.mark.parametrize("header", ["# needs:", "# needs: a b; c"])
def test_a_need_that_is_none_is_an_error(project, header):
    with pytest.raises(LessonError, match=r"a.py:2: .* names nothing"):
        project.snippet("a", "1", header=header)


def test_a_worker_that_differs_is_refused_with_the_difference(
    project, scheduler, tmp_path
):
    project.snippet("a", "import numpy\nx = 1")
    # the worker finds another NumPy beside what is installed
    other = tmp_path / "other" / "numpy-1.2.3.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: numpy\nVersion: 1.2.3\n"
    )
    start = f"import sys; sys.path.insert(0, {str(other.parent)!r})\n"
    code = tmp_path / "first.py"
    code.write_text(start)
    with worker(tmp_path / "w", scheduler, f"--preload={code}"):
        _wait_for(scheduler, 1)
        error = run_on(scheduler, project, "a")["a"].error
    assert "differs: numpy 1.2.3 instead of" in error.cause
    assert not project.store.get(project.find("a"))


def test_a_worker_that_dies_costs_one_more_run(project, scheduler, tmp_path):
    project.snippet("a", f"import time\ntime.sleep(4)\n{WHERE}")
    with worker(tmp_path / "w1", scheduler) as one:
        _wait_for(scheduler, 1)
        results = {}
        thread = threading.Thread(
            target=lambda: results.update(run_on(scheduler, project, "a"))
        )
        thread.start()
        time.sleep(3)  # it is under way
        with worker(tmp_path / "w2", scheduler):
            _wait_for(scheduler, 2)
            os.kill(one.pid, signal.SIGKILL)
            thread.join(READY)
    assert results["a"].error is None, str(results["a"].error)
    assert "/w2/" in results["a"].entry.values["place"]


def test_nobody_there_is_one_error(project, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(LessonError, match=r"no cluster at tcp://127\.0\.0\.1:9"):
        cluster.Cluster(project.paths, "tcp://127.0.0.1:9")


def test_the_command_runs_on_a_cluster(project, two):
    project.snippet("a", WHERE)
    done = project.cli("run", "--on", two)
    assert done.returncode == 0, done.stderr
    assert "1 ran" in done.stdout
    entry = Store(project.paths).get(project.find("a"))
    assert not entry.values["place"].startswith(str(project.root))
