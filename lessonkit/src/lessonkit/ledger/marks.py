"""Claims and citations on the page: marks, panels, and the lists of both."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as etree
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from lessonkit.errors import LessonError
from lessonkit.ledger import bibliography, claims
from lessonkit.ledger.assertions import Assertions, assertions
from lessonkit.ledger.claims import Claim
from lessonkit.ledger.evidence import panel
from lessonkit.page import pages
from lessonkit.page.blocks.base import PageBlock
from lessonkit.page.context import Context
from lessonkit.project import Project
from lessonkit.run.store import Store

_COLUMNS = ("claim", "page", "kind", "evidence", "outcome")
_OURS = re.compile("(claim|cite):")
_STASHED = re.compile("\x02.*?\x03")
_NOTEBOOK = re.compile(r"<a href=\"([^\"]*\.ipynb)\">(.*?)</a>")
_LAST_WORD = re.compile(r"(?P<before>.*\s)?(?P<word>\S+)\s*", re.S)


class Marks(Treeprocessor):
    """Turns links to `claim:` and `cite:` into marks with evidence behind them."""

    def __init__(self, md: Markdown, context: Context) -> None:
        """Keep the page's context."""
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        """Visit all links of the page."""
        links = [a for a in root.iter("a") if _OURS.match(a.get("href", ""))]
        if not links:
            return
        try:
            bibliography.bibliography(self.context.project)
        except LessonError as error:  # once a page, not at each of its marks
            box = etree.SubElement(root, "div")
            place = self.context.line(0)
            box.text = self.md.htmlStash.store(self.context.fail(error, place))
            return
        lines: dict[tuple[str, str], list[int]] = {}
        for mark in claims.marks(self.context.text):
            lines.setdefault((mark.scheme, mark.key), []).append(mark.line)
        panels: list[str] = []
        asserted = assertions(self.context.project)
        for link in links:
            scheme, _, key = link.get("href", "").partition(":")
            left = lines.get((scheme, key), [])
            line = left.pop(0) if left else 0
            try:
                if scheme == "cite":
                    self._cite(link, key)
                else:
                    panels.append(self._claim(link, asserted, key))
            except LessonError as error:
                place = self.context.line(line)
                link.tag = "span"
                link.set("class", "lk-value--error")
                link.set("title", str(error.at(place)))
                panels.append(self.context.fail(error, place))
        if panels:
            box = etree.SubElement(root, "div", {"class": "lk-evidences"})
            self._put(box, "\n".join(panels))

    def _put(self, box: etree.Element, panels: str) -> None:
        """Put HTML into an element, its links to notebooks as elements.

        The builder sees these, and makes them point to where the pages will be.
        """
        store = self.md.htmlStash.store
        first, *pieces = _NOTEBOOK.split(panels)
        box.text = store(first)
        for address, title, after in zip(*[iter(pieces)] * 3, strict=True):
            link = etree.SubElement(box, "a", {"href": html.unescape(address)})
            link.text, link.tail = store(title), store(after)

    def _cite(self, link: etree.Element, key: str) -> None:
        work = bibliography.find(self.context.project, key)
        place = link.attrib.pop("title", "")
        if not len(link) and not (link.text or "").strip():
            link.text = f"{work.label}, {place}" if place else work.label
        link.set("href", f"#source-{key}")
        link.set("class", "lk-cite")
        link.set("title", work.fields["title"])

    def _claim(self, link: etree.Element, asserted: Assertions, key: str) -> str:
        project, title = self.context.project, link.get("title", "")
        found = claims.evidence(project, asserted, key, title)
        sentence = claims.one_line(_STASHED.sub("", "".join(link.itertext())))
        number = self.context.claimed(key)
        link.tag = "span"
        link.attrib.clear()
        link.set("class", "lk-claim")
        link.set("id", f"claim-{key}" if number == 1 else f"claim-{key}-{number}")
        name = f"evidence-{key}" if number == 1 else f"evidence-{key}-{number}"
        kind = found.kind
        mark = {"type": "button", "class": f"lk-mark lk-mark--{kind}"}
        mark |= {"popovertarget": name, "aria-label": f"Evidence, {kind}: {sentence}"}
        etree.SubElement(_end(link), "button", mark)
        entry, address = None, ""
        if found.assertion:
            snippet = found.assertion.snippet
            _, entry = self.context.entry(snippet.name)
            address = self.context.link(project.notebooks / f"{snippet.name}.ipynb")
        return panel(name, sentence, found, entry, address)


def _end(link: etree.Element) -> etree.Element:
    """Put a claim's last word into an element that no line break splits."""
    end = etree.Element("span", {"class": "lk-claim__end"})
    last = link[-1] if len(link) else None
    text = (link.text if last is None else last.tail) or ""
    if found := _LAST_WORD.fullmatch(text):
        end.text = found["word"]
        rest = found["before"] or ""
        if last is None:
            link.text = rest
        else:
            last.tail = rest
    elif last is not None:  # it ends in markup
        link.remove(last)
        last.tail = None
        end.append(last)
    link.append(end)
    return end


