"""A snippet's file becomes named cells with the right line numbers, or one error."""

import pytest

from lessonkit.errors import LessonError
from lessonkit.run import snippet

TWO_CELLS = '''\
"""One neuron separates two species.

It needs *no* hidden layer.
"""
# time limit: 7 s

# %% data
x = 1

# %% [markdown]
# Now train.

# %% train

y = x + 1
assert y == 2
'''


def lines_of(project, name):
    """Map each cell's first line to the file's line of that number."""
    found = project.find(name)
    text = found.path.read_text("utf-8-sig").split("\n")
    return {cell.source.split("\n")[0]: text[cell.line - 1] for cell in found.code}


def test_cells_have_kind_name_source_and_line(project):
    project.write("snippets/a.py", TWO_CELLS)
    cells = [(c.kind, c.name, c.source, c.line) for c in project.find("a").cells]
    assert cells == [
        ("code", "data", "x = 1", 8),
        ("markdown", "", "Now train.", 11),
        ("code", "train", "y = x + 1\nassert y == 2", 15),
    ]


def test_docstring_is_title_and_prose_and_no_cell(project):
    project.write("snippets/a.py", TWO_CELLS)
    found = project.find("a")
    assert found.title == "One neuron separates two species"
    assert found.prose == "It needs *no* hidden layer."


def test_time_limit_comes_from_the_header_or_is_the_default(project):
    project.write("snippets/a.py", TWO_CELLS)
    assert project.find("a").time_limit == 7
    assert project.snippet("b", "1").time_limit == snippet.DEFAULT_TIME_LIMIT


@pytest.mark.parametrize("limit", ["90", "2 min", "0 s", "-1 s", "1.5 s", ""])
def test_malformed_time_limit_is_an_error_and_not_ignored(project, limit):
    with pytest.raises(LessonError, match=r"snippets/a.py:2: `# time limit:.*90 s"):
        project.snippet("a", "1", header=f"# time limit: {limit}")


@pytest.mark.parametrize("header", ["# Time limit: 90 s", "#time-limit 90 s"])
def test_a_time_limit_that_is_written_otherwise_is_an_error_too(project, header):
    with pytest.raises(LessonError, match=r"snippets/a.py:2: .* is not a time limit"):
        project.snippet("a", "1", header=header)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_windows_line_ends_and_byte_order_mark_change_nothing(project, newline, mark):
    path = project.write("snippets/a.py", "")
    path.write_bytes((mark + TWO_CELLS.replace("\n", newline)).encode())
    found = project.find("a")
    assert [c.name for c in found.code] == ["data", "train"]
    assert [c.line for c in found.code] == [8, 15]
    assert "\r" not in "".join(c.source for c in found.cells)
    assert found.time_limit == 7


def test_code_before_the_first_marker_runs_as_a_cell_without_name(project):
    text = '"""T."""\n\n\nimport os\n\nx = 1\n\n# %% a\ny = 2\n'
    project.write("snippets/a.py", text)
    first = project.find("a").code[0]
    assert (first.name, first.source, first.line) == ("", "import os\n\nx = 1", 4)


def test_comments_before_the_first_marker_are_no_cell(project):
    project.snippet("a", "# %% a\n1", header="# a comment")
    assert [c.name for c in project.find("a").cells] == ["a"]


def test_line_numbers_survive_form_feeds_and_unicode_line_separators(project):
    project.snippet("a", "# %% a\nx = 1  # \x0c \u2028 \x85\n\n# %% b\ny = 2")
    assert lines_of(project, "a") == {
        "x = 1  # \x0c \u2028 \x85": "x = 1  # \x0c \u2028 \x85",
        "y = 2": "y = 2",
    }


def test_empty_cells_are_left_out(project):
    project.snippet("a", "# %% nothing\n\n# %% b\n1")
    assert [c.name for c in project.find("a").cells] == ["b"]


