"""Turns what mkdocs-jupyter renders into a page of this site.

It brings 575 KB of CSS, a copy button and third-party scripts with every page; the
site's own styles and copy button do that work here.
"""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify

from lessonkit.errors import LessonError
from lessonkit.figure import render
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.page import copies, provenance
from lessonkit.page.highlight import coloured
from lessonkit.project import Project
from lessonkit.run.snippet import Snippet
from lessonkit.run.store import Entry

_LABELS = {
    ".py": "Python file",
    ".ipynb": "Executed notebook",
    ".txt": "Versions it ran with",
}
_PARTS = re.compile(
    r'data-mime-type="text/markdown">\n(?P<markdown>.*?)\n(?:</div>\n){3}</div>'
    r'|<div class="highlight-ipynb[^"]*"><pre><span></span>(?P<code>.*?)\n?</pre>'
    r"|<!--lk-output (?P<output>\d+)-->",
    re.S,
)
# lessons show the same code; seventy notebooks would double the search index
_UNSEARCHED = "data-search-exclude"
_ANCHOR = re.compile(r'<a class="anchor-link".*?</a>')


def mark(position: int) -> str:
    """Return what stands in the place of a code cell's outputs (from 0)."""
    return f"<!--lk-output {position}-->"


def finish(
    page: str, project: Project, snippet: Snippet, entry: Entry | None, head: str
) -> str:
    """Return a notebook page's content in the site's own looks.

    Args:
        page: What mkdocs-jupyter made.
        project: The site.
        snippet: What it shows.
        entry: Its run, or None while that is on its way.
        head: What stands between its prose and its cells.

    Raises:
        LessonError: The HTML is not that of the pinned mkdocs-jupyter.
    """
    # in front of it stands 98 % of the text, all of it ballast
    body = page[page.find('<div class="jupyter-wrapper">') :]
    parts = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _PARTS.finditer(body)]
    if sum(kind == "code" for kind, _ in parts) != len(snippet.code) or not parts:
        raise LessonError(
            "mkdocs-jupyter's HTML has changed",
            "Install the version that lessonkit was made for: `mkdocs-jupyter<0.27`.",
            snippet.where,
        )
    outputs = entry.outputs if entry else []
    heads = iter(
        [_code_head(project, snippet, entry, n) for n in range(len(snippet.code))]
    )
    title, *rest = [_part(kind, text, outputs, heads) for kind, text in parts]
    inside = "".join(rest)
    return f'{title}{head}<div class="lk-notebook">{inside}</div>'


def as_markdown(
    project: Project, snippet: Snippet, entry: Entry | None, head: str
) -> str:
    """Return a notebook page as Markdown, for builders that know no notebooks.

    It shows the same as `finish`, which takes the same. All but the title is HTML, so
    that nothing in it is read as Markdown, or as a block or a value of ours.
    """
    outputs = entry.outputs if entry else []
    shown = [_prose(snippet.prose)]
    position = 0
    for cell in snippet.cells:
        if cell.kind != "code":
            shown.append(_prose(cell.source))
            continue
        heads = iter([_code_head(project, snippet, entry, position)])
        shown.append(_part("code", coloured(cell.source), outputs, heads))
        shown.append(_part("output", str(position), outputs, heads))
        position += 1
    prose, *cells = shown
    inside = "".join(cells)
    title = _prose(f"# {snippet.title}")
    body = f'<div>{title}{prose}{head}<div class="lk-notebook">{inside}</div></div>'
    body = body.replace("{{", "&#123;&#123;")  # no value of ours
    return f"---\ntitle: {json.dumps(_plain(title))}\n---\n\n{body}\n"


def _plain(html: str) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser").get_text().strip()


def _prose(source: str) -> str:
    """Return a cell's Markdown as HTML in which every element has its end.

    Its headings have the ids that mkdocs-jupyter gives them.
    """
    # costly to import, and MkDocs has no need of them here
    from bs4 import BeautifulSoup
    from nbconvert.filters import markdown2html

    soup = BeautifulSoup(markdown2html(source), "html.parser")
    for mark in soup.select(".anchor-link"):
        mark.decompose()
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        heading["id"] = slugify(heading.get_text(), "-")
    return str(soup)


