"""`check` names whatever a build would stumble over, and runs nothing."""

import pytest

from lessonkit.check import problems
from lessonkit.run import process


@pytest.fixture
def checked(project, monkeypatch):
    """Return a project without problems, and kernels that must not start."""

    def never(*_):
        raise AssertionError("check ran a snippet")

    monkeypatch.setattr(process, "run", never)
    project.fake("a", accuracy=0.5, rows=[1])
    project.write("docs/assets/widgets/neuron/widget.js", "")
    project.page(
        "/// example | a#c\n///\n\n{{ a.accuracy:.1% }}\n\n"
        "/// widget | neuron\n    data: a.rows\n///\n"
    )
    return project


def found(project):
    return [str(problem) for problem in problems(project.paths)]


def test_a_project_in_order_has_no_problems(checked):
    assert found(checked) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/// output | b#c\n///", "no snippet `b`"),
        ("/// output | a#d\n///", "no cell `d` in snippets/a.py"),
        ("/// output | a\n///", "`a` names no cell"),
        ("/// output | ../a#c\n///", "`../a` is not a snippet name"),
        ("{{ a.acuracy }}", "no value `acuracy` in a. Did you mean `accuracy`?"),
        (
            "{{ a.rows }}",
            "`rows` of a is not a scalar. Name one in it, such as `rows.0`",
        ),
        ("{{ a.accuracy:d }}", "format `d` does not fit 0.5"),
        ("{{ accuracy }}", "is not a value"),
        ("/// widget | neurn\n///", "no widget `neurn`. Did you mean `neuron`?"),
        ("/// output | a#c\n", "the block `/// output` is never closed"),
        ("/// question | Is it {{ a.no }}?\n///", "no value `no`"),
    ],
)
def test_each_broken_reference_is_named_with_its_line(checked, text, said):
    checked.page(f"---\ntitle: T\n---\n\n{text}\n", "other.md")
    [problem] = found(checked)
    assert problem.startswith("docs/other.md:5: ")
    assert said in problem


def test_broken_data_of_a_widget_is_named_in_its_line(checked):
    checked.page("/// widget | neuron\n    data: a.rows, a.row\n///\n", "other.md")
    assert found(checked) == [
        "docs/other.md:2: no value `row` in a. Did you mean `rows`?"
    ]


def test_a_stale_snippet_is_named(checked):
    checked.snippet("a", "2")
    assert found(checked) == [
        "snippets/a.py: outputs of `a` are missing or stale."
        " Run `python -m lessonkit run a`."
    ]


def test_an_unused_snippet_is_named(checked):
    checked.fake("lonely")
    [problem] = found(checked)
    assert problem.startswith("snippets/lonely.py: no page uses the snippet `lonely`.")


def test_a_misspelt_cell_is_one_problem_and_not_two(checked):
    checked.fake("b")
    checked.page("/// output | b#cc\n///\n", "other.md")
    assert len(found(checked)) == 1


def test_malformed_snippets_are_named(checked):
    checked.write("snippets/bad.py", "# %% c\n")
    assert found(checked)[0].startswith("snippets/bad.py:1: no module docstring")


def test_code_that_shows_the_syntax_is_no_reference(checked):
    checked.page("```\n/// output | b#c\n///\n```\n\n`{{ b.c }}`\n", "other.md")
    assert found(checked) == []


def test_the_exit_code_says_whether_there_are_problems(checked):
    done = checked.cli("check")
    assert (done.returncode, done.stdout) == (0, "everything is up to date\n")
    checked.snippet("a", "2")
    done = checked.cli("check")
    assert (done.returncode, done.stdout) == (1, "1 problem\n")
    assert done.stderr.startswith("snippets/a.py: outputs of `a`")


def test_a_malformed_snippet_is_told_once_and_first(checked):
    checked.page("/// output | bad#c\n///\n" * 3, "other.md")
    checked.write("snippets/bad.py", "# %% c\n1\n")
    [problem] = found(checked)
    assert problem.startswith("snippets/bad.py:1: no module docstring.")


def test_many_stale_snippets_are_one_line(checked):
    for name in "bcde":
        checked.fake(name)
        checked.page(f"/// output | {name}#c\n///\n", f"{name}.md")
    for name in "abcde":
        checked.snippet(name, "2")
    [problem] = found(checked)
    assert problem.startswith("outputs of 5 snippets are missing or stale.")
    assert "`e`" in problem


def test_running_a_malformed_snippet_says_only_what_is_wrong_with_it(project):
    project.write("snippets/bad.py", "# %% c\n1\n")
    said = project.cli("run", "bad").stderr
    assert "no module docstring" in said and "matches" not in said
