"""What the pages claim, and what each claim rests on.

A claim is a link with an address of its own kind, so that the source stays readable:

    [A deeper plain network trains worse.](claim:deep-plain-trains-worse)
    [It made 3.57 % errors.](claim:resnet-won "he2016, Table 5")

The first is backed by an assertion of a snippet, the second by a citation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lessonkit.cache import per_build
from lessonkit.errors import LessonError, nearest
from lessonkit.ledger import bibliography
from lessonkit.ledger.assertions import Assertion, Assertions, assertions
from lessonkit.ledger.bibliography import Work
from lessonkit.page import pages, references
from lessonkit.page.values import PATTERN
from lessonkit.project import Project
from lessonkit.run.store import Store

_INNER = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # a link inside the sentence
_MARKUP = re.compile(r"[*`]")


@dataclass(frozen=True)
class Mark:
    """A link of a page with the address `claim:` or `cite:`.

    Attributes:
        scheme: `claim` or `cite`.
        key: The claim's id, or the work's key.
        text: What the link encloses, as Markdown.
        title: The link's title: citations, or the place within the work.
        line: Its line in the page.
    """

    scheme: str
    key: str
    text: str
    title: str
    line: int


@dataclass(frozen=True)
class Citation:
    """A work and a place in it, such as `Table 3`."""

    work: Work
    place: str

    @property
    def label(self) -> str:
        """Say who, when and where."""
        return f"{self.work.label}, {self.place}" if self.place else self.work.label


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on: an assertion, citations, or both."""

    assertion: Assertion | None
    citations: tuple[Citation, ...]

    @property
    def kind(self) -> str:
        """Say `computed` or `cited`."""
        return "computed" if self.assertion else "cited"

    def outcome(self, store: Store) -> str:
        """Say `holds`, `fails`, `pending` or, for a citation, `cited`."""
        if self.assertion is None:
            return "cited"
        if store.get(self.assertion.snippet):
            return "holds"
        return "fails" if store.failure(self.assertion.snippet) else "pending"


@dataclass(frozen=True)
class Claim:
    """A claim with all places where it is made, the first one first."""

    id: str
    places: tuple[tuple[Path, Mark], ...]
    evidence: Evidence


def marks(text: str) -> Iterator[Mark]:
    """Yield the claims and citations of a page's Markdown in order."""
    lines = (
        references.CODE_SPAN.sub(
            lambda m: " " * len(m[0]) if "](c" in m[0] else m[0], line
        )
        for line in references.without_fences(text)
    )
    plain = "\n".join(lines)
    for link in references.LINK.finditer(plain):
        start = _opening(plain, link.start())
        if start is not None:
            inside = plain[start + 1 : link.start()]
            line = plain.count("\n", 0, link.start()) + 1
            yield Mark(link[1], link[2], inside, link[3] or link[4] or "", line)


def _opening(text: str, closing: int) -> int | None:
    """Find the bracket that the one at `closing` ends, in the same paragraph."""
    depth = 0
    for place in range(closing, -1, -1):
        depth += {"]": 1, "[": -1}.get(text[place], 0)
        if depth == 0:
            return place
        if text.startswith("\n\n", place):
            return None
    return None


def evidence(project: Project, asserted: Assertions, key: str, title: str) -> Evidence:
    """Find what a claim rests on.

    Raises:
        LessonError: Nothing backs it, or what it cites is unknown.
    """
    if key in asserted.wrong:
        raise asserted.wrong[key]
    found = Evidence(asserted.found.get(key), tuple(citations(project, title)))
    if found.assertion is None and not found.citations:
        raise LessonError(
            f"the claim `{key}` has no evidence",
            f'Assert it in a snippet, `assert …, "claim: {key}"`, or cite a work '
            f'behind it, `(claim:{key} "he2016, Table 2")`. '
            + nearest(key, asserted.found),
        )
    return found


def citations(project: Project, title: str) -> Iterator[Citation]:
    """Read `he2016, Table 5; vit2020`.

    Raises:
        LessonError: There is no such work.
    """
    for part in filter(None, map(str.strip, title.split(";"))):
        key, _, place = part.partition(",")
        work, place = bibliography.find(project, key.strip()), place.strip()
        if place.partition(",")[0] in bibliography.bibliography(project):
            raise LessonError(
                f"`{place}` is not a place in `{work.key}`, but a work",
                f"Put a semicolon between works: `{work.key}; {place}`.",
            )
        yield Citation(work, place)


def cited_by(mark: Mark) -> list[str]:
    """List the keys of the works that a mark names, known or not."""
    if mark.scheme == "cite":
        return [mark.key]
    parts = filter(None, map(str.strip, mark.title.split(";")))
    return [part.partition(",")[0].strip() for part in parts]


def plain(text: str, value: Callable[[str], str]) -> str:
    """Turn a claim's Markdown into a sentence, its values filled in."""
    text = re.sub(PATTERN, lambda found: value(found["inside"]), text)
    return one_line(_MARKUP.sub("", _INNER.sub(r"\1", text)))


def one_line(text: str) -> str:
    """Join lines; a narrow space before a per cent sign stays narrow."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


@per_build
def ledger(project: Project) -> tuple[list[Claim], list[LessonError]]:
    """Gather all claims in reading order, and what is wrong among them all."""
    places: dict[str, list[tuple[Path, Mark]]] = {}
    cited: set[str] = set()
    errors: list[LessonError] = []
    found: dict[str, Evidence] = {}
    asserted = assertions(project)
    for page in pages.in_order(project):
        for mark in marks(pages.read(page)):
            try:
                if mark.scheme == "cite":
                    cited.add(bibliography.find(project, mark.key).key)
                    continue
                backing = evidence(project, asserted, mark.key, mark.title)
                cited |= {citation.work.key for citation in backing.citations}
                found.setdefault(mark.key, backing)
                places.setdefault(mark.key, []).append((page, mark))
            except LessonError as error:
                errors.append(error.at(f"{project.relative(page)}:{mark.line}"))
    try:
        errors += orphans(project, asserted, set(places), cited)
    except LessonError as error:
        errors.append(error)
    claims = [Claim(id, tuple(where), found[id]) for id, where in places.items()]
    # a malformed bibliography stands behind every mark: say so once
    return claims, list({str(error): error for error in errors}.values())


def orphans(
    project: Project, asserted: Assertions, claimed: set[str], cited: set[str]
) -> list[LessonError]:
    """List assertions that back no claim, and works that nobody cites.

    Raises:
        LessonError: The bibliography is malformed.
    """
    name = project.relative(project.bibliography)
    unclaimed = [
        LessonError(
            f"no page makes the claim `{assertion.id}`",
            f"Mark its sentence, `[…](claim:{assertion.id})`, or take the message away",
            assertion.where,
        )
        for id, assertion in asserted.found.items()
        if id not in claimed and id not in asserted.wrong
    ]
    uncited = [
        LessonError(
            f"no page cites `{work.key}`",
            f"Cite it, `[](cite:{work.key})`, or delete it.",
            f"{name}:{work.line}",
        )
        for work in bibliography.bibliography(project).values()
        if work.key not in cited
    ]
    return [*asserted.wrong.values(), *unclaimed, *uncited]
