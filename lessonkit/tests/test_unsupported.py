"""Markdown that the configuration does not know is named, and nothing else is."""

from __future__ import annotations

import pytest

from lessonkit.page.lint import lint
from lessonkit.page.unsupported import unsupported
from small_course import CONFIG, Small

WRITTEN = {
    "footnotes": ["Text.[^1]\n\n[^1]: Note.", "[^a]: Note."],
    "pymdownx.tabbed": ['=== "A"\n\n    a', "=== 'A'"],
    "pymdownx.details": ["??? note\n\n    a", "???+ tip\n\n    a"],
    "pymdownx.tasklist": ["- [ ] one\n- [x] two", "1. [X] one"],
    "pymdownx.arithmatex": ["So $x^2$.", "$$\nx\n$$", r"So \(x\).", "A rate $r$ of"],
    "pymdownx.emoji": ["Hi :smile:", ":material-star: it"],
    "pymdownx.keys": ["Press ++ctrl+c++."],
    "pymdownx.mark": ["It is ==marked==."],
    "pymdownx.tilde": ["It is ~~gone~~."],
    "pymdownx.critic": ["It is {++added++}.", "It is {--gone--}."],
    "abbr": ["*[HTML]: Hyper"],
    "def_list": ["Term\n:   What it means"],
    "pymdownx.snippets": ['--8<-- "x.md"'],
}
CASES = [(name, text) for name, texts in WRITTEN.items() for text in texts]
FINE = [
    "It costs $5, and $10 later. US$3 and 4$.",
    "At 10:30:15, of a::b::c and http://a.b:80/c:d",
    "a == b, and b == c; a === b",
    "/// question | Which?\n\n- [ ] one\n- [x] two\n///",
    "/// output | a#c\n    emphasize: \\(x\\)|==\n///",
    "A [link][^] and [^abc] as a pattern; [1]: https://a.b",
    "What?? Really??? Yes!!!",
    "x ~ y, and a++ or ++b",
    "`$x$` and `==a==`\n\n```\n$x$\n??? note\n```",
    "---\na: $x$\n---\n\nText",
    "An array of shape {n}, {{ a.b }}, and {-1}",
]


@pytest.mark.parametrize(("extension", "text"), CASES)
def test_what_readers_would_see_as_written_is_named(
    project: Small, extension: str, text: str
) -> None:
    before = "# Title\n\n"
    found = list(unsupported(project.paths, before + text))
    assert [f"`{extension}`" in error.remedy for _, error in found] == [True]
    assert found[0][0] >= 3
    project.write("mkdocs.yml", CONFIG + f"  - {extension}:\n      a: 1\n")
    assert not list(unsupported(project.paths, before + text))


@pytest.mark.parametrize("text", FINE)
def test_what_means_nothing_special_is_left_alone(project: Small, text: str) -> None:
    named = [e for _, e in lint(project.paths, text) if "as it is written" in e.cause]
    assert named == []


def test_what_contains_an_extension_counts_as_it(project: Small) -> None:
    text = "Text.[^1]\n\n[^1]: Note.\n\nTerm\n:   What it means\n"
    for name in ("extra", "markdown.extensions.extra", "pymdownx.extra"):
        project.write("mkdocs.yml", CONFIG + f"  - {name}\n")
        assert not list(unsupported(project.paths, text))
