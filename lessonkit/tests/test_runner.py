"""`python -m lessonkit run`: what runs, in which order, and how it ends."""

import os
import shutil
import threading
import time

import pytest

from lessonkit.errors import LessonError
from lessonkit.page import order
from lessonkit.run import process, runner
from lessonkit.run.listener import Listener
from lessonkit.run.process import Ran

REPORT = {"reads": [], "modules": [], "cpu_seconds": 0}
REPORT |= {"values": {}, "data": {}, "others": {}}


@pytest.fixture
def no_processes(monkeypatch):
    """Replace them by something that only counts; return what happened, in order."""
    happened = []

    def run(pool, project, snippet, on_cell=None, stop=None):
        happened.append(snippet.name)
        if "fail" in snippet.name:
            raise LessonError("no", where=snippet.where)
        return Ran([[] for _ in snippet.code], REPORT, 1.0)

    monkeypatch.setattr(process, "run", run)
    return happened


class Heard(Listener):
    """Notes all it hears, and how many ran at the same time."""

    def __init__(self):
        self.said, self.now, self.most = [], 0, 0

    def planned(self, snippets):
        self.said.append(("planned", *(s.name for s in snippets)))

    def started(self, snippet):
        self.now += 1
        self.most = max(self.most, self.now)
        self.said.append(("started", snippet.name))

    def reached(self, snippet, cell):
        self.said.append(("reached", snippet.name, cell.name))

    def finished(self, snippet, result):
        self.now -= 1
        self.said.append(("finished", snippet.name, result.error is None))


def test_a_listener_hears_how_a_run_goes(project):
    project.snippet("a", "# %% one\n1\n\n# %% two\n2")
    heard = Heard()
    project.run("a", listener=heard)
    assert heard.said == [
        ("planned", "a"),
        ("started", "a"),
        ("reached", "a", "one"),
        ("reached", "a", "two"),
        ("finished", "a", True),
    ]


@pytest.mark.parametrize(("jobs", "most"), [(1, 1), (3, 3), (None, None)])
def test_as_many_run_at_a_time_as_are_allowed(project, monkeypatch, jobs, most):
    for number in range(12):
        project.snippet(f"s{number}", "1")
    most = most or runner.cores()
    running, seen = [], []
    full = threading.Barrier(most)  # passed once as many have come

    def run(pool, project, snippet, on_cell=None, stop=None):
        running.append(snippet)
        seen.append(len(running))
        full.wait(60)
        running.remove(snippet)
        return Ran([[]], REPORT, 1.0)

    monkeypatch.setattr(process, "run", run)
    project.run(jobs=jobs)
    assert max(seen) == most


def test_snippets_run_in_the_order_in_which_a_reader_meets_them(project, no_processes):
    for name in ("unused", "b", "fail", "a", "c"):
        project.snippet(name, "1")
    project.page("/// output | b#c\n///\n\n{{ fail.x }}\n", "first.md")
    project.page(
        "/// widget | w\n    data: a.rows\n///\n\n/// snippet | b#c\n///\n", "z.md"
    )
    project.write("mkdocs.yml", "site_name: x\nnav:\n  - first.md\n  - z.md\n")
    found, _ = order.lesson_order(project.paths)
    results = runner.run_all(project.paths, found, jobs=1)
    assert no_processes == ["b", "fail", "a", "c", "unused"]
    assert [name for name, result in results.items() if result.error] == ["fail"]


def test_a_snippet_that_changes_while_it_runs_is_run_again_as_it_is_now(project):
    project.snippet("a", "x = 1")
    heard = Heard()

    def reached(snippet, cell):
        if "x = 1" in cell.source:
            project.snippet("a", "x = 222")

    heard.reached = reached
    result = project.run("a", listener=heard)["a"]
    assert result.entry.values == {"x": 222}
    assert project.stale() == set()


def test_a_data_file_that_changes_while_it_is_read_makes_the_run_void(
    project, monkeypatch
):
    path = project.write("data.csv", "1")
    project.snippet("a", "1")
    runs = []

    def run(pool, rooms, snippet, on_cell=None, stop=None):
        runs.append(path.read_text())
        if len(runs) == 1:
            path.write_text("2")
        return Ran([[]], {**REPORT, "reads": ["data.csv"]}, 1.0)

    monkeypatch.setattr(process, "run", run)
    assert project.run("a")["a"].error is None
    assert runs == ["1", "2"]


def test_a_file_that_never_stops_changing_is_an_error(project, monkeypatch):
    path = project.write("data.csv", "1")
    project.snippet("a", "1")

    def run(pool, rooms, snippet, on_cell=None, stop=None):
        path.write_text("again")
        return Ran([[]], {**REPORT, "reads": ["data.csv"]}, 1.0)

    monkeypatch.setattr(process, "run", run)
    error = project.run("a")["a"].error
    assert str(error) == (
        "snippets/a.py: files that it uses kept changing while it ran."
        " Save them and run again."
    )


def test_a_file_with_a_time_to_come_is_no_change(project, no_processes):
    path = project.snippet("a", "1").path
    tomorrow = time.time() + 86400
    os.utime(path, (tomorrow, tomorrow))
    assert project.run("a")["a"].error is None
    assert no_processes == ["a"]


# ----------------------------------------------------------------------- the command


@pytest.fixture
def three(project):
    project.snippet("m/one", "print('one')")
    project.snippet("m/two", "x = 1")
    project.snippet("other", "y = 2")
    return project


def command(project, monkeypatch, capfd, *arguments):
    """Run the command inside this process; return exit code, output and errors."""
    from lessonkit.__main__ import main

    monkeypatch.chdir(project.root)
    try:
        code = main([*arguments])
    except SystemExit as stop:
        code = stop.code
    return code, *capfd.readouterr()


