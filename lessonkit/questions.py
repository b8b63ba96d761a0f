"""A question with choices, each with feedback that names the misconception."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from markdown.blockparser import BlockParser

from lessonkit.errors import LessonError

_CHOICE = re.compile(r"^[-*+] +\[([ xX])\] +(.*)$")
_FEEDBACK = re.compile(r"^\s+> ?(.*)$")


@dataclass
class Choice:
    """One answer, as Markdown.

    Attributes:
        right: Whether it is the right one.
        text: The answer.
        feedback: What is said to who chose it.
    """

    right: bool
    text: str
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """A question and its choices, in the author's order."""

    prompt: str
    choices: tuple[Choice, ...]

    @classmethod
    def read(cls, prompt: str, text: str) -> Question:
        """Read a block's content: `- [ ]` choices, each with `> feedback` below it.

        Raises:
            LessonError: A line belongs to neither, a choice has no feedback, or not
                exactly one choice is right.
        """
        choices: list[Choice] = []
        for line in text.splitlines():
            if box := _CHOICE.match(line):
                choices.append(Choice(box[1] in "xX", box[2]))
            elif choices and (feedback := _FEEDBACK.match(line)):
                choices[-1].feedback += feedback[1] + "\n"
            elif choices and line.strip() and not choices[-1].feedback:
                choices[-1].text += " " + line.strip()
            elif line.strip():
                raise LessonError(
                    f"`{line.strip()[:40]}` is neither a choice nor its feedback",
                    "Write `- [ ] wrong`, `- [x] right`, and below each `    > why`.",
                )
        right = sum(choice.right for choice in choices)
        if right != 1 or len(choices) < 2:
            raise LessonError(
                f"a question with {len(choices)} choices of which {right} are right",
                "Give two or more choices and mark one of them with `[x]`.",
            )
        for choice in choices:
            if not choice.feedback.strip():
                raise LessonError(
                    f"the choice `{choice.text[:40]}` has no feedback",
                    "Say below it, in `    > …`, why it is right or what is wrong.",
                )
        return cls(prompt, tuple(choices))

    def write(self, parent: etree.Element, name: str, parser: BlockParser) -> None:
        """Write the form; without JavaScript the answers are behind a fold."""
        form = etree.SubElement(parent, "form", {"class": "lk-question", "id": name})
        fieldset = etree.SubElement(form, "fieldset")
        etree.SubElement(fieldset, "legend").text = self.prompt
        fold = etree.SubElement(form, "details", {"class": "lk-answers"})
        etree.SubElement(fold, "summary").text = "Show the answer"
        answers = etree.SubElement(fold, "ol")
        for number, choice in enumerate(self.choices):
            label = etree.SubElement(fieldset, "label", {"class": "lk-choice"})
            etree.SubElement(
                label, "input", {"type": "radio", "name": name, "value": str(number)}
            )
            etree.SubElement(label, "span").text = choice.text
            answer = etree.SubElement(
                answers,
                "li",
                {"data-choice": str(number), "data-correct": str(choice.right).lower()},
            )
            etree.SubElement(answer, "p").text = choice.text
            feedback = etree.SubElement(answer, "div", {"class": "lk-feedback"})
            parser.parseChunk(feedback, choice.feedback.strip())
