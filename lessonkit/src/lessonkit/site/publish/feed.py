"""An RSS feed of the page that says what changed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from email.utils import format_datetime

from lessonkit.errors import LessonError

_ENTRY = re.compile(
    r"^## (?P<day>\d{4}-\d\d-\d\d): (?P<title>.+?)(?: \{ *#(?P<id>[\w-]+) *\})?$"
    r"\n(?P<text>.*?)(?=^## |\Z)",
    re.M | re.S,
)


def feed(source: str, title: str, description: str, url: str) -> str:
    """Return the feed as XML.

    Args:
        source: The page in Markdown; each `## 2026-11-25: What it is { #id }` with its
            text is one entry, the newest first.
        title: The site's name.
        description: What the feed is about.
        url: The page's address, absolute.

    Raises:
        LessonError: There is no entry, one has no id, or they are not in order.
    """
    entries = list(_ENTRY.finditer(source))
    days = [entry["day"] for entry in entries]
    heads = re.findall(r"^## .*$", source, re.M)
    if not entries or len(heads) != len(entries) or not all(e["id"] for e in entries):
        raise LessonError(
            "not every heading is an entry of the feed",
            "Write `## 2026-11-25: What it is { #an-id }`.",
            "docs/changes.md",
        )
    if days != sorted(days, reverse=True):
        raise LessonError(
            "the entries are not in order", "Put the newest first.", "docs/changes.md"
        )
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _say(channel, title=title, link=url, description=description)
    for entry in entries:
        day = datetime.fromisoformat(entry["day"]).replace(tzinfo=UTC)
        item = ElementTree.SubElement(channel, "item")
        link = f"{url}#{entry['id']}"
        text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", " ".join(entry["text"].split()))
        _say(item, title=entry["title"], link=link, guid=link, description=text,
             pubDate=format_datetime(day))  # fmt: skip
    ElementTree.indent(rss)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        rss, encoding="unicode"
    )


def _say(parent: ElementTree.Element, **said: str) -> None:
    for tag, text in said.items():
        ElementTree.SubElement(parent, tag).text = text
