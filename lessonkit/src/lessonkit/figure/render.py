"""Outputs as HTML: text escaped, tables sanitised, figures as empty frames.

A figure's data stays out of the page; `figures.js` loads it when the frame nears the
screen. What the HTML carries is the text alternative, the space, and a data table.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import markdown
import nh3
from PIL import ExifTags, Image

from lessonkit.errors import LessonError
from lessonkit.figure import data_table, plotly_json
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.sanitizer import safe
from lessonkit.text import printable

_TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "em",
               "strong", "b", "i", "code", "br", "sub", "sup"}  # fmt: skip
_PROSE_TAGS = nh3.ALLOWED_TAGS - {"area", "img", "map"}
_DROPPED = {"script", "style"}
_IMAGES = ("svg+xml", "png", "jpeg", "gif", "webp")
_PLAIN, _HTML, _MARKDOWN = "text/plain", "text/html", "text/markdown"
_LATEX, _JSON = "text/latex", "application/json"
_BASE64 = re.compile(r"[\w+/=]+", re.ASCII)
_LENGTH = re.compile(
    r"\s*([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|in|cm|mm)?\s*", re.IGNORECASE
)
_ON_ITS_SIDE = 5  # and above: values of EXIF for pictures to be turned
_TURNED = ("JPEG", "PNG")  # by every browser
# of a length in SVG, in CSS pixels
_UNITS = {
    None: 1,
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "in": 96,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
}
# what a library that draws in the browser can show on a page: a picture
_INSTEAD = {
    "vega": "Have Altair draw a picture: install vl-convert-python, and call"
    ' `alt.renderers.enable("png")` before the first chart.',
    "bokeh": "Have Bokeh draw a picture: `bokeh.io.export.get_screenshot_as_png`"
    " of the figure, and leave `output_notebook()` out.",
    "vnd.jupyter.widget": "A page has no kernel: show the values themselves.",
}
_NO_SCRIPTS = (
    "Scripts of other libraries run on no page: show a picture, or a Plotly figure."
)
_TAG = re.compile(r"<([a-zA-Z][\w-]*)")
_REPR = re.compile(r"<[\w.]+(?: [^\n]*)?>")  # what an object says that has no words


@dataclass(frozen=True)
class Piece:
    """One thing to show.

    Attributes:
        kind: `text`, `table`, `image`, `figure` or `prose`.
        html: The thing itself.
        table: The same as a data table, for figures.
    """

    kind: str
    html: str
    table: str = ""

    def __post_init__(self) -> None:
        """Let nothing into a page that could act there, whoever made it."""
        for name in ("html", "table"):
            object.__setattr__(self, name, safe(getattr(self, name)))


def check_shown(data: dict[str, Any]) -> None:
    """Demand that a page can show what a snippet displays.

    Args:
        data: The same thing in several forms, by their MIME types.

    Raises:
        LessonError: No form of it is one that pages show.
    """
    if _rich(data, "") is None and not _has_words(data):
        kinds = [kind for kind in data if kind != _PLAIN] or [_PLAIN]
        raise LessonError(
            f"shows `{kinds[-1]}`, which no page can show", _instead(data)
        )


def _is_scripted(data: dict[str, Any]) -> bool:
    """Say whether HTML has nothing to read but for what its scripts would draw."""
    written = data.get(_HTML, "")
    bare = nh3.clean(written, tags=set(), clean_content_tags=_DROPPED)
    return "<script" in written and not bare.strip()


def _instead(data: dict[str, Any]) -> str:
    """Say what to show in the place of what no page can show."""
    written = data.get(_HTML, "")
    about = " ".join([*data, written]).lower()
    for word, instead in _INSTEAD.items():
        if word in about:
            return instead
    if "<script" in written:
        return _NO_SCRIPTS
    return "Show a figure, a picture, a table or Markdown, or print it as text."


def _has_words(data: dict[str, Any]) -> bool:
    """Say whether an object's text may stand for it: what `print` would show."""
    told = set(data) <= {_PLAIN, _HTML, _LATEX, _JSON} and not _is_scripted(data)
    return told and (set(data) == {_PLAIN} or _speaks(data))


def _speaks(data: dict[str, Any]) -> bool:
    plain = data.get(_PLAIN, "").strip()
    return bool(plain) and not _REPR.fullmatch(plain)


def pieces(outputs: list[dict[str, Any]], alt: str) -> list[Piece]:
    """Turn a cell's outputs into what the page shows, in order.

    Standard error is left out: it holds warnings for the author, not for the reader.
    """
    shown: list[Piece] = []
    text = ""
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stdout":
                text += output["text"]
            continue
        data = output.get("data", {})
        piece = _rich(data, alt)
        if piece is None:
            text += data.get(_PLAIN, "") + "\n"
            continue
        shown += _text(text)
        text = ""
        shown.append(piece)
    return shown + list(_text(text))


def _text(text: str) -> Iterator[Piece]:
    clean = printable(text).strip("\n")
    if clean.strip():
        body = html.escape(clean)
        yield Piece("text", f'<pre tabindex="0"><code>{body}</code></pre>')


