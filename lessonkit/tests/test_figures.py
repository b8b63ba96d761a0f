"""Figures: refused when broken, slimmed without loss, and told as a table."""

import base64
import itertools
import json
import math
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lessonkit import web
from lessonkit.errors import LessonError
from lessonkit.figure import check, plotly_json, render
from lessonkit.figure.check import check_figure
from lessonkit.figure.data_table import tables
from lessonkit.figure.plotly_json import array, asset, slim

TYPES = ["f8", "f4", "i1", "u1", "i2", "u2", "i4", "u4"]
ARRAYS = hnp.arrays(
    st.sampled_from([np.dtype(t) for t in TYPES]),
    hnp.array_shapes(min_dims=1, max_dims=3, max_side=5),
    elements={"allow_nan": False, "allow_infinity": False},
).filter(lambda numbers: np.all(np.abs(numbers.astype(float)) < 1e300))


def packed(numbers):
    """Pack an array as plotly does."""
    return {
        "dtype": numbers.dtype.str.lstrip("<|"),
        "bdata": base64.b64encode(numbers.tobytes()).decode(),
        "shape": ", ".join(map(str, numbers.shape)),
    }


def made(figure):
    """Return a figure as plotly.py hands it to Jupyter."""
    return json.loads(figure.to_json())


def cells(table):
    """Read a table's rows of texts."""
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


@given(ARRAYS)
def test_packed_arrays_are_what_numpy_packed(numbers):
    assert array(packed(numbers)) == numbers.tolist()


@given(hnp.arrays(np.float64, st.integers(1, 20)))
def test_plotly_itself_packs_so(numbers):
    trace = made(go.Figure(go.Scatter(y=numbers)))["data"][0]
    assert np.array_equal(array(trace["y"]), numbers, equal_nan=True)


@given(st.floats(-1e300, 1e300))
def test_numbers_keep_five_significant_digits(number):
    short = slim({"data": [{"y": [number]}]})["data"][0]["y"][0]
    assert math.isclose(short, number, rel_tol=0.5e-4)
    assert float(f"{short:.{plotly_json.DIGITS}g}") == short


@given(ARRAYS)
@settings(max_examples=50)
def test_slim_unpacks_and_rounds_and_drops_the_template(numbers):
    figure = {"data": [{"z": packed(numbers)}], "layout": {"template": {}, "a": 1}}
    small = slim(figure)
    assert small["layout"] == {"a": 1}
    expected = np.array(numbers.tolist(), dtype=float)
    shown = np.array(small["data"][0]["z"], dtype=float)
    assert np.allclose(shown, expected, rtol=1e-4)


def test_whole_numbers_texts_and_booleans_are_kept():
    trace = {"x": ["a", None, True, 123456789, 1e20], "y": [2.0, -0.0]}
    assert slim({"data": [trace]})["data"][0] == {
        "x": ["a", None, True, 123456789, 1e20],
        "y": [2, 0],
    }


def test_equal_figures_share_an_asset_and_others_do_not():
    one, two = {"data": [{"y": [1]}]}, {"data": [{"y": [2]}]}
    assert asset(one)[0] == asset({**one, "layout": {"template": {"x": 1}}})[0]
    assert asset(one)[0] != asset(two)[0]


def test_the_asset_is_a_script_that_any_browser_can_read():
    key, script = asset({"data": [{"name": "</script>\u2028"}]})
    body = script.removeprefix(f'lessonkit.figure("{key}",').removesuffix(");\n")
    assert json.loads(body)["data"][0]["name"] == "</script>\u2028"


# -------------------------------------------------------------------------- refusing

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    "figure",
    [
        go.Figure(go.Scatter(y=[1, NAN, 3])),
        go.Figure(go.Scatter(y=np.array([1, NAN, 3]))),
        go.Figure(go.Scatter(x=[1, 2], y=[1, NAN])),
        go.Figure(go.Scatter(x=np.array([1, NAN]), y=np.array([1.0, 2]))),
        go.Figure(go.Scatter(y=np.array([1, INF]))),
        go.Figure(go.Bar(y=[1, INF])),
        go.Figure(go.Histogram(x=[1, NAN])),
        go.Figure(go.Box(y=[NAN])),
        go.Figure(go.Heatmap(z=[[1, NAN], [1, 2]])),
        go.Figure(go.Heatmap(z=np.array([[1, 2], [NAN, 2]]))),
        go.Figure([go.Scatter(y=[1]), go.Scatter(x=[1], y=[NAN], name="second")]),
        go.Figure(
            go.Scatter(x=[1], y=[1]),
            frames=[go.Frame(data=[go.Scatter(x=[1], y=[NAN])])],
        ),
    ],
    ids=lambda figure: str(figure.data[0].type),
)
def test_a_number_that_was_lost_is_refused(figure):
    with pytest.raises(LessonError, match=r"the figure's trace .* holds NaN"):
        check_figure(made(figure))


