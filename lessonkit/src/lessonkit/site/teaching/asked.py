"""The questions of a rendered lesson, as `page.blocks.question_form` wrote them."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bs4 import Tag

from lessonkit.site.teaching.lesson import Section, inner, plain


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        text: As HTML; empty where it stands for all that was not foreseen.
        feedback: As HTML.
        right: Whether it is a right one.
        number: Of a question for a number.
        tolerance: By how much another may differ from it.
        line: Which line of the code is meant, from 1.
    """

    text: str
    feedback: str
    right: bool = False
    number: str = ""
    tolerance: str = ""
    line: int = 0


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes:
        name: Its id, unique in the lesson.
        prompt: As HTML.
        kind: As in `page.blocks.questions.KINDS`.
        answers: In the author's order; of an order in the right one.
        mixed: The places of the answers as the page shows them, of an order.
        code: The lines to choose from, of a question for a line.
        section: The heading above it.
    """

    name: str
    prompt: str
    kind: str
    answers: tuple[Answer, ...]
    mixed: tuple[int, ...] = ()
    code: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Bank:
    """The questions of a lesson, for those who write them down for other programs.

    Attributes:
        title: What the lesson is called.
        source: Its file below `docs/`, from which names are made.
        questions: Its questions, in order.
        url: Its address in the site: pictures are named as seen from there.
        site: The folder of the built site, which holds the pictures.
    """

    title: str
    source: str
    questions: tuple[Asked, ...]
    url: str
    site: Path

    @property
    def name(self) -> str:
        """A name of letters, digits and dashes."""
        return self.source.removesuffix(".md").replace("/", "-")


def asked(sections: list[Section]) -> list[Asked]:
    """Return the questions of a lesson, in order."""
    return [
        _question(form, plain(section.heading))
        for section in sections
        for part in section.parts
        for form in part.select("form.lk-question")
    ]


def _question(form: Tag, section: str) -> Asked:
    legend = form.legend
    items = form.select(".lk-answers > ol > li")
    order = [str(item.get("data-choice")) for item in items]
    mixed = [
        order.index(str(s.get("data-choice"))) for s in form.select(".lk-order > li")
    ]
    return Asked(
        name=str(form.get("id", "")),
        prompt=plain(legend) if legend else "",
        kind=str(form.get("data-kind", "one")),
        answers=tuple(map(_answer, items)),
        mixed=tuple(mixed),
        code=tuple(line.get_text() for line in form.select(".lk-code-line")),
        section=section,
    )


def _answer(item: Tag) -> Answer:
    item = copy.copy(item)
    for instruction in item.select(".lk-screen"):
        instruction.decompose()  # what the page shows is not there
    text, feedback = item.find("p"), item.select_one(".lk-feedback")
    return Answer(
        text=plain(text) if text else "",
        feedback=inner(feedback) if feedback else "",
        right=item.get("data-correct") == "true",
        number=str(item.get("data-number", "")),
        tolerance=str(item.get("data-tolerance", "")),
        line=int(str(item.get("data-line", "0"))),
    )


def as_text(questions: list[Asked]) -> str:
    """Return questions as JSON, to be kept."""
    return json.dumps([asdict(question) for question in questions])


def from_text(text: str) -> tuple[Asked, ...]:
    """Return the questions that `as_text` wrote."""
    return tuple(
        Asked(
            **{
                **kept,
                "answers": tuple(Answer(**answer) for answer in kept["answers"]),
                "mixed": tuple(kept["mixed"]),
                "code": tuple(kept["code"]),
            }
        )
        for kept in json.loads(text)
    )
