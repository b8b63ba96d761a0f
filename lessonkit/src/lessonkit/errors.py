"""The one error that authors see: where it is, what is wrong, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class LessonError(Exception):
    """A mistake in a page or a snippet.

    Args:
        cause: What is wrong, in one clause.
        remedy: What the author should do about it.
        where: `file` or `file:line`, relative to the project.
    """

    def __init__(self, cause: str, remedy: str = "", where: str = "") -> None:
        """Keep the three parts apart, so that a page can show them apart."""
        super().__init__(cause, remedy, where)
        self.cause, self.remedy, self.where = cause, remedy, where

    def at(self, where: str) -> LessonError:
        """Return the same error with a place, unless it already names one."""
        return LessonError(self.cause, self.remedy, self.where or where)

    def __str__(self) -> str:
        """Format as one line: place, cause, remedy."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.cause}.{remedy}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names look like `name`, or which there are at all."""
    names = sorted(set(known))
    last = {n.rsplit("/", 1)[-1]: n for n in names}
    end = name.rsplit("/", 1)[-1]
    if end in last:  # the folder is missing, or another one
        close = [last[end]]
    else:
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if not close:
        close = [last[n] for n in difflib.get_close_matches(end, last, n=3)]
    if close:
        return "Did you mean " + " or ".join(f"`{n}`" for n in close) + "?"
    if names:
        return "There are: " + ", ".join(f"`{n}`" for n in names[:12]) + "."
    return "There are none."