@pytest.mark.parametrize(
    "figure",
    [
        go.Figure(go.Scatter(x=[1, None, 2], y=[1, None, 2])),
        go.Figure(go.Scatter(x=np.array([1, NAN]), y=np.array([1, NAN]))),
        go.Figure(go.Bar(x=["a", "b"], y=[1, 2])),
        go.Figure(go.Histogram(x=[1, 2, 2])),
        go.Figure(go.Image(z=np.zeros((2, 2, 3), dtype=np.uint8))),
        go.Figure(go.Contour(z=[1, 2, 3], x=[0, 1, 2], y=[0, 1, 2])),
        go.Figure(go.Scatter(x=[1, 2], y=[1]), layout={"height": 10}),
        go.Figure(
            go.Scatter(x=[1, None], y=[1, None]),
            frames=[go.Frame(data=[go.Scatter(y=[2, None])])],
        ),
    ],
    ids=lambda figure: str(figure.data[0].type),
)
def test_pen_lifts_and_all_kinds_of_traces_pass(figure):
    check_figure(made(figure))


@pytest.mark.parametrize(
    "figure",
    [
        {},
        {"data": []},
        {"data": None},
        {"data": [5]},
        {"data": ["text"]},
        {"data": 5},
        {"data": {"x": 1}},
        "text",
        None,
        {"data": [{"y": [1]}], "layout": None},
        {"data": [{"y": [1]}], "layout": {"height": "tall"}},
        {"data": [{"y": [1]}], "layout": {"height": -1.0}},
        {"data": [{"y": [1]}], "layout": {"height": True}},
        {"data": [{"y": [1]}], "layout": {"height": math.inf}},
        {"data": [{"y": [1]}], "layout": {"xaxis": 5}},
        {"data": [{"y": [1]}], "frames": [1]},
        {"data": [{"y": {"bdata": "AAAA", "dtype": "x9"}}]},
        {"data": [{"y": {"bdata": "A", "dtype": "f8"}}]},
        {"data": [{"y": {"bdata": "AAAA"}}]},
    ],
)
def test_what_plotly_never_makes_is_one_clear_error(figure):
    with pytest.raises(LessonError):
        check_figure(figure)


KEYS = "x y z name data layout frames title text height bdata dtype shape orientation"
SINGLE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)
)
JSON = st.recursive(
    SINGLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4),
    ),
)


@given(traces=st.lists(JSON, max_size=3), layout=JSON)
@settings(max_examples=300, deadline=None)
def test_any_figure_is_refused_or_can_be_shown(traces, layout):
    """What passes never breaks a page, a script or a notebook later on."""
    figure = {"data": traces, "layout": layout}
    try:
        check_figure(figure)
    except LessonError:
        return
    assert plotly_json.height(figure) >= 10
    assert isinstance(asset(figure)[1], str)
    assert "<script" not in tables(figure) + render.figure_frame(figure, "alt")


# ----------------------------------------------------------------------------- tables


def test_the_table_has_a_column_for_each_trace_that_shares_its_x():
    figure = go.Figure(
        [
            go.Scatter(x=[1, 2], y=[0.123456, -2], name="loss"),
            go.Scatter(x=[1, 2], y=[3, 4], name="val"),
            go.Scatter(x=[9], y=[8]),
        ],
        layout={"xaxis": {"title": {"text": "epoch"}}},
    )
    first, second = tables(made(figure)).split("</table>")[:2]
    assert cells(first) == [
        ["epoch", "loss", "val"],
        ["1", "0.1235", "3"],
        ["2", "-2", "4"],
    ]
    assert cells(second) == [["epoch", "3"], ["9", "8"]]


def test_heatmaps_are_tables_with_their_labels():
    figure = go.Figure(
        go.Heatmap(z=[[1, 2], [3, 4]], x=["a", "b"], y=["c", "d"]),
        layout={
            "xaxis": {"title": {"text": "said"}},
            "yaxis": {"title": {"text": "is"}},
        },
    )
    assert cells(tables(made(figure))) == [
        ["is \\ said", "a", "b"],
        ["c", "1", "2"],
        ["d", "3", "4"],
    ]


@pytest.mark.parametrize(
    "trace",
    [
        go.Bar(x=[3], y=["a"], orientation="h", name="n"),
        go.Bar(x=["a"], y=[3], name="n"),
    ],
    ids=["lying", "standing"],
)
def test_bars_read_the_same_lying_or_standing(trace):
    assert cells(tables(made(go.Figure(trace)))) == [["x", "n"], ["a", "3"]]


