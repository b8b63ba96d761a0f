"""Pages: every block and value, shown, escaped, or an error box with its line."""

import base64
import html
import json
import random
import re
from collections import Counter
from html.parser import HTMLParser

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.page import references
from lessonkit.page.grammar import BLOCKS, Names, naming
from lessonkit.run import snippet
from lessonkit.site.export import export
from lessonkit.text import printable
from small_course import CONFIG, EXTENSIONS

PRINTED = {"output_type": "stream", "name": "stdout", "text": "Epoch 1 < 2\n"}
WARNED = {"output_type": "stream", "name": "stderr", "text": "careful"}
FIGURE = {
    PLOTLY: {
        "data": [{"type": "scatter", "x": [1, 2], "y": [0.5, 0.25], "name": "loss"}],
        "layout": {"height": 300, "template": {"huge": 1}},
    }
}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def shown(data):
    """Wrap rich data as a cell's output."""
    return {"output_type": "display_data", "metadata": {}, "data": data}


def table(inside):
    """Return an output like a data frame's."""
    return shown(
        {"text/html": f"<div><table>{inside}</table></div>", "text/plain": "t"}
    )


@pytest.fixture
def lesson(project):
    """Return a project with one snippet of each kind of output."""
    project.snippet("e/text", "# %% c\nloss = 0.5\nprint(loss)")
    project.fake("e/text", [PRINTED, WARNED], accuracy=0.9733, rows=[[1, 2], "</x>"])
    project.fake("e/figure", [shown(FIGURE)])
    project.fake("e/table", [table("<tr><td>1</td></tr>")])
    project.fake("e/image", [shown({"image/png": PIXEL, "text/plain": "Image"})])
    project.fake("e/several", [PRINTED, shown(FIGURE), PRINTED, table("<tr><td>2")])
    project.fake("e/silent", [])
    project.snippet("e/never", "1")
    project.write("docs/assets/widgets/neuron/widget.js", "")
    return project


# ---------------------------------------------------------------------- each block


def test_snippet_block_shows_the_highlighted_source_and_a_link(lesson, warnings):
    page = lesson.render("/// snippet | e/text#c\n///\n")
    assert 'class="lk-source" data-cell="c"' in page
    assert 'data-file="e/text.py" data-line="5" data-snippet="e/text"' in page
    assert page.count('<span id="lk-line-') == 2  # what a diagram points at
    assert '<div class="highlight">' in page
    assert plain(page).endswith("loss = 0.5\nprint(loss)")
    assert '<a href="notebooks/e/text.ipynb">snippets/e/text.py</a>' in page
    assert warnings() == []


def test_a_block_says_what_comes_along_with_its_lines(lesson, warnings):
    code = """
        # %% rate
        rate = 0.5
        print(rate)

        # %% step
        def step(weight):
            return weight - rate

        # %% go
        print(step(1))
        """
    lesson.snippet("e/steps", code)
    rate, step, go = (
        BeautifulSoup(
            lesson.render(f"/// snippet | e/steps#{name}\n///\n"), "html.parser"
        )
        for name in ("rate", "step", "go")
    )
    assert [button.text for button in rate.select("button")] == ["Copy"]
    assert [button.text for button in step.select("button")] == ["+ 1 line", "Copy"]
    assert [button.text for button in go.select("button")] == ["+ 3 lines", "Copy"]
    keys = {page.select_one(".lk-source")["data-code"] for page in (rate, step, go)}
    assert len(keys) == 1  # all of a file comes in one script
    assert warnings() == []


def test_output_block_shows_escaped_text_and_provenance(lesson, warnings):
    page = lesson.render("/// output | e/text#c\n///\n")
    assert '<div class="lk-output lk-text" id="out-e-text-c">' in page
    assert '<pre tabindex="0"><code>Epoch 1 &lt; 2</code></pre>' in page
    assert (
        '<p class="lk-provenance"><a href="notebooks/e/text.ipynb">e/text</a>' in page
    )
    assert " · ran 2026-01-02 · 1.5\xa0s</p>" in page
    assert "careful" not in page
    assert warnings() == []


def test_an_output_shown_twice_has_an_id_of_its_own_each_time(lesson, warnings):
    block = "/// output | e/text#c\n///\n\n"
    page = lesson.render(block + block)
    assert re.findall(r'id="(out-[^"]*)"', page) == ["out-e-text-c", "out-e-text-c-2"]


def test_example_block_shows_source_above_output(lesson, warnings):
    page = lesson.render("/// example | e/text#c\n///\n")
    assert '<div class="lk-example">' in page
    assert 0 < page.index("lk-source") < page.index("lk-output lk-text")
    assert warnings() == []


