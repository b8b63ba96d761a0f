"""A kept verdict is never one about something else."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import ClassVar

import pytest

from lessonkit.disk_cache import MONTH
from small_course import Small
from tests import conftest
from tests import verdicts as module
from tests.site import pages
from tests.verdicts import Verdicts, digest, folder_of, prune

CHECKER = "tests/test_page.py"


@pytest.fixture
def checked(project: Small) -> Small:
    """A project with a checker that has a helper, and a page with its style."""
    project.write(CHECKER, "from tests.helper import good\n")
    project.write("tests/helper.py", "from tests import limits\n")
    project.write("tests/limits.py", "LIMIT = 3\n")
    project.write("tests/conftest.py", "")
    project.write("site/lessons/index.html", "<a href='0123456789abcdef.svg'>")
    project.write("site/other/index.html", "<p>")
    project.write("site/assets/site.css", "a {}")
    project.write("site/assets/outputs/0123456789abcdef.svg", "<svg/>")
    project.write("site/assets/outputs/0123456789abcdef.dark.svg", "<svg/>")
    project.write("site/assets/outputs/fedcba9876543210.svg", "<svg/>")
    return project


def verdicts(project: Small, *tools: str, library: bool = True) -> Verdicts:
    """As a new process would have them."""
    return Verdicts(project.paths, project.root / CHECKER, *tools, library=library)


def key(project: Small, path: str = "lessons/", *tools: str) -> str:
    """The key of a page as it is now."""
    parts = pages.parts(project.root / "site", path)
    return verdicts(project, *tools).key(path, *parts)


def judge(project: Small) -> None:
    """Find the page good."""
    verdicts(project).keep(key(project), "lessons/")


def test_what_did_not_change_is_not_judged_again(checked: Small) -> None:
    assert not verdicts(checked).stands(key(checked))
    judge(checked)
    assert verdicts(checked).stands(key(checked))
    assert not verdicts(checked).stands(key(checked, "other/"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (CHECKER, "from tests.helper import good  # in other words\n"),
        ("tests/helper.py", "from tests import limits\ngood = True\n"),
        ("tests/limits.py", "LIMIT = 4\n"),
        ("tests/conftest.py", "import os\n"),
        ("site/lessons/index.html", "<a href='0123456789abcdef.svg'> "),
        ("site/assets/site.css", "b {}"),
        ("site/assets/new.js", ""),
        ("site/assets/outputs/0123456789abcdef.svg", "<svg></svg>"),
        ("site/assets/outputs/0123456789abcdef.dark.svg", "<svg></svg>"),
    ],
)
def test_whatever_it_depends_on_changes_it_is_judged_again(
    checked: Small, name: str, text: str
) -> None:
    judge(checked)
    checked.write(name, text)
    assert not verdicts(checked).stands(key(checked))


def test_who_judges_bytes_need_not_ask_what_has_made_them(
    checked: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIBRARY", checked.root / "builder")
    checked.write("builder/__init__.py", "")
    checked.write("server.py", "PORT = 1\n")
    helper = "import server\nfrom builder import version\n"
    checked.write("tests/helper.py", f"{helper}good = True\n")
    bytes_alone, all_of_it = (
        {text: _checker(checked, text, library) for text in ("2", "3")}
        for library in (False, True)
    )
    assert len(set(bytes_alone.values())) == 1
    assert len(set(all_of_it.values())) == 2
    checked.write("server.py", "PORT = 2\n")
    other_server = _checker(checked, "3", library=False)
    checked.write("tests/helper.py", f"{helper}good = False\n")
    other_helper = _checker(checked, "3", library=False)
    assert len({bytes_alone["3"], other_server, other_helper}) == 3


def _checker(project: Small, version: str, library: bool) -> str:
    project.write("builder/version.py", f"VERSION = {version}\n")
    return verdicts(project, library=library).key("page")


def test_a_change_of_the_same_size_at_the_same_time_is_seen(checked: Small) -> None:
    judge(checked)
    style = checked.root / "site/assets/site.css"
    before = style.stat()
    new = checked.write("site/assets/site.tmp", "b {}")
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(style)
    assert not verdicts(checked).stands(key(checked))


def test_a_part_that_is_gone_is_judged_again(checked: Small) -> None:
    judge(checked)
    (checked.root / "site/assets/site.css").unlink()
    assert not verdicts(checked).stands(key(checked))


def test_what_a_page_does_not_use_changes_nothing(checked: Small) -> None:
    judge(checked)
    checked.write("site/assets/outputs/fedcba9876543210.svg", "<svg></svg>")
    checked.write("site/other/index.html", "<b>")
    checked.write("tests/test_other.py", "")
    assert verdicts(checked).stands(key(checked))


def test_another_version_of_a_tool_judges_again(
    checked: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(checked, "lessons/", "pytest")
    verdicts(checked).keep(before, "")
    assert verdicts(checked).stands(key(checked, "lessons/", "pytest"))
    monkeypatch.setattr(module, "version", lambda tool: "999")
    assert not verdicts(checked).stands(key(checked, "lessons/", "pytest"))


@pytest.mark.parametrize("content", [b"", b"\n", b"ok", b"\x00" * 64, b"0" * 64])
def test_a_damaged_record_is_judged_again(checked: Small, content: bytes) -> None:
    judge(checked)
    (record,) = folder_of(checked.paths).iterdir()
    record.write_bytes(content)
    assert not verdicts(checked).stands(key(checked))
    record.unlink()
    record.mkdir()
    assert not verdicts(checked).stands(key(checked))


def test_a_record_under_the_name_of_another_is_judged_again(checked: Small) -> None:
    judge(checked)
    (record,) = folder_of(checked.paths).iterdir()
    record.rename(record.with_name(key(checked, "other/")))
    assert not verdicts(checked).stands(key(checked, "other/"))


def test_a_part_cut_short_is_judged_again(checked: Small) -> None:
    judge(checked)
    (record,) = folder_of(checked.paths).iterdir()
    record.write_bytes(record.read_bytes()[:63])
    assert not verdicts(checked).stands(key(checked))


def test_parts_do_not_run_into_each_other(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("ab")
    digests = [
        digest(*parts)
        for parts in (
            ["ab"], ["a", "b"], ["", "ab"], [b"ab"], ["b", "a"], [file], [tmp_path],
            [b"text 2\nab"], [],
        )
    ]  # fmt: skip
    assert len(set(digests)) == len(digests)


def test_a_file_of_another_name_makes_another_folder(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("1")
    before = digest(tmp_path)
    (tmp_path / "one").rename(tmp_path / "two")
    assert digest(tmp_path) != before


def test_what_nobody_asks_for_is_forgotten(checked: Small) -> None:
    judge(checked)
    kept, old = key(checked), key(checked, "other/")
    verdicts(checked).keep(old, "")
    past = time.time() - MONTH - 60
    for name in (kept, old):
        os.utime(folder_of(checked.paths) / name, (past, past))
    assert verdicts(checked).stands(kept), "asking makes it young"
    prune(checked.paths)
    assert [path.name for path in folder_of(checked.paths).iterdir()] == [kept]


def test_what_is_missing_cannot_be_judged(checked: Small) -> None:
    with pytest.raises(OSError, match="gone"):
        verdicts(checked).key(checked.root / "gone")


class Marked:
    """A test with the mark `verdict`, as pytest gives it to the hook."""

    nodeid = f"{CHECKER}::test_it"
    funcargs: ClassVar = {"answer": 42, "asked_for_by_another_fixture": 1}

    def __init__(self, project: Small) -> None:
        """Count how often it runs."""
        self.path = project.root / CHECKER
        self.runs, self.good = 0, True

    def get_closest_marker(self, name: str) -> pytest.Mark:
        """Return the mark."""
        return getattr(pytest.mark, name)("pytest").mark

    def obj(self, answer: int) -> None:
        """The test."""
        self.runs += 1
        assert self.good and answer == 42


@pytest.fixture
def marked(checked: Small, monkeypatch: pytest.MonkeyPatch) -> Marked:
    """A marked test of a project of its own."""
    monkeypatch.setattr(conftest.Project, "find", lambda _: checked.paths)
    return Marked(checked)


def test_a_marked_test_runs_again_only_after_a_change(
    checked: Small, marked: Marked
) -> None:
    for _ in range(2):
        assert conftest.pytest_pyfunc_call(marked) is True  # type: ignore[arg-type]
        assert marked.runs == 1
    checked.write("tests/limits.py", "LIMIT = 4\n")
    conftest.pytest_pyfunc_call(marked)  # type: ignore[arg-type]
    assert marked.runs == 2


def test_a_marked_test_that_failed_runs_again(marked: Marked) -> None:
    marked.good = False
    for _ in range(2):
        with pytest.raises(AssertionError):
            conftest.pytest_pyfunc_call(marked)  # type: ignore[arg-type]
    marked.good = True
    conftest.pytest_pyfunc_call(marked)  # type: ignore[arg-type]
    assert marked.runs == 3
