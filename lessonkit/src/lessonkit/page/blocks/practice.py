"""The blocks that ask something of the reader: question and exercise."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from lessonkit.errors import LessonError, nearest
from lessonkit.page import references, starter
from lessonkit.page.blocks import hints, question_form, questions
from lessonkit.page.blocks.base import TextBlock
from lessonkit.page.blocks.showing import Shows
from lessonkit.page.browser_python import browser_python
from lessonkit.run.snippet import Snippet, find


class QuestionBlock(TextBlock):
    """Asks the reader; the content is a list of choices with feedback."""

    NAME = "question"

    def begin(self, argument: str) -> None:
        """Check the question and its options."""
        if not argument:
            raise LessonError(
                "a question without a question",
                "Write it behind the bar: `/// question | What does the bias do?`.",
            )
        kind, cell = str(self.options["kind"]), str(self.options["code"])
        if kind not in questions.KINDS:
            raise LessonError(
                f"no kind of question `{kind}`", nearest(kind, questions.KINDS)
            )
        if bool(cell) != (kind == "line"):
            raise LessonError(
                f"a question of kind `{kind}` with{'' if cell else 'out'} code",
                "A question for a line names the cell: `code: experiments/orbits#law`.",
            )
        self.code = ""
        if cell:
            name, part = references.split_cell(cell)
            found = find(self.context.project, name)
            self.code = found.code[found.index(part)].source

    def write(self, element: etree.Element, text: str) -> None:
        """Turn the text into a form."""
        self.context.questions += 1
        name = f"q-{self.context.questions}"
        kind = str(self.options["kind"])
        question = questions.read(
            self.argument, text, kind, self.code, self.context.fill
        )
        question_form.write(question, element, name, self.md.parser)


class ExerciseBlock(Shows):
    """Offers a starter file: what to fill in, where to get it, how to check it.

    The content says what to do; a numbered list at its end holds hints.
    """

    NAME = "exercise"

    def build(self, element: etree.Element, argument: str) -> None:
        """Show the cell `yours`, the download and the command."""
        found = find(self.context.project, argument)
        if not starter.is_starter(found):
            raise LessonError(
                f"`{argument}` is not a starter file",
                "It needs a cell `yours` to fill in, and a cell `check` with"
                " functions `test_…` for pytest.",
            )
        element.set("class", "lk-exercise")
        self.target = etree.SubElement(element, "div")
        self._source(etree.SubElement(element, "div"), found, "yours")
        file = self.context.project.download(found.name, ".py")
        self._here(element, found)
        foot = etree.SubElement(element, "p", {"class": "lk-exercise__how"})
        foot.text = "On your computer: "
        href = self.context.link(file)
        link = etree.SubElement(foot, "a", {"href": href, "download": ""})
        link.text = f"download {file.name}"
        link.tail = ", fill it in, and run "
        code = etree.SubElement(foot, "code")
        code.text = f"python -m pytest {file.name}"
        code.tail = "."

    def on_end(self, block: etree.Element) -> None:
        """Put the hints below all else, unless the block is a box that says why."""
        for part in list(block):
            if part is self.target:
                hints.fold(block, part)

    def _here(self, element: etree.Element, found: Snippet) -> None:
        """Offer an editor, which a script of the page brings: without, it is hidden."""
        python = browser_python(self.context.project)
        if python is None:
            return
        try:
            wheels = python.needs(found.text)
            if wheels is None:  # it imports what a page cannot have
                return
            offer = python.offer(wheels)
        except LessonError as error:  # the plugin reports it, once
            line = etree.SubElement(element, "p", {"class": "lk-exercise__how"})
            line.text = f"You cannot do it in this page: {error.cause}."
            return
        attributes = {
            "class": "lk-exercise__here",
            "hidden": "",
            "data-search-exclude": "",
            "data-name": found.name,
            "data-script": starter.asset(self.context.project, found)[0],
            "data-imports": offer["imports"],
            "data-cost": offer["cost"],
        }
        line = etree.SubElement(element, "p", attributes)
        button = {"type": "button", "class": "lk-button lk-button--primary"}
        etree.SubElement(line, "button", button).text = "Do it here"
        told = f"Python is downloaded once: {offer['cost']}."
        etree.SubElement(line, "span").text = told
