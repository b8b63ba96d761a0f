"""Questions in GIFT, the text format that Moodle imports (docs.moodle.org, GIFT).

An order of steps has no form of its own there: it becomes a matching of steps with
places. A question for a line of code becomes a choice of its lines.
"""

from __future__ import annotations

import html
import re

from lessonkit.site.teaching.asked import Asked, Bank
from lessonkit.site.teaching.markup import inlined, simple

# GIFT gives these a meaning, unless a backslash stands before them
_SIGNS = re.compile(r"([\\~=#{}:])")


def gift(bank: Bank) -> str:
    """Return all questions of a lesson, in one category."""
    written = [_question(question, bank) for question in bank.questions]
    return "\n\n".join([f"$CATEGORY: {bank.title}", *written]) + "\n"


def _question(question: Asked, bank: Bank) -> str:
    prompt = f"<p>{question.prompt}</p>"
    if question.kind == "line":
        prompt += f"<pre><code>{_lines(question)}</code></pre>"
    answers = {
        "number": _numbers,
        "order": _order,
        "line": _line_choices,
        "several": _several,
    }.get(question.kind, _choices)(question, bank)
    body = "\n".join(f"  {answer}" for answer in answers)
    opening = "{#" if question.kind == "number" else "{"
    name = f"{bank.name} {question.name}"
    return f"::{_escaped(name)}::[html]{_text(prompt, bank)}{opening}\n{body}\n}}"


def _choices(question: Asked, bank: Bank) -> list[str]:
    return [
        f"{'=' if answer.right else '~'}{_text(answer.text, bank)}"
        f"#{_text(answer.feedback, bank)}"
        for answer in question.answers
    ]


def _several(question: Asked, bank: Bank) -> list[str]:
    """Share the whole among the right answers; a wrong one takes as much away."""
    right = sum(answer.right for answer in question.answers)
    wrong = len(question.answers) - right
    return [
        f"~%{_percent(100 / right if answer.right else -100 / max(wrong, 1))}%"
        f"{_text(answer.text, bank)}#{_text(answer.feedback, bank)}"
        for answer in question.answers
    ]


def _percent(share: float) -> str:
    """Return a share as Moodle knows it: 33.33333, and not 33.3333333333333."""
    return f"{share:.5f}".rstrip("0").rstrip(".")


def _numbers(question: Asked, bank: Bank) -> list[str]:
    """List numbers with their feedback; what was not foreseen stands last."""
    listed = []
    for answer in question.answers:
        share = "" if answer.right else "%0%"
        value = f"{answer.number}:{answer.tolerance}" if answer.number else "*"
        mark = f"={share}{value}" if answer.number else "~"
        listed.append(f"{mark}#{_text(answer.feedback, bank)}")
    return listed


def _order(question: Asked, bank: Bank) -> list[str]:
    return [
        f"={_text(answer.text, bank)} -> {place}."
        for place, answer in enumerate(question.answers, 1)
    ]


def _line_choices(question: Asked, bank: Bank) -> list[str]:
    known = {answer.line: answer for answer in question.answers if answer.line}
    rest = next(answer for answer in question.answers if not answer.line)
    listed = []
    for number, text in enumerate(question.code, 1):
        if text.strip():
            answer = known.get(number, rest)
            mark = "=" if answer.right else "~"
            feedback = _text(answer.feedback, bank)
            listed.append(f"{mark}Line {number}#{feedback}")
    return listed


def _lines(question: Asked) -> str:
    return "\n".join(
        f"{number:2}  {html.escape(text.rstrip(), quote=False)}"
        for number, text in enumerate(question.code, 1)
    )


def _text(markup: str, bank: Bank) -> str:
    """Return HTML as one line of GIFT."""
    plain = simple(markup, lambda address: inlined(address, bank.url, bank.site))
    # inside `pre` a new line means something; an empty line would end the question
    return _escaped(plain.strip().replace("\n", "<br>" if "<pre" in plain else " "))


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
