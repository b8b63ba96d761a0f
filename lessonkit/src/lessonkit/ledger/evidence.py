"""The panel that a claim's mark opens: what ran, its numbers, code and figure."""

from __future__ import annotations

import html
from collections.abc import Iterable
from statistics import fmean
from typing import Any

from lessonkit.figure import plotly_json, render
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.ledger.assertions import Assertion
from lessonkit.ledger.claims import Citation, Evidence
from lessonkit.page import provenance, values
from lessonkit.run.store import Entry

_KINDS = {"computed": "Computed in this build", "cited": "Cited"}


def panel(
    panel_id: str, sentence: str, evidence: Evidence, entry: Entry | None, link: str
) -> str:
    """Write the panel.

    Args:
        panel_id: Its id on the page.
        sentence: The claim as plain text.
        evidence: What it rests on.
        entry: What the assertion's snippet left; None while it is on its way.
        link: The address of the snippet's notebook page.
    """
    parts = [f'<p class="lk-evidence__claim">{html.escape(sentence)}</p>']
    if evidence.assertion:
        parts += _computed(evidence.assertion, entry, sentence, link)
    if evidence.citations:
        parts += _cited(evidence.citations)
    return (
        f'<section class="lk-evidence" id="{panel_id}" popover role="dialog"'
        f' aria-label="Evidence" data-search-exclude>'
        f'<p class="lk-evidence__kind lk-mark--{evidence.kind}">'
        f"{_KINDS[evidence.kind]}</p>"
        f'<button type="button" class="lk-evidence__close" popovertarget="{panel_id}"'
        ' popovertargetaction="hide" aria-label="Close"></button>'
        f"{''.join(parts)}</section>"
    )


def _computed(
    assertion: Assertion, entry: Entry | None, sentence: str, link: str
) -> Iterable[str]:
    title = html.escape(assertion.snippet.title.rstrip("."))
    yield f'<p>The experiment: <a href="{link}">{title}</a>.</p>'
    if entry is None:
        yield "<p>It is running …</p>"
        return
    yield "<p>It ran, and the build would have failed unless this held:</p>"
    code = html.escape(assertion.source)
    yield f'<pre tabindex="0"><code>{code}</code></pre>'
    yield _table(assertion.numbers(entry))
    figure = _figure(assertion, entry)
    if figure:
        yield render.figure_frame(figure, f"A figure of this experiment: {sentence}")
    yield f'<p class="lk-provenance">{provenance.provenance(entry)}</p>'


def _table(numbers: dict[str, list[float]]) -> str:
    """Write a row a name; where there are several runs, their spread too."""
    if not numbers:
        return ""
    runs = any(len(listed) > 1 for listed in numbers.values())
    head = ["number", "mean", "lowest", "highest", "runs"] if runs else ["number", ""]
    rows = []
    for name, listed in numbers.items():
        cells = [values.show(listed[0], "")]
        if runs:
            shown = (fmean(listed), min(listed), max(listed))
            cells = [values.show(number, "") for number in shown]
            cells.append(str(len(listed)))
        rows.append([f"<code>{html.escape(name)}</code>", *cells])
    if not runs:
        head[1] = "measured"
    body = "".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return render.scrolling(table, "The numbers")


def _figure(assertion: Assertion, entry: Entry) -> dict[str, Any] | None:
    """Choose the first plot that follows the assertion, else the last before it."""
    plots: list[tuple[int, dict[str, Any]]] = [
        (cell, output["data"][PLOTLY])
        for cell, outputs in enumerate(entry.outputs)
        for output in outputs
        if PLOTLY in output.get("data", {})
        and not plotly_json.widget(output["data"][PLOTLY])
    ]
    after = [figure for cell, figure in plots if cell >= assertion.cell]
    if after:
        return after[0]
    return plots[-1][1] if plots else None


def _cited(citations: Iterable[Citation]) -> Iterable[str]:
    for citation in citations:
        place = f"<strong>{html.escape(citation.place)}</strong> of " * bool(
            citation.place
        )
        yield f"<p>{place}{citation.work.html}</p>"
