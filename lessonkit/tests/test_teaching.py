"""For those who teach: plans, slides, worksheets, question banks."""

import html
import io
import json
import re
import xml.etree.ElementTree as etree
import zipfile
from pathlib import Path

import pytest

from lessonkit.settings import Settings
from lessonkit.site.teaching import material
from lessonkit.site.teaching.asked import Answer, Asked, Bank, asked
from lessonkit.site.teaching.gift import gift
from lessonkit.site.teaching.lesson import (
    first_sentence,
    is_answer,
    moved,
    sections,
    with_answers,
)
from lessonkit.site.teaching.qti import qti
from lessonkit.site.teaching.slides import slides
from lessonkit.site.teaching.worksheet import tasks
from node_packages import installed, run_node

START, END = "lessons/a/", "lessons/a/slides/"
JAVASCRIPT = Path(__file__).parent / "javascript"
PIXEL = "assets/dot.png"


def parts(text):
    return sections(with_answers(text, Settings.answers_called), START, END)


def plain(text):
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


# ---------------------------------------------------------------------------- slides


FIGURE = (
    '<figure class="lk-output"><div><div class="lk-plot" data-figure="k"></div></div>'
    '<figcaption><div class="lk-caption"><p>{}</p></div></figcaption></figure>'
)


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("It falls and then it rises again.", " Why?"),
        ("After LeCun et al. (1998) it is 3.5 times as much.", " So"),
        ("1. Count. Write a function for the parameters.", " Go."),
        ("Ten of each. Which would you mix up?", " Look."),
        ("No end here at all", ""),
    ],
)
def test_a_slide_says_one_sentence_that_says_something(first, rest):
    section = parts(f"<h2>T</h2><p>{first}{rest}</p>")[0]
    assert first_sentence(section.parts[0])[0].get_text() == first


def test_a_slide_begins_at_each_heading_and_each_picture():
    deck = slides(
        parts(
            "<h1 id='t'>Lesson</h1><p>Why is this here at all? Because.</p>"
            "<h2 id='a'>One</h2><p>Before it.</p>"
            + FIGURE.format("The larger it is, the better it reads. See it.")
            + "<p>Between them.</p>"
            + FIGURE.format("And so does every other one of them.")
            + "<h2 id='b' class='lk-noslide'>No</h2><p>Not on a slide at all.</p>"
            "<h3 id='c'>Three</h3><p>A sentence of six words is long. "
            "<strong class='lk-message'>This one.</strong></p>"
            "<details><summary>The code</summary><p>Folded.</p></details>"
            "<h2 id='s'>Sources</h2><div><ol class='lk-sources'></ol></div>"
        )
    )
    said = [(slide.name, slide.kind, plain(slide.message)) for slide in deck]
    assert said == [
        ("t", "title", ""),
        ("t-2", "statement", "Why is this here at all?"),
        ("a", "picture", "The larger it is, the better it reads."),
        ("a-2", "picture", "And so does every other one of them."),
        ("c", "statement", "This one."),
    ]
    notes = "".join(deck[2].notes)
    assert "See it." in notes and "Before it." in notes and "Between them." in notes
    assert "Folded" not in str(deck) and "lk-caption" not in deck[2].picture


def test_what_a_room_cannot_read_is_on_no_slide():
    code = "<div class='lk-source'><pre><code>{}</code></pre></div>"
    short, long = code.format("a = 1\n" * 5), code.format("b = 1\n" * 40)
    text = f"<h2 id='a'>T</h2><p>Here is the code of it, all.</p>{short}{long}"
    assert [slide.kind for slide in slides(parts(text))] == ["code"]


@pytest.mark.parametrize("around", ["{}", "<div class='lk-sortable'>{}</div>"])
@pytest.mark.parametrize(
    ("rows", "on_slides"), [(8, [8]), (9, [4, 5]), (17, [5, 6, 6])]
)
def test_a_long_table_takes_several_slides_with_one_message(around, rows, on_slides):
    body = "".join(f"<tr><td>{n}</td></tr>" for n in range(rows))
    table = f"<table><thead><tr><th>N</th></tr></thead><tbody>{body}</tbody></table>"
    told = "<p>These are all the numbers there are.</p>"
    text = f"<h2 id='a'>T</h2>{around.format(table)}{told}"
    deck = slides(parts(text))
    assert [slide.picture.count("<td>") for slide in deck] == on_slides
    seen = re.findall(r"<td>(\d+)</td>", "".join(slide.picture for slide in deck))
    assert [int(n) for n in seen] == [*range(rows)]
    for slide in deck:
        assert "<th>N</th>" in slide.picture
        assert plain(slide.message) == "These are all the numbers there are."
    assert len({slide.name for slide in deck}) == len(deck)


