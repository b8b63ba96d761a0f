"""What other libraries draw is shown as a picture, or refused by name."""

import json

import pytest
from test_source import notebook

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


@pytest.fixture
def drawing():
    pytest.importorskip("matplotlib", reason="requirements-hosting.txt")


def is_picture(output):
    return "image/png" in output.get("data", {})


def test_a_figure_of_matplotlib_is_shown_where_the_code_shows_it(project, drawing):
    project.snippet("a", f"# %% a\n{PLOT}\n\n# %% b\nplt.show()\n\n# %% c\nplt.show()")
    assert [[*map(is_picture, o)] for o in project.entry("a").outputs][1:] == [
        [True],
        [],
    ]


def test_a_figure_stays_open_where_nothing_waits_for_it(project, drawing):
    drawn = "plt.show(block=False)\nplt.gcf().canvas.copy_from_bbox(plt.gcf().bbox)"
    project.snippet("a", f"# %% a\n{PLOT}\n{drawn}\n\n# %% b\nplt.show()")
    shown = [[*map(is_picture, outputs)] for outputs in project.entry("a").outputs]
    assert shown == [[True], [True]]


def test_a_figure_that_is_a_cells_value_is_a_picture(project, drawing):
    project.snippet("a", f"{PLOT}\nplt.gcf()")
    assert [*map(is_picture, project.entry("a").outputs[0])] == [True]


def test_a_notebook_shows_figures_at_the_end_of_their_cells(project, drawing):
    cells = [("a", PLOT), ("b", "x = 1"), ("c", f"{PLOT}\nprint(x)")]
    project.write("snippets/a.ipynb", notebook(*cells))
    shown = [[*map(is_picture, outputs)] for outputs in project.entry("a").outputs]
    assert shown == [[True], [], [False, True]]


def test_the_same_figure_is_the_same_bytes(project, drawing):
    project.snippet("a", f"{PLOT}\nplt.show()")
    assert project.entry("a").outputs == project.entry("a").outputs


SHOWN = "from IPython.display import publish_display_data as show\nshow({!r})"


@pytest.mark.parametrize(
    ("data", "said", "remedy"),
    [
        (
            {"application/vnd.vegalite.v6+json": {}, "text/plain": "alt.Chart(...)"},
            "application/vnd.vegalite.v6+json",
            'alt.renderers.enable("png")',
        ),
        (
            {"text/html": "<div id='vega-1'></div><script>embed()</script>",
             "text/plain": "alt.Chart(...)"},
            "text/html",
            'alt.renderers.enable("png")',
        ),
        (
            {"text/html": "<div class='bk'></div><script>Bokeh.embed()</script>"},
            "text/html",
            "get_screenshot_as_png",
        ),
        (
            {"text/html": "<div></div><script>draw()</script>", "text/plain": "Map()"},
            "text/html",
            "Scripts of other libraries",
        ),
        (
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider()"},
            "application/vnd.jupyter.widget-view+json",
            "no kernel",
        ),
    ],
)  # fmt: skip
def test_what_scripts_would_draw_is_refused_by_name(project, data, said, remedy):
    project.snippet("a", SHOWN.format(data))
    error = project.run("a")["a"].error
    assert f"shows `{said}`, which no page can show" in error.cause
    assert remedy in error.remedy
    assert error.where == "snippets/a.py:5"


def test_html_with_words_beside_its_script_still_has_its_words(project):
    html = "<p>Ridge()</p><script>fold()</script>"
    project.snippet("a", SHOWN.format({"text/html": html, "text/plain": "Ridge()"}))
    assert "Ridge()" in json.dumps(project.entry("a").outputs)
