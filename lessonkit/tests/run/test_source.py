"""Notebooks and Markdown with code are snippets like Python files, in every respect."""

import json
import subprocess
import sys

import nbformat
import pytest

from lessonkit.errors import LessonError
from lessonkit.run import failures, snippet
from lessonkit.run.fingerprint import local_modules
from lessonkit.run.source import as_python
from lessonkit.site.export import export

PERCENT = '''\
"""Falling stones.

They *accelerate*.
"""

# %% fall
import beside

distance = beside.G * 9 / 2
print(distance)

# %% [markdown]
# Nothing else counts.

# %% late
distance * 2
'''
MARKDOWN = """\
# Falling stones

They *accelerate*.

```python title="fall"
import beside

distance = beside.G * 9 / 2
print(distance)
```

Nothing else counts.

```python name="late"
distance * 2
```
"""
MYST = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---

# Falling stones

They *accelerate*.

```{code-cell} ipython3
:name: fall
import beside

distance = beside.G * 9 / 2
print(distance)
```

Nothing else counts.

```{code-cell}
:name: late
distance * 2
```
"""


def notebook(*cells, **metadata):
    """Write a notebook; a cell is its source, or a pair of name and source."""
    made = nbformat.v4.new_notebook(metadata=metadata)
    for cell in cells:
        if isinstance(cell, tuple):
            name, source = cell
            more = {"name": name} if name else {}
            made.cells.append(nbformat.v4.new_code_cell(source, metadata=more))
        else:
            made.cells.append(nbformat.v4.new_markdown_cell(cell))
    return nbformat.writes(made)


NOTEBOOK = notebook(
    "# Falling stones\n\nThey *accelerate*.",
    ("fall", "import beside\n\ndistance = beside.G * 9 / 2\nprint(distance)"),
    "Nothing else counts.",
    ("late", "distance * 2"),
)
FORMS = {
    "py": ("a.py", PERCENT),
    "md": ("a.md", MARKDOWN),
    "myst": ("a.md", MYST),
    "ipynb": ("a.ipynb", NOTEBOOK),
}


@pytest.fixture(params=FORMS)
def form(request, project):
    """Return the project with the same snippet in each of the formats."""
    name, text = FORMS[request.param]
    project.write("snippets/beside.py", "G = 9.81\n")
    (project.root / "snippets" / name).write_text(text, "utf-8")
    return project


def test_all_formats_give_the_same_snippet_and_the_same_run(form):
    found = form.find("a")
    assert (found.title, found.prose) == ("Falling stones", "They *accelerate*.")
    assert [(c.kind, c.name) for c in found.cells] == [
        ("code", "fall"),
        ("markdown", ""),
        ("code", "late"),
    ]
    assert found.cells[1].source == "Nothing else counts."
    assert [path.name for path in local_modules(form.paths, found.path)] == [
        "beside.py"
    ]
    entry = form.entry("a")
    assert entry.values == {"distance": 44.145}
    shown = [out.get("text") or out["data"]["text/plain"] for (out,) in entry.outputs]
    assert shown == ["44.145\n", "88.29"]


def test_what_a_format_looks_like_is_in_no_fingerprint(form):
    form.entry("a")
    path = form.find("a").path
    path.write_text(path.read_text("utf-8").replace("Nothing else", "No more"), "utf-8")
    assert form.stale() == set()
    form.write("snippets/beside.py", "G = 1.62\n")
    assert form.stale() == {"a"}


def test_readers_get_python_that_runs_and_a_notebook(form):
    form.entry("a")
    found = form.find("a")
    export(form.paths, form.store, [found])
    copy = form.paths.download("a", ".py")
    assert copy.read_bytes() == as_python(form.paths, found.path)
    ran = subprocess.run(
        [sys.executable, "-c", copy.read_text("utf-8")],
        cwd=form.paths.snippets, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout == "44.145\n"
    made = json.loads(form.paths.download("a", ".ipynb").read_text("utf-8"))
    assert made["cells"][1]["metadata"] == {"name": "fall"}
    assert "".join(made["cells"][1]["outputs"][0]["text"]) == "44.145\n"


PLACES = {
    "py": "a.py:10",
    "md": "a.md:9",
    "myst": "a.md:20",
    "ipynb": "a.ipynb:cell 2:4",
}


@pytest.mark.parametrize("name", FORMS)
def test_an_error_names_file_and_line_as_the_author_sees_them(project, name):
    file, text = FORMS[name]
    project.write("snippets/beside.py", "G = 9.81\n")
    spoilt = text.replace("print(distance)", "print(distanse)")
    (project.root / "snippets" / file).write_text(spoilt, "utf-8")
    error = project.run("a")["a"].error
    assert error.where == f"snippets/{PLACES[name]}"
    assert "distanse" in error.cause


def test_warnings_and_tracebacks_name_the_notebook_and_not_what_ran(project):
    text = notebook(("w", "import warnings\nwarnings.warn('so')"), ("", "[][1]"))
    path = project.write("snippets/a.ipynb", text)
    error = project.run("a")["a"].error
    assert 'File "snippets/a.ipynb", cell 2:1' in error.remedy
    path.write_text(notebook(("w", "import warnings\nwarnings.warn('so')")), "utf-8")
    told = project.entry("a").outputs[0][0]["text"]
    assert told.startswith("snippets/a.ipynb:cell 1:2: UserWarning: so")


def test_a_notebook_works_in_its_own_folder_and_its_data_count(project):
    project.write("snippets/data/numbers.csv", "1,2\n")
    cell = "from __future__ import annotations\nt = open('data/numbers.csv').read()"
    project.write("snippets/a.ipynb", notebook(("r", cell)))
    assert project.entry("a").values == {"t": "1,2\n"}
    project.write("snippets/data/numbers.csv", "3\n")
    assert project.stale() == {"a"}
    project.write("snippets/a.ipynb", notebook(("r", "open('out.csv', 'w')")))
    error = project.run("a")["a"].error
    assert error.where == "snippets/a.ipynb:cell 1:1"
    assert "tempfile" in error.remedy


def test_two_files_of_one_name_are_one_clear_error(project):
    project.snippet("a", "1")
    project.write("snippets/a.ipynb", NOTEBOOK)
    with pytest.raises(LessonError, match=r"a.py: `a.py` and `a.ipynb` are both"):
        project.find("a")
    _, errors = snippet.find_all(project.paths)
    assert len(errors) == 1


@pytest.mark.parametrize("whose", ["text", "notebook"])
def test_of_a_pair_the_text_counts(project, whose):
    pair = {"formats": "notebooks///ipynb,snippets///py:percent"}
    said = {"jupytext": pair} if whose == "notebook" else {}
    project.write("snippets/a.ipynb", notebook("# N", ("c", "1"), **said))
    head = (
        "# ---\n# jupyter:\n#   jupytext:\n#     formats: ipynb,py:percent\n# ---\n\n"
    )
    head = head if whose == "text" else ""
    project.write(
        "snippets/a.py", f"{head}# %% [markdown]\n# # Text\n\n# %% c\nx = 2\n"
    )
    assert project.find("a").title == "Text"
    assert project.entry("a").values == {"x": 2}


def test_markdown_that_is_no_snippet_is_left_alone(project):
    project.write("snippets/README.md", "# Read me\n\n```python\n1\n```\n")
    project.write("snippets/notes.md", "Notes.\n\n```sh\nls\n```\n")
    project.write("snippets/.ipynb_checkpoints/a-checkpoint.ipynb", NOTEBOOK)
    assert snippet.names(project.paths) == []


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "%load_ext autoreload", "%autoreload 2",
             "%config InlineBackend.figure_format = 'svg'"],
)  # fmt: skip
def test_magics_that_change_no_result_become_comments(project, line):
    project.write("snippets/a.ipynb", notebook(("c", f"import os\n{line}\nx = 1")))
    found = project.find("a")
    assert f"\n# {line}\n" in found.code[0].source
    assert project.entry("a").values == {"x": 1}


def test_what_is_timed_runs(project):
    cells = ("c", "%%time\nx = 1"), ("d", "%time y = x + 1")
    project.write("snippets/a.ipynb", notebook(*cells))
    assert project.entry("a").values == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("!pip install numpy", "requirements.txt"),
        ("%pip install numpy", "requirements.txt"),
        ("files = !ls", "python FILE"),
        ("!echo it's", "python FILE"),
        ("%matplotlib widget", "`%matplotlib inline`"),
        ("%timeit sum([1])", "perf_counter"),
        ("len?", "python FILE"),
        ("%run other.py", "python FILE"),
    ],
)
def test_other_magics_are_refused_by_name_with_line_and_remedy(project, line, remedy):
    text = notebook("# T", ("c", f"x = 1\nif x:\n    y = 100 % x\n{line}"))
    project.write("snippets/a.ipynb", text)
    with pytest.raises(LessonError) as caught:
        project.find("a")
    assert caught.value.where == "snippets/a.ipynb:cell 2:4"
    assert f"`{line}` is IPython's" in caught.value.cause
    assert remedy in caught.value.remedy


def test_a_cell_in_another_language_is_refused_and_what_is_only_shown_is_not(project):
    project.write("snippets/a.md", "# T\n\n```python\nx = 1\n```\n\n```bash\nls\n```\n")
    with pytest.raises(LessonError, match=r"a.md:7: `%%bash` .*\.noeval"):
        project.find("a")
    shown = "# T\n\n```python\nx = 1\n```\n\n```bash .noeval\nls\n```\n"
    project.write("snippets/a.md", shown)
    assert [cell.kind for cell in project.find("a").cells] == ["code", "markdown"]


def test_a_magic_in_a_python_file_is_named_with_what_to_write(project):
    with pytest.raises(
        LessonError, match=r"a.py:6: .* comment, `# %matplotlib inline`"
    ):
        project.snippet("a", "x = 1\n%matplotlib inline")


def test_a_percent_sign_in_a_text_is_no_magic(project):
    source = "x = '''\n%pip install\n''' + ('%d'\n  % 3)"
    project.write("snippets/a.ipynb", notebook(("c", source)))
    assert project.entry("a").values == {"x": "\n%pip install\n3"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", r"a.ipynb: Jupytext cannot read it"),
        (notebook(("c", "x <- 1"), language_info={"name": "R"}), "a notebook in R"),
        (notebook(("c", "x = 1\nfor")), r"a.ipynb:cell 1:2: not valid Python"),
        (notebook(("c", "x = 1\n# %% b")), r"a.ipynb:cell 1:2: `# %% b` stands inside"),
        (notebook(("c", "1"), ("c", "2")), r"cell 2:1: cell `c` is .* line cell 1:1"),
    ],
)
def test_what_is_wrong_with_a_notebook_is_said_of_it(project, text, said):
    (project.root / "snippets/a.ipynb").write_text(text, "utf-8")
    with pytest.raises(LessonError, match=said):
        project.find("a")


def test_a_notebook_cannot_be_imported_and_the_error_says_so(project):
    project.write("snippets/__init__.py", "")
    project.write("snippets/e/stones.ipynb", NOTEBOOK)
    project.snippet("b", "from snippets.e.stones import distance")
    error = project.run("b")["b"].error
    assert "`snippets/e/stones.ipynb` is a snippet that Python cannot import" in str(
        error
    )


def test_a_large_picture_among_the_outputs_costs_nothing(project):
    project.write("snippets/a.ipynb", notebook(("c", "1")))
    found = project.find("a")
    picture = "iVBORw0KGgo" * 500_000  # looked through at each letter, it takes hours
    script = f"/tmp/x/{failures.SCRIPT}/{found.file}"
    text = f'{{"image/png": "{picture}"}} File "{script}", line 2'
    told = failures.with_places(text, found)
    assert told == f'{{"image/png": "{picture}"}} File "snippets/a.ipynb", cell 1:1'