@pytest.mark.parametrize("kind", ["output", "diagram"])
def test_figure_has_frame_alt_caption_table_twin_and_provenance(lesson, warnings, kind):
    page = lesson.render(
        f"/// {kind} | e/figure#c\n    alt: It falls.\n\nThe *loss* falls.\n///\n"
    )
    diagram = " lk-diagram" if kind == "diagram" else ""
    assert f'<figure class="lk-output lk-figure{diagram}" id="out-e-figure-c">' in page
    assert re.search(
        r'<div class="lk-plot" data-figure="[0-9a-f]{16}" role="group"'
        r' aria-label="It falls."[^>]* style="--lk-height:300px">',
        page,
    )
    assert '<p class="lk-plot__alt">It falls.</p>' in page
    assert "The <em>loss</em> falls.</p>\n</div>" in page
    assert "<summary>The same as a table</summary>" in page
    rows = re.findall(r"<td[^>]*>(.*?)</td>", page)
    assert rows == ["1", "0.5", "2", "0.25"]
    places = ["lk-caption", "lk-twin", "lk-provenance", "</figcaption>", "</figure>"]
    assert sorted(places, key=page.index) == places
    assert warnings() == []


def test_image_has_alt_and_size(lesson, warnings):
    page = lesson.render("/// output | e/image#c\n    alt: A dot.\n\nA dot.\n///\n")
    assert '<figure class="lk-output lk-image"' in page
    assert 'alt="A dot." width="1" height="1" loading="lazy">' in page
    assert warnings() == []


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/svg+xml"])
def test_an_image_that_is_none_is_still_an_image_without_size(lesson, kind):
    lesson.fake("e/odd", [shown({kind: "AAAA"})])
    page = lesson.render("/// output | e/odd#c\n    alt: A dot.\n\nA dot.\n///\n")
    assert f'<img src="data:{kind};base64,' in page


def test_several_outputs_are_shown_in_order(lesson, warnings):
    page = lesson.render(
        "/// output | e/several#c\n    alt: It falls.\n\nFalls.\n///\n"
    )
    places = [page.index(s) for s in ("Epoch", "lk-plot", "<td>2")]
    assert places == sorted(places)
    assert page.count("Epoch 1 &lt; 2") == 2
    assert page.count('class="lk-output') == 1
    assert warnings() == []


def test_emphasised_lines_are_those_that_match(lesson):
    for pattern, expected in [("loss =", ["loss = 0.5"]), ("p..nt", ["print(loss)"])]:
        page = lesson.render(f"/// snippet | e/text#c\n    emphasize: {pattern}\n///\n")
        lines = re.findall(r'<span class="hll">(.*?)\n</span>', page, re.S)
        assert [plain(line) for line in lines] == expected


def test_emphasis_that_is_no_regular_expression_is_taken_as_it_is(lesson, warnings):
    lesson.render("/// snippet | e/text#c\n    emphasize: print(\n///\n")
    assert warnings() == []


def test_widget_gets_its_data_and_keeps_its_fallback(lesson, warnings):
    texts = ["</script>", "&lt;", "&amp;", "'\"", "{{ x }}", "\x02wzxhzdk:0\x03\n"]
    lesson.fake("e/data", texts=texts, number=1.5)
    page = lesson.render(
        "/// widget | neuron\n    data: e/data.texts, e/data.number\n\nNo *code*.\n///"
    )
    [(_, attributes)] = [e for e in Tags(page).all if "data-widget" in e[1]]
    assert attributes["data-widget"] == "neuron"
    assert json.loads(attributes["data-values"]) == {"texts": texts, "number": 1.5}
    fallback = '<div class="lk-widget__fallback">\n<p>No <em>code</em>.</p>'
    assert fallback in page
    assert warnings() == []


@pytest.mark.parametrize(
    "heavy",
    [
        list(range(10_000)),
        # short enough, but a server cannot make it smaller, as a picture in base64
        base64.b64encode(random.Random(1).randbytes(9000)).decode(),
    ],
    ids=["long", "random"],
)
def test_heavy_data_of_a_widget_stay_out_of_the_page(lesson, warnings, heavy):
    lesson.fake("e/data", heavy=heavy, number=1.5)
    page = lesson.render(
        "/// widget | neuron\n    data: e/data.heavy, e/data.number\n///"
    )
    [(_, attributes)] = [e for e in Tags(page).all if "data-widget" in e[1]]
    assert json.loads(attributes["data-values"]) == {"number": 1.5}
    found, _ = snippet.find_all(lesson.paths)
    export(lesson.paths, lesson.store, found)
    key = json.loads(attributes["data-scripts"])["heavy"]
    script = (lesson.paths.assets / f"{key}.js").read_text()
    body = script.removeprefix(f'lessonkit.data("{key}",').removesuffix(");\n")
    assert json.loads(body) == heavy
    assert warnings() == []