def test_duplicate_cell_name_names_both_lines(project):
    with pytest.raises(LessonError, match=r"snippets/a.py:7: .*`x` is already.*line 4"):
        project.snippet("a", "# %% x\n1\n\n# %% x\n2")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("train", "train"),
        ("Load it: now!", "load_it_now"),
        ("2. Täst", "tast"),
        ("§", ""),
    ],
)
def test_a_title_makes_a_name_as_a_heading_does(project, title, name):
    assert project.snippet("a", f"# %% {title}\n1").code[0].name == name


def test_titles_that_make_the_same_name_are_an_error(project):
    with pytest.raises(
        LessonError, match=r"snippets/a.py:7: .*`a_b` is already.*line 4"
    ):
        project.snippet("a", "# %% A b\n1\n\n# %% a-b\n2")


def test_a_marker_without_a_space_is_named_with_its_line(project):
    with pytest.raises(LessonError, match=r"snippets/a.py:5: `# %%b` begins no cell"):
        project.snippet("a", "# %% a\n# %%b\n1")


def test_a_file_without_cells_says_so(project):
    project.write("snippets/a.py", '"""A."""\nx = 1\n')
    with pytest.raises(LessonError, match=r"^snippets/a.py: no cell in snippets/a.py"):
        project.find("a")


def test_a_snippet_in_another_folder_is_found(project):
    project.snippet("e/pooling", "1")
    project.snippet("m/pool", "1")
    with pytest.raises(LessonError, match="Did you mean `e/pooling`"):
        project.find("m/pooling")


def test_a_file_whose_name_cannot_be_one_is_named(project):
    project.write("snippets/e/pixel-sum.py", '"""S."""\n\n# %% c\n1\n')
    _, [error] = snippet.find_all(project.paths)
    assert str(error).startswith(
        "snippets/e/pixel-sum.py: `e/pixel-sum` is not a snippet"
    )
    assert "lower-case letters, digits and _" in error.remedy


@pytest.mark.parametrize("start", ["", "x = 1\n", "# comment\n", "f'''no'''\n"])
def test_missing_docstring_is_an_error(project, start):
    project.write("snippets/a.py", f"{start}# %% a\n1\n")
    with pytest.raises(LessonError, match=r"snippets/a.py:1: no module docstring"):
        project.find("a")


def test_syntax_error_names_its_line(project):
    with pytest.raises(LessonError, match=r"snippets/a.py:6: not valid Python"):
        project.snippet("a", "x = 1\nif x\n    y = 2")


def test_null_byte_is_an_error(project):
    with pytest.raises(LessonError, match=r"snippets/a.py:1: not valid Python.*null"):
        project.snippet("a", "x = '\x00'")


def test_text_that_is_not_utf8_is_an_error(project):
    path = project.write("snippets/a.py", "")
    path.write_bytes('"""Größe."""\n\n# %% a\n1\n'.encode("latin-1"))
    with pytest.raises(LessonError, match=r"snippets/a.py:1: not UTF-8 \(byte 5\)"):
        project.find("a")


def test_marker_inside_a_string_is_an_error(project):
    with pytest.raises(LessonError, match="2 `# %%` lines but 1 cells"):
        project.snippet("a", 'x = """\n# %% b\n"""')


HEADER = "# ---\n# jupyter:\n#   jupytext:\n#     formats: py:percent\n# ---\n"


@pytest.mark.parametrize("gap", ["", "\n"])
def test_the_header_of_jupytext_is_no_cell(project, gap):
    project.write("snippets/a.py", HEADER + gap + TWO_CELLS)
    found = project.find("a")
    assert found.title == "One neuron separates two species"
    lines = HEADER.count("\n") + len(gap)
    assert [cell.line - lines for cell in found.cells] == [8, 11, 15]


def test_a_header_that_jupytext_cannot_read_is_an_error(project):
    header = "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# ---\n"
    project.write("snippets/a.py", header + TWO_CELLS)
    with pytest.raises(LessonError, match=r"a.py:1: Jupytext cannot read it"):
        project.find("a")


