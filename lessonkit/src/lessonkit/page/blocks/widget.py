"""The block that hands data to a script of the page."""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.figure import data_script
from lessonkit.page import pages, values
from lessonkit.page.blocks.base import PageBlock


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
                if expression.path:
                    raise LessonError(
                        f"`{part}` is too large to stand in the page",
                        "What a snippet leaves under a name of its own travels in a"
                        f" file: `{name} = …` at module level.",
                    )
                scripts[name] = carried[0]
            else:
                data[name] = left
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        # what looks like an entity is none yet
        element.set("data-values", body.replace("&", "&amp;"))
        if scripts:
            element.set("data-scripts", json.dumps(scripts))
        self.target = etree.SubElement(element, "div", {"class": "lk-widget__fallback"})