def test_a_heavy_part_of_data_needs_a_name_of_its_own(lesson, warnings):
    lesson.fake("e/data", all={"heavy": list(range(10_000)), "light": 1})
    page = lesson.render("/// widget | neuron\n    data: e/data.all.light\n///")
    assert warnings() == [] and "data-values" in page
    lesson.render("/// widget | neuron\n    data: e/data.all.heavy\n///")
    [said] = warnings()
    assert "too large" in said and "`heavy = …`" in said


# --------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    "around",
    [
        "It is {}.",
        "**{}**",
        "# About {}",
        "| a |\n|---|\n| {} |",
        "!!! note\n    It is {}.",
        '!!! note "About {}"',
        "- {}",
        "> {}",
        "[{}](https://example.org)",
        "It is {}\n{: .lead }",
        "/// details | More\nIt is {}.\n///",
    ],
)
def test_values_are_shown_everywhere_in_prose(lesson, warnings, around):
    value = "{{ e/text.accuracy:.1% }}"
    page = lesson.render(around.replace("{}", value))
    assert 'title="e/text · accuracy">97.3\u202f%</span>' in page
    assert "{{" not in page
    assert warnings() == []


def test_values_in_captions_alternatives_and_image_texts_are_plain_text(lesson):
    value = "{{ e/text.accuracy:.1% }}"
    page = lesson.render(
        f"/// output | e/figure#c\n    alt: At {value}.\n\nUp to {value}.\n///\n\n"
        f"![At {value}](a.png)\n"
    )
    assert 'aria-label="At 97.3\u202f%."' in page
    assert 'Up to <span class="lk-value"' in page
    assert 'alt="At 97.3\u202f%"' in page


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("9.33 % of it", "9.33\u202f% of it"),
        ("**5** % off", "<strong>5</strong>\u202f% off"),
        ("539 KB, 4 cm", "539\u202fKB, 4\u202fcm"),
        ("3 cmp, 4 pxs", "3 cmp, 4 pxs"),
        ("`7 % 2`", "<code>7 % 2</code>"),
        ("(%), and % alone", "(%), and % alone"),
    ],
)
def test_a_unit_stays_with_its_number(lesson, written, shown):
    assert lesson.render(written) == f"<p>{shown}</p>"


def test_code_shows_the_syntax_itself(lesson, warnings):
    text = "{{ e/text.accuracy }}"
    page = lesson.render(
        f"`{text}` and\n\n```markdown\n/// output | no/such#c\n///\n{text}\n```\n\n"
        f"~~~\n/// snippet | no#c\n///\n~~~\n\n```one line {{{{ x }}}}```\n"
    )
    assert page.count("lk-") == 0
    assert plain(page).count("{{") == 3
    assert "/// output | no/such#c" in plain(page)
    assert warnings() == []


def test_an_inline_code_span_of_three_backticks_hides_no_block(lesson, warnings):
    page = lesson.render("```code```\n\n/// output | e/text#c\n///\n\n{{ no.x }}\n")
    assert "lk-text" in page
    assert warnings()[0].startswith("docs/index.md:6: ")


@pytest.mark.parametrize(
    "value",
    [
        "*stars* and `ticks`",
        "<script>alert(1)</script>",
        "[link](javascript:alert)",
        "a & b &amp; c",
        '"quotes"',
        "https://example.org <a@b.c>",
        "{{ e/text.accuracy }}",
        "\\*",
        "![x](y)",
        "H~2~O ^x^",
        "back\\slash",
    ],
)
def test_a_text_value_is_shown_as_it_is(lesson, value):
    lesson.fake("e/word", text=value)
    page = lesson.render("It says {{ e/word.text }}.")
    assert plain(page) == f"It says {value}."
    assert re.findall(r"<(\w+)", page) == ["p", "span"]


MARKS = ["\x02wzxhzdk:0\x03", "\x02klzzwxh:0001\x03", "\x0260\x03", "\x02amp\x03"]


