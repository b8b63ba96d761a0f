"""Hints of an exercise: folds, each inside the one before, so they open one by one."""

from __future__ import annotations

import xml.etree.ElementTree as etree


def fold(parent: etree.Element, text: etree.Element) -> None:
    """Take the hints out of a text, and append them to an exercise as folds.

    Args:
        parent: The exercise.
        text: What its block says; if it ends with a numbered list, these are hints.
    """
    if not len(text) or text[-1].tag != "ol":
        return
    hints = list(text[-1])
    text.remove(text[-1])
    for number, hint in enumerate(hints, 1):
        # out of the search index: every first page loads it, and it gives answers away
        told = {"class": "lk-twin lk-hint", "data-search-exclude": ""}
        parent = etree.SubElement(parent, "details", told)
        etree.SubElement(parent, "summary").text = f"Hint {number} of {len(hints)}"
        hint.tag = "div"
        parent.append(hint)
