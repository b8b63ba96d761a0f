"""The numbers of a figure as HTML tables: for screen readers and for paper."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from lessonkit.figure.plotly_json import array, widget
from lessonkit.text import printable

_ROWS = 24  # that a table shows; more are thinned out evenly
_COLUMNS = 16  # of a map of heat, likewise
_Table = tuple[list[list[Any]], str]  # with its head; what was left out


def tables(figure: dict[str, Any]) -> str:
    """Return the figure's numbers as HTML tables, for screen readers and paper."""
    tables = []
    for rows, left_out in _rows(figure):
        head, *body = rows
        thinned, note = (body, "") if widget(figure) else _thin(body)
        numeric = [all(map(_is_number, column)) for column in zip(*body, strict=False)]
        aligned = [' class="lk-num"' if yes else "" for yes in numeric]
        aligned += [""] * len(head)
        cells = "".join(
            f'<th scope="col"{place}>{_text(cell)}</th>'
            for place, cell in zip(aligned, head, strict=False)
        )
        lines = "".join(
            "<tr>"
            + "".join(
                f"<td{place}>{_text(cell)}</td>"
                for place, cell in zip(aligned, row, strict=False)
            )
            + "</tr>"
            for row in thinned
        )
        tables.append(
            f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
            f"{note}{left_out}"
        )
    return "".join(tables)


def _rows(figure: dict[str, Any]) -> Iterator[_Table]:
    """Group traces that share their x into one table each."""
    axes = figure.get("layout", {})
    given = (axes.get("meta") or {}).get("twin")
    if given:  # a picture whose coordinates mean nothing brings its own table
        yield given, ""
        return
    x_title = _title(axes.get("xaxis")) or "x"
    groups: dict[str, list[list[Any]]] = {}
    for number, trace in enumerate(figure.get("data", [])):
        if trace.get("hoverinfo") == "skip":
            continue  # decoration
        name = trace.get("name") or f"{number + 1}"
        if any(isinstance(row, (list, tuple)) for row in array(trace.get("z"))):
            yield _matrix(trace, axes, name)
            continue
        x, y = (
            list(array(trace.get("x"))),
            list(array(trace.get("y"))),
        )
        if trace.get("orientation") == "h":
            x, y = y, x
        if not y:  # a histogram
            x, y = [], x
        points = [(a, b) for a, b in zip(x or range(len(y)), y, strict=False)
                  if a is not None]  # fmt: skip
        if not points:
            continue
        key = json.dumps([a for a, _ in points], default=str)
        columns = groups.setdefault(key, [[x_title, *(a for a, _ in points)]])
        columns.append([name, *(b for _, b in points)])
    for columns in groups.values():
        yield [list(row) for row in zip(*columns, strict=True)], ""


def _matrix(trace: dict[str, Any], axes: dict[str, Any], name: str) -> _Table:
    rows = [list(row) for row in array(trace["z"])]
    width = max(map(len, rows), default=0)
    x = list(array(trace.get("x"))) or list(range(width))
    y = list(array(trace.get("y"))) or list(range(len(rows)))
    corner = " \\ ".join(
        filter(None, (_title(axes.get("yaxis")), _title(axes.get("xaxis"))))
    )
    places = _spread(width, _COLUMNS)
    head = [corner or name, *(x[place] for place in places if place < len(x))]
    body = (
        [label, *(row[place] for place in places if place < len(row))]
        for label, row in zip(y, rows, strict=False)
    )
    left_out = f"<p>{len(places)} of {width} columns.</p>" * (len(places) < width)
    return [head, *body], left_out


def _thin(rows: list[list[Any]]) -> _Table:
    if len(rows) <= _ROWS:
        return rows, ""
    picked = [rows[place] for place in _spread(len(rows), _ROWS)]
    return picked, f"<p>{_ROWS} of {len(rows)} rows.</p>"


def _spread(number: int, most: int) -> list[int]:
    """Choose places from the first to the last, evenly, at most so many."""
    if number <= most:
        return list(range(number))
    return [round(i * (number - 1) / (most - 1)) for i in range(most)]


def _title(axis: Any) -> str:
    title = (axis or {}).get("title", "")
    return str(title.get("text", "") if isinstance(title, dict) else title)


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, (int, float))


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        value = f"{value:.4g}".replace("-", "−")
    return html.escape(printable(str(value).replace("<br>", " ")))