def test_a_histogram_has_a_table_too():
    figure = go.Figure(go.Histogram(x=[5.5, 6.5], name="n"))
    assert cells(tables(made(figure))) == [["x", "n"], ["0", "5.5"], ["1", "6.5"]]


def test_long_tables_are_thinned_evenly_and_say_so():
    table = tables(made(go.Figure(go.Scatter(x=list(range(1000)), y=[1] * 1000))))
    rows = [int(row[0]) for row in cells(table)[1:]]
    assert (rows[0], rows[-1], len(rows)) == (0, 999, 24)
    assert max(b - a for a, b in itertools.pairwise(rows)) <= 45
    assert "24 of 1000 rows." in table


@pytest.mark.parametrize(("width", "shown"), [(1, 1), (16, 16), (17, 16), (40, 16)])
def test_of_a_wide_map_the_first_and_last_columns_are_there(width, shown):
    numbers = [[100 * row + n for n in range(width)] for row in range(2)]
    table = tables({"data": [{"z": numbers, "name": "n"}]})
    head, *rows = cells(table)
    assert len(head) == 1 + shown and (head[1], head[-1]) == ("0", f"{width - 1}")
    assert [row[-1] for row in rows] == [f"{width - 1}", f"{width + 99}"]
    assert (f"<p>16 of {width} columns.</p>" in table) == (width > shown)


@given(ARRAYS.filter(lambda a: a.ndim == 2 and a.shape[1] <= 12), st.booleans())
def test_the_table_of_a_heatmap_holds_its_numbers(numbers, pack):
    z = packed(numbers) if pack else numbers.tolist()
    rows = cells(tables({"data": [{"z": z, "name": "n"}]}))
    for row, expected in zip(rows[1:], numbers.tolist(), strict=True):
        shown = [float(cell.replace("−", "-")) for cell in row[1:]]
        assert shown == pytest.approx(expected, rel=1e-3)


def test_a_figure_may_have_a_script_of_its_own_on_the_page():
    rows = [["layer", "parameters"], *([f"layer {n}", n] for n in range(100))]
    own = {"name": "architecture", "data": {"nodes": [1, 2.0, "</script>"]}}
    figure = made(go.Figure(go.Scatter(y=[1]), layout={"meta": {"widget": own}}))
    figure["layout"]["meta"]["twin"] = rows
    key, script = asset(figure)
    assert script == f'lessonkit.data("{key}",{{"nodes":[1,2,"</script>"]}});\n'
    frame = render.figure_frame(figure, 'what "it" shows')
    assert f'data-widget="architecture" data-figure="{key}"' in frame
    assert "what &quot;it&quot; shows" in frame
    assert len(cells(tables(figure))) == len(rows)  # all of them: it can be searched
    (piece,) = render.pieces(
        [{"output_type": "display_data", "data": {plotly_json.PLOTLY: figure}}], "alt"
    )
    assert "lk-sortable" in piece.table


@pytest.mark.parametrize("own", [{"name": "a"}, "architecture", {"data": 1}])
def test_half_a_script_of_its_own_is_refused(own):
    figure = made(go.Figure(go.Scatter(y=[1])))
    figure["layout"]["meta"] = {"widget": own}
    with pytest.raises(LessonError, match="not what Plotly makes"):
        check_figure(figure)


def test_what_the_page_cannot_draw_is_refused(project):
    project.snippet(
        "a",
        "import plotly.graph_objects as go\n"
        "go.Figure(go.Scatter3d(x=[1, 2], y=[3, 4], z=[5, 6])).show()",
    )
    error = project.run("a")["a"].error
    assert error.where == "snippets/a.py:5"
    assert "`scatter3d`" in error.cause
    assert "scatter, " in error.remedy


def test_the_kinds_are_those_of_the_script_that_pages_load():
    script = web.plotly()
    named = re.findall(r'moduleType:"trace",name:"(\w+)"', script.read_text("utf-8"))
    assert sorted(named) == sorted(check.TRACES)


def test_a_picture_from_elsewhere_is_refused():
    picture = {"source": "https://elsewhere.example/a.png"}
    figure = {"data": [{"y": [1, 2]}], "layout": {"images": [picture]}}
    with pytest.raises(LessonError, match="from elsewhere"):
        check.check_figure(figure)
    picture["source"] = "data:image/png;base64,AAAA"
    check.check_figure(figure)


def test_names_that_look_like_numbers_stay_names():
    template = {"layout": {"autotypenumbers": "strict", "colorway": ["red"]}}
    layout = {"template": template}
    assert plotly_json.slim({"data": [], "layout": layout})["layout"] == {
        "autotypenumbers": "strict"
    }
    layout["autotypenumbers"] = "convert types"
    sent = plotly_json.slim({"data": [], "layout": layout})["layout"]
    assert sent == {"autotypenumbers": "convert types"}