def _rich(data: dict[str, Any], alt: str) -> Piece | None:
    """Return the richest form of a thing that a page can show; text is none."""
    if PLOTLY in data:
        figure = data[PLOTLY]
        table = folded(
            data_table.tables(figure), sortable=bool(plotly_json.widget(figure))
        )
        return Piece("figure", figure_frame(figure, alt), table)
    for kind in _IMAGES:
        if f"image/{kind}" in data:
            return Piece("image", _image(data[f"image/{kind}"], kind, alt))
    written = printable(data.get(_HTML, ""))
    if "<table" in written:
        clean = nh3.clean(written, tags=_TABLE_TAGS, clean_content_tags=_DROPPED)
        return Piece("table", scrolling(clean, alt or "Table"))
    if _MARKDOWN in data:
        return Piece("prose", _prose(data[_MARKDOWN]))
    if _speaks(data):
        return None
    if prose := _worded(written):
        return Piece("prose", prose)
    if _JSON in data:
        text = json.dumps(data[_JSON], indent=2, ensure_ascii=False)
        return next(_text(text))
    return None


def _prose(text: str) -> str:
    """Render Markdown that a snippet displays."""
    made = markdown.markdown(printable(text), extensions=["tables", "fenced_code"])
    return _cleaned(made)


def _worded(written: str) -> str:
    """Return HTML that is nothing but text with its marks; else nothing."""
    if {tag.lower() for tag in _TAG.findall(written)} - _PROSE_TAGS:
        return ""  # a player, a form, a frame: its words alone would not be it
    clean = _cleaned(written)
    return clean if nh3.clean(clean, tags=set()).strip() else ""


def _cleaned(written: str) -> str:
    return nh3.clean(written, tags=_PROSE_TAGS, clean_content_tags=_DROPPED)


def figure_frame(figure: dict[str, Any], alt: str) -> str:
    """Return the frame that `plotly_json.js` or the figure's own widget fills."""
    key, _ = plotly_json.asset(figure)
    text = html.escape(alt)
    own = plotly_json.widget(figure)
    if own:
        return (
            f'<div class="lk-widget" data-widget="{html.escape(own[0])}"'
            f' data-figure="{key}" role="group" aria-label="{text}"'
            f' style="--lk-height:{plotly_json.height(figure)}px">'
            f'<div class="lk-widget__fallback"><p>{text}</p></div></div>'
        )
    panels = plotly_json.panels(figure)
    row = f' data-panels="{panels}"' if panels > 1 else ""
    return (
        f'<div class="lk-plot" data-figure="{key}" role="group"'
        f' aria-label="{text}"{row}'
        f' style="--lk-height:{plotly_json.height(figure)}px">'
        f'<p class="lk-plot__alt">{text}</p></div>'
    )


def scrolling(table: str, label: str) -> str:
    """Wrap a table so that it scrolls inside itself, by keyboard too."""
    return (
        f'<div class="lk-scroll" tabindex="0" role="group"'
        f' aria-label="{html.escape(label)}">{table}</div>'
    )


def folded(table: str, *, sortable: bool = False) -> str:
    """Fold a figure's table away beneath it; `tables.js` sorts and searches it."""
    names = "lk-twin lk-sortable" if sortable else "lk-twin"
    return (
        # its numbers would be most of the search index
        f"<details class='{names}' data-search-exclude>"
        "<summary>The same as a table</summary>"
        f"{scrolling(table, 'The figure as a table')}</details>"
    )


def _image(content: str, kind: str, alt: str) -> str:
    if kind == "svg+xml":  # as a picture it runs no script and loads nothing
        size = _svg_size(content)
        content = base64.b64encode(content.encode()).decode()
    else:
        content = "".join(_BASE64.findall(content))
        size = _raster_size(content)
    # without its size it would push down what follows when it is decoded
    room = f' width="{size[0]}" height="{size[1]}"' if size else ""
    return (
        f'<img src="data:image/{kind};base64,{content}" alt="{html.escape(alt)}"'
        f'{room} loading="lazy">'
    )


def _raster_size(content: str) -> tuple[int, int] | None:
    """Return width and height in pixels; None if it is no picture, or may be turned."""
    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        picture = Image.open(io.BytesIO(base64.b64decode(content)))  # reads its head
        width, height = picture.size
        if picture.format == "PNG" and "exif" not in picture.info:
            return width, height  # what follows the pixels turns nothing
        if picture.getexif().get(ExifTags.Base.Orientation, 1) < _ON_ITS_SIDE:
            return width, height
        return (height, width) if picture.format in _TURNED else None
    return None


def _svg_size(content: str) -> tuple[int, int] | None:
    """Return width and height in CSS pixels; None if a browser decides them."""
    with suppress(ElementTree.ParseError, ValueError, OverflowError):
        source = io.BytesIO(content.encode())
        _, root = next(ElementTree.iterparse(source, events=["start"]))
        sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
        size = [float(s[1]) * _UNITS[s[2] and s[2].lower()] for s in sides if s]
        if size and len(size) < len(sides):
            return None  # the other follows from the view box, or is 100 %
        if not size:
            size = [float(n) for n in root.get("viewBox", "").replace(",", " ").split()]
        width, height = (round(number) for number in size[-2:])
        if width > 0 and height > 0:
            return width, height
    return None