@pytest.mark.parametrize(
    ("text", "title", "prose"),
    [
        ("# %% [markdown]\n# # Rain\n# It falls.\n\n# %% c\n1\n", "Rain", "It falls."),
        ('"""\n====\nRain\n====\n\nIt falls.\n"""\n# %% c\n1\n', "Rain", "It falls."),
        (
            '"""\n.. _rain:\n\nRain\n----\nIt falls.\n"""\n# %% c\n1\n',
            "Rain",
            "It falls.",
        ),
    ],
)
def test_a_title_may_be_a_heading(project, text, title, prose):
    project.write("snippets/a.py", text)
    found = project.find("a")
    assert (found.title, found.prose) == (title, prose)
    assert [cell.kind for cell in found.cells] == ["code"]


def test_what_prose_says_of_time_is_no_time_limit(project):
    project.snippet("a", "# %% [markdown]\n# Time limit of a year.\n\n# %% c\n1")
    assert project.find("a").time_limit == snippet.DEFAULT_TIME_LIMIT


@pytest.mark.parametrize(
    "name",
    ["", "../a", "/etc/passwd", "a.py", "A", "a/../b", "a//b", "a b", "a\n", "."],
)
def test_malformed_snippet_name_is_an_error(project, name):
    project.snippet("a", "1")
    with pytest.raises(LessonError, match="is not a snippet name"):
        project.find(name)


def test_unknown_snippet_names_the_nearest(project):
    project.snippet("models/lenet5", "1")
    with pytest.raises(LessonError, match=r"no snippet `models/lenet`. Did you mean"):
        project.find("models/lenet")
    with pytest.raises(LessonError, match=r"Did you mean `models/lenet5`\?"):
        project.find("lenet5")


def test_unknown_cell_names_the_nearest(project):
    found = project.snippet("a", "# %% train\n1")
    with pytest.raises(LessonError, match=r"no cell `trian` .* mean `train`\?"):
        found.index("trian")


@pytest.mark.parametrize("link", ["file", "folder"])
def test_link_to_a_file_outside_is_an_error(project, link):
    outside = project.write("secret/a.py", TWO_CELLS)
    if link == "file":
        (project.root / "snippets" / "a.py").symlink_to(outside)
        name = "a"
    else:
        (project.root / "snippets" / "out").symlink_to(outside.parent)
        name = "out/a"
    with pytest.raises(LessonError, match="link to a file outside snippets/"):
        project.find(name)


def test_malformed_files_do_not_hide_the_others(project):
    project.snippet("good", "1")
    project.write("snippets/bad.py", "# %% a\n1\n")
    project.write("snippets/latin.py", "").write_bytes(b"# %% \xff\n")
    (project.root / "snippets" / "folder.py").mkdir()
    (project.root / "snippets" / "broken.py").symlink_to("nowhere.py")
    found, errors = snippet.find_all(project.paths)
    assert [s.name for s in found] == ["good"]
    assert sorted(e.where for e in errors) == [
        "snippets/bad.py:1",
        "snippets/latin.py:1",
    ]


def test_helper_modules_without_cells_are_no_snippets(project):
    project.snippet("a", "1")
    project.write("snippets/helper.py", "x = 1\n")
    project.write("snippets/__init__.py", "")
    assert snippet.names(project.paths) == ["a"]


def test_a_saved_file_is_read_again(project):
    project.snippet("a", "x = 1")
    project.snippet("a", "x = 2, 3")
    assert project.find("a").code[0].source == "x = 2, 3"


@pytest.mark.parametrize("name", ["json", "rich", "e/random", "numpy", "keras"])
def test_a_name_that_hides_a_package_is_refused(project, name):
    project.write(f"snippets/{name}.py", '"""T."""\n# %% c\n1\n')
    with pytest.raises(LessonError, match="hides the package") as error:
        project.find(name)
    assert error.value.where == f"snippets/{name}.py"
    assert "_shown.py" in error.value.remedy
