"""A lesson as slides: a heading, one message, one picture; the rest is for the speaker.

A slide begins at each heading and at each picture. Its message is what the author
marks with `.lk-message`; else the first sentence of the picture's caption; else what
leads to a list, or a claim beside a picture; else the first sentence of the text. An
exercise is on a slide whole; a long table takes several. What lies in folds is on no
slide. The speaker's notes do not repeat what the slide says.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

from lessonkit.site.teaching.lesson import (
    Section,
    classes,
    first_sentence,
    inner,
    is_answer,
    is_picture,
    last_sentence,
    plain,
    without_pointers,
)

_LINES = 16  # of code that a room can read
_FEW = 2  # lines that are not worth a slide
_ITEMS = 9  # of a list
_ROWS = 8  # of a table
_LETTERS = 750  # of a table, in all


@dataclass
class Slide:
    """What stands on a slide, as HTML.

    Attributes:
        title: The heading.
        name: An id.
        message: One sentence; may be empty.
        picture: A figure, a widget, a table, a list, a question; may be empty.
        kind: `title`, `picture`, `list`, `question`, `task`, `code` or `statement`.
        notes: What the speaker says.
    """

    title: str
    name: str
    message: str = ""
    picture: str = ""
    kind: str = "statement"
    notes: list[str] = field(default_factory=list)


def slides(sections: list[Section]) -> list[Slide]:
    """Return a lesson's slides, its title first."""
    deck: list[Slide] = []
    for section in sections:
        whole = any(part.select_one(".lk-sources") for part in section.parts)
        if not whole and "lk-noslide" not in classes(section.heading):
            deck += _Deck(section).made()
    return deck


