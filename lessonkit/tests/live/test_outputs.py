"""`mkdocs serve`: up at once, outputs arrive, and only what is stale runs."""

import time

import pytest

from lessonkit.run.listener import Result
from lessonkit.site.live import outputs


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
    page = project.paths.notebooks / "bad.ipynb"
    written = page.stat().st_mtime_ns
    for _ in range(4):  # each save sets off a build, and a look at what lies there
        project.page("# Home\n\n/// output | bad#c\n///\n\nSaved.\n")
        server.shows("Saved.")
        time.sleep(0.5)
    assert page.stat().st_mtime_ns == written, "deleted and written in turn"
    project.snippet("bad", "print('well')")
    server.shows("<code>well</code>")


def test_outputs_that_finish_in_a_row_appear_together(project, monkeypatch):
    """The first at once, the last at once, those between them with the next one."""
    shown = []
    monkeypatch.setattr(outputs, "build_seconds", 1000.0)
    monkeypatch.setattr(outputs, "announce", lambda: shown.append(len(finished)))
    found = [project.snippet(name, "1") for name in "abcd"]
    reporter = outputs.Reporter(project.store)
    reporter.planned(found)
    finished = []
    for one in found:
        finished.append(one)
        reporter.finished(one, Result())
    assert shown == [1, 4]
