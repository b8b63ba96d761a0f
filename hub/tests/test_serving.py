"""`python -m loopback_hub`: one line when it is ready, and the end with its input."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from loopback_hub import programs


def serve(*folder: Path, **env: str) -> subprocess.Popen[str]:
    """Start a Hub in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "loopback_hub", *map(str, folder)],
        env=os.environ | env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_one_line_of_variables_then_one_answer_a_line(tmp_path):
    with serve(tmp_path / "hub") as hub:
        told = json.loads(hub.stdout.readline())
        assert all(isinstance(value, str) for value in told.values())
        assert told["HOME"].startswith(str(tmp_path / "hub"))

        def ask(**what):
            hub.stdin.write(json.dumps(what) + "\n")
            hub.stdin.flush()
            return json.loads(hub.stdout.readline())

        def who(**env):
            hf = Path(sys.executable).with_name("hf")
            command = [hf, "auth", "whoami"]
            machine = os.environ | told
            return subprocess.run(command, env=machine, capture_output=True).returncode

        assert who() == 0
        assert ask(do="fail", match="GET /api/whoami", status=401) == {}
        assert who() == 1
        assert who() == 0
        seen = [r for r in ask(do="requests") if r["path"] == "/api/whoami-v2"]
        assert [r["status"] for r in seen] == [200, 401, 200]
        assert ask(do="requests") == []
        assert ask(do="stored") == {"lfs": 0, "xet": 0}
        assert ask(do="stop") == {} and who() == 1
        assert ask(do="start") == {} and who() == 0
        assert ask(do="fail", match="GET /api/whoami", status=401) == {}
        assert ask(do="unplug") == {}
        assert ask(do="heal") == {} and who() == 0
        rest, errors = hub.communicate(timeout=60)
        assert (rest, errors, hub.returncode) == ("", "", 0)


@pytest.mark.skipif(os.name != "posix", reason="another way on Windows")
def test_an_interrupt_ends_it_as_quietly(tmp_path):
    with serve(tmp_path / "hub") as hub:
        hub.stdout.readline()
        hub.send_signal(signal.SIGINT)
        assert hub.communicate(timeout=60) == ("", "")
    assert hub.returncode == 0


def test_without_a_folder_nothing_stays(tmp_path):
    with serve(TMPDIR=str(tmp_path)) as hub:
        told = json.loads(hub.stdout.readline())
        assert Path(told["HOME"]).is_relative_to(tmp_path)
        hub.communicate(timeout=60)
    assert hub.returncode == 0 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("left", "missing"),
    [([], "git"), (["git"], "git-lfs"), (["git", "git-lfs"], "git-http-backend")],
)
def test_a_missing_program_is_one_line_and_exit_3(tmp_path, left, missing):
    (tmp_path / "bin").mkdir()
    for name in left:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    nowhere = str(tmp_path / "nowhere")
    path = str(tmp_path / "bin")
    with serve(tmp_path / "hub", PATH=path, GIT_EXEC_PATH=nowhere) as hub:
        output, errors = hub.communicate(timeout=60)
    assert (hub.returncode, output) == (3, "")
    (line,) = errors.splitlines()
    assert line.startswith(f"The loopback Hub needs {missing}")
    assert "apt install git" in line and "brew install git" in line


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("stop", "stop: Expecting value"),
        ('{"do": "dance"}', "there is no 'dance' to do"),
        ('{"do": "fail"}', "missing 1 required positional argument: 'match'"),
        ('{"do": "fail", "match": "("}', "missing ), unterminated subpattern"),
    ],
)
def test_an_order_that_it_does_not_understand_ends_it_with_one_line(
    tmp_path, line, told
):
    with serve(tmp_path / "hub") as hub:
        hub.stdout.readline()
        output, errors = hub.communicate(f"{line}\n", timeout=60)
    assert (hub.returncode, output) == (1, "")
    (said,) = errors.splitlines()
    assert said.startswith(f"python -m loopback_hub: {line}") and told in said


def test_a_folder_that_cannot_be_used_is_one_line_and_exit_3(tmp_path):
    (tmp_path / "file").write_text("")
    with serve(tmp_path / "file") as hub:
        output, errors = hub.communicate(timeout=60)
    assert (hub.returncode, output) == (3, "")
    (line,) = errors.splitlines()
    assert str(tmp_path / "file") in line


def test_what_the_user_has_set_for_git_does_not_reach_the_hub(monkeypatch):
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "somebody")
    ours = programs.environment()
    assert {name for name in ours if name.startswith("GIT_")} == {
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_GLOBAL",
    }