def test_a_table_of_many_words_takes_several_slides():
    rows = "".join(f"<tr><td>{n}</td><td>{'word ' * 100}</td></tr>" for n in range(4))
    text = f"<h2 id='a'>T</h2><table><tbody>{rows}</tbody></table>"
    deck = slides(parts(text))
    assert [slide.picture.count("<tr>") for slide in deck] == [1, 1, 2]


def test_a_part_of_a_table_says_whose_row_it_begins_with():
    rows = [f"<tr><td>{'V' * (n == 2)}</td><td>{n}</td></tr>" for n in range(16)]
    text = f"<h2 id='a'>T</h2><table><tbody>{''.join(rows)}</tbody></table>"
    first, second = slides(parts(text))
    assert first.picture.count("<td>V</td>") == second.picture.count("<td>V</td>") == 1
    assert "<td>V</td><td>8</td>" in second.picture


def test_what_leads_to_a_list_is_its_message():
    points = "<ul><li>have one size,</li><li>see one thing.</li></ul>"
    lead = "<p>They differ in more than their kind. So <em>both</em> networks{}</p>"
    for end, said in (("", "So both networks"), (":", "So both networks:")):
        (slide,) = slides(parts(f"<h2 id='a'>T</h2>{lead.format(end)}{points}"))
        assert plain(slide.message) == said
    (slide,) = slides(parts(f"<h2 id='a'>T</h2>{lead.format('.')}{points}"))
    assert plain(slide.message) == "They differ in more than their kind."


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        ("Weights removed: <a>What to save</a>", "Weights removed"),
        ("Safe: <a>Compared</a>, <a>A program</a>", "Safe"),
        ("It costs much (<a>what it costs</a>).", "It costs much."),
        ("As <a>LeCun</a> said: <em>no</em>", "As LeCun said: no"),
        (
            "Compared in the lesson on <a>hosting</a>",
            "Compared in the lesson on hosting",
        ),
    ],
)
def test_a_point_keeps_no_link_that_says_only_where_more_is(point, shown):
    text = f"<h2 id='a'>T</h2><ul><li>{point}</li><li>second</li></ul>"
    (slide,) = slides(parts(text))
    assert plain(slide.picture).startswith(shown + "second")


def test_notes_do_not_repeat_what_the_slide_says():
    caption = "The larger it is, the better it reads."
    (slide,) = slides(parts("<h2 id='a'>T</h2>" + FIGURE.format(f"{caption} See it.")))
    assert [plain(note) for note in slide.notes] == ["See it."]
    (slide,) = slides(parts("<h2 id='a'>T</h2>" + FIGURE.format(caption)))
    assert slide.notes == []
    text = "<p>This it says, in six words.</p><p>And more.</p>"
    (slide,) = slides(parts(f"<h2 id='a'>T</h2>{text}"))
    assert slide.notes == ["<p>And more.</p>"]
    points = "<ul><li>First.</li><li>The second takes six words here.{}</li></ul>"
    for more, notes in (("", 0), (" And why this is so.", 1)):
        (slide,) = slides(parts(f"<h2 id='a'>T</h2>{points.format(more)}"))
        assert len(slide.notes) == notes


def test_an_exercise_is_on_a_slide_with_all_that_it_asks():
    file = (
        "<div class='lk-exercise'><pre>{}</pre><p class='lk-exercise__how'>h</p></div>"
    )
    short, long = file.format("a = 1\n" * 5), file.format("b = 1\n" * 40)
    first, second = "1. Count them all here. Then check.", "2. Find the least. Why?"
    deck = slides(
        parts(
            f"<h2 id='a'>Exercises</h2><p>Two.</p><p>{first}</p>{short}"
            f"<details><summary>Solution</summary><p>So.</p></details>"
            f"<p>{second}</p>{long}<p>After it all.</p>"
        )
    )
    assert [(slide.kind, slide.message) for slide in deck] == [
        ("task", first), ("task", second),
    ]  # fmt: skip
    assert "a = 1" in deck[0].picture and "lk-exercise__how" not in deck[0].picture
    assert deck[1].picture == ""
    assert first not in "".join(deck[0].notes) and "Two." in deck[0].notes[0]
    assert "After it all." in deck[1].notes[-1]


