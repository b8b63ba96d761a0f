"""The block that plans a day of lessons: clock times, sums, what is left out.

No time is typed but the first and the last: each lesson says how long it takes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from pathlib import Path

from lessonkit.errors import LessonError, nearest
from lessonkit.page import pages
from lessonkit.page.blocks.base import TextBlock
from lessonkit.project import Project

_CLOCK = re.compile(r"^(\d{1,2}):(\d{2}) to (\d{1,2}):(\d{2})$")
_TIME = re.compile(r"\*\*Time\*\* +(\d+)(?: to (\d+))? minutes")
_BREAK = re.compile(r"^(\d+) minutes: (.+)$")
_LESSON = re.compile(r"^(\S+\.md)(?:: (\d+) minutes)?$")
_NOTE = re.compile(r"^\s+> ?(.*)$")


@dataclass
class Entry:
    """A lesson or a break.

    Attributes:
        minutes: How long it takes.
        text: What a break is called.
        page: A lesson's file.
        notes: What the teacher should know, as Markdown.
    """

    minutes: int
    text: str = ""
    page: Path | None = None
    notes: str = ""


class PlanBlock(TextBlock):
    """Writes when each lesson begins, and how long all of them take."""

    NAME = "plan"

    def begin(self, argument: str) -> None:
        """Read the hours of the day."""
        found = _CLOCK.match(argument)
        if not found:
            raise LessonError(
                f"`{argument}` does not say when the day begins and ends",
                "Write `/// plan | 9:00 to 17:00`.",
            )
        hours = list(map(int, found.groups()))
        self.first, self.last = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]

    def write(self, element: etree.Element, text: str) -> None:
        """Turn the text into a list."""
        entries = read(self.context.project, text)
        total = sum(entry.minutes for entry in entries)
        if self.first + total > self.last:
            raise LessonError(
                f"the day takes {spoken(total)}, and ends at"
                f" {_clock(self.first + total)} instead of {_clock(self.last)}",
                "Leave a lesson out, or let the day be longer.",
            )
        self._write(element, entries)

    def _write(self, block: etree.Element, entries: list[Entry]) -> None:
        listed = etree.SubElement(block, "ol", {"class": "lk-plan"})
        now = self.first
        for entry in entries:
            kind = "lesson" if entry.page else "break"
            item = etree.SubElement(listed, "li", {"class": f"lk-plan__{kind}"})
            head = etree.SubElement(item, "p", {"class": "lk-plan__head"})
            etree.SubElement(head, "span", {"class": "lk-plan__clock"}).text = _clock(
                now
            )
            self._name(head, entry)
            if entry.notes.strip():
                notes = etree.SubElement(item, "div", {"class": "lk-plan__notes"})
                self.md.parser.parseChunk(notes, entry.notes.strip())
            if entry.page:
                self._take(item, entry.page)
            now += entry.minutes
        self._sum(block, entries, now)

    def _name(self, parent: etree.Element, entry: Entry) -> None:
        if entry.page:
            strong = etree.SubElement(parent, "strong")
            href = self.context.link(entry.page)
            link = etree.SubElement(strong, "a", {"href": href})
            link.text = pages.titles(self.context.project)[entry.page]
        else:
            etree.SubElement(parent, "span").text = entry.text
        time = etree.SubElement(parent, "span", {"class": "lk-plan__minutes"})
        time.text = f"{entry.minutes} minutes"

    def _take(self, parent: etree.Element, page: Path) -> None:
        """Leave a place for links to what a published site has for teachers."""
        name = page.relative_to(self.context.project.docs).as_posix()
        etree.SubElement(parent, "p", {"class": "lk-plan__take", "data-page": name})

    def _sum(self, block: etree.Element, entries: list[Entry], now: int) -> None:
        taught = sum(entry.minutes for entry in entries if entry.page)
        rest = sum(entry.minutes for entry in entries if not entry.page)
        said = etree.SubElement(block, "p", {"class": "lk-plan__sum"})
        said.text = (
            f"Lessons take {spoken(taught)}, the rest of the day {spoken(rest)}:"
            f" the day ends at {_clock(now)}."
        )
        left = _left_out(self.context.project, [e.page for e in entries if e.page])
        if not left:
            return
        total = spoken(sum(entry.minutes for entry in left))
        said.text += f" The lessons left out take another {total}:"
        listed = etree.SubElement(block, "ul", {"class": "lk-plan lk-plan--left"})
        for entry in left:
            item = etree.SubElement(listed, "li", {"class": "lk-plan__lesson"})
            head = etree.SubElement(item, "p", {"class": "lk-plan__head"})
            self._name(head, entry)
            if entry.page:
                self._take(item, entry.page)


def read(project: Project, text: str) -> list[Entry]:
    """Read a plan's content: lessons and breaks, each with `> notes` below it.

    Raises:
        LessonError: A line is neither, or a lesson does not take that long.
    """
    entries: list[Entry] = []
    for line in text.splitlines():
        if line.startswith("- "):
            entries.append(_entry(project, line[2:].strip()))
        elif entries and (note := _NOTE.match(line)):
            entries[-1].notes += note[1] + "\n"
        elif line.strip():
            raise _odd(line)
    return entries


def _entry(project: Project, line: str) -> Entry:
    if pause := _BREAK.match(line):
        return Entry(int(pause[1]), text=pause[2])
    lesson = _LESSON.match(line)
    if not lesson:
        raise _odd(line)
    page = project.docs / lesson[1]
    known = pages.titles(project)
    if page not in known:
        names = [path.relative_to(project.docs).as_posix() for path in known]
        raise LessonError(f"no page `{lesson[1]}`", nearest(lesson[1], names))
    shortest, longest = minutes(project, page)
    wanted = int(lesson[2] or longest)
    if not shortest <= wanted <= longest:
        raise LessonError(
            f"{lesson[1]} takes {shortest} to {longest} minutes, not {wanted}",
            "Change the plan, or what the lesson says of its time.",
        )
    return Entry(wanted, page=page)


def _odd(line: str) -> LessonError:
    return LessonError(
        f"`{line.strip()[:40]}` is not a part of a plan",
        "Write `- lessons/orbits.md` or `- 15 minutes: coffee`, and below, indented,"
        " `> notes`.",
    )


def minutes(project: Project, page: Path) -> tuple[int, int]:
    """Return how long a lesson takes, at least and at most, as it says itself.

    Raises:
        LessonError: It does not say so.
    """
    found = _TIME.search(pages.read(page))
    if not found:
        raise LessonError(
            f"{project.relative(page)} does not say how long it takes",
            "Write in it `**Time** 30 minutes`, or `**Time** 30 to 45 minutes`.",
        )
    return int(found[1]), int(found[2] or found[1])


def _left_out(project: Project, planned: list[Path]) -> list[Entry]:
    """List the lessons beside those of a plan that are not in it."""
    folders = {page.parent for page in planned}
    return [
        Entry(minutes(project, page)[1], page=page)
        for page in pages.in_order(project)
        if page.parent in folders and page not in planned
    ]


def spoken(total: int) -> str:
    """Say a number of minutes in hours."""
    hours, rest = divmod(total, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return " ".join(parts) or "no time"


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
