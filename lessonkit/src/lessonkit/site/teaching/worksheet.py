"""A lesson's tasks on one sheet, and their answers on another.

Tasks are its questions, its exercises, and each list with a fold of answers below it.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from lessonkit.site.teaching.asked import Answer, Asked, asked
from lessonkit.site.teaching.lesson import Section, classes, inner, is_answer, plain

_LINES = 4  # to write on
_IN_PAGE = "Do it here"  # the button of `page.blocks.practice`
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# exercises have numbers in their lesson; on a sheet all tasks do
_NUMBERED = re.compile(r"^(<p>\s*(?:<strong>)?)\d+\.\s+")


@dataclass
class Task:
    """Something to do, as HTML.

    Attributes:
        section: The heading above it.
        kind: `question`, `list` or `exercise`.
        text: What to do.
        answer: How it comes out; empty if the lesson does not say.
        tools: What is needed; empty for a pencil.
        short: The answer in a word, such as `B`; empty if it takes more.
        lines: How many lines to write on it takes.
    """

    section: str
    kind: str
    text: str
    answer: str
    tools: str = ""
    short: str = ""
    lines: int = 0


def tasks(sections: list[Section], address: str = "") -> list[Task]:
    """Return the tasks of a lesson, in order.

    Args:
        sections: Of the lesson.
        address: Where the lesson is published, if it is: paper has no links.
    """
    return [task for section in sections for task in _of(section, address)]


def _of(section: Section, address: str) -> Iterator[Task]:
    heading = plain(section.heading)
    before: list[Tag] = []
    for part in section.parts:
        if _is_exercise(before) and not is_answer(part):
            yield _task(section, before, None, address)
            before = []
        if part.select_one("form.lk-question"):
            for question in asked([Section(section.heading, [part])]):
                text, answer = _prompt(question), _key(question)
                short = _in_short(question)
                yield Task(heading, "question", text, answer, short=short)
            before = []
        elif is_answer(part):
            if before:
                yield _task(section, before, part, address)
            before = []
        elif part.name in ("p", "ul", "ol") or "lk-exercise" in classes(part):
            before.append(part)
        else:
            before = []
    if _is_exercise(before):
        yield _task(section, before, None, address)


def _is_exercise(parts: list[Tag]) -> bool:
    return bool(parts) and "lk-exercise" in classes(parts[-1])


def _task(section: Section, before: list[Tag], fold: Tag | None, address: str) -> Task:
    """Join what is to be done with the fold that answers it, if there is one."""
    heading = plain(section.heading)
    exercise = _is_exercise(before)
    if exercise and before[-1].select_one(".lk-exercise__here"):
        before = [*before[:-1], _with_address(before[-1], section, address)]
    # a paragraph leads to the list or the file; more belongs to the lesson
    told = "".join(str(_paper(part)) for part in before[-2:] if not _is_lead(part))
    told = _NUMBERED.sub(r"\1", told)
    tools = "Python" if exercise else "the lesson on a screen"
    kind = "exercise" if exercise else "list"
    answer = _folded(fold) if fold else ""
    return Task(heading, kind, told, answer, tools, lines=_LINES)


def _with_address(exercise: Tag, section: Section, address: str) -> Tag:
    """Say in an exercise where its page is, and which button to press there."""
    told = copy.copy(exercise)
    here = told.select_one(".lk-exercise__here")
    place = f"{address}#{section.name}" if section.name else address
    where = (
        html.escape(place) if address else f"the lesson at “{plain(section.heading)}”"
    )
    said = (
        f'<p class="lk-exercise__page">In a browser: open {where}'
        f" and press <strong>{_IN_PAGE}</strong>.</p>"
    )
    if here is not None:
        here.replace_with(BeautifulSoup(said, "html.parser"))
    return told


def _folded(fold: Tag) -> str:
    """Return what a fold holds, without its title."""
    unfolded = copy.copy(fold)
    if unfolded.summary:
        unfolded.summary.decompose()
    return inner(unfolded)


def _is_lead(part: Tag) -> bool:
    """Say whether a paragraph only says that tasks follow."""
    return part.name == "p" and len(part.get_text().split()) < 5


def _paper(part: Tag) -> Tag:
    """Return a block as it stands on paper."""
    printed = copy.copy(part)
    for link in printed.select("a:not(.lk-exercise__how a)"):
        link.unwrap()
    for named in printed.find_all(id=True):
        del named["id"]
    return printed


def _prompt(question: Asked) -> str:
    """Write a question with room for its answer."""
    return f'<p class="lk-task__ask">{question.prompt}</p>' + {
        "number": _number,
        "order": _order,
        "line": _line,
    }.get(question.kind, _choices)(question)


def _choices(question: Asked) -> str:
    several = question.kind == "several"
    hint = "<p>Several answers are right.</p>" if several else ""
    items = "".join(f"<li>{answer.text}</li>" for answer in question.answers)
    return f'{hint}<ol class="lk-task__choices" type="A">{items}</ol>'


def _number(_: Asked) -> str:
    return '<p class="lk-task__room">Answer:</p>'


def _order(question: Asked) -> str:
    items = "".join(f"<li>{question.answers[n].text}</li>" for n in question.mixed)
    return f'<p>Number the steps.</p><ul class="lk-task__order">{items}</ul>'


def _line(question: Asked) -> str:
    width = len(str(len(question.code)))
    lines = "\n".join(
        f"{number:>{width}}  {html.escape(text.rstrip())}"
        for number, text in enumerate(question.code, 1)
    )
    code = f'<pre tabindex="0"><code>{lines}</code></pre>'
    return f'{code}<p class="lk-task__room">Line:</p>'


def _key(question: Asked) -> str:
    """Write what each answer is worth, the right ones first to see."""
    if question.kind == "order":
        steps = "".join(
            f"<li><p>{a.text}</p>{a.feedback}</li>" for a in question.answers
        )
        return f'<ol class="lk-key">{steps}</ol>'
    items = "".join(
        f"<li{' class=lk-key__right' * answer.right}>"
        f"<p><strong>{_called(question, number)}</strong>{_right(answer)}</p>"
        f"{answer.feedback}</li>"
        for number, answer in enumerate(question.answers)
    )
    return f'<ul class="lk-key">{items}</ul>'


def _in_short(question: Asked) -> str:
    """Return the right answer as one sees it on a sheet that is filled in."""
    if question.kind == "order":
        return ", ".join(str(place + 1) for place in question.mixed)
    right = [n for n, answer in enumerate(question.answers) if answer.right]
    joint = ", " if question.kind == "several" else " or "
    return joint.join(_called(question, number) for number in right)


def _right(answer: Answer) -> str:
    return ' <span class="lk-key__word">right</span>' if answer.right else ""


def _called(question: Asked, number: int) -> str:
    if question.kind in ("number", "line"):
        return question.answers[number].text
    return LETTERS[number]
