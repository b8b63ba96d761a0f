"""A change makes exactly those snippets stale whose outputs it can change."""

import os
import shutil
import sys

import pytest

from lessonkit.run import fingerprint, warm
from lessonkit.run.fingerprint import ENVIRONMENT, local_modules, static_key


@pytest.fixture
def family(project):
    """Return a project whose snippets use different things, all up to date."""
    project.write("snippets/__init__.py", "")
    project.write("snippets/deep.py", "DEPTH = 1\n")
    project.write("snippets/tools/__init__.py", "")
    project.write("snippets/tools/near.py", "from ..deep import DEPTH\nN = DEPTH\n")
    project.write("snippets/tools/far.py", "from . import near\nF = near.N\n")
    project.write("snippets/beside.py", "B = 1\n")
    project.write("data/numbers.csv", "1,2\n")
    project.write("data/folder/one.txt", "1")
    project.snippet("alone", "x = 1")
    project.snippet("relative", "from snippets.tools.near import N")
    project.snippet("transitive", "from snippets.tools import far\nF = far.F")
    project.snippet("sibling", "import beside\nB = beside.B")
    root = project.root
    project.snippet("reader", f"text = open(r'{root}/data/numbers.csv').read()")
    project.snippet("lister", f"import os\nfiles = os.listdir(r'{root}/data/folder')")
    results = project.run()
    assert [str(r.error) for r in results.values() if r.error] == []
    assert project.stale() == set()
    return project


def test_a_change_makes_exactly_the_dependent_snippets_stale(family):
    """One test for all, because the runs before it are what costs time."""
    for name, text, expected in [
        ("snippets/deep.py", "DEPTH = 2\n", {"relative", "transitive"}),
        ("snippets/tools/__init__.py", "T = 1\n", {"relative", "transitive"}),
        ("snippets/tools/near.py", "N = 5\n", {"relative", "transitive"}),
        ("snippets/tools/far.py", "F = 5\n", {"transitive"}),
        ("snippets/beside.py", "B = 2\n", {"sibling"}),
        ("data/numbers.csv", "3,4\n", {"reader"}),
        ("data/folder/two.txt", "2", {"lister"}),
        ("data/folder/one.txt", "its name is listed, its content is not", set()),
        ("data/other.csv", "nobody reads it", set()),
    ]:
        path = family.root / name
        before = path.read_bytes() if path.exists() else None
        family.write(name, text)
        assert family.stale() == expected, name
        path.write_bytes(before) if before is not None else path.unlink()
        assert family.stale() == set(), f"{name} is as before"


def test_a_module_that_begins_to_exist_makes_its_importer_stale(project):
    project.snippet("a", "try:\n    import late\nexcept ImportError:\n    late = None")
    project.snippet("b", "1")
    project.run()
    project.write("snippets/late.py", "")
    assert project.stale() == {"a"}


def test_a_file_that_was_missing_and_appears_makes_its_reader_stale(project):
    path = project.root / "data.csv"
    project.snippet(
        "a", f"try:\n    open(r'{path}')\nexcept OSError:\n    print('none')"
    )
    project.run()
    assert project.stale() == set()
    path.write_text("1")
    assert project.stale() == {"a"}


def test_a_module_found_while_running_is_a_dependency_too(project):
    project.write("snippets/dynamic.py", "D = 1\n")
    project.snippet("a", "import importlib\nD = importlib.import_module('dynamic').D")
    project.run()
    project.write("snippets/dynamic.py", "D = 22\n")
    assert project.stale() == {"a"}


def test_a_package_installed_in_place_belongs_to_the_project(project, monkeypatch):
    """Its modules, those too that only another process runs, and its data."""
    home = project.root / "library" / "src"
    monkeypatch.setenv("PYTHONPATH", f"{home}{os.pathsep}{os.environ['PYTHONPATH']}")
    monkeypatch.syspath_prepend(home)
    init = "from pathlib import Path\nN = Path(__file__).with_name('n').read_text()\n"
    project.write("library/src/inplace/__init__.py", init)
    project.write("library/src/inplace/n", "1")
    project.write("library/src/inplace/server.py", "")
    project.snippet("user", "import inplace\nprint(inplace.N)")
    late = "if False:\n    import inplace.server"
    project.snippet("starter", late)
    project.snippet("other", "1")
    project.run()
    assert project.stale() == set()
    assert warm.imports(project.paths, project.find("user")) == ()

    project.write("library/src/inplace/server.py", "S = 1\n")
    assert project.stale() == {"starter"}
    project.run()
    project.write("library/src/inplace/n", "2")
    assert project.stale() == {"user"}
    assert project.entry("user").outputs[0][0]["text"] == "2\n"