@pytest.fixture
def cli(three, monkeypatch, capfd, no_processes):
    return lambda *arguments: command(three, monkeypatch, capfd, *arguments)


def test_run_executes_what_is_stale_and_says_so(three, cli, no_processes):
    code, out, err = cli("run", "--jobs", "1")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "3 ran, 0 were up to date, 0 failed"
    assert "done m/two in 1.0 s, 1 left" in out
    code, out, _ = cli("run")
    assert out == "0 ran, 3 were up to date, 0 failed\n"
    assert no_processes == ["m/one", "m/two", "other"]


def test_force_runs_what_is_up_to_date(cli, no_processes):
    cli("run")
    no_processes.clear()
    code, out, _ = cli("run", "--jobs", "1", "--force", "m/*")
    assert (code, no_processes) == (0, ["m/one", "m/two"])
    assert out.splitlines()[-1] == "2 ran, 0 were up to date, 0 failed"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("m/one", ["m/one"]),
        ("m/*", ["m/one", "m/two"]),
        ("m", ["m/one", "m/two"]),
        ("m/", []),
        ("snippets/m/two.py", ["m/two"]),
        ("*o*", ["m/one", "m/two", "other"]),
        ("[mo]*r", ["other"]),
    ],
)
def test_patterns_choose(cli, no_processes, pattern, expected):
    code, _, _ = cli("run", "--jobs", "1", pattern)
    assert no_processes == expected
    assert code == (0 if expected else 1)


def test_an_unknown_pattern_names_the_nearest_and_runs_nothing(cli, no_processes):
    code, _, err = cli("run", "m/tow")
    assert code == 1
    assert err.strip() == "no snippet matches `m/tow`. Did you mean `m/two` or `m/one`?"
    assert no_processes == []


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_shards_are_all_snippets_and_each_once(cli, no_processes, count):
    asked = []
    for number in range(1, count + 1):
        before = len(no_processes)
        code, _, _ = cli("run", "--jobs", "1", "--shard", f"{number}/{count}")
        assert code == 0
        asked += no_processes[before:]
    assert sorted(asked) == sorted(set(asked)) and len(asked) == 3


def test_the_stores_of_shards_are_merged_by_copying(project):
    for name in ("a", "b", "c"):
        project.snippet(name, f"print('{name}')")
    whole, kept = project.paths.store, project.root / "kept"
    for number in (1, 2):
        done = project.cli("run", "--shard", f"{number}/2")
        assert done.returncode == 0, done.stderr
        shutil.copytree(whole, kept, dirs_exist_ok=True)
        shutil.rmtree(whole)
    assert project.stale() == {"a", "b", "c"}
    shutil.copytree(kept, whole)
    assert project.stale() == set()


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "1/", "/3", "a/b", "-1/3", "²/3"])
def test_a_part_of_no_whole_is_refused(cli, no_processes, shard):
    code, _, err = cli("run", f"--shard={shard}")
    assert code == 2 and "is not a shard" in err


@pytest.mark.parametrize("jobs", ["0", "x", "-1", "1.5", "", "²"])
def test_a_number_of_jobs_that_is_none_is_refused(cli, no_processes, jobs):
    code, _, err = cli("run", "--jobs", jobs)
    assert code == 2
    assert "not a number of snippets; say 1 or more" in err or "invalid" in err
    assert "Traceback" not in err
    assert no_processes == []


def test_a_failure_is_told_the_others_finish_and_the_exit_code_is_1(
    three, cli, no_processes
):
    three.snippet("fails", "1")
    three.write("snippets/bad.py", "# %% c\n")
    code, out, err = cli("run")
    assert code == 1
    assert out.splitlines()[-1] == "3 ran, 0 were up to date, 2 failed"
    assert "snippets/bad.py:1: no module docstring" in err
    assert "snippets/fails.py: no." in err
    assert three.stale() == {"fails"}


def test_asking_for_a_malformed_snippet_says_what_is_wrong_with_it(three, cli):
    three.write("snippets/bad.py", "# %% c\n")
    code, _, err = cli("run", "bad")
    assert code == 1
    assert "snippets/bad.py:1: no module docstring" in err


def test_a_disk_that_fills_while_exporting_hides_no_other_error(three, cli):
    three.snippet("fails", "1")
    three.write("docs/notebooks", "in the way")
    code, _, err = cli("run")
    assert code == 1
    assert "snippets/fails.py: no." in err
    assert "cannot write: " in err


def test_outside_of_a_project_there_is_one_clear_line(tmp_path, monkeypatch, capfd):
    from lessonkit.__main__ import main

    monkeypatch.chdir(tmp_path)
    assert main(["run"]) == 1
    assert "no mkdocs.yml in" in capfd.readouterr().err


def test_the_command_works_from_any_folder_of_the_project(three, cli, monkeypatch):
    from lessonkit.__main__ import main

    monkeypatch.chdir(three.root / "snippets" / "m")
    assert main(["run"]) == 0


def test_the_real_command_runs_real_processes(three):
    three.snippet("fails", "1 / 0")
    done = three.cli("run", "--jobs", "2")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "3 ran, 0 were up to date, 1 failed"
    assert "snippets/fails.py:5: ZeroDivisionError in cell `c`" in done.stderr
    assert (three.paths.notebooks / "m" / "one.ipynb").exists()
    assert three.stale() == {"fails"}


def test_a_run_leaves_no_thread_behind(three):
    before = threading.active_count()
    three.run("other")
    assert threading.active_count() <= before
