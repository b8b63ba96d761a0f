"""What a run shows is what its author sees on a terminal or in a notebook."""

import pytest

from lessonkit.figure.render import pieces


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("for n in range(3):\n    print(f'\\r{n + 1}/3', end='')", "3/3"),
        ("print('loss 0.5\\b\\b\\b0.25')", "loss 0.25\n"),
        ("print('long line\\r\\x1b[Kshort')", "short\n"),
        ("import sys\nprint(__file__)", "snippets/a.py\n"),
    ],
    ids=["carriage return", "backspace", "erased line", "the project's path"],
)
def test_text_is_what_a_terminal_ends_with(project, code, shown):
    project.snippet("a", code)
    assert project.entry("a").outputs[0][0]["text"] == shown


def test_displayed_markdown_is_rendered_and_sanitised(project):
    project.snippet(
        "a",
        "from IPython.display import Markdown, display\n"
        "display(Markdown('**bold** move <script>alert(1)</script>'))",
    )
    (piece,) = pieces(project.entry("a").outputs[0], "")
    assert piece.kind == "prose"
    assert "<strong>bold</strong> move" in piece.html
    assert "script" not in piece.html
    assert "IPython" not in piece.html


@pytest.mark.parametrize(
    "look",
    ["path.exists()", "path.is_file()", "os.path.exists(path)", "os.access(path, 0)"],
)
def test_a_file_that_was_looked_for_makes_stale_once_it_is_there(project, look):
    beside = "path = Path(__file__).with_name('settings.json')"
    project.snippet(
        "a", f"import os\nfrom pathlib import Path\n{beside}\nprint({look})"
    )
    project.entry("a")
    assert project.stale() == set()
    project.write("snippets/settings.json", "{}")
    assert project.stale() == {"a"}


def test_the_size_of_a_file_counts(project):
    path = project.write("data.txt", "one")
    project.snippet("a", f"import os\nprint(os.path.getsize({str(path)!r}))")
    project.entry("a")
    path.write_text("three")
    assert project.stale() == {"a"}


def test_one_snippet_that_breaks_what_a_report_needs_ends_no_other_run(project):
    project.snippet("a", "import json\njson.dumps = json.JSONEncoder = None\nx = 1")
    project.snippet(
        "b",
        "from IPython.display import display\n"
        "display({'image/png': ['no picture']}, raw=True)",
    )
    project.snippet("c", "print('well')")
    results = project.run(jobs=1)
    assert results["a"].entry.values == {"x": 1}
    assert results["c"].entry is not None
    said = "snippets/b.py: what it shows as `image/png` is not base64."
    assert str(results["b"].error).startswith(said)
