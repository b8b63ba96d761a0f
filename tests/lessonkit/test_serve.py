"""`mkdocs serve`: up at once, outputs arrive, and only what is stale runs."""

import os
import signal
import socket
import subprocess
import urllib.request
from types import SimpleNamespace

import psutil
import pytest

from lessonkit import live
from lessonkit.listener import Result
from tests.conftest import HOOKS
from tests.lessonkit.waiting import until


class Server:
    """A running `mkdocs serve`, and a log that its snippets write when they run."""

    def __init__(self, project, log):
        self.project, self.log = project, log
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        command = project.command("mkdocs", "serve", "-a", self.address, "--livereload")
        self.process = subprocess.Popen(
            command, cwd=project.root, stderr=subprocess.PIPE, text=True
        )

    def page(self):
        """Return the page, or nothing while the server is not up."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/", timeout=30) as reply:
                return reply.read().decode()
        except OSError:
            return ""

    def shows(self, *texts):
        """Wait until the page shows all texts; return it."""
        return until(
            lambda: (p := self.page()) and all(t in p for t in texts) and p, 30
        )

    def ran(self):
        """List which snippets have run so far."""
        return sorted(self.log.read_text().split()) if self.log.exists() else []

    def stop(self):
        """Press Ctrl-C; return what the server had said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=120)[1]


@pytest.fixture
def serve(project, tmp_path):
    """Return a function that serves the project; the server ends with the test."""
    log = tmp_path / "log"
    config = (project.root / "mkdocs.yml").read_text()
    project.write("mkdocs.yml", config + HOOKS)
    servers = []

    def start():
        servers.append(Server(project, log))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def pages(project, tmp_path):
    """Write a page with two snippets, which wait for a file called `go`."""
    note = (
        f"import os, time\n"
        f"open(r'{tmp_path}/log', 'a').write(NAME + ' ')\n"
        f"open(r'{tmp_path}/' + NAME, 'w').write(str(os.getpid()))\n"
        f"while not os.path.exists(r'{tmp_path}/go'):\n    time.sleep(0.02)\n\n\n"
    )
    for name in ("a", "b"):
        project.snippet(
            name, note.replace("NAME", f"'{name}'") + f"print('{name} one')"
        )
    project.page("# Home\n\n/// output | a#c\n///\n\n/// output | b#c\n///\n")
    return project


def test_pages_are_up_at_once_and_outputs_arrive(pages, serve, tmp_path):
    server = serve()
    page = server.shows("Home")
    assert page.count("lk-pending") == 2
    (tmp_path / "go").touch()
    page = server.shows("a one", "b one")
    assert "lk-pending" not in page
    assert server.ran() == ["a", "b"]


def test_saving_runs_again_only_what_is_stale(pages, serve, tmp_path):
    (tmp_path / "go").touch()
    server = serve()
    server.shows("a one", "b one")

    path = pages.root / "docs" / "index.md"
    path.write_text(path.read_text() + "\nAnother sentence.\n")
    server.shows("Another sentence", "a one", "b one")

    path = pages.root / "snippets" / "b.py"
    path.write_text(path.read_text().replace("b one", "b two"))
    server.shows("a one", "b two")
    assert server.ran() == ["a", "b", "b"]

    path.write_text(path.read_text().replace("Title of b", "Title of it"))
    path = pages.root / "docs" / "index.md"
    path.write_text(path.read_text() + "\nThe last sentence.\n")
    server.shows("The last sentence")
    assert server.ran() == ["a", "b", "b"]


@pytest.mark.parametrize("mended", ["snippets/bad.py", "snippets/helper.py"])
def test_a_failure_is_shown_and_recovers(project, serve, mended):
    project.write("snippets/helper.py", "def number():\n    return 1 / 0\n")
    project.snippet("bad", "import helper\nprint('got', helper.number())")
    project.page("# Home\n\n/// output | bad#c\n///\n")
    server = serve()
    page = server.shows("lk-error", "ZeroDivisionError")
    assert "snippets/bad.py:6" in page
    if mended.endswith("helper.py"):
        project.write(mended, "def number():\n    return 'well'\n")
    else:
        project.snippet("bad", "print('got', 'well')")
    page = server.shows("got well")
    assert "lk-error" not in page


def test_a_malformed_snippet_is_shown_and_recovers(project, serve):
    project.write("snippets/bad.py", '"""T."""\n# %% c\nif\n')
    project.page("# Home\n\n/// output | bad#c\n///\n")
    server = serve()
    server.shows("lk-error", "not valid Python")
    project.snippet("bad", "print('well')")
    server.shows("<code>well</code>")


@pytest.mark.parametrize("busy", [True, False], ids=["running", "idle"])
def test_ctrl_c_ends_the_server_and_its_processes(pages, serve, tmp_path, busy):
    if not busy:
        (tmp_path / "go").touch()
    server = serve()
    files = [tmp_path / "a", tmp_path / "b"]
    until(lambda: all(f.exists() and f.read_text() for f in files))
    processes = [int(f.read_text()) for f in files]
    if busy:
        assert all(map(psutil.pid_exists, processes))
    else:
        server.shows("a one", "b one")
    said = server.stop()
    assert server.process.returncode == 0
    assert "Traceback" not in said
    assert not any(map(psutil.pid_exists, processes)), "they end before the server"


def test_processes_end_by_themselves_when_the_server_is_killed(pages, serve, tmp_path):
    server = serve()
    until(lambda: (tmp_path / "a").exists() and (tmp_path / "a").read_text())
    process = int((tmp_path / "a").read_text())
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    until(lambda: not psutil.pid_exists(process), 10)


def test_outputs_that_finish_in_a_row_appear_together(project, monkeypatch):
    """The first at once, the last at once, those between them with the next one."""
    shown = []
    monkeypatch.setattr(live, "export", lambda *_: shown.append(len(finished)))
    monkeypatch.setattr(live, "build_seconds", 1000.0)
    worker = SimpleNamespace(project=project.paths, pulse=project.root / "pulse")
    found = [project.snippet(name, "1") for name in "abcd"]
    reporter = live.Reporter(worker, project.store)
    reporter.planned(found)
    finished = []
    for one in found:
        finished.append(one)
        reporter.finished(one, Result())
    assert shown == [1, 4]
