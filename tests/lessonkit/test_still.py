"""Still pictures: numbers land on their pixels, and what is unknown is refused."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.still import light, picture
from lessonkit.still.axes import Axis, nice
from lessonkit.still.colours import at, scale

COLOURS = light(
    (Project.find().docs / "assets" / "tokens.css").read_text(encoding="utf-8")
)


def _draw(*traces: dict[str, Any], **layout: Any) -> ElementTree.Element:
    text = picture({"data": list(traces), "layout": layout}, COLOURS)
    assert len(text) < 60_000
    return ElementTree.fromstring(re.sub(r' xmlns="[^"]+"', "", text, count=1))


def _texts(drawn: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in drawn.iter("text")]


@pytest.mark.parametrize(
    ("part", "low", "high", "value", "share"),
    [
        ({}, 0, 10, 2.5, 0.25),
        ({"type": "log"}, 0, 4, 100, 0.5),
        ({}, 10, 0, 2.5, 0.75),  # reversed
    ],
)
def test_a_number_lands_on_its_pixel(
    part: dict[str, Any], low: float, high: float, value: float, share: float
) -> None:
    axis = Axis("xaxis", part, start=100, end=300, low=low, high=high)
    assert axis.pixel(value) == pytest.approx(100 + 200 * share)


def test_ticks_are_round_and_within_the_range() -> None:
    axis = Axis("yaxis", {}, start=300, end=0, low=-0.13, high=1.07)
    texts = [text for _, text in axis.ticks()]
    assert texts == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"] or texts[0] == "0"
    assert all(0 <= pixel <= 300 for pixel, _ in axis.ticks())
    assert [nice(n) for n in (0.03, 1.2, 7)] == [0.05, 2, 10]


def test_given_ticks_are_taken_also_when_there_are_none() -> None:
    given = {"tickvals": [1, 2], "ticktext": ["one", "two"]}
    points = {"x": [1, 2], "y": [0, 1], "mode": "markers"}
    assert {"one", "two"} <= set(_texts(_draw(points, xaxis=given)))
    bare = _draw(points, xaxis={"tickvals": []}, yaxis={"tickvals": []})
    assert _texts(bare) == []


def test_points_of_a_line_keep_their_order_and_a_lift_is_a_gap() -> None:
    line = {"x": [0, 1, None, 2, 3], "y": [0, 1, None, 1, 0], "mode": "lines"}
    (way,) = (p.get("d") or "" for p in _draw(line).iter("path") if p.get("fill"))
    assert way.count("M") == 2
    assert way.count("L") == 2
    xs = [float(n) for n in re.findall(r"[ML]([\d.]+) ", way)]
    assert xs == sorted(xs)


def test_a_heatmaps_cells_have_the_colours_of_their_numbers() -> None:
    cells = {"type": "heatmap", "z": [[0, 1], [1, 0]], "showscale": False,
             "colorscale": [[0, "#000000"], [1, "#ffffff"]], "xgap": 1}  # fmt: skip
    fills = [r.get("fill") for r in _draw(cells).iter("rect")]
    assert fills[-4:] == ["#000000", "#ffffff", "#ffffff", "#000000"]
    assert at(scale(["#000000", "#ffffff"], []), 0.5) == "#808080"


def test_a_photograph_becomes_pixels() -> None:
    cells = [[(x * y) % 7 for x in range(90)] for y in range(60)]
    drawn = _draw({"type": "heatmap", "z": cells, "showscale": False, "xgap": 0})
    (image,) = drawn.iter("image")
    assert (image.get("href") or "").startswith("data:image/png;base64,")


def test_text_is_text() -> None:
    points = {"x": [1], "y": [1], "mode": "markers+text", "name": "<b>a</b> & b",
              "text": ["<script>x</script> 1 < 2"], "showlegend": True}  # fmt: skip
    drawn = _draw(points, title={"text": "one<br>two"})
    assert not list(drawn.iter("script"))
    assert "a & b" in _texts(drawn)


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "scatter3d", "x": [1], "y": [1], "z": [1]},
        {"x": [1], "y": [1], "mode": "markers", "marker": {"symbol": "star"}},
        {"type": "heatmap", "z": [[1]], "colorscale": "Viridis"},
    ],
)
def test_what_it_does_not_know_it_refuses(trace: dict[str, Any]) -> None:
    with pytest.raises(LessonError, match="no still picture knows"):
        _draw(trace)