def test_instructions_for_a_screen_are_no_message():
    text = '<span class="lk-screen">Press play.</span> It turns until all is sorted.'
    (slide,) = slides(parts("<h2 id='a'>T</h2>" + FIGURE.format(text)))
    assert plain(slide.message) == "It turns until all is sorted."
    assert "Press play." in "".join(slide.notes)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("../b/#x", "../../b/#x"),
        ("#here", "../#here"),
        ("../../assets/p.png", "../../../assets/p.png"),
        ("https://else.example/a", "https://else.example/a"),
        ("data:image/png;base64,AA", "data:image/png;base64,AA"),
    ],
)
def test_links_follow_to_the_new_page(address, seen):
    assert moved(address, START, END) == seen


# --------------------------------------------------------------------------- questions


PAGE = """\
# Lesson

/// question | What is `a{b}` = *~2:#*, of <sub>x</sub>?
- [ ] Half & half
    > No: `x = {1}`.
- [x] ![A dot](../assets/dot.png)
    > Yes.
///

/// question | Which of them?
    kind: several

- [x] one
    > Yes.
- [x] two
    > Also.
- [ ] three
    > No.
///

/// question | How many?
    kind: number

- [x] {{ e/text.count }} ± 0.5
    > Right.
- [ ] 7
    > Too few.
- [ ] ?
    > Count again.
///

/// question | In which order?
    kind: order

- [1] first line,
  its end
    > Begins.
- [2] second
    > Then.
- [3] ![third](../assets/dot.png)
    > Ends.
///

/// question | Which line is wrong?
    kind: line
    code: e/text#c

- [x] loss = rate
    > This.
- [ ] ?
    > Not this.
///

Things to try:

- Why is it blue?

//// details | Answers
- Because it is positive.
////
"""


@pytest.fixture
def bank(project):
    project.snippet("e/text", "# %% c\nrate = 2 & 3\n\nloss = rate * 2")
    project.fake("e/text", [], count=61706)
    dot = project.write(f"docs/{PIXEL}", "")
    dot.write_bytes(b"\x89PNG dot")
    body = project.render(PAGE, "lessons/a.md")
    read = sections(body.replace("../assets", "../../assets"), START, START)
    questions = tuple(asked(read))
    assert [q.kind for q in questions] == ["one", "several", "number", "order", "line"]
    return Bank("Lesson", "lessons/a.md", questions, START, project.root / "docs")


def test_another_parser_understands_the_gift_file(bank):
    installed(JAVASCRIPT)
    file = bank.site / "questions.txt"
    file.write_text(gift(bank), "utf-8")
    done = run_node("gift.mjs", file, cwd=JAVASCRIPT)
    assert done.returncode == 0, done.stderr
    category, one, several, number, order, line = json.loads(done.stdout)
    assert category["title"] == "Lesson"
    assert one["stem"]["text"] == (
        "<p>What is <code>a{b}</code> = <em>~2:#</em>, of <sub>x</sub>?</p>"
    )
    assert [choice["isCorrect"] for choice in one["choices"]] == [False, True]
    assert one["choices"][0]["text"]["text"] == "Half &amp; half"
    assert one["choices"][0]["feedback"]["text"] == "<p>No: <code>x = {1}</code>.</p>"
    assert "data:image/png;base64,iVBORyBkb3Q" not in one["choices"][0]["text"]["text"]
    assert 'src="data:image/png;base64,' in one["choices"][1]["text"]["text"]
    assert [choice["weight"] for choice in several["choices"]] == [50, 50, -100]
    first, second, rest = number["choices"]
    assert first["text"] == {"type": "range", "number": 61706, "range": 0.5}
    assert (second["text"]["number"], second["weight"]) == (7, 0)
    assert rest["feedback"]["text"] == "<p>Count again.</p>"
    pairs = [(p["subquestion"]["text"], p["subanswer"]) for p in order["matchPairs"]]
    assert pairs[:2] == [("first line, its end", "1."), ("second", "2.")]
    assert 'src="data:image/png;base64,' in pairs[2][0]
    assert "rate = 2 &amp; 3" in line["stem"]["text"]
    assert [c["isCorrect"] for c in line["choices"]] == [False, True]