@pytest.mark.parametrize("mark", MARKS)
def test_the_marks_of_python_markdown_inside_outputs_do_nothing(lesson, mark):
    """Found as text they would be replaced by other parts of the page, endlessly."""
    name = f"trace{mark}"
    figure = {"data": [{"y": [1], "name": name}], "layout": {}}
    outputs = [
        {**PRINTED, "text": f"printed{mark}"},
        table(f"<tr><td>cell{mark}</td></tr>"),
        shown({PLOTLY: figure}),
    ]
    lesson.fake("e/mark", outputs, text=f"value{mark}")
    page = lesson.render(
        "/// output | e/mark#c\n    alt: Alt {{ e/mark.text }}.\n\nCaption.\n///\n\n"
        "<b>bold</b> {{ e/mark.text }} {{ e/mark.text:d }}"
    )
    assert "\x02" not in page and "\x03" not in page
    clean = mark.strip("\x02\x03")
    for word in ("printed", "cell", "trace", "value"):
        assert word + clean in plain(page)
    assert page.count("<b>bold</b>") == 1


# --------------------------------------------------------------- escaping of outputs


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "</pre><img src=x onerror=alert(1)>",
        "<!-- comment",
        "&lt;already&gt;",
        "| table | *stars* {{ e/text.accuracy }} /// output",
    ],
)
def test_printed_text_is_text(lesson, text):
    lesson.fake("e/odd", [{**PRINTED, "text": text}])
    page = lesson.render("/// output | e/odd#c\n///\n")
    code = re.search(r"<code>(.*?)</code>", page, re.S)[1]
    assert html.unescape(code) == text
    assert "<" not in code


def test_terminal_codes_and_control_characters_are_removed(lesson):
    codes = "\x1b[1;31mred\x1b[0m \x1b[2K\x1b[1G\x1b]8;;http://x\x07link\x1b]8;;\x1b\\"
    lesson.fake("e/odd", [{**PRINTED, "text": codes + "\x00\x07\x08\x7f\x9b end\n"}])
    page = lesson.render("/// output | e/odd#c\n///\n")
    assert "<code>red link end</code>" in page


def test_tables_keep_their_cells_and_lose_what_could_act(lesson):
    hostile = (
        '<style>td {color: red}</style><script>alert(1)</script><tr onclick="alert(2)">'
        '<td style="x" class="y" colspan="2"><b>bold</b><img src=x onerror=alert(3)>'
        '<a href="javascript:alert(4)">link</a><iframe src="//x"></iframe></td></tr>'
    )
    lesson.fake("e/odd", [table(hostile)])
    page = lesson.render("/// output | e/odd#c\n///\n")
    inside = re.search(r"<table>.*</table>", page, re.S)[0]
    assert inside == (
        '<table><tbody><tr><td colspan="2"><b>bold</b>link</td></tr></tbody></table>'
    )


def test_html_that_is_no_table_is_shown_as_its_plain_text(lesson):
    data = {"text/html": "<script>alert(1)</script>", "text/plain": "Model(<x>)"}
    lesson.fake("e/odd", [shown(data)])
    page = lesson.render("/// output | e/odd#c\n///\n")
    assert "<code>Model(&lt;x&gt;)</code>" in page
    assert "script" not in page


def test_names_of_traces_and_axes_are_text_in_the_table(lesson):
    figure = {
        "data": [{"y": [1, 2], "name": "<script>a"}],
        "layout": {"xaxis": {"title": {"text": "<i>b"}}},
    }
    lesson.fake("e/odd", [shown({PLOTLY: figure})])
    page = lesson.render("/// output | e/odd#c\n    alt: A.\n\nC.\n///\n")
    heads = re.findall(r"<th [^>]*>(.*?)</th>", page)
    assert heads == ["&lt;i&gt;b", "&lt;script&gt;a"]


def test_the_alternative_is_escaped(lesson):
    alt = """It's "so" <b>&amp; & > x"""
    page = lesson.render(f"/// output | e/figure#c\n    alt: {alt}\n\nC.\n///\n")
    [label] = re.findall(r'aria-label="(.*?)" style', page)
    assert html.unescape(label) == alt
    assert "<b>" not in page


