"""The block that hands data to a script of the page."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as etree
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.figure import data_script
from lessonkit.page import pages, values
from lessonkit.page.blocks.base import PageBlock

# what paper cannot offer either; a value's dots end no sentence
_OFFER = re.compile(r"With JavaScript\b(?:[^.{(]|\{\{[^}]*\}\}|\([^)]*\))*\.(?=\s|$)")


class WidgetBlock(PageBlock):
    """Hands a snippet's data to a script of the page.

    Its content stands there for readers without JavaScript.
    """

    NAME = "widget"

    def build(self, element: etree.Element, argument: str) -> None:
        """Place the data and the fallback."""
        pages.check_widget(self.context.project, argument)
        element.set("class", "lk-widget")
        element.set("data-widget", argument)
        data: dict[str, Any] = {}
        scripts: dict[str, str] = {}
        for part in filter(None, map(str.strip, str(self.options["data"]).split(","))):
            expression = values.parse(part)
            _, entry = self.context.entry(expression.snippet)
            if entry is None:
                element.set("class", "lk-output lk-pending")
                continue
            left = entry.look_up(expression.name, expression.path)
            name = (expression.name, *expression.path)[-1]
            if expression.spec or name in data or name in scripts:
                raise LessonError(
                    f"`{part}` has a format"
                    if expression.spec
                    else f"two values are both called `{name}`",
                    "A script gets what was left as it is, each under its last name.",
                )
            if carried := data_script.asset(left):
                scripts[name] = carried[0]
            else:
                data[name] = left
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        # what looks like an entity is none yet
        element.set("data-values", body.replace("&", "&amp;"))
        if scripts:
            element.set("data-scripts", json.dumps(scripts))
        self.target = etree.SubElement(element, "div", {"class": "lk-widget__fallback"})

    def on_end(self, block: etree.Element) -> None:
        """Keep off paper what the fallback says of JavaScript."""
        first = self.target.find("p") if self.target is not None else None
        offer = _OFFER.match(first.text or "") if first is not None else None
        if first is None or not offer:
            return
        said = etree.Element("span", {"class": "lk-screen"})
        said.text, said.tail = offer[0], (first.text or "")[offer.end() :]
        first.text = None
        first.insert(0, said)