@pytest.mark.parametrize("version", ["qti2", "qti3"])
def test_a_qti_package_is_whole(bank, version):
    packed = zipfile.ZipFile(io.BytesIO(qti(bank, version)))
    manifest = etree.fromstring(packed.read("imsmanifest.xml"))
    listed = {file.get("href") for file in manifest.iter() if file.tag.endswith("file")}
    assert listed | {"imsmanifest.xml"} == set(packed.namelist())
    (picture,) = (name for name in packed.namelist() if name.startswith("pictures/"))
    assert packed.read(picture) == b"\x89PNG dot"
    for question in bank.questions:
        item = etree.fromstring(packed.read(f"{question.name}.xml"))
        found = {re.sub(r"\{.*\}|qti-|-", "", e.tag).lower() for e in item.iter()}
        assert {"itembody", "responseprocessing", "modalfeedback"} <= found
        names = [
            e.get("identifier") for e in item.iter()
            if re.search(r"simple-?choice$", e.tag, re.I)
        ]  # fmt: skip
        right = [
            e.text for response in item.iter()
            if re.search(r"correct-?response$", response.tag, re.I) for e in response
        ]  # fmt: skip
        assert right
        if question.kind == "number":
            assert [float(number) for number in right] == [61706.0]
        else:
            assert set(right) <= set(names)
    mixes = {
        question.kind: re.findall(
            r'shuffle="(\w+)"', packed.read(f"{question.name}.xml").decode()
        )
        for question in bank.questions
    }
    assert mixes == {
        "one": ["true"], "several": ["true"], "number": [], "order": ["false"],
        "line": ["false"],
    }  # fmt: skip
    text = packed.read("q-1.xml").decode()
    assert "<code>a{b}</code> = <em>~2:#</em>, of <sub>x</sub>?" in text
    assert f'src="{picture}"' in text
    assert packed.read("q-1.xml") == zipfile.ZipFile(
        io.BytesIO(qti(bank, version))
    ).read("q-1.xml")


def test_a_title_is_text_and_a_number_is_single(tmp_path):
    right = Answer("", "", right=True, number="4"), Answer("", "", True, number="5")
    question = Asked(
        "q-1", "?", "number", (*right, Answer("", "")),
        section="<em>Us</em> &amp; &lt;them&gt;",
    )  # fmt: skip
    packed = qti(Bank("A & B", "a.md", (question,), START, tmp_path), "qti2")
    item = zipfile.ZipFile(io.BytesIO(packed)).read("q-1.xml").decode()
    assert etree.fromstring(item).get("title") == "A & B: Us & <them>"
    assert "<correctResponse><value>4</value></correctResponse>" in item
    assert item.count('<baseValue baseType="float">1</baseValue>') == 2


def test_a_worksheet_has_tasks_and_their_answers_apart(project):
    project.snippet("e/text", "# %% c\nrate = 2 & 3\n\nloss = rate * 2")
    project.fake("e/text", [], count=61706)
    found = tasks(parts(project.render(PAGE, "lessons/a.md")))
    assert [task.kind for task in found] == ["question"] * 5 + ["list"]
    asked_for = "".join(task.text for task in found)
    for answer in ("Yes.", "Too few.", "Begins.", "This.", "positive", "61,706"):
        assert answer not in asked_for
    assert "Because it is positive." in found[-1].answer
    assert "Why is it blue?" in found[-1].text
    assert plain(found[3].text).split() != plain(found[3].answer).split()
    *short, order, line, folded = (plain(task.short) for task in found)
    assert short == ["B", "A, B", "61,706 ± 0.5"] and line == "Line 3" and folded == ""
    places = [order.split(", ").index(n) for n in ("1", "2", "3")]
    steps = re.findall(r"<li>(.*?)</li>", found[3].text)
    assert "first line" in steps[places[0]] and "third" in steps[places[2]]


LIST = "<h2>T</h2><ul><li>Why?</li></ul>"
FOLD = "<details><summary>Answers</summary><p>So.</p></details>"
EXERCISE = '<h2>T</h2><p>Fill this in, then run it.</p><div class="lk-exercise">f</div>'
QUESTION = """<h2>T</h2><div><form class="lk-question"><div class="lk-answers"><ol>
<li><p>a</p><div class="lk-feedback">b</div></li></ol></div></form></div>"""


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<h2>T</h2><p>Only told.</p>", {"slides"}),
        (LIST, {"slides"}),
        (LIST + FOLD, {"slides", "worksheet", "answers"}),
        (EXERCISE, {"slides", "worksheet"}),
        (EXERCISE + "<p>More.</p><h2>B</h2>", {"slides", "worksheet"}),
        (EXERCISE + FOLD, {"slides", "worksheet", "answers"}),
        (QUESTION, {*material.PAGES, *material.BANKS}),
    ],
)
def test_there_is_a_sheet_if_there_are_tasks(text, kinds):
    assert set(material._kinds(parts(text))) == kinds