class SourcesBlock(PageBlock):
    """Lists the works that the page cites, in order of their first mention."""

    NAME = "sources"

    def build(self, element: etree.Element, argument: str) -> None:
        """Write the list."""
        project = self.context.project
        keys: dict[str, None] = {}
        for mark in claims.marks(self.context.text):
            keys |= dict.fromkeys(claims.cited_by(mark))
        if not keys:
            raise LessonError(
                "this page cites nothing", "Cite a work, or take the block away."
            )
        listed = etree.SubElement(element, "ol", {"class": "lk-sources"})
        works = bibliography.bibliography(project)
        # an unknown one is named where it is cited
        for key in filter(works.__contains__, keys):
            work = works[key]
            item = etree.SubElement(listed, "li", {"id": f"source-{key}"})
            item.text = self.md.htmlStash.store(work.html)


class ClaimsBlock(PageBlock):
    """Lists all claims of the site with evidence and outcome."""

    NAME = "claims"

    def build(self, element: etree.Element, argument: str) -> None:
        """Write the table."""
        project = self.context.project
        listed, _ = claims.ledger(project)
        titles = pages.titles(project)
        computed = sum(claim.evidence.kind == "computed" for claim in listed)
        counts = etree.SubElement(element, "p")
        counts.text = self.md.htmlStash.store(
            f"This build makes <strong>{len(listed)} claims</strong>:"
            f" {computed} computed, {len(listed) - computed} cited."
        )
        around = etree.SubElement(element, "div", {"class": "lk-sortable lk-cards"})
        table = etree.SubElement(around, "table", {"data-search-exclude": ""})
        head = etree.SubElement(etree.SubElement(table, "thead"), "tr")
        for name in _COLUMNS:
            etree.SubElement(head, "th", {"scope": "col"}).text = name
        body = etree.SubElement(table, "tbody")
        for claim in listed:
            self._row(etree.SubElement(body, "tr"), claim, titles)

    def _row(self, row: etree.Element, claim: Claim, titles: dict[Path, str]) -> None:
        page, mark = claim.places[0]
        context = self.context
        sentence = claims.plain(mark.text, lambda value: context.value(value)[0])
        if claim.evidence.assertion:
            snippet = claim.evidence.assertion.snippet
            proof = f"<code>{html.escape(snippet.name.rpartition('/')[2])}</code>"
        else:
            proof = "; ".join(html.escape(c.label) for c in claim.evidence.citations)
        # as Markdown links to a page: so MkDocs knows where it will be, and whether
        address = f"{context.link(page)}#claim-{claim.id}"
        link = etree.SubElement(etree.SubElement(row, "td"), "a", {"href": address})
        link.text = self.md.htmlStash.store(html.escape(sentence))
        for cell in (
            html.escape(titles[page]),
            claim.evidence.kind,
            proof,
            claim.evidence.outcome(context.store),
        ):
            etree.SubElement(row, "td").text = self.md.htmlStash.store(cell)


def record(project: Project) -> str:
    """Return `claims.json`: every claim with page, sentence, evidence and outcome."""
    store = Store(project)
    context = Context(project, live=True)
    return json.dumps(
        [_entry(project, store, context, claim) for claim in claims.ledger(project)[0]],
        indent=1, ensure_ascii=False,
    )  # fmt: skip


def _entry(
    project: Project, store: Store, context: Context, claim: Claim
) -> dict[str, Any]:
    places = [
        {
            "page": page.relative_to(project.docs).as_posix(),
            "sentence": claims.plain(mark.text, lambda v: context.value(v)[0]),
        }
        for page, mark in claim.places
    ]
    proof: list[dict[str, Any]] = []
    if assertion := claim.evidence.assertion:
        found = store.get(assertion.snippet)
        proof.append(
            {
                "snippet": assertion.snippet.name,
                "asserts": assertion.source,
                "numbers": assertion.numbers(found) if found else {},
                "seconds": found.seconds if found else None,
                "fingerprint": found.fingerprint if found else None,
            }
        )
    proof += [
        {
            "authors": list(citation.work.authors),
            **citation.work.fields,
            "place": citation.place,
        }
        for citation in claim.evidence.citations
    ]
    return {
        "id": claim.id,
        **places[0],
        "kind": claim.evidence.kind,
        "evidence": proof,
        "outcome": claim.evidence.outcome(store),
        **({"also": places[1:]} if len(places) > 1 else {}),
    }


KINDS: dict[str, type[PageBlock]] = {
    kind.NAME: kind for kind in (SourcesBlock, ClaimsBlock)
}
