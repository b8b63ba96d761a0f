"""What a page refers to is found, in its line, without rendering the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit.errors import LessonError
from lessonkit.page import pages, references

PARTS = {
    "prose": ("Some prose: a // b, {not}, {{ x", None),
    "blank": ("", None),
    "value": ("It is {{ a/b.c:.1% }}.", ("value", "a/b.c:.1%")),
    "code": ("`{{ a.b }}` and ``{{ c.d }} ` ``", None),
    "block": ("/// output | a/b#c\n    alt: An {{ a.alt }}.\n\nCaption.\n///", None),
    "nested": ("- item\n\n    /// snippet | a/b#d\n    ///", None),
    "widget": ("/// widget | neuron\n    data: a.b, c.d\n///", None),
    "question": ("/// question | Is it {{ a.q }}?\n- [x] a\n///", None),
    "other": ("/// details | More\n///", None),
    "fence": ("```markdown\n/// output | no#c\n{{ no.x }}\n```", None),
    "tildes": ("~~~~\n```\n{{ no.x }}\n~~~\n~~~~", None),
    "inline": ("```no fence```", None),
    "control": ("\x0c\u2028\x85 {{ a.sep }}", None),
}
# part -> (kind, text, line inside the part)
FOUND = {
    "value": [("value", "a/b.c:.1%", 0)],
    "block": [("output", "a/b#c", 0), ("value", "a.alt", 1)],
    "nested": [("snippet", "a/b#d", 2)],
    "widget": [("widget", "neuron", 0), ("data", "a.b", 1), ("data", "c.d", 1)],
    "question": [("question", "Is it {{ a.q }}?", 0), ("value", "a.q", 0)],
    "control": [("value", "a.sep", 0)],
}


@given(st.lists(st.sampled_from(sorted(PARTS)), max_size=12))
def test_references_are_found_with_their_line_numbers(names):
    text, expected, line = "", [], 1
    for name in names:
        part = PARTS[name][0]
        expected += [(k, t, line + at) for k, t, at in FOUND.get(name, [])]
        text += part + "\n\n"
        line += part.count("\n") + 2
    assert [(r.kind, r.text, r.line) for r in references.scan(text)] == expected


@given(st.text(st.sampled_from("/`~{}|# \n\tabc.:snippetoutput"), max_size=200))
def test_any_text_is_scanned(text):
    lines = text.count("\n") + 1
    assert all(1 <= r.line <= lines for r in references.scan(text))


def test_pages_come_in_the_order_of_the_navigation_then_by_name(project):
    for name in ("z.md", "a.md", "l/two.md", "l/one.md", "notebooks/n.md"):
        project.page("x", name)
    config = (project.root / "mkdocs.yml").read_text()
    nav = "nav:\n  - Z: z.md\n  - L:\n      - l/two.md\n      - Gone: gone.md\n"
    emoji = "x: !!python/name:material.extensions.emoji.twemoji ''\n"
    project.write("mkdocs.yml", config + nav + emoji)
    found = [p.relative_to(project.paths.docs) for p in pages.in_order(project.paths)]
    assert [p.as_posix() for p in found] == ["z.md", "l/two.md", "a.md", "l/one.md"]


def test_a_page_that_is_not_utf8_is_one_error(project):
    path = project.page("")
    path.write_bytes(b"# Title\nGr\xf6\xdfe")
    with pytest.raises(LessonError, match=r"^docs/index.md:2: not UTF-8 \(byte 10\)"):
        pages.read(path)