@pytest.mark.parametrize("text", [LIST + FOLD, EXERCISE, EXERCISE + FOLD])
def test_there_is_room_for_what_is_to_be_written(text):
    (task,) = tasks(parts(text))
    assert task.lines > 0


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("https://x.org/a/?b&c", "open https://x.org/a/?b&c#e and press Do it here."),
        ("", "open the lesson at “Tasks” and press Do it here."),
    ],
)
def test_paper_says_where_python_is(address, where):
    here = '<p class="lk-exercise__here" hidden><button>Go</button>9 MB</p>'
    text = EXERCISE.replace("<h2>T", '<h2 id="e">Tasks').replace(">f<", f">f{here}<")
    (task,) = tasks(parts(text), address)
    said = plain(task.text)
    assert where in said and "9 MB" not in said


def test_an_exercise_needs_no_answer():
    first, second = tasks(parts(EXERCISE + EXERCISE + FOLD))
    assert [first.kind, second.kind] == ["exercise", "exercise"]
    assert first.answer == "" and second.answer == "<p>So.</p>"
    assert "Fill this in" in first.text


def test_a_sheet_counts_its_tasks_once():
    numbered = EXERCISE.replace("Fill this", "<strong>2. Fill</strong> this")
    (task,) = tasks(parts(numbered))
    assert task.text.startswith("<p><strong>Fill</strong> this in")


# -------------------------------------------------------------------------------- plan


LESSON = "# {}\n\n- **Time** {} minutes.\n"
PLAN = """\
# Teach

/// plan | 9:00 to {end}

- lessons/a.md
    > Ask *first*.
- 15 minutes: coffee
- lessons/b.md{more}
///
"""


@pytest.fixture
def course(project):
    for name, minutes in (("a", "30"), ("b", "20 to 40"), ("c", "50")):
        project.page(LESSON.format(name.upper(), minutes), f"lessons/{name}.md")
    return project


def test_a_plan_adds_up(course, warnings):
    page = course.render(PLAN.format(end="11:00", more=""), "teach.md")
    assert warnings() == []
    said = " ".join(plain(re.sub(r"(</\w+>)", r"\1 ", page)).split())
    assert "9:00 A 30 minutes Ask first ." in said
    assert "9:30 coffee 15 minutes" in said
    assert "9:45 B 40 minutes" in said
    assert (
        "Lessons take 1 h 10 min, the rest of the day 15 min: the day ends at 10:25."
        in said
    )
    assert "The lessons left out take another 50 min: C 50 minutes" in said
    assert '<p class="lk-plan__take" data-page="lessons/a.md"></p>' in page


@pytest.mark.parametrize(
    ("end", "more", "said"),
    [
        ("10:00", "", "ends at 10:25 instead of 10:00"),
        ("11:00", ": 10 minutes", "takes 20 to 40 minutes, not 10"),
        ("11:00", "\n- lessons/d.md", "no page `lessons/d.md`"),
        ("11:00", "\nSo.", "`So.` is not a part of a plan"),
        ("late", "", "`9:00 to late` does not say when"),
        ("11:00", "\n- index.md", "docs/index.md does not say how long it takes"),
    ],
)
def test_a_plan_that_does_not_hold_is_an_error(course, warnings, end, more, said):
    course.page("# Home\n")
    page = course.render(PLAN.format(end=end, more=more), "teach.md")
    (warning,) = warnings()
    assert said in warning and "docs/teach.md:3" in warning
    assert "lk-error" in page


@pytest.mark.parametrize(
    ("title", "called", "marked"),
    [
        ("Solution: three lines", Settings.answers_called, True),
        ("Answers", Settings.answers_called, True),
        ("<code>Answer</code> in short", Settings.answers_called, True),
        ("Answering machines", Settings.answers_called, False),
        ("More", Settings.answers_called, False),
        ("Lösung", ["Lösung", "Q&A"], True),
        ("Q&amp;A", ["Lösung", "Q&A"], True),
        ("Answer", ["Lösung"], False),
        ("Answer", [], False),
    ],
)
def test_a_course_says_how_its_answers_are_called(title, called, marked):
    fold = f'<details class="a"><summary>{title}</summary><p>Answer</p></details>'
    [section] = sections(f"<h2>H</h2>{with_answers(fold, called)}", START, END)
    assert is_answer(section.parts[0]) is marked