# --------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("/// output | e/txt#c\n///", "no snippet `e/txt`. Did you mean `e/text`"),
        ("/// output | text#c\n///", "no snippet `text`. Did you mean `e/text`"),
        (
            "/// snippet | e/text#d\n///",
            "no cell `d` in snippets/e/text.py. There",
        ),
        ("/// output | e/text#d\n///", "no cell `d` in snippets/e/text.py. There"),
        ("/// example | e/text\n///", "`e/text` names no cell"),
        ("/// example | e/text#\n///", "`e/text#` names no cell"),
        ("/// diagram | #c\n///", "`` is not a snippet name"),
        ("/// output |\n///", "`` names no cell"),
        ("/// output\n///", "`` names no cell"),
        ("/// snippet | ../mkdocs#c\n///", "`../mkdocs` is not a snippet name"),
        ("/// snippet | /etc/passwd#c\n///", "`/etc/passwd` is not a snippet name"),
        ("/// snippet | e/../e/text#c\n///", "`e/../e/text` is not a snippet name"),
        ("/// output | e/silent#c\n///", "cell `c` of e/silent shows nothing"),
        ("/// output | e/figure#c\n\nC.\n///", "has no text alternative"),
        ("/// output | e/figure#c\n    alt: A.\n///", "has no caption"),
        ("/// output | e/image#c\n    alt: A.\n///", "has no caption"),
        (
            "/// snippet | e/text#c\n    emphasize: nowhere\n///",
            "no line of `e/text#c`",
        ),
        ("/// output | e/text#c\n    alt: {{ e/text.no }}\n///", "no value `no`"),
        (
            "/// output | e/text#c\n    emphasise: 3\n///",
            "a block `output` has no option `emphasise`. Did you mean `emphasize`?",
        ),
        ("/// output | e/figure#c\n  alt: two spaces\n///", "has no caption"),
        ("/// exampel | e/text#c\n///", "no block `/// exampel`. Did you mean `exa"),
        ("/// tab | One\n///", "no block `/// tab`"),
        ("/// details | More\n", "the block `/// details` is never closed"),
        ("///", "`///` ends no block"),
        (
            "/// question | Why?\n- [x] a\n    > f\n\n## More\n\n"
            "/// output | e/text#c\n///",
            "the block `/// question` is never closed",
        ),
        ("It is {{ e/text.accuracy }.", "`{{` begins or ends no value"),
        ("It is {{ e/text.accuracy\n}}.", "`{{` begins or ends no value"),
        ("It is { e/text.accuracy }}.", "`}}` begins or ends no value"),
        ("[He](Cite:he2016).", "no link begins with `Cite:`. Did you mean `cite`?"),
        ("[So](claims:cnn-wins).", "no link begins with `claims:`. Did you mean `cl"),
        ('/// output | e/text#c\n    alt: "open\n///', "cannot be read"),
        ("/// output e/text#c\n///", "cannot be read"),
        ("/// output | e/text#c\n", "the block `/// output` is never closed"),
        ("//// output | e/text#c\n///", "the block `/// output` is never closed"),
        ("/// widget | neurone\n///", "no widget `neurone`. Did you mean `neuron`"),
        (
            "/// widget | neuron\n    data: e/text.row\n///",
            "no value `row` in e/text",
        ),
        ("/// widget | neuron\n    data: what\n///", "`{{what}}` is not a value"),
        (
            "{{ e/text.acuracy }}",
            "no value `acuracy` in e/text. Did you mean",
        ),
        ("{{ e/text.rows }}", "`rows` of e/text is not a scalar"),
        ("{{ e/txt.accuracy }}", "no snippet `e/txt`"),
        ("{{ accuracy }}", "`{{ accuracy }}` is not a value"),
        ("{{}}", "`{{}}` is not a value"),
        ("{{ e/text.accuracy:d }}", "format `d` does not fit 0.9733"),
        ("{{ e/text.accuracy:,,, }}", "format `,,,` does not fit"),
        ("{{ ../e/text.accuracy }}", "`../e/text` is not a snippet name"),
    ],
)
@pytest.mark.parametrize("head", ["", "---\ntitle: T\ntags:\n  - a\n---\n\n"])
def test_every_mistake_is_one_box_and_one_warning_with_its_line(
    lesson, warnings, block, said, head
):
    page = lesson.render(f"{head}# Title\n\nProse.\n\n{block}\n\nAfter.\n")
    [warning] = warnings()
    line = 5 + head.count("\n")
    assert warning.startswith(f"docs/index.md:{line}: "), warning
    assert said in warning
    assert "lk-error" in page or "lk-value--error" in page
    assert said.split(". ")[0] in html.unescape(page)
    assert "Title" in page


def test_a_link_to_a_file_outside_is_an_error(lesson, warnings):
    outside = lesson.write("secret.py", '"""S."""\n# %% c\nkey = "hidden"\n')
    (lesson.root / "snippets" / "link.py").symlink_to(outside)
    page = lesson.render("/// snippet | link#c\n///\n")
    assert "hidden" not in page
    assert "is a link to a file outside snippets/" in warnings()[0]


def test_an_error_inside_a_snippet_names_the_snippet_and_the_page(lesson, warnings):
    lesson.write("snippets/bad.py", "# %% c\n1\n")
    lesson.render("\n\n/// output | bad#c\n///\n")
    [warning] = warnings()
    assert warning.startswith("snippets/bad.py:1: no module docstring.")
    assert warning.endswith("(shown on docs/index.md:3)")