class _Deck:
    """The slides of one section."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self._slides: list[Slide] = []
        self._texts: list[Tag] = []  # since the last slide began
        self._before = 0  # of them, those above the picture
        self._caption: Tag | None = None
        self._shown: Tag | None = None
        self._task: Tag | None = None  # what an exercise asks for
        self._tables: list[list[Slide]] = []  # that take several slides
        self._begin()

    def _begin(self) -> None:
        number = len(self._slides)
        name = self._section.name + (f"-{number + 1}" if number else "")
        self._slides.append(Slide(plain(self._section.heading), name))

    def made(self) -> list[Slide]:
        """Go through the section once."""
        for part in self._section.parts:
            if "lk-opening" in classes(part):
                self._next(part.ul or part, "list")
            elif part.name == "details":
                if is_answer(part) and not part.select_one("pre"):
                    self._texts.append(_unfolded(part))
            elif "lk-exercise" in classes(part):
                self._exercise(part)
            elif is_picture(part):
                self._see(part)
            elif part.name in ("ul", "ol", "dl"):
                self._list(part)
            elif part.name in ("p", "blockquote", "div", "aside"):
                self._texts.append(part)
            elif part.name == "h4":  # a slide has one heading
                self._texts.append(copy.copy(part))
                self._texts[-1].name = "p"
        self._end()
        for table in self._tables:
            said = next((slide.message for slide in table if slide.message), "")
            for slide in table:
                slide.message = said
        if self._section.level == 1:
            self._cover()
        return [s for s in self._slides if s.picture or s.message or s.kind == "title"]

    def _cover(self) -> None:
        """Let a lesson begin with its name alone."""
        cover = Slide(self._slides[0].title, self._section.name, kind="title")
        for number, slide in enumerate(self._slides, 2):
            slide.name = f"{self._section.name}-{number}"
        self._slides.insert(0, cover)

    def _see(self, part: Tag) -> None:
        """Begin a slide for a picture, unless the room could not read it."""
        if form := part.select_one("form.lk-question"):
            self._next(form, "question")
            return
        seen = copy.copy(part)
        source = (
            seen.select_one(".lk-source") if "lk-example" in classes(seen) else None
        )
        if source and _lines(source) > _LINES // 2:
            source.decompose()
        widget = "lk-widget" in classes(seen)
        code = seen.select_one("pre") and not seen.select_one("table, .lk-plot, img")
        if not widget and (_lines(seen) > _LINES or (code and _lines(seen) <= _FEW)):
            return
        for caption in seen.select(".lk-caption, figcaption"):
            caption.extract()
        said = None if widget else part.select_one(".lk-caption")
        said = said if said and said.get_text().strip() else None
        kind = "code" if code and not widget else "picture"
        first, *others = [seen] if widget else _in_parts(seen)
        self._next(first, kind, said)
        if others:
            table = [self._slides[-1]]
            for more in others:
                self._end()
                self._begin()
                self._shown, self._slides[-1].kind = more, kind
                table.append(self._slides[-1])
            self._tables.append(table)

    def _exercise(self, part: Tag) -> None:
        """Show the whole task, and the file to fill in if the room can read it."""
        task = self._texts.pop() if len(self._texts) > self._before else None
        if self._holds():
            self._end()
            self._begin()
        self._task, self._before = task, len(self._texts)
        self._slides[-1].kind = "task"
        if _lines(part) <= _LINES:
            self._shown = copy.copy(part)
            for told in self._shown.select(".lk-exercise__how"):
                told.extract()

    def _holds(self) -> bool:
        """Say whether the current slide has what it is for."""
        return self._shown is not None or self._task is not None

    def _list(self, part: Tag) -> None:
        """Show a short list where nothing else is shown, each point in a sentence."""
        items = part.find_all(["li", "dt"], recursive=False)
        if self._holds() or not 1 < len(items) <= _ITEMS:
            self._texts.append(part)
            return
        self._next(part, "list")

    def _next(self, picture: Tag, kind: str, caption: Tag | None = None) -> None:
        before = None
        if self._holds():
            alone = caption is None and kind != "question"
            if alone and len(self._texts) > self._before:
                before = self._texts.pop()  # it speaks of what comes
            self._end()
            self._begin()
            self._texts += [before] if before else []
        self._shown, self._caption = picture, caption
        self._before = len(self._texts)
        self._slides[-1].kind = kind

    def _end(self) -> None:
        """Say what the current slide says, and leave the rest to the speaker."""
        slide = self._slides[-1]
        if self._task is not None:
            slide.message = plain(_told(self._task))
        elif slide.kind != "question":
            slide.message = self._message()
        if self._shown is not None:
            shown = _short(self._shown) if slide.kind == "list" else str(self._shown)
            slide.picture = shown
        told = [self._caption] if self._caption is not None else []
        if slide.kind == "list" and self._shown is not None:
            told += [self._shown] if _is_shortened(self._shown) else []
        told += self._texts
        said = _words(slide.message)
        rest = [left for part in told if (left := _beyond(part, said)) is not None]
        slide.notes = [
            str(part) if part.name != "div" else inner(part) for part in rest
        ]
        self._texts, self._caption, self._shown, self._task = [], None, None, None
        self._before = 0

    def _message(self) -> str:
        """Choose the sentence that stands on the slide."""
        caption = _told(self._caption) if self._caption is not None else None
        texts = [told for told in map(_told, self._texts) if told.get_text().strip()]
        for part in [*([caption] if caption else []), *texts]:
            marked = part.select_one(".lk-message")
            if "lk-message" in classes(part) or marked is not None:
                return plain(marked or part)
        if caption is not None:
            return plain(first_sentence(caption.find("p") or caption)[0])
        lead = self._texts[self._before - 1] if self._before else None
        if self._slides[-1].kind == "list" and lead is not None:
            last = last_sentence(_told(lead))
            if lead.name == "p" and _is_open(last):
                return plain(last)
        texts = [part for part in texts if part.name == "p"]
        for part in texts if self._shown is not None else []:
            claim = part.select_one(".lk-claim")
            if claim is not None and claim.get_text()[:1].isupper():
                return plain(claim) + "." * _is_open(claim)
        return plain(first_sentence(texts[0])[0]) if texts else ""


def _told(part: Tag) -> Tag:
    """Leave out what tells a reader at a screen what to do."""
    told = copy.copy(part)
    for instruction in told.select(".lk-screen"):
        instruction.decompose()
    return told


def _is_open(sentence: Tag) -> bool:
    return not sentence.get_text().rstrip().endswith((".", "?", "!"))


def _words(text: str) -> str:
    return " ".join(BeautifulSoup(text, "html.parser").get_text().split())


def _beyond(part: Tag, said: str) -> Tag | None:
    """Leave out of what is told the sentence that the slide says, if it begins so."""
    head = part if part.name == "p" else part.find("p")
    if head is None or not said:
        return part

    def is_said(told: Tag) -> bool:
        return _words(str(told)).rstrip(".") == said.rstrip(".")

    sentence, rest = (head, None) if is_said(head) else first_sentence(head)
    if not is_said(sentence):
        return part
    if head is part:
        return rest
    left = copy.copy(part)
    begins = left.find("p")
    if begins is not None:
        begins.replace_with(*([rest] if rest else []))
    return left if left.get_text().strip() else None


def _is_shortened(listed: Tag) -> bool:
    """Say whether a list has more to say than its slide shows."""
    return _words(_short(listed)) != _words(plain(listed))


def _in_parts(seen: Tag) -> list[Tag]:
    """Divide a long table evenly, each part with its head: a room reads few rows."""
    rows = seen.select("tbody > tr")
    tables = len(seen.select("table")) + (seen.name == "table")
    letters = sum(len(" ".join(row.get_text().split())) for row in rows)
    count = max(-(-len(rows) // _ROWS), min(-(-letters // _LETTERS), len(rows)))
    if tables != 1 or count <= 1:
        return [seen]
    ends = [len(rows) * number // count for number in range(count + 1)]
    parts: list[Tag] = []
    for first, last in pairwise(ends):
        part = copy.copy(seen)
        name: Tag | None = None
        for place, row in enumerate(part.select("tbody > tr")):
            cell = row.find(["td", "th"])
            if isinstance(cell, Tag) and cell.get_text().strip():
                name = copy.copy(cell)
            elif place == first and isinstance(cell, Tag) and name is not None:
                cell.replace_with(name)  # an empty one means the one above
            if not first <= place < last:
                row.decompose()
        if parts:  # an id is the first part's
            for named in [part, *part.select("[id]")]:
                named.attrs.pop("id", None)
        parts.append(part)
    return parts


def _lines(part: Tag) -> int:
    return sum(len(pre.get_text().strip().splitlines()) for pre in part.select("pre"))


def _unfolded(fold: Tag) -> Tag:
    opened = copy.copy(fold)
    if opened.summary:
        opened.summary.name = "p"
    opened.name = "div"
    return opened


def _short(listed: Tag) -> str:
    """Return a list whose points are a sentence each."""
    short = without_pointers(listed)
    for item in short.find_all(["li", "dd"]):
        said = item.find("p") or item
        sentence, _ = first_sentence(said)
        item.clear()
        for child in list(sentence.children):
            item.append(child)
    for link in short.find_all("a"):
        link.unwrap()
    for named in short.find_all(id=True):
        del named["id"]
    return str(short)
