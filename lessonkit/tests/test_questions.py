"""Questions: what authors write, what readers get, and what a build refuses."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit.errors import LessonError
from lessonkit.page.blocks import questions


@pytest.fixture
def lesson(project):
    """Return a project with a value and a cell of code."""
    project.snippet("e/text", "# %% c\nrate = 2 & 3\n\nloss = rate * 2")
    project.fake("e/text", [], accuracy=0.9733, count=61706)
    return project


# ------------------------------------------------------------------------------- one


QUESTION = """\
/// question | What does the *bias* do?
- [ ] It scales `x`.
    > No: the weights do.
    > They multiply.
- [x] It moves the
  threshold to {{ e/text.accuracy:.0% }}.
    > Yes.

- [ ] Nothing.
    > It adds.
///
"""


def test_question_is_a_form_with_its_answers_behind_a_fold(lesson, warnings):
    page = lesson.render(QUESTION)
    assert '<form class="lk-question" data-kind="one" id="q-1">' in page
    assert "<legend>What does the <em>bias</em> do?</legend>" in page
    assert page.count('<input name="q-1" type="radio"') == 3
    assert "<span>It scales <code>x</code>.</span>" in page
    correct = re.findall(r'data-choice="(\d)" data-correct="(\w+)"', page)
    assert correct == [("0", "false"), ("1", "true"), ("2", "false")]
    assert "<p>No: the weights do.\nThey multiply.</p>" in page
    assert page.count("97\u202f%</span>") == 2
    assert warnings() == []


def test_questions_of_one_page_have_names_of_their_own(lesson):
    page = lesson.render(QUESTION + "\n" + QUESTION)
    assert re.findall(r'<form .*?id="(.*?)"', page) == ["q-1", "q-2"]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("- [x] a\n    > f", "a question with 1 choices of which 1 are right"),
        ("- [ ] a\n    > f\n- [ ] b\n    > f", "2 choices of which 0 are right"),
        ("- [x] a\n    > f\n- [x] b\n    > f", "2 choices of which 2 are right"),
        ("- [x] a\n- [ ] b\n    > f", "the choice `a` has no feedback"),
        ("- [x] a\n    >\n- [ ] b\n    > f", "the choice `a` has no feedback"),
        ("prose\n- [x] a\n    > f", "`prose` is neither a choice nor its feedback"),
        ("- a\n- b", "`- a` is neither a choice nor its feedback"),
        ("- [x] a\n    > f\nmore\n- [ ] b\n    > f", "`more` is neither"),
        ("", "0 choices of which 0"),
    ],
)
def test_malformed_questions_are_errors(lesson, warnings, block, said):
    page = lesson.render(f"/// question | Why?\n{block}\n///\n")
    assert said in html.unescape(page)
    [warning] = warnings()
    assert warning.startswith("docs/index.md:1: ") and said in warning


def test_a_question_without_a_question_is_an_error(lesson, warnings):
    lesson.render("/// question\n- [x] a\n    > f\n///\n")
    assert "a question without a question" in "".join(warnings())


# -------------------------------------------------------------------- the other kinds

KINDS = {
    "several": """
- [x] Kernels
    > They are learned.
- [x] Biases
    > They, too.
- [ ] The stride
    > You choose it.
""",
    "number": """
- [x] {{ e/text.count }} ± 0.5
    > Yes.
- [ ] {{ e/text.accuracy:.1% }}
    > That is the accuracy.
- [ ] −3.5e2
    > Too few.
- [ ] ?
    > Count again.
""",
    "order": """
- [2] Loss
    > It needs answers.
- [1] Answers
    > First.
- [3] Step
    > Last.
""",
    "line": """
- [x] `rate = `
    > Yes.
- [ ] ?
    > No.
