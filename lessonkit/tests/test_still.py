"""Still pictures are Plotly's own, in both themes; where there are none, it is said."""

from __future__ import annotations

import logging
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from lessonkit.figure import still
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.figure.still import Still
from lessonkit.run.snippet import find_all
from lessonkit.site.export import draw_stills, export
from small_course import CONFIG, Small

BARS = {"type": "bar", "x": ["low", "high", "mid"], "y": [1, 3, 2]}
LINE = {"type": "scatter", "x": [1, 2], "y": [0, 1]}
DATES = {"type": "scatter", "x": ["2020-01-01", "2024-01-01"], "y": [1, 2]}
CIRCLE = {"type": "circle", "x0": 1, "x1": 3, "y0": 1, "y1": 3}
# what a second renderer got wrong, or not at all: what texts must be there
FIGURES: dict[str, tuple[list[dict[str, Any]], dict[str, Any], set[str]]] = {
    "a quarter": ([LINE], {"xaxis": {"tick0": 1, "dtick": 0.25}}, {"1.25", "1.5"}),
    "decimals": ([LINE], {"yaxis": {"tickformat": ",.2f"}}, {"0.40"}),
    "a unit": ([LINE], {"yaxis": {"ticksuffix": " ms"}}, {"0.4 ms"}),
    "dates": ([DATES], {}, {"Jan 2021", "Jul 2022"}),
    "traces": ([LINE, {**LINE, "y": [1, 0]}], {}, {"trace 0", "trace 1"}),
    "names": ([BARS], {}, {"low", "high", "mid"}),
    "lying": ([{**BARS, "orientation": "h", "x": [1, 3], "y": ["a", "b"]}], {},
              {"a", "b"}),
    "levels": ([{"type": "bar", "x": [["a", "a"], ["x", "y"]], "y": [1, 2]}], {},
               {"a", "x", "y"}),
    "shapes": ([LINE], {"shapes": [CIRCLE]}, set()),
    "equal": ([{"type": "heatmap", "z": [[0, 0], [0, 0]]}], {}, set()),
    "scale": ([{"type": "heatmap", "z": [[0, 1]], "colorscale":
               [[0, "white"], [1, "red"]]}], {}, set()),
    "log": ([{"type": "scatter", "y": [1, 1000]}], {"yaxis": {"type": "log"}},
            {"1000"}),
    "pie": ([{"type": "pie", "labels": ["one", "two"], "values": [1, 3]}], {},
            {"75%", "two"}),
    "steps": ([{**LINE, "line": {"shape": "hv"}}], {}, set()),
    "odd names": ([{**BARS, "x": ["<b>&", "日本", "-1"]}],
                  {"autotypenumbers": "strict"}, {"日本", "-1"}),
}  # fmt: skip


def shown(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure as a cell's output."""
    return {"output_type": "display_data", "metadata": {}, "data": {PLOTLY: figure}}


def texts(picture: str) -> set[str]:
    """Return all that stands in a picture; its minus signs are hyphens."""
    found = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return {"".join(text.itertext()).replace("−", "-") for text in found}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Still]:
    """Draw all figures in the looks of every course: this one has none of its own."""
    project = Small(tmp_path_factory.mktemp("still") / "site")
    made = {
        name: {"data": data, "layout": layout}
        for name, (data, layout, _) in FIGURES.items()
    }
    troubles = still.draw(project.paths, [("a.py", f) for f in made.values()])
    assert troubles == []
    found = {name: still.get(project.paths, figure) for name, figure in made.items()}
    return {name: pictures for name, pictures in found.items() if pictures}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_in_both_themes(drawn: dict[str, Still], name: str) -> None:
    for _, picture in drawn[name]:
        assert FIGURES[name][2] <= texts(picture)
        assert re.search(r'width="720" height="420"', picture[:300])
        assert "<script" not in picture and "<foreignObject" not in picture


def test_the_site_gives_its_own_look_and_names_what_cannot_be_drawn(
    project: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMPDIR")  # too long for the name of Chromium's socket
    project.write(
        "docs/assets/figures/look.js",
        """
        window.lessonkit.colours = ["mark"];
        const plot = Plotly.newPlot;
        Plotly.newPlot = (place, data, ...rest) => {
          if (data[0].name === "bad") throw new Error("no such colour");
          return plot(place, data, ...rest);
        };
        """,
    )
    dark = '[data-md-color-scheme="slate"] { --lk-mark: #eeeeff; }'
    project.write("docs/assets/tokens.css", ":root { --lk-mark: #112233; }" + dark)
    project.write("mkdocs.yml", CONFIG + "extra_javascript: [assets/figures/look.js]\n")
    line = {**LINE, "line": {"color": "#112233"}}
    good, bad = ({"data": [{**line, "name": n}], "layout": {}} for n in ("good", "bad"))
    project.fake("e/a", [shown(good), shown(bad)])
    snippets, _ = find_all(project.paths)
    (error,) = draw_stills(project.paths, project.store, snippets)
    assert error.where == "snippets/e/a.py"
    assert "the traces bad: " in error.cause and "no such colour" in error.cause
    pictures = still.get(project.paths, good)
    assert pictures
    assert "rgb(17, 34, 51)" in pictures.light, "the course's own colour"
    assert "rgb(238, 238, 255)" in pictures.dark, "and its dark twin"
    export(project.paths, project.store, snippets)
    assert len(list(project.paths.assets.glob("*.light.svg"))) == 1
    assert len(list(project.paths.assets.glob("*.dark.svg"))) == 1


def test_without_a_browser_it_is_said_once(
    project: Small, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("LESSONKIT_CHROMIUM", str(project.root / "nothing"))
    made = [{"data": [{**LINE, "name": str(n)}], "layout": {}} for n in range(3)]
    assert still.draw(project.paths, [("a.py", figure) for figure in made]) == []
    said = [r.getMessage() for r in caplog.records if "no still pictures" in r.msg]
    assert len(said) == 1 and "there is no browser that starts" in said[0]
    assert still.get(project.paths, made[0]) is None


def test_a_browser_that_hangs_is_no_end(
    project: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(still, "SECONDS", 2)
    project.write("docs/assets/figures/look.js", "while (true) {}\n")
    project.write("mkdocs.yml", CONFIG + "extra_javascript: [assets/figures/look.js]\n")
    figure = {"data": [LINE], "layout": {}}
    assert still.draw(project.paths, [("a.py", figure)]) == []
    assert still.get(project.paths, figure) is None