def test_each_of_several_mistakes_has_its_own_line(lesson, warnings):
    block = "/// output | e/no#c\n///\n\n"
    lesson.render(block * 3 + "{{ e/text.accuracy }}\n")
    places = [w.split(": ")[0] for w in warnings()]
    assert places == ["docs/index.md:1", "docs/index.md:4", "docs/index.md:7"]


def test_an_error_message_is_escaped(lesson, warnings):
    page = lesson.render('/// output | <script>alert("1")</script>#c\n///\n')
    assert "<script" not in page
    assert len(warnings()) == 1


def test_pages_that_end_alike_are_told_apart(lesson, warnings):
    lesson.page("# Long\n\nMore.\n\n{{ no.x }}\n", "a/first.md")
    lesson.render("{{ no.x }}\n")
    assert warnings()[0].startswith("docs/index.md:1: ")


def test_of_two_pages_with_the_same_text_the_rendered_one_is_named(lesson, warnings):
    lesson.render("{{ no.x }}\n")
    warnings()
    lesson.render("{{ no.x }}\n", "other.md")
    assert warnings()[0].startswith("docs/other.md:1: ")


def test_without_a_builder_a_page_has_no_name(lesson, warnings):
    options = {"lessonkit": {"root": str(lesson.root)}}
    markdown.markdown("{{ no.x }}", extensions=EXTENSIONS, extension_configs=options)
    assert warnings()[0].startswith("a page:1: ")


# --------------------------------------------------- missing outputs, live and strict


def test_missing_outputs_are_pending_while_serving(lesson, warnings):
    page = lesson.render(
        "/// output | e/never#c\n///\n\n{{ e/never.x }}\n\n"
        "/// widget | neuron\n    data: e/never.x\n\nF.\n///\n",
        live=True,
    )
    assert page.count('class="lk-output lk-pending"') == 2
    assert 'title="e/never · x">…</span>' in page
    assert warnings() == []


def test_missing_outputs_are_warnings_in_a_build(lesson, warnings):
    page = lesson.render("/// output | e/never#c\n///\n")
    assert "lk-pending" in page
    assert warnings() == [
        "docs/index.md: outputs of e/never are missing. Run `python -m lessonkit run`."
    ]


def test_source_is_shown_although_outputs_are_missing(lesson, warnings):
    page = lesson.render("/// snippet | e/never#c\n///\n")
    assert "lk-source" in page
    assert warnings() == []


# ------------------------------------------------------------------ nesting, options


OUTPUT = "/// output | e/figure#c\n    alt: It falls: by half.\n\nA caption.\n///"


def indented(text):
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


@pytest.mark.parametrize(
    "around",
    [
        "//// details | Solution\n{}\n////",
        "!!! note\n\n{indented}",
        "- item\n\n{indented}\n- next",
        "1. item\n\n{indented}",
        "> quoted\n\n{}",
        "//// details | Outer\n!!! note\n\n{indented}\n////",
    ],
)
def test_blocks_are_shown_inside_other_blocks(lesson, warnings, around):
    text = around.replace("{}", OUTPUT).replace("{indented}", indented(OUTPUT))
    page = lesson.render(text)
    assert 'aria-label="It falls: by half."' in page
    assert "A caption." in page and "///" not in page
    assert warnings() == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Loss: it falls", "Loss: it falls"),
        ("'quoted: text'", "quoted: text"),
        ('"quoted: text"', "quoted: text"),
        ("a # b", "a # b"),
        ("- dash", "- dash"),
        ("{braces}", "{braces}"),
        ("[1, 2]", "[1, 2]"),
        ("yes", "yes"),
        ("3.10", "3.10"),
        ('back\\slash "and" quotes', 'back\\slash "and" quotes'),
        ("@at `tick` %percent", "@at `tick` %percent"),
    ],
)
def test_options_are_plain_sentences(lesson, warnings, written, meant):
    page = lesson.render(
        f"/// example | e/figure#c\n    alt: {written}\n    emphasize: 1\n\nC.\n///\n"
    )
    [label] = re.findall(r'aria-label="(.*?)" style', page)
    assert html.unescape(label) == meant
    assert 'class="hll"' in page
    assert warnings() == []


# ----------------------------------------------------------------------- properties


SOME = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)
SPICE = """<script> </script> " ' < & /// {{ }} | # e/text .accuracy :.1% ` ``` * [ ](
\x02 \x03 \\ wzxhzdk:0\x03 klzzwxh:0000\x03 - [x] : !!! \x85 \u2028 \xa0"""
SPICED = st.lists(
    st.one_of(LINE, st.sampled_from([*re.split("[ \n]", SPICE), "    ", "\t"])),
    max_size=8,
).map("".join)


class Tags(HTMLParser):
    """Lists a page's elements and attributes as a browser would see them."""

    def __init__(self, page):
        super().__init__()
        self.all = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.all.append((tag, dict(attributes)))


