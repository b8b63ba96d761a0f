"""Whatever a snippet shows, nothing of it acts in a page."""

from __future__ import annotations

import re

import nh3
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from lessonkit.errors import LessonError
from lessonkit.figure.render import Piece, check_shown, pieces
from lessonkit.ledger import bibliography
from lessonkit.sanitizer import safe
from small_course import Small

ACTING = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><use href='data:image/svg+xml,x#a'/></svg>",
    "<iframe src='https://elsewhere.example'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>",
    "<base href='https://elsewhere.example/'>",
    "<form action='https://elsewhere.example'><button>Go</button></form>",
    "<a href='javascript:alert(1)'>x</a><a href='data:text/html,x'>y</a>",
    "<link rel=stylesheet href='https://elsewhere.example/a.css'>",
    "<style>@import 'https://elsewhere.example/a.css'</style>",
    "<p style='background:url(https://elsewhere.example/a.png)'>x</p>",
    "<object data='x'></object><embed src='x'><video src='x' autoplay></video>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]


def _acts(html: str) -> list[str]:
    """Name what of a page's HTML could act, load or leave the page."""
    found = []
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name not in nh3.ALLOWED_TAGS | {"section", "button"}:
            found.append(element.name)
        for name, value in element.attrs.items():
            address = name in ("href", "src", "srcset", "action", "formaction")
            harmless = ("https:", "http:", "mailto:", "#", "data:image/")
            if name.startswith("on") or (
                address and not str(value).lower().startswith(harmless)
            ):
                found.append(f"{element.name} {name}={value}")
            if name == "style" and "url" in str(value):
                found.append(f"style {value}")
    return found


@pytest.mark.parametrize("html", ACTING)
def test_nothing_acts_whichever_way_it_takes(html: str) -> None:
    ways = [
        {"text/html": f"<table><tr><td>{html}</td></tr></table>"},
        {"text/html": f"<p>Words. {html}</p>"},
        {"text/markdown": f"Words.\n\n{html}"},
        {"image/jpeg": f'AA">{html}'},
        {"image/png": f'AA">{html}'},
        {"image/svg+xml": html},
        {"text/plain": html},
        {"application/json": {"a": html}},
    ]
    shown = [{"output_type": "display_data", "data": data} for data in ways]
    for piece in pieces(shown, f'">{html}'):
        assert _acts(piece.html + piece.table) == []


@given(st.text(st.sampled_from("<>\"'=/ abionrsctp:;&#!-{}\x00"), max_size=80))
def test_any_text_is_harmless_and_stays_so(text: str) -> None:
    once = safe(text)
    assert _acts(once) == []
    assert safe(once) == once


def test_a_new_kind_of_output_cannot_forget() -> None:
    piece = Piece("film", ACTING[0] + ACTING[1], ACTING[2])
    assert _acts(piece.html + piece.table) == []


def test_what_the_site_makes_itself_stays_as_it_is() -> None:
    made = (
        '<div class="lk-plot" data-figure="ab12" role="group" aria-label="it falls"'
        ' style="--lk-height:420px"><p class="lk-plot__alt">it falls</p></div>'
        '<img src="data:image/png;base64,AAAA" alt="a" width="2" height="3"'
        ' loading="lazy"><pre tabindex="0"><code>a &lt; b</code></pre>'
        '<details class="lk-twin"><summary>more</summary></details>'
    )
    before, after = (BeautifulSoup(h, "html.parser") for h in (made, safe(made)))
    for one, other in zip(before.find_all(True), after.find_all(True), strict=True):
        assert (one.name, one.attrs, one.string) == (
            other.name,
            other.attrs,
            other.string,
        )


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ({"text/html": "<p>Hello <b>you</b></p>", "text/plain": "<x.HTML object>"},
         "prose", "Hello you"),
        ({"text/html": "<div>Ridge()</div>", "text/plain": "Ridge()"},
         "text", "Ridge()"),
        ({"text/latex": "$x^2$", "text/plain": "x**2"}, "text", "x**2"),
        ({"application/json": {"a": [1, "é"]}, "text/plain": "<x.JSON object>"},
         "text", '"é"'),
        ({"image/gif": "R0lGOD", "text/plain": "<x.Image object>"}, "image", ""),
        ({"image/webp": "UklG", "text/plain": "<x.Image object>"}, "image", ""),
        ({"text/plain": "<__main__.Model at 0x7f>"}, "text", "<__main__.Model"),
    ],
)  # fmt: skip
def test_the_richest_form_that_a_page_can_show(
    data: dict[str, object], kind: str, text: str
) -> None:
    check_shown(data)
    (piece,) = pieces([{"output_type": "display_data", "data": data}], "")
    assert piece.kind == kind
    assert text in BeautifulSoup(piece.html, "html.parser").get_text()


@pytest.mark.parametrize(
    "data",
    [
        {"text/latex": "$x^2$", "text/plain": "<x.Latex object>"},
        {"application/javascript": "alert(1)", "text/plain": "<x.Javascript object>"},
        {"text/html": "<audio src='data:audio/wav,x'>Not here.</audio>"},
        {"text/html": "<iframe src='https://elsewhere.example'></iframe>"},
        {"text/html": "<img src='https://elsewhere.example/a.png'>"},
        {"text/html": "<style>p {}</style>", "text/plain": "<x.HTML object>"},
        {"application/pdf": "JVBERi0="},
        {"audio/wav": "UklG", "text/plain": "a sound"},
        {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()"},
    ],
)
def test_what_no_page_shows_is_refused_by_its_kind(data: dict[str, object]) -> None:
    with pytest.raises(LessonError, match="no page can show"):
        check_shown(data)


def test_a_refusal_names_file_and_line(project: Small) -> None:
    code = "from IPython.display import Latex, display\ndisplay(Latex('$x$'))"
    project.snippet("a", f"# %% one\nx = 1\n\n# %% two\n{code}")
    error = project.run("a")["a"].error
    assert error and error.where == "snippets/a.py:8" and "text/latex" in str(error)


@pytest.mark.parametrize(
    "address",
    ['https://x"><script>alert(1)</script>', "https://x' onclick='y", "https://x`y"],
)
def test_an_address_that_could_leave_its_attribute_is_refused(
    project: Small, address: str
) -> None:
    work = {"authors": ["A. One"], "title": "T", "venue": "V", "year": "2020"}
    text = "".join(f"  {name}: {value!r}\n" for name, value in work.items())
    escaped = address.replace("'", "''")
    project.write("docs/bibliography.yml", f"one:\n{text}  url: '{escaped}'\n")
    with pytest.raises(LessonError, match=re.escape("url `https://x")):
        bibliography.bibliography(project.paths)
    work = bibliography.Work("one", 1, ("A. <b>One</b>",), {
        "title": "<script>", "venue": "V", "year": "2020", "url": address,
    })  # fmt: skip
    assert _acts(work.html) == []
