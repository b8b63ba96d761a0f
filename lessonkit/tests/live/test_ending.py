"""However a server is told to end, it ends, and so does all that it began."""

import os
import signal

import psutil
import pytest

from waiting import until


@pytest.mark.parametrize("busy", [True, False], ids=["running", "idle"])
@pytest.mark.parametrize(
    "how",
    [signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
    ids=["Ctrl-C", "told to end", "terminal closed"],
)
def test_it_ends_and_leaves_nothing(pages, serve, tmp_path, busy, how):
    if not busy:
        (tmp_path / "go").touch()
    server = serve()
    files = [tmp_path / "a", tmp_path / "b"]
    enough = any if busy else all  # one core runs one at a time
    until(lambda: enough(f.exists() and f.read_text() for f in files))
    processes = [int(f.read_text()) for f in files if f.exists() and f.read_text()]
    if busy:
        assert all(map(psutil.pid_exists, processes))
    else:
        server.shows("a one", "b one")
    assert list(tmp_path.glob("mkdocs_*"))
    said = server.stop(how)
    processes = [int(f.read_text()) for f in files if f.exists()]
    assert server.process.returncode == 0
    assert "Traceback" not in said
    assert not any(map(psutil.pid_exists, processes)), "they end before the server"
    assert not list(tmp_path.glob("mkdocs_*"))


def test_processes_end_by_themselves_when_the_server_is_killed(pages, serve, tmp_path):
    server = serve()
    until(lambda: (tmp_path / "a").exists() and (tmp_path / "a").read_text())
    process = int((tmp_path / "a").read_text())
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    until(lambda: not psutil.pid_exists(process), 10)
