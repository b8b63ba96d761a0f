"""The processes that runs are forked from stay as long as somebody needs them."""

import psutil
import pytest

from lessonkit.run import pool
from lessonkit.run.runner import Runner

pytestmark = pytest.mark.skipif(not pool.FORKS, reason="forks only where it is safe")

SLOW = """
import {package}
import os, time
open(r"{folder}/began", "w").close()
while not os.path.exists(r"{folder}/go"):
    time.sleep(0.02)
print("slow")
"""


@pytest.fixture
def runner(project):
    """A runner as a server has it."""
    made = Runner(project.paths, jobs=2, keeps=True)
    yield made
    made.close()


def printed(result):
    assert result.error is None, result.error
    return result.entry.outputs[0][0]["text"]


def test_what_a_run_stands_on_is_not_forgotten_for_others(
    project, runner, tmp_path, monkeypatch
):
    monkeypatch.setattr(pool, "MOST", 1)
    slow = project.snippet("slow", SLOW.format(package="numpy", folder=tmp_path))
    wait = f"import os, time\nwhile not os.path.exists(r'{tmp_path}/began'):\n"
    wait += "    time.sleep(0.02)\n"
    packages = ["yaml", "markdown", "nbformat", "jinja2"]
    others = [
        project.snippet(f"other_{name}", f"import {name}\n{wait}print('{name}')")
        for name in packages
    ]
    last = project.snippet("last", f"open(r'{tmp_path}/go', 'w').close()\nprint('l')")
    results = runner.run_all([slow, *others, last])
    assert printed(results["slow"]) == "slow\n"
    for name in packages:
        assert printed(results[f"other_{name}"]) == f"{name}\n"


def test_a_process_that_was_killed_is_made_again(project, runner):
    """Each snippet that is forked from it runs nevertheless, at once."""
    code = "import numpy, os, psutil\n"
    code += "print(*[process.pid for process in psutil.Process().parents()])"
    first = project.snippet("a", code)
    ancestors = map(int, printed(runner.run_all([first])["a"]).split())
    supervisor, imported, root, *_ = ancestors
    assert not psutil.pid_exists(supervisor)
    process = psutil.Process(imported)
    assert process.ppid() == root
    assert "child.zygote" in " ".join(process.cmdline())
    process.kill()
    process.wait()
    second = project.snippet("a", code + "\nprint('again')")
    assert "again" in printed(runner.run_all([second])["a"])
    assert psutil.pid_exists(root)