def test_prose_and_time_limit_do_not_make_stale(project):
    project.snippet("a", "# %% c\nx = 1\n\n# %% [markdown]\n# Old prose.")
    project.fake("a")
    lines = '"""Other title.\n\nMore.\n"""\n# time limit: 9 s\n\n'
    prose = "# %% [markdown]\n# New.\n\n# %% c\nx = 1\n\n# %% [markdown]\n# Newer.\n"
    project.write("snippets/a.py", lines + prose)
    assert project.stale() == set()


@pytest.mark.parametrize("code", ["x = 2", "# %% d\nx = 1", "x = 1\n\n# %% d\n2"])
def test_code_makes_stale(project, code):
    project.snippet("a", "x = 1")
    project.fake("a")
    project.snippet("a", code)
    assert project.stale() == {"a"}


def test_equal_code_beside_other_data_is_another_output(project):
    code = "from pathlib import Path\nprint(Path(__file__).with_name('d').read_text())"
    for folder in ("one", "two"):
        project.snippet(f"{folder}/a", code)
        project.write(f"snippets/{folder}/d", folder)
    project.run("one/a")
    assert project.stale() == {"two/a"}
    project.run("two/a")
    entries = [project.store.get(project.find(f"{f}/a")) for f in ("one", "two")]
    assert [e.outputs[0][0]["text"] for e in entries] == ["one\n", "two\n"]


def test_a_package_version_makes_exactly_its_users_stale(project, monkeypatch):
    """A distribution that does not exist, beside a kernel that really imports it."""
    home = project.root / "packages"
    project.write("packages/fakedist.py", "")
    info = "packages/fake_dist-1.0.dist-info"
    project.write(f"{info}/METADATA", "Name: fake-dist\nVersion: 1.0\n")
    project.write(f"{info}/top_level.txt", "fakedist\n")
    project.write(f"{info}/RECORD", "fakedist.py,,\n")
    monkeypatch.setenv("PYTHONPATH", f"{home}{os.pathsep}{os.environ['PYTHONPATH']}")
    monkeypatch.syspath_prepend(home)
    project.snippet("user", "import fakedist")
    project.snippet("other", "1")
    project.run()
    assert project.stale() == set()

    project.write(f"{info}/METADATA", "Name: fake-dist\nVersion: 1.1\n")
    (project.root / info).rename(home / "fake_dist-1.1.dist-info")  # as pip does
    assert project.stale() == {"user"}


def test_a_package_that_the_kernel_had_loaded_already_counts_too(project):
    entry_uses = uses_of(project, "import psutil")
    assert "psutil" in entry_uses.packages


def uses_of(project, code):
    """Run a snippet; return what the store noted that it used."""
    found = project.snippet("a", code)
    project.entry("a")
    return project.store.uses(found)


def test_files_that_are_only_written_are_no_dependency(project):
    """Its own, that is: of the project it may write none."""
    assert uses_of(project, "open('made.txt', 'w').write('1')").reads == ()


def test_folders_are_told_apart_from_the_built_site_by_their_whole_name(project):
    project.write("sites/data.csv", "1")
    project.write("site/data.csv", "1")
    code = (
        f"for f in ('sites', 'site'):\n    open(r'{project.root}/' + f + '/data.csv')"
    )
    assert uses_of(project, code).reads == ("sites/data.csv",)


def test_a_new_file_beside_an_imported_one_makes_nothing_stale(project):
    """An import lists folders; what counts is the files that it finds there."""
    project.write("snippets/helper.py", "n = 1")
    searches = "from importlib.metadata import version; version('numpy')"
    imports = "import helper; from snippets import helper as other"
    project.snippet("a", f"{imports}\n{searches}")
    project.snippet("b", "import os; os.listdir(os.path.dirname(__file__))")
    project.run()
    assert project.stale() == set()
    (project.root / "snippets" / "__pycache__").mkdir(exist_ok=True)
    assert project.stale() == set()
    project.write("snippets/new.txt", "")
    assert project.stale() == {"b"}