def assert_harmless(page):
    for tag, attributes in Tags(page).all:
        assert tag not in ("script", "iframe", "object", "style")
        assert not {name for name in attributes if name.startswith("on")}


# what is told of a text that is shown nevertheless
NO_ERRORS = ("begins or ends no value", "would see as it is written")


@SOME
@given(text=SPICED)
@example(text="</p></div><script>alert(1)</script>")
@example(text="$:$")
@example(text="[a](b:c) <claim:d>")
def test_any_alternative_is_escaped_or_an_error(lesson, warnings, text):
    warnings()
    page = lesson.render(f"/// output | e/figure#c\n    alt: {text}\n\nC.\n///\n")
    found = [w for w in warnings() if not any(told in w for told in NO_ERRORS)]
    assert ("lk-plot" in page) != bool(found)
    assert_harmless(page)


@SOME
@given(text=SPICED)
def test_any_value_is_shown_as_text(lesson, warnings, text):
    warnings()
    lesson.fake("e/word", text=text)
    page = lesson.render(
        "{{ e/word.text }}\n\n"
        "/// output | e/figure#c\n    alt: A {{ e/word.text }}\n\n{{ e/word.text }}"
        "\n///"
    )
    assert warnings() == []
    assert page.count("lk-value") == 2
    assert_harmless(page)


@SOME
@given(argument=SPICED, kind=st.sampled_from([*naming(Names.CELL)[:4], "widget"]))
def test_any_argument_is_one_error_in_its_line(lesson, warnings, argument, kind):
    warnings()
    page = lesson.render(f"Prose.\n\n/// {kind} | ?{argument}\n///\n")
    found = warnings()
    assert found and all(w.startswith("docs/index.md:3: ") for w in found)
    assert "lk-error" in page
    assert_harmless(page)


@SOME
@given(text=SPICED)
def test_any_printed_text_any_table_any_trace_is_harmless(lesson, warnings, text):
    warnings()
    figure = {"data": [{"y": [1], "name": text}], "layout": {}}
    outputs = [
        {**PRINTED, "text": text},
        table(f"<tr><td>{text}"),
        shown({PLOTLY: figure}),
    ]
    lesson.fake("e/odd", outputs)
    page = lesson.render("/// output | e/odd#c\n    alt: A.\n\nC.\n///\n")
    assert warnings() == []
    assert_harmless(page)


BLOCK = st.tuples(
    st.sampled_from([*BLOCKS]),
    st.sampled_from(["e/text#c", "e/figure#c", "e/no#c", "neuron", "Why?", "", "e"]),
    st.sampled_from(["", "    alt: A: b\n", "    data: e/text.rows\n", "    no: 1\n"]),
    st.sampled_from(["", "\nCaption.\n", "- [x] a\n    > f\n- [ ] b\n    > f\n"]),
)


@SOME
@given(blocks=st.lists(BLOCK, min_size=1, max_size=4))
def test_every_block_is_shown_or_an_error_at_its_line(lesson, warnings, blocks):
    """Nothing of ours is left in the page as plain text, without a word."""
    warnings()
    text = "# Title\n\n" + "".join(
        f"/// {kind} | {argument}\n{option}{content}///\n\n"
        for kind, argument, option, content in blocks
    )
    lesson.write("mkdocs.yml", CONFIG + "  - pymdownx.tasklist\n")
    page = lesson.render(text)
    found = warnings()
    lines = {int(w.split(": ")[0].removeprefix("docs/index.md:")) for w in found}
    named = [r for r in references.scan(text) if r.kind in BLOCKS]
    assert len(named) == len(blocks)
    assert lines <= {r.line for r in named}
    assert page.count("lk-error") == len(found)
    fine = Counter(MADE[r.kind] for r in named if r.line not in lines)
    for mark, count in fine.items():
        assert page.count(mark) >= count, mark


MADE = {
    "snippet": 'class="lk-source"',
    "output": 'class="lk-output',
    "diagram": " lk-diagram",
    "example": 'class="lk-example"',
    "widget": 'class="lk-widget"',
    "question": 'class="lk-question"',
    "sources": 'class="lk-sources"',
    "claims": "lk-sortable",
    "blocks": "names, behind the bar",
}


def plain(page):
    """Return a page's text."""
    return html.unescape(re.sub(r"<[^>]*>", "", page)).strip()


STARTER = (
    "# %% yours\ndef f():\n    return 0\n\n# %% check\ndef test_f():\n    assert f()"
)


