"""Writes a question as a form; without JavaScript its answers are behind a fold."""

from __future__ import annotations

import random
import xml.etree.ElementTree as etree
from collections.abc import Sequence

from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from lessonkit.page.blocks.questions import OTHERWISE, Choice, Question

_HINTS = {"several": "Several answers are right.", "order": "Put them in order."}


def write(
    question: Question, parent: etree.Element, name: str, parser: BlockParser
) -> None:
    """Append the form to `parent`; `name` is its id, unique on the page."""
    attributes = {"class": "lk-question", "id": name, "data-kind": question.kind}
    form = etree.SubElement(parent, "form", attributes)
    fieldset = etree.SubElement(form, "fieldset")
    etree.SubElement(fieldset, "legend").text = question.prompt
    if hint := _HINTS.get(question.kind):
        etree.SubElement(fieldset, "p", {"class": "lk-question__hint"}).text = hint
    {"number": _number, "order": _order, "line": _lines}.get(question.kind, _choices)(
        question, fieldset, name
    )
    # out of the search index: every first page loads it, and it gives answers away
    hidden = {"class": "lk-answers", "data-search-exclude": ""}
    fold = etree.SubElement(form, "details", hidden)
    etree.SubElement(fold, "summary").text = "Show the answer"
    answers = etree.SubElement(fold, "ol")
    for number, choice in _answers(question):
        answer = etree.SubElement(answers, "li", {"data-choice": str(number)})
        if question.kind != "order":
            answer.set("data-correct", str(choice.right).lower())
        if question.kind == "number" and choice.text != OTHERWISE:
            answer.set("data-number", repr(choice.number))
            answer.set("data-tolerance", repr(choice.tolerance))
        if question.kind == "line":
            answer.set("data-line", str(choice.line))
        text = choice.text
        if choice.text == OTHERWISE:
            text = "Anything else"
        elif question.kind == "line":
            text = f"Line {choice.line}"
        etree.SubElement(answer, "p").text = text
        feedback = etree.SubElement(answer, "div", {"class": "lk-feedback"})
        parser.parseChunk(feedback, choice.feedback.strip())


def _answers(question: Question) -> Sequence[tuple[int, Choice]]:
    """Number the choices; the steps of an order stand in theirs."""
    numbered = list(enumerate(question.choices))
    if question.kind == "order":
        numbered.sort(key=lambda pair: int(pair[1].mark))
    return numbered


def _choices(question: Question, fieldset: etree.Element, name: str) -> None:
    kind = "checkbox" if question.kind == "several" else "radio"
    for number, choice in enumerate(question.choices):
        label = etree.SubElement(fieldset, "label", {"class": "lk-choice"})
        given = {"type": kind, "name": name, "value": str(number)}
        etree.SubElement(label, "input", given)
        etree.SubElement(label, "span").text = choice.text


def _number(question: Question, fieldset: etree.Element, name: str) -> None:
    label = etree.SubElement(fieldset, "label", {"class": "lk-question__number"})
    etree.SubElement(label, "span").text = "Your answer"
    given = {"type": "text", "inputmode": "decimal", "autocomplete": "off"}
    etree.SubElement(label, "input", {**given, "name": name})


def _order(question: Question, fieldset: etree.Element, name: str) -> None:
    """Show the steps shuffled, in the same way at each build."""
    mixed = list(enumerate(question.choices))
    shuffle = random.Random(question.prompt).shuffle
    while [choice.mark for _, choice in mixed] == sorted(c.mark for _, c in mixed):
        shuffle(mixed)
    steps = etree.SubElement(fieldset, "ul", {"class": "lk-order"})
    for number, choice in mixed:
        step = etree.SubElement(steps, "li", {"data-choice": str(number)})
        step.set("data-place", choice.mark)
        etree.SubElement(step, "span").text = choice.text


def _lines(question: Question, fieldset: etree.Element, name: str) -> None:
    known = {choice.line: n for n, choice in enumerate(question.choices)}
    rest = next(n for n, c in enumerate(question.choices) if c.text == OTHERWISE)
    code = etree.SubElement(fieldset, "div", {"class": "lk-lines"})
    for number, text in enumerate(question.code, 1):
        if not text.strip():
            etree.SubElement(code, "div", {"class": "lk-code-line"}).text = "\u00a0"
            continue
        label = etree.SubElement(code, "label", {"class": "lk-code-line lk-choice"})
        value = str(known.get(number, rest))
        given = {"type": "radio", "name": name, "value": value}
        etree.SubElement(label, "input", given)
        etree.SubElement(label, "code").text = AtomicString(text.replace("&", "&amp;"))
