"""What the search plugin is shown of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser

from lessonkit.site.search import searchable

OUT = "data-search-exclude"


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (f"<p>a</p><div {OUT}>b<div>c</div>d</div>e", "<p>a</p>e"),
        (f"<pre class='x' {OUT}=''>b</pre>e", "e"),
        (f'<div {OUT}><i title="</div>">b</i></div>e', "e"),
        (f"<div {OUT}><!-- </div> -->b</div>e", "e"),
        (f"<svg {OUT}><svg/>b</svg>e", "e"),
    ],
)
def test_what_the_search_leaves_out_is_gone(content, kept):
    assert searchable(content) == kept


@pytest.mark.parametrize(
    "content",
    [
        f"<h2 {OUT}>a</h2><p>b</p>",  # leaves out all up to the next heading
        f"<div data-x='{OUT}'>a</div>",
        f"<p>{OUT}</p>",
        f"<div {OUT}>it has no end",
        f"<img {OUT}>a",
        "a < b",
        "",
    ],
)
def test_all_else_is_there(content):
    assert searchable(content) == content


pieces = st.sampled_from(["a", "<b>c</b>", "<br>", "<h2 id='d'>e</h2>", "<!-- <p> -->"])
# the plugin itself goes wrong where an element stands in one of its own name
for name in ("div", "section", "article"):
    pieces = pieces | st.tuples(
        st.just(name),
        st.sampled_from(["", f" {OUT}", ' title="<div>"', f' class="{OUT}"']),
        st.lists(pieces, max_size=3).map("".join),
    ).map(lambda made: "<{0}{1}>{2}</{0}>".format(*made))


@given(st.lists(pieces, max_size=4))
def test_the_plugin_finds_the_same_as_without_it(parts):
    content = f"<h1 id='top'>t</h1>{''.join(parts)}"
    assert found(searchable(content)) == found(content)


def found(content):
    """Return what the theme's own parser takes up, section by section."""
    parser = Parser()
    parser.feed(content)
    parser.close()
    return [
        (section.id, "".join(section.title).strip(), "".join(section.text).strip())
        for section in parser.data
        if not section.is_excluded()
    ]
