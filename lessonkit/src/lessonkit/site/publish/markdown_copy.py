"""Every page as Markdown, outputs included: to copy, to borrow, to ask about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

_CODE = (
    "Code on the pages is cut out of whole files. Below each block stands its file, and"
    " how many lines of it the block needs above itself to run alone."
)
_LINES = re.compile(r"\d+ lines?")
# what is for eyes, hands or scripts only
_DROPPED = {
    "script", "style", "noscript", "svg", "button", "input", "select", "template",
}  # fmt: skip
_DROPPED_CLASSES = {"headerlink", "lk-source__head", "md-button", "lk-page-tools"}


@dataclass(frozen=True)
class Copy:
    """A page's text.

    Attributes:
        title: The page's title.
        description: What it says of itself; may be empty.
        url: Where its text lies, absolute.
        section: Where it stands in the navigation, such as `Lessons`.
        markdown: All of it.
    """

    title: str
    description: str
    url: str
    section: str
    markdown: str


class _Converter(MarkdownConverter):
    """Knows the parts of this site's pages."""

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Keep a fold's title; what it hides follows."""
        return f"\n\n**{text.strip()}**\n\n"

    def convert_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Put a table's title above it."""
        return f"\n\n{text.strip()}\n\n"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write 10 to the sixth as 10^6: without a sign it would be 106."""
        return f"^{text}" if text.strip() else ""

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write an index as x_1."""
        return f"_{text}" if text.strip() else ""


def path(page: str) -> str:
    """Return where the text of a page lies in the site, beside the page's file."""
    return f"{page.rpartition('.')[0]}.md"


def markdown(html: str, url: str) -> str:
    """Return a page's content as Markdown.

    Args:
        html: The content, as the page shows it.
        url: The page's address: links in the text become absolute.
    """
    soup = BeautifulSoup(html, "html.parser")
    for plot in soup.find_all(_is_plot):
        said = soup.new_tag("p")
        still = plot.select_one(".lk-still img")
        words = f"Figure: {plot.get('aria-label', '')}"
        if still:
            said.append(soup.new_tag("img", src=str(still["src"]), alt=words))
        else:
            said.string = words
        plot.replace_with(said)
    for block in soup.find_all("div", class_="lk-source"):
        _say_what_is_needed(soup, block)
    for part in soup.find_all(_is_dropped):
        part.decompose()
    for table in soup.find_all("table", class_="highlighttable"):  # code and lines
        table.replace_with(table.select_one(".code pre") or "")
    for tag, attribute in (("a", "href"), ("img", "src")):
        for link in soup.find_all(tag):
            address = str(link.get(attribute, ""))
            if not address.startswith("data:"):
                link[attribute] = urljoin(url, address)
                link.attrs.pop("title", None)  # the page it leads to says it better
            elif tag == "img":
                link.replace_with(f"Figure: {link.get('alt', '')}")
    text = str(_Converter(heading_style="ATX", code_language_callback=_language,
                          escape_underscores=False).convert_soup(soup))  # fmt: skip
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [
        line
        for place, line in enumerate(lines)
        if line or (place and lines[place - 1])  # one empty line at a time
    ]
    return "\n".join(kept).strip() + "\n"


def _say_what_is_needed(soup: BeautifulSoup, block: Tag) -> None:
    """Name the file of a block of code, and how much of it the block needs to run."""
    link = block.select_one(".lk-source__head a")
    along = block.select_one(".lk-source__head .lk-along")
    if link is None:
        return
    lines = _LINES.search(along.get_text() if along else "")
    said = soup.new_tag("p")
    need = f"To run, this needs {lines[0]} above it: see " if lines else "From "
    said.extend([need, link.extract(), "."])
    block.append(said)


def _classes(tag: Tag) -> set[str]:
    return set(tag.get("class") or ())


def _is_plot(tag: Tag) -> bool:
    drawn = tag.has_attr("data-figure") and "lk-widget" in _classes(tag)
    return drawn or "lk-plot" in _classes(tag)


def _is_dropped(tag: Tag) -> bool:
    return tag.name in _DROPPED or not _DROPPED_CLASSES.isdisjoint(_classes(tag))


def _language(pre: Tag) -> str:
    """Name the language of a code block: what the site shows is Python, or output."""
    box = pre.find_parent(class_="highlight")
    names = [str(name) for name in (box.get("class") or [])] if box else []
    named = next((n.removeprefix("language-") for n in names if "language-" in n), "")
    return named or ("python" if box else "")


def overview(site: str, description: str, pages: Iterable[Copy]) -> str:
    """Return `llms.txt`: what there is, section by section, with links to the text."""
    parts = [f"# {site}", f"> {description}", _CODE]
    section = None
    for page in pages:
        if page.section != section:
            section = page.section
            parts.append(f"## {section}")
        said = f": {page.description}" if page.description else ""
        parts.append(f"- [{page.title}]({page.url}){said}")
    return "\n\n".join(parts).replace("\n\n- ", "\n- ") + "\n"
