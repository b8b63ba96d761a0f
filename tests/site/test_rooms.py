"""The room that pages keep for widgets is what tools/rooms.py measures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools import rooms

# about those of a phone, of a lesson beside its contents, and of a playground
USUAL = [14.4, 17.9, 34.4, 43.4, 58.0]


def test_pages_keep_the_room_that_widgets_take(
    browser: Browser, site: Path, address: str
) -> None:
    """Whatever the window: it is the column that counts."""
    columns = rooms.widths() if os.environ.get("LESSON_FULL") else USUAL
    heights = rooms.measured(browser, site, address, columns)
    assert len(heights) > 10
    late = rooms.outdated(rooms.SHEET.read_text("utf-8"), heights)
    assert not late, "\n".join(late)


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([30, 30, 30], [(0, 30.1)]),
        ([30, 31, 32], [(0, 32.1)]),  # a little more than needed, in one step
        ([50, 50, 30], [(0, 50.1), (2, 30.1)]),
        ([30, 50, 50], [(0, 50.1)]),  # it may grow anywhere between 0 and 1
        ([30, 30, 50, 50], [(0, 30.1), (1, 50.1)]),
    ],
)
def test_steps_are_few_and_never_too_low(
    heights: list[float], expected: rooms.Heights
) -> None:
    found = rooms.steps([*enumerate(heights)])
    assert found == expected
    kept = rooms.sheet({"w": found})
    assert rooms.read(kept, "w") == expected
    measured = {"w": [*enumerate(heights)]}
    assert rooms.outdated(kept, measured) == []
    [late] = rooms.outdated(kept, {"w": [(5, 80)]})
    assert "w: 80.0 rem high in a column of 5 rem" in late and "make rooms" in late
    assert rooms.outdated(kept, {"w": [(5, 10)]})
