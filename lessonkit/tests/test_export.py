"""The generated folders: true to the store, written only where it changed."""

import json
import os
import resource
import subprocess
import time

import pytest

from lessonkit.errors import LessonError
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.page import copies
from lessonkit.page.order import lesson_order
from lessonkit.run import snippet
from lessonkit.site import export as module
from lessonkit.site.export import export
from small_course import CONFIG, PLUGIN

FIGURE = {"data": [{"type": "bar", "y": [1, 2], "name": "n"}], "layout": {}}
SHOWN = {"output_type": "display_data", "metadata": {}, "data": {PLOTLY: FIGURE}}
PRINTED = {"output_type": "stream", "name": "stdout", "text": "<b>\x1b[31mhi"}


def run_export(project):
    found, _ = snippet.find_all(project.paths)
    export(project.paths, project.store, found)


def generated(project):
    """Map each generated file to what tells whether it was written anew."""
    folders = (project.paths.notebooks, project.paths.assets)
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(project.root).as_posix(): p.stat().st_ino for p in files}


def test_every_snippet_becomes_page_downloads_and_figures(project):
    project.fake("e/a", [SHOWN, PRINTED])
    run_export(project)
    names = set(generated(project))
    assert {n for n in names if n.startswith("docs/notebooks")} == {
        "docs/notebooks/index.md",
        "docs/notebooks/e/a.ipynb",
        "docs/notebooks/files/e/a.py",
        "docs/notebooks/files/e/a.ipynb",
        "docs/notebooks/files/e/a.txt",
    }
    scripts = names - {n for n in names if n.startswith("docs/notebooks")}
    for script, begin in zip(
        sorted(scripts, key=lambda name: (project.root / name).read_text()),
        ('lessonkit.code("KEY",{"name":"a.py"', 'lessonkit.figure("KEY",{"data":['),
        strict=True,
    ):
        key = script.removeprefix("docs/assets/outputs/").removesuffix(".js")
        text = (project.root / script).read_text()
        assert text.startswith(begin.replace("KEY", key))


def test_nothing_is_written_when_nothing_changed(project):
    project.fake("a", [SHOWN])
    run_export(project)
    before = generated(project)
    run_export(project)
    assert generated(project) == before


def test_only_what_changed_is_written(project):
    project.fake("a", [SHOWN])
    project.fake("b", [PRINTED])
    run_export(project)
    before = generated(project)
    project.snippet("b", "print('other')")
    project.fake("b", [PRINTED])
    run_export(project)
    after = generated(project)
    changed = {name for name in after if after[name] != before.get(name)}
    other = project.find("b")
    code = project.paths.assets / f"{copies.asset(project.paths, other)[0]}.js"
    assert changed == {
        project.paths.relative(code),
        "docs/notebooks/b.ipynb",
        "docs/notebooks/files/b.ipynb",
        "docs/notebooks/files/b.py",
    }


def test_what_belongs_to_no_snippet_any_more_is_deleted(project):
    project.fake("a", [SHOWN])
    project.fake("b", [PRINTED])
    run_export(project)
    project.find("a").path.unlink()
    run_export(project)
    key, _ = copies.asset(project.paths, project.find("b"))
    kept = ("index", "b.", key)
    assert [n for n in generated(project) if not any(k in n for k in kept)] == []


def test_what_another_process_writes_meanwhile_is_left_alone(project, monkeypatch):
    """Two builds at once: neither deletes the other's new or half-written files."""
    project.fake("a", [SHOWN])
    folder = project.paths.assets
    folder.mkdir(parents=True)
    now = time.time()
    for name, written in [
        ("fedcba9876543210.js", now + 5),
        (".half.tmp", now - module.WRITING / 2),
        ("0123456789abcdef.js", now - 5),
        (".dead.tmp", now - module.WRITING - 5),
    ]:
        (folder / name).write_text("")
        os.utime(folder / name, (written, written))
    run_export(project)
    names = {p.name for p in folder.iterdir()}
    assert {"fedcba9876543210.js", ".half.tmp"} <= names
    assert not {"0123456789abcdef.js", ".dead.tmp"} & names


def test_the_notebook_to_download_is_the_executed_one(project):
    project.snippet("a", "# %% [markdown]\n# Prose.\n\n# %% c\nprint('hi')")
    project.fake("a", [PRINTED])
    run_export(project)
    path = project.paths.notebooks / "files" / "a.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    assert [c["cell_type"] for c in notebook["cells"]] == [
        "markdown",
        "markdown",
        "code",
    ]
    assert notebook["cells"][0]["source"] == "# Title of a"
    assert notebook["cells"][2]["outputs"] == [PRINTED]
    assert notebook["cells"][2]["execution_count"] == 1


