"""What Markdown would show as text, or hide, is named with its line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessonkit import config
from lessonkit.errors import LessonError
from lessonkit.page.lint import lint

MARKS = [
    "/// output | a#b", "///", "////", "//// details | x", "{{ a.b }}", "{{", "}}",
    "`{{`", "```", "---", "a: b", "[x](claim:y)", "[x](claim: y)", "[x](cites:y)", "",
]  # fmt: skip


def found(project, text):
    return [(line, error.cause) for line, error in lint(project.paths, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/// output | a#b\n", [(1, "output")]),
        ("\n//// example | a#b\n///\n", [(2, "example")]),
        ("/// details | x\n", [(1, "details")]),
        ("/// output | a#b\n///\n", []),
        ("//// details | x\n/// output | a#b\n////\n", [(2, "output")]),
    ],
)
def test_blocks_that_are_never_closed_are_found(project, text, expected):
    told = [(n, f"the block `/// {name}` is never closed") for n, name in expected]
    assert found(project, text) == told


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("---\na: [\n---\n# A\n", 2, "the front matter is no YAML"),
        ("---\na: b: c\n---\n# A\n", 2, "the front matter is no YAML"),
        ("---\ndescription: A\n\n# A\n", 1, "the front matter is never closed"),
        ("---\n- a\n---\n\n# A\n", 1, "the front matter says nothing"),
    ],
)
def test_front_matter_that_would_become_a_heading_is_named(project, text, line, cause):
    [(at, said)] = found(project, text)
    assert at == line and said.startswith(cause)


def test_code_and_good_pages_have_no_problems(project):
    text = "---\na: b\n---\n\n`{{` and `[x](claims:y)` [x](https://a.b) [y](z.md#c)\n\n"
    assert found(project, text + "```\n/// no\n{{\n```\n") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MARKS), max_size=12))
def test_any_page_is_read_and_each_problem_has_a_line_and_a_remedy(project, lines):
    for line, error in lint(project.paths, "\n".join(lines)):
        assert 1 <= line <= max(1, len(lines))
        assert error.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site_name: a\n\tnav: b\n", "^mkdocs.yml:2: no YAML"),
        ("- a\n", "^mkdocs.yml: no settings"),
        ("", "^mkdocs.yml: no settings"),
    ],
)
def test_a_malformed_configuration_is_named_with_its_line(project, text, said):
    project.write("mkdocs.yml", text)
    with pytest.raises(LessonError, match=said):
        config.config(project.paths)
