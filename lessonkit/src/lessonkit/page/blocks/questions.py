"""Questions to the reader, each answer with feedback that names the misconception.

This file reads what an author writes; `question_form` writes what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lessonkit.errors import LessonError

_CHOICE = re.compile(r"^[-*+] +\[([ xX]|\d+)\] +(.*)$")
_FEEDBACK = re.compile(r"^\s+> ?(.*)$")
_NUMBER = re.compile(r"^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%?)$")
_GROUPED = re.compile(r"^[+-]?[1-9]\d{0,2}(,\d{3})+(?![\d,])")

KINDS = ("one", "several", "number", "order", "line")
OTHERWISE = "?"  # the choice that stands for all answers not foreseen


@dataclass
class Choice:
    """One answer, as Markdown.

    Attributes:
        mark: What stands in the brackets: `x`, nothing, or a place.
        text: The answer.
        feedback: What is said to who chose it.
        number: The answer as a number, of a question for one.
        tolerance: By how much a reader's number may differ.
        line: Which line of the code is meant (from 1), of a question for a line.
    """

    mark: str
    text: str
    feedback: str = ""
    number: float = 0.0
    tolerance: float = 0.0
    line: int = 0

    @property
    def right(self) -> bool:
        """Whether it is a right one."""
        return self.mark in "xX"


@dataclass(frozen=True)
class Question:
    """A question and its answers, in the author's order."""

    prompt: str
    choices: tuple[Choice, ...]
    kind: str = "one"
    code: tuple[str, ...] = field(default=())


def read(
    prompt: str,
    text: str,
    kind: str = "one",
    code: str = "",
    fill: Callable[[str], str] = str,
) -> Question:
    """Read a block's content: choices, each with `> feedback` below it.

    Args:
        prompt: The question.
        text: The content.
        kind: One of `KINDS`.
        code: The lines to choose from, of a question for a line.
        fill: Replaces the inline values of a number.

    Raises:
        LessonError: A line belongs to no choice, a choice has no feedback, or the
            choices do not fit the kind.
    """
    choices = _choices(text)
    for choice in choices:
        if not choice.feedback.strip():
            raise LessonError(
                f"the choice `{choice.text[:40]}` has no feedback",
                "Say below it, in `    > …`, why it is right or what is wrong.",
            )
    if kind == "order":
        _check_order(choices)
    else:
        _check_right(choices, kind)
    if kind in ("number", "line"):
        _check_otherwise(choices)
    elif any(choice.text == OTHERWISE for choice in choices):
        raise LessonError(
            f"`- [ ] {OTHERWISE}` in a question of kind `{kind}`",
            "Say `kind: number` below the header, indented by four spaces.",
        )
    for choice in choices:
        if choice.text == OTHERWISE:
            continue
        if kind == "number":
            _read_number(choice, fill)
        elif kind == "line":
            _find_line(choice, code)
    lines = code.rstrip().split("\n") if kind == "line" else []
    return Question(prompt, tuple(choices), kind, tuple(lines))


def _choices(text: str) -> list[Choice]:
    choices: list[Choice] = []
    for line in text.splitlines():
        if box := _CHOICE.match(line):
            choices.append(Choice(box[1].strip(), box[2].strip()))
        elif choices and (feedback := _FEEDBACK.match(line)):
            choices[-1].feedback += feedback[1] + "\n"
        elif choices and line.strip() and not choices[-1].feedback:
            choices[-1].text += " " + line.strip()
        elif line.strip():
            raise LessonError(
                f"`{line.strip()[:40]}` is neither a choice nor its feedback",
                "Write `- [ ] wrong`, `- [x] right`, and below each `    > why`.",
            )
    for choice in choices:
        choice.mark = choice.mark or "-"
    return choices


def _check_right(choices: list[Choice], kind: str) -> None:
    right = sum(choice.right for choice in choices)
    wanted = "at least two" if kind == "several" else "one"
    if len(choices) < 2 or (right < 2 if kind == "several" else right != 1):
        raise LessonError(
            f"a question with {len(choices)} choices of which {right} are right",
            f"Give two or more choices and mark {wanted} of them with `[x]`"
            + ("." if kind == "several" else ", or say `kind: several`."),
        )


def _check_order(choices: list[Choice]) -> None:
    places = [choice.mark for choice in choices]
    if len(places) < 3 or sorted(places) != sorted(map(str, range(1, len(places) + 1))):
        raise LessonError(
            f"an order of {', '.join(places) or 'nothing'}",
            "Number three or more steps: `- [1] first`, `- [2] second`, …",
        )


def _check_otherwise(choices: list[Choice]) -> None:
    if sum(choice.text == OTHERWISE for choice in choices) != 1:
        raise LessonError(
            "nothing is said to answers that you did not foresee",
            "Add one choice `- [ ] ?` with feedback for them.",
        )


def _read_number(choice: Choice, fill: Callable[[str], str]) -> None:
    """Read `55`, `97.3 % ± 0.5` or `{{ a.value }} ± 1` into number and tolerance."""
    found = fill(choice.text)
    parts = [_NUMBER.match(_plain(part)) for part in found.split("±")]
    if len(parts) > 2 or not all(parts):
        if "…" in found:  # its output is on the way
            return
        raise LessonError(
            f"`{choice.text}` is not a number",
            "Write one, or an inline value, and a tolerance: `3.5 ± 0.1`.",
        )
    numbers = [float(part[1]) for part in parts if part]
    choice.number, choice.tolerance = numbers[0], [*numbers, 0.0][1]


def _plain(text: str) -> str:
    """Take away how a number is set: `61,706` and `97.3 %` as typed on a keyboard.

    A comma between other groups than of three digits stays: `0,1` is not a number here.
    """
    text = re.sub(r"[\s_]", "", text).replace("−", "-")
    return text.replace(",", "") if _GROUPED.search(text) else text


def _find_line(choice: Choice, code: str) -> None:
    try:
        pattern = re.compile(choice.text.strip("`"))
    except re.error as error:
        raise LessonError(
            f"`{choice.text}` is not a regular expression: {error}",
            "Write a word that stands in one line of the code only.",
        ) from None
    lines = code.rstrip().split("\n")
    found = [number for number, line in enumerate(lines, 1) if pattern.search(line)]
    if len(found) != 1:
        raise LessonError(
            f"`{choice.text}` is in {len(found)} lines of the code",
            "Write a word or regular expression that stands in exactly one.",
        )
    (choice.line,) = found