def _part(
    kind: str, text: str, outputs: list[list[dict[str, Any]]], heads: Iterator[str]
) -> str:
    if kind == "code":
        text = text.replace("&quot;", '"').replace("&#39;", "'")
        code = f"<pre><span></span><code>{text}\n</code></pre>"
        block = f'<div class="highlight" {_UNSEARCHED}>{code}</div>'
        return next(heads).replace("</div></div>", f"</div>{block}</div>")
    if kind == "output":
        return "".join(_shown(outputs[int(text)])) if outputs else ""
    return _ANCHOR.sub("", text)


def _code_head(
    project: Project, snippet: Snippet, entry: Entry | None, index: int
) -> str:
    """Return the block of a code cell, with its head and without its code."""
    lines = len(snippet.code[index].source.splitlines())
    given = {"class": "lk-source", "style": f"--lk-lines:{lines}"}
    block = etree.Element("div", given)
    copies.describe(block, project, snippet, index, entry)
    return etree.tostring(block, encoding="unicode", method="html")


def _shown(outputs: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a cell's outputs as lessons show them."""
    alt = next((_describe(o["data"][PLOTLY]) for o in outputs if _is_figure(o)), "")
    for piece in render.pieces(outputs, alt):
        body = f'<div class="lk-output lk-{piece.kind}">{piece.html}{piece.table}</div>'
        yield f'<div class="lk-notebook__output" {_UNSEARCHED}>{body}</div>'


def _is_figure(output: dict[str, Any]) -> bool:
    return PLOTLY in output.get("data", {})


def _describe(figure: dict[str, Any]) -> str:
    """Name what a figure plots, from its own axes and traces."""
    layout = figure.get("layout", {})
    axes = [
        (layout.get(axis, {}).get("title") or {}).get("text", "")
        for axis in ("yaxis", "xaxis")
    ]
    traces = [trace["name"] for trace in figure.get("data", []) if trace.get("name")]
    what = " against ".join(filter(None, axes)) or "Figure"
    return f"{what}: {', '.join(traces[:8])}" if traces else what


def head(
    project: Project,
    snippet: Snippet,
    entry: Entry | None,
    colab: str,
    related: Iterable[tuple[str, Path]],
    link: Callable[[Path], str],
) -> str:
    """Return what stands between the prose of a notebook page and its cells.

    Args:
        project: The site.
        snippet: What the page shows.
        entry: Its run, or None while that is on its way.
        colab: Where Colab opens the notebook; empty if it cannot.
        related: The pages that lead here: titles and files.
        link: Turns a file below `docs/` into its address as seen from the page; into
            nothing, if the site does not have it.
    """
    links = {kind: link(project.download(snippet.name, kind)) for kind in _LABELS}
    if entry is None:
        state = '<div class="lk-output lk-pending" role="status"><p>Running …</p></div>'
        del links[".txt"]
    else:
        state = f'<p class="lk-provenance">{provenance.provenance(entry)}</p>'
    items = "".join(
        f'<li><a href="{html.escape(address)}" download>{_LABELS[kind]}</a></li>'
        for kind, address in links.items()
    )
    if colab:
        items += f'<li><a href="{html.escape(colab)}">Open in Colab</a></li>'
    ways = " · ".join(
        f'<a href="{html.escape(address)}">{html.escape(title)}</a>'
        for title, path in related
        if (address := link(path))
    )
    return (
        f'<div class="lk-notebook__head" {_UNSEARCHED}>'
        f'<p class="lk-notebook__ways">{ways}</p>'
        f"<p>The file <code>{html.escape(snippet.where)}</code> with all its cells and"
        f' what they produced.</p><ul class="lk-downloads">{items}</ul>{state}</div>'
    )