def test_an_exercise_offers_its_starter_file(project):
    project.snippet("e/start", STARTER)
    page = project.render("/// exercise | e/start\nDo it.\n///\n")
    assert "download start.py<" in page and "python -m pytest start.py" in page
    assert "files/e/start.py" in page and "<p>Do it.</p>" in page
    assert "assert" not in page  # the check stays in the file


def test_each_hint_is_inside_the_one_before(project):
    project.snippet("e/start", STARTER)
    project.snippet("e/v", "# %% values\nx = 12")
    project.run("e/v")
    page = project.render(
        "/// exercise | e/start\nDo it.\n\n1. Think of {{ e/v.x }}.\n"
        "2. Use `f`,\n    or not.\n3. Give up.\n///\n\n1. A list.\n"
    )
    hint = '<details class="lk-twin lk-hint" data-search-exclude="">'
    first, *others = page.split(hint)
    assert "<p>Do it.</p>" in first and "pytest start.py" in first
    assert ">12</span>." in others[0] and "</details>" not in others[0] + others[1]
    assert "<code>f</code>" in others[1] and "Hint 2 of 3</summary>" in others[1]
    assert others[2].count("</details>") == 3 and "<li>A list.</li>" in others[2]


def test_hints_of_a_broken_exercise_are_not_shown(project, warnings):
    project.snippet("e/start", "# %% yours\nx = 1")
    page = project.render("/// exercise | e/start\n1. Think.\n///\n")
    assert "is not a starter file" in warnings()[0]
    assert "Think" not in page


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("# %% yours\nx = 1", "is not a starter file"),
        (STARTER.replace("yours", "mine"), "is not a starter file"),
        (STARTER.replace("test_f", "check_f"), "is not a starter file"),
    ],
)
def test_what_is_no_starter_file_is_named(project, warnings, code, cause):
    project.snippet("e/start", code)
    project.render("# A\n\n/// exercise | e/start\n///\n")
    (warning,) = warnings()
    assert cause in warning and "docs/index.md:3" in warning
    assert "functions `test_…`" in warning


@pytest.mark.parametrize(
    "written",
    [
        "<p>{{ e/v.x }}</p>",
        "<details><summary>Best: {{ e/v.x }}</summary></details>",
        "<div>\n<p>\n{{ e/v.x }}\n</p>\n</div>",
        "Words <b>{{ e/v.x }}</b> here",
    ],
)
def test_values_are_shown_in_raw_html(project, warnings, written):
    project.fake("e/v", x='<b> & "it\'s"')
    shown = BeautifulSoup(project.render(written), "html.parser").get_text()
    assert '<b> & "it\'s"' in shown
    assert warnings() == []


@pytest.mark.parametrize(
    "around",
    [
        '<img alt="{} of all" src="x.png">',
        "<div title='{} of all'><p>x</p></div>",
        'Text <span title="{} of all">x</span> end',
        "<p>x</p>\n\nText <img src='x.png' alt='{} of all'> *end*",
    ],
)
@given(text=st.text(min_size=1).filter(lambda text: printable(text).strip()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_value_stays_inside_its_attribute(project, around, text):
    project.fake("e/v", x=text)
    page = project.render(around.format("{{ e/v.x }}"))
    found = BeautifulSoup(page, "html.parser").find_all(["img", "div", "span"])
    given = {"src", "alt", "title", "class"}
    assert all(set(element.attrs) <= given for element in found)
    said = [e.get("alt") or e.get("title") or "" for e in found]
    assert " ".join(f"{printable(text)} of all".split()) in [
        " ".join(one.split()) for one in said
    ]


@pytest.mark.parametrize(
    "written",
    ["<p><code>{{ e/v.x }}</code></p>", "<pre>\n{{ e/v.x }}\n</pre>",
     "<!-- {{ e/v.x }} -->"],
)  # fmt: skip
def test_code_and_comments_of_html_stay_as_they_are(project, written):
    project.fake("e/v", x=1)
    assert "{{ e/v.x }}" in project.render(written)


def test_a_wrong_value_in_html_is_one_warning(project, warnings):
    project.fake("e/v", x=1)
    project.render("Text.\n\n<p title='{{ e/v.y }}'>{{ e/v.x }}</p>\n")
    (said,) = warnings()
    assert said.startswith("docs/index.md:3: no value `y` in e/v")


@pytest.mark.parametrize("written", ["alt:", "alt: ", 'alt: ""', "alt: ''", "alt: ~"])
def test_an_empty_alternative_is_an_error(project, warnings, written):
    project.fake("e/f", [shown(FIGURE)])
    page = project.render(f"/// output | e/f#c\n    {written}\n\nCaption.\n///\n")
    assert "None" not in page
    if written != "alt: ~":  # a text like any other
        assert "has no text alternative" in warnings()[0]