def test_byte_code_that_another_process_adds_makes_nothing_stale(project):
    project.write("library/__pycache__/a.cpython-311.pyc", "")
    walk = f"list(Path({str(project.root)!r}).rglob('*.py'))"
    project.snippet("a", f"from pathlib import Path\n{walk}")
    project.run()
    project.write("library/__pycache__/b.cpython-311.pyc", "")
    project.write("library/inner/__pycache__/c.cpython-311.pyc", "")
    assert project.stale() == {"a"}, "there is a folder more"
    project.run()
    project.write("library/inner/__pycache__/d.cpython-311.pyc", "")
    assert project.stale() == set()
    shutil.rmtree(project.root / "library/__pycache__")
    assert project.stale() == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.setitem(ENVIRONMENT, "PYTHONHASHSEED", "1"),
        lambda m: m.setattr(fingerprint.platform, "python_version", lambda: "3.99"),
        lambda m: m.setattr(fingerprint.platform, "machine", lambda: "abacus"),
        lambda m: m.setattr(fingerprint, "file_state", lambda path: "other"),
        lambda m: m.setattr(fingerprint, "version", lambda name: "99"),
    ],
    ids=["environment", "python", "machine", "runner's files", "runner's packages"],
)
def test_the_runner_makes_everything_stale(project, monkeypatch, change):
    project.fake("a")
    project.fake("b")
    assert project.stale() == set()
    change(monkeypatch)
    assert project.stale() == {"a", "b"}


def test_what_snippets_are_told_makes_another_output(project, monkeypatch):
    found = project.snippet("a", "import os; full = os.environ.get('LESSON_FULL')")
    keys = []
    for value in ("", "1", ""):
        monkeypatch.setenv("LESSON_FULL", value)
        if not value:
            monkeypatch.delenv("LESSON_FULL")
        keys.append(static_key(project.paths, found))
    assert keys[0] == keys[2] != keys[1]


def test_import_statements_of_all_kinds_are_followed(project):
    for name in ("a", "b", "c", "d", "p/__init__", "p/q", "p/r", "unused"):
        project.write(f"snippets/{name}.py", "")
    code = """\
        import a, b as bee
        from c import *
        def late():
            import d
        from p import q
        if False:
            import p.r
        import json, sys, numpy
    """
    found = project.snippet("s", code)
    names = [path.name for path in local_modules(project.paths, found.path)]
    assert names == ["a.py", "b.py", "c.py", "d.py", "__init__.py", "q.py", "r.py"]


def test_import_cycles_and_broken_helpers_end(project):
    project.write("snippets/a.py", "import b\n")
    project.write("snippets/b.py", "import a, c\n")
    project.write("snippets/c.py", "this is not python\n")
    found = project.snippet("s", "import a")
    names = [path.name for path in local_modules(project.paths, found.path)]
    assert names == ["a.py", "b.py", "c.py"]


def test_a_helper_with_a_byte_order_mark_is_followed(project):
    project.write("snippets/a.py", "\ufeffimport b\n")
    project.write("snippets/b.py", "")
    found = project.snippet("s", "import a")
    assert len(local_modules(project.paths, found.path)) == 2


def test_versions_are_those_of_what_the_snippet_imports(project):
    project.snippet("a", "import psutil, json")
    assert list(project.entry("a").versions) == ["psutil"]
    assert project.entry("a").python == sys.version.split()[0]


def test_a_package_installed_in_place_is_followed(project, monkeypatch):
    """As `pip install -e` does it: its folder of sources is on the path."""
    helper = project.write("library/src/helper/__init__.py", "A = 1\n")
    inside = project.write("env/lib/site-packages/other.py", "B = 1\n")
    monkeypatch.setattr(sys, "prefix", str(project.root / "env"))
    for folder in (helper.parents[1], inside.parent):
        monkeypatch.syspath_prepend(folder)
    snippet = project.snippet("a", "from helper import A\nfrom other import B")
    assert local_modules(project.paths, snippet.path) == [helper]
    before = static_key(project.paths, snippet)
    helper.write_text("A = 2\n")
    assert static_key(project.paths, snippet) != before
