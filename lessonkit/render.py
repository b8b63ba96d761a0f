"""Outputs as HTML: text escaped, tables sanitised, figures as empty frames.

A figure's data stays out of the page; `figures.js` loads it when the frame nears the
screen. What the HTML carries is the text alternative, the space, and the table twin.
"""

from __future__ import annotations

import base64
import html
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import markdown
import nh3

from lessonkit import figures
from lessonkit.figures import PLOTLY
from lessonkit.store import Entry
from lessonkit.text import printable

_PNG = b"\x89PNG\r\n\x1a\n"
_TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "em",
               "strong", "b", "i", "code", "br", "sub", "sup"}  # fmt: skip
_IMAGES = {"image/svg+xml": "svg+xml", "image/png": "png", "image/jpeg": "jpeg"}


@dataclass(frozen=True)
class Piece:
    """One thing to show.

    Attributes:
        kind: `text`, `table`, `image`, `figure` or `prose`.
        html: The thing itself.
        twin: The same as a table, for figures.
    """

    kind: str
    html: str
    twin: str = ""


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
            text += data.get("text/plain", "") + "\n"
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
    if PLOTLY in data:
        figure = data[PLOTLY]
        table = twin(figures.twin(figure), sortable=bool(figures.widget(figure)))
        return Piece("figure", figure_frame(figure, alt), table)
    for kind, short in _IMAGES.items():
        if kind in data:
            return Piece("image", _image(data[kind], short, alt))
    table = data.get("text/html", "")
    if "<table" in table:
        clean = nh3.clean(
            printable(table),
            tags=_TABLE_TAGS,
            clean_content_tags={"script", "style"},
        )
        return Piece("table", scrolling(clean, alt or "Table"))
    if "text/markdown" in data:
        return Piece("prose", _prose(data["text/markdown"]))
    return None


def _prose(text: str) -> str:
    """Render Markdown that a snippet displays; its HTML is sanitised as any other."""
    made = markdown.markdown(printable(text), extensions=["tables", "fenced_code"])
    return nh3.clean(made, clean_content_tags={"script", "style"})


def figure_frame(figure: dict[str, Any], alt: str) -> str:
    """Return the frame that `figures.js` or the figure's own widget fills."""
    key, _ = figures.asset(figure)
    text = html.escape(alt)
    own = figures.widget(figure)
    if own:
        return (
            f'<div class="lk-widget" data-widget="{html.escape(own[0])}"'
            f' data-figure="{key}" role="group" aria-label="{text}"'
            f' style="--lk-height:{figures.height(figure)}px">'
            f'<div class="lk-widget__fallback"><p>{text}</p></div></div>'
        )
    panels = figures.panels(figure)
    row = f' data-panels="{panels}"' if panels > 1 else ""
    return (
        f'<div class="lk-plot" data-figure="{key}" role="group"'
        f' aria-label="{text}"{row}'
        f' style="--lk-height:{figures.height(figure)}px">'
        f'<p class="lk-plot__alt">{text}</p></div>'
    )


def scrolling(table: str, label: str) -> str:
    """Wrap a table so that it scrolls inside itself, by keyboard too."""
    return (
        f'<div class="lk-scroll" tabindex="0" role="group"'
        f' aria-label="{html.escape(label)}">{table}</div>'
    )


def twin(table: str, *, sortable: bool = False) -> str:
    """Fold a figure's table away beneath it; `tables.js` sorts and searches it."""
    names = "lk-twin lk-sortable" if sortable else "lk-twin"
    return (
        # its numbers would be most of the search index
        f"<details class='{names}' data-search-exclude>"
        "<summary>The same as a table</summary>"
        f"{scrolling(table, 'The figure as a table')}</details>"
    )


def ran(entry: Entry) -> str:
    """Say when a run was, and how long it took."""
    return f"ran {entry.date} · {entry.seconds:.1f}\u00a0s"


def provenance(entry: Entry) -> str:
    """Say all that a run depended on: day, versions, seconds, fingerprint."""
    numbers = {"Python": entry.python, **entry.versions}
    versions = ", ".join(f"{name} {number}" for name, number in numbers.items())
    said = html.escape(f"{ran(entry)} · {versions}")
    return f"{said} · <code title='fingerprint'>{entry.fingerprint[:8]}</code>"


def _image(content: str, kind: str, alt: str) -> str:
    if kind == "svg+xml":
        content, size = base64.b64encode(content.encode()).decode(), ""
    else:
        content = content.replace("\n", "")
        size = _png_size(content) if kind == "png" else ""
    return (
        f'<img src="data:image/{kind};base64,{content}" alt="{html.escape(alt)}"'
        f'{size} loading="lazy">'
    )


def _png_size(content: str) -> str:
    head = base64.b64decode(content[:48])
    if not head.startswith(_PNG) or len(head) < 24:
        return ""
    width, height = struct.unpack(">II", head[16:24])
    return f' width="{width}" height="{height}"'
