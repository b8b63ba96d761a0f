"""Inline values: `{{ experiments/orbits.power:.2f }}` becomes `1.50`.

A path leads into dicts and lists: `{{ experiments/orbits.years.0 }}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessonkit.errors import LessonError
from lessonkit.run.store import Entry
from lessonkit.text import printable

NARROW_SPACE = "\u202f"
_MAX_WIDTH = 100  # characters of padding or digits
_EXPRESSION = re.compile(
    r"\s*(?P<snippet>[\w/.-]+?)\.(?P<name>[A-Za-z_]\w*)(?P<path>(?:\.[\w-]+)*)"
    r"(?::(?P<spec>[^{}]*?))?\s*"
)
_POWER = re.compile(r"([-+]?[\d.]+)[eE]([-+]\d+)")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PATTERN = r"\{\{(?P<inside>[^{}\n]*)\}\}"


@dataclass(frozen=True)
class Expression:
    """What stands between `{{` and `}}`: snippet, name, path and format."""

    snippet: str
    name: str
    path: tuple[str, ...]
    spec: str

    @property
    def left(self) -> str:
        """What it asks of the snippet, as written: `years.0`."""
        return ".".join((self.name, *self.path))


def parse(inside: str) -> Expression:
    """Read the text between the braces.

    Raises:
        LessonError: It is not `snippet.name` with an optional path and `:format`.
    """
    match = _EXPRESSION.fullmatch(inside)
    if not match:
        raise LessonError(
            f"`{{{{{inside}}}}}` is not a value",
            "Write `{{ snippet.name:format }}`; in code, use backticks around it.",
        )
    path = tuple(filter(None, match["path"].split(".")))
    return Expression(match["snippet"], match["name"], path, match["spec"] or "")


def look_up(entry: Entry, expression: Expression) -> bool | int | float | str:
    """Return the scalar that an expression asks for.

    Raises:
        LessonError: There is none of this name, or it is not a scalar.
    """
    value = entry.look_up(expression.name, expression.path)
    if isinstance(value, (bool, int, float, str)):
        return value
    first = next(iter(value), "…") if isinstance(value, dict) else 0
    raise LessonError(
        f"`{expression.left}` of {entry.snippet} is not a scalar",
        f"Name one in it, such as `{expression.left}.{first}`."
        if value
        else "Leave the number itself, such as `best = max(scores)`.",
    )


def show(value: bool | int | float | str, spec: str) -> str:
    """Format a value for prose: `61,706`, `97.3 %`, `−0.5`, `3 × 10⁻⁷`.

    Args:
        value: The scalar.
        spec: Python's format specification; without one, numbers get thousands
            separators or four significant digits.

    Raises:
        LessonError: The specification does not fit the value.
    """
    if not spec and isinstance(value, float):
        spec = ".4g"
    elif not spec and isinstance(value, int) and not isinstance(value, bool):
        spec = "," if abs(value) >= 10_000 else "d"
    try:
        if any(int(number) > _MAX_WIDTH for number in re.findall(r"[0-9]+", spec)):
            raise ValueError(f"wider than {_MAX_WIDTH}")
        text = format(value, spec)
    except (ValueError, TypeError, OverflowError) as error:
        raise LessonError(
            f"format `{spec}` does not fit {value!r}: {error}",
            "Use Python's format specification, such as `,` or `.1%` or `.3f`.",
        ) from None
    if isinstance(value, str):
        return printable(text)
    if text.endswith("%"):
        text = text[:-1] + NARROW_SPACE + "%"
    if power := _POWER.fullmatch(text):
        exponent = str(int(power[2])).translate(_SUPERSCRIPT)
        text = f"{power[1]}{NARROW_SPACE}×{NARROW_SPACE}10{exponent}"
    return text.replace("-", "−")