""",
}


def block(kind, text, more=""):
    """Write a question of a kind."""
    code = "    code: e/text#c\n" if kind == "line" else ""
    return f"/// question | Why?\n    kind: {kind}\n{code}{more}\n{text}\n///\n"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_a_form_whose_answers_are_behind_a_fold(lesson, warnings, kind):
    page = lesson.render(block(kind, KINDS[kind]))
    assert warnings() == []
    form, fold = re.split('<details class="lk-answers"[^>]*>', page)
    assert f'data-kind="{kind}"' in form
    for feedback in re.findall(r"> (.+)", KINDS[kind]):
        assert feedback in fold and feedback not in form
    assert "data-correct" not in form


def test_a_number_is_read_from_values_and_as_typed(lesson):
    page = lesson.render(block("number", KINDS["number"]))
    found = re.findall(r'data-number="(.*?)" data-tolerance="(.*?)"', page)
    assert [tuple(map(float, pair)) for pair in found] == [
        (61706, 0.5), (97.3, 0), (-350, 0),
    ]  # fmt: skip
    assert page.count("data-correct") == 4 and "<p>Anything else</p>" in page


def test_an_order_is_shown_shuffled_and_answered_in_order(lesson):
    page = lesson.render(block("order", KINDS["order"]))
    shown, answers = page.split("lk-answers")
    assert re.findall(r'data-place="(\d)"', shown) != ["1", "2", "3"]
    assert sorted(re.findall(r'data-place="(\d)"', shown)) == ["1", "2", "3"]
    steps = [answers.index(step) for step in ("Answers", "Loss", "Step")]
    assert steps == sorted(steps)
    assert page == lesson.render(block("order", KINDS["order"])), "at each build alike"


def test_each_line_of_the_code_can_be_chosen(lesson):
    page = lesson.render(block("line", KINDS["line"]))
    lines = re.findall(r'value="(\d)"[^>]*>\s*<code>(.*?)</code>', page)
    assert lines == [("0", "rate = 2 &amp; 3"), ("1", "loss = rate * 2")]


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("sevral", KINDS["several"], "no kind of question `sevral`"),
        ("several", "- [x] a\n    > f\n- [ ] b\n    > f", "which 1 are right"),
        ("order", "- [1] a\n    > f\n- [2] b\n    > f", "an order of 1, 2"),
        ("order", KINDS["order"].replace("[3]", "[2]"), "an order of 2, 1, 2"),
        ("order", KINDS["several"], "an order of x, x, -"),
        ("number", KINDS["number"].replace("?", "9"), "answers that you did not"),
        ("number", KINDS["number"].replace("−3.5e2", "many"), "`many` is not a number"),
        ("number", KINDS["number"].replace("± 0.5", "± 1 ± 2"), "is not a number"),
        ("number", KINDS["number"].replace("−3.5e2", "0,1"), "`0,1` is not a number"),
        ("number", KINDS["number"].replace("−3.5e2", "1,2345"), "is not a number"),
        ("one", KINDS["number"], "Say `kind: number`"),
        ("number", KINDS["number"].replace("e/text.count", "e/text.no"), "no value"),
        ("line", KINDS["line"].replace("rate = ", "rate"), "in 2 lines of the code"),
        ("line", KINDS["line"].replace("rate = ", "gone"), "in 0 lines of the code"),
        ("line", KINDS["line"].replace("rate = ", "(("), "not a regular expression"),
        ("number", "- [x] 1\n- [ ] ?\n    > f", "the choice `1` has no feedback"),
    ],
)  # fmt: skip
def test_what_does_not_fit_its_kind_is_an_error(lesson, warnings, kind, text, said):
    page = lesson.render(block(kind, text))
    assert said in html.unescape(page)
    [warning] = warnings()
    assert re.match(r"docs/index\.md:\d+: ", warning) and said in warning


def test_code_belongs_to_a_question_for_a_line(lesson, warnings):
    lesson.render(block("one", KINDS["several"], "    code: e/text#c\n"))
    lesson.render("/// question | Why?\n    kind: line\n\n- [x] a\n    > f\n///\n")
    lesson.render(block("line", KINDS["line"]).replace("#c", "#d"))
    said = "\n".join(warnings())
    assert "of kind `one` with code" in said and "`line` without code" in said
    assert "no cell `d`" in said


@given(st.text(max_size=60))
def test_any_content_is_read_or_refused(text):
    for kind in questions.KINDS:
        try:
            questions.read("Why?", text, kind, "a = 1")
        except LessonError as error:
            assert error.remedy