def test_what_mkdocs_jupyter_renders_depends_on_the_code_alone(project):
    project.snippet("a", "1")
    run_export(project)
    page = project.paths.notebooks / "a.ipynb"
    before = page.read_bytes()
    project.fake("a", [PRINTED, SHOWN])
    run_export(project)
    assert page.read_bytes() == before
    download = project.paths.notebooks / "files" / "a.ipynb"
    assert PRINTED in json.loads(download.read_text("utf-8"))["cells"][1]["outputs"]


def test_the_list_of_notebooks_escapes_titles(project):
    project.write("snippets/a.py", '"""A | <script>b.\n"""\n\n# %% c\n1\n')
    project.fake("a")
    run_export(project)
    text = (project.paths.notebooks / "index.md").read_text("utf-8")
    assert r"- [A | &lt;script&gt;b](a.ipynb)<br>`a` · 1.5 s" in text


def test_the_list_of_notebooks_follows_the_pages(project):
    for name in "abc":
        project.fake(name)
    project.write("docs/index.md", "# Hello & *you* { #top }\n\n{{ b.x }}\n")
    project.write("docs/lessons/z.md", "# Second\n\n/// example | a#c\n///\n{{ b.x }}")
    export(project.paths, project.store, lesson_order(project.paths)[0])
    lines = (project.paths.notebooks / "index.md").read_text("utf-8").splitlines()
    wanted = ["](../index.md)", "(b.ipynb)", "[Second](../lessons/z.md)", "(a.ipynb)"]
    wanted += ["Not on a page", "(c.ipynb)"]
    places = [next(n for n, li in enumerate(lines) if part in li) for part in wanted]
    assert places == sorted(places)


def test_the_pins_name_python_and_packages(project):
    project.fake("a")
    run_export(project)
    text = (project.paths.notebooks / "files" / "a.txt").read_text("utf-8")
    assert text == "# a, ran with Python 3.11.7\nnumpy==2.4.6\n"


def test_a_generated_file_that_was_damaged_is_made_again(project):
    project.fake("a", [{"output_type": "stream", "name": "stdout", "text": "1"}])
    run_export(project)
    page = project.paths.notebooks / "a.ipynb"
    whole = page.read_bytes()
    for damage in (lambda: page.write_bytes(whole[:50]), page.unlink):
        damage()
        run_export(project)
        assert page.read_bytes() == whole


def test_a_full_disk_ends_a_build_with_one_line(project):
    project.write("mkdocs.yml", CONFIG + PLUGIN)
    project.page("# Page")
    project.fake("a", [{"output_type": "stream", "name": "stdout", "text": "x" * 9000}])
    done = subprocess.run(
        project.command("mkdocs", "build"),
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=240,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
    )
    assert done.returncode == 1
    assert "cannot write: File too large" in done.stderr
    assert "Traceback" not in done.stderr


def aged(path):
    """Give a file a time an hour ago."""
    before = time.time() - 3600
    os.utime(path, (before, before))


def test_a_file_of_an_author_is_left_and_named(project, warnings):
    project.fake("a", [PRINTED])
    run_export(project)
    mine = [
        project.write("docs/notebooks/mine.md", "Mine."),
        project.write("docs/assets/outputs/mine.png", "Mine."),
    ]
    for path in mine:
        aged(path)
    run_export(project)
    assert all(path.read_text() == "Mine." for path in mine)
    said = warnings()
    assert [text.split(":")[0] for text in said] == [
        "docs/assets/outputs/mine.png",
        "docs/notebooks/mine.md",
    ]
    assert all("Move it elsewhere" in text for text in said)


@pytest.mark.parametrize("name", ["index.md", "a.ipynb", "files/a.py"])
def test_a_file_of_an_author_is_not_written_over(project, name):
    mine = project.write(f"docs/notebooks/{name}", "Mine.")
    aged(mine)
    project.fake("a", [PRINTED])
    with pytest.raises(LessonError, match="not made by lessonkit") as error:
        run_export(project)
    assert error.value.where == f"docs/notebooks/{name}"
    assert mine.read_text() == "Mine."


@pytest.mark.parametrize("name", ["docs/notebooks", "docs/assets/outputs"])
def test_nothing_is_written_or_deleted_behind_a_link(project, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").write_text("Mine.")
    aged(elsewhere / "precious.txt")
    (project.root / name).parent.mkdir(parents=True, exist_ok=True)
    (project.root / name).symlink_to(elsewhere)
    project.fake("a", [PRINTED])
    with pytest.raises(LessonError, match="a link") as error:
        run_export(project)
    assert error.value.where == name
    assert [path.name for path in elsewhere.iterdir()] == ["precious.txt"]


def test_files_of_before_are_known_again_where_they_are_the_same(project):
    """Their note is lost: a store that was cleared, a folder that was copied."""
    project.fake("a", [SHOWN])
    run_export(project)
    for path in (project.root / "docs").rglob("*"):
        aged(path)
    (project.root / ".lessonkit/exported.json").unlink()
    run_export(project)
    assert json.loads((project.root / ".lessonkit/exported.json").read_text())
