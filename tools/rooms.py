"""Measures how high widgets are in columns of each width, and writes their room.

A page keeps that much room before the widget's script runs, so nothing below it moves.

python -m tools.rooms [SITE]           writes docs/assets/rooms.css of a built site
python -m tools.rooms --check [SITE]   says what of it is out of date
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.served import chromium, served

SHEET = Path(__file__).parents[1] / "docs" / "assets" / "rooms.css"
NARROW, WIDE = 14.0, 58.0  # rem: a window of 320 pixels, the widest column of the site
STEP = 0.4
SLACK = 2.5  # rem of blank that may stay below a widget
LEEWAY = 0.1  # what a pixel, and the width of a scrollbar, are in rem
# drawn at a size of their own, or measured by the page that holds them
APART = {"architecture", "own", "photographs"}
_PLACE = re.compile(r'<div class="lk-widget"(?:[^>]*?) data-widget="([\w-]+)"')
_HEAD = """\
/* Room for each widget before its script runs, by the width of its column in rem.
   tools/rooms.py measures it in a built site, and writes this file: `make rooms`. */
"""
# what a reader may do that makes a widget higher: a press, and what is there then
BUSIEST = {
    "photograph": (".lk-photo__example", ".lk-photograph.seen"),
    "strides": ("[aria-label='Zeros around'] button:last-of-type", ".lk-strides"),
}
# two frames: a script that fits what it draws to the width has answered by then
_HEIGHTS = """async (place, widths) => {
  const frame = () => new Promise(requestAnimationFrame);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const widget = place.querySelector('.lk-widget');
  widget.style.minHeight = 0;
  const heights = [];
  for (const width of widths) {
    place.style.width = `${width}rem`;
    await frame();
    await frame();
    heights.push(widget.getBoundingClientRect().height / rem);
  }
  return heights;
}"""
_READY = """name => [...document.querySelectorAll(`[data-widget=${name}]`)]
  .every(one => one.dataset.state === 'ready')"""

Heights = list[tuple[float, float]]


def pages(site: Path) -> Iterator[tuple[str, str]]:
    """Yield each page with a widget, and the widget's name."""
    for path in sorted(site.rglob("index.html")):
        parts = path.relative_to(site).parts
        if parts[0] in ("contributing", "notebooks") or "slides" in parts:
            continue  # what shows how to write one has not all of its data
        for name in sorted(set(_PLACE.findall(path.read_text("utf-8"))) - APART):
            yield path.parent.relative_to(site).as_posix(), name


def widths(step: float = STEP) -> list[float]:
    """List the widths of columns that are measured, in rem."""
    count = round((WIDE - NARROW) / step)
    return [round(NARROW + step * n, 2) for n in range(count + 1)]


def measured(
    browser: Browser, site: Path, address: str, columns: Sequence[float]
) -> dict[str, Heights]:
    """Return for each widget its heights by width, the largest of all its places.

    Args:
        browser: Chromium.
        site: The folder of a built site.
        address: Where it is served, ending in `/`.
        columns: The widths of columns, in rem.
    """
    found: dict[str, list[float]] = {}
    for path, name in pages(site):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}{path}/".replace("/./", "/"))
        places = f".lk-place:has([data-widget={name}])"
        for place in page.locator(places).all():
            place.scroll_into_view_if_needed()
        page.wait_for_function(_READY, arg=name)
        if name in BUSIEST:
            press, then = BUSIEST[name]
            page.locator(press).first.click()
            page.wait_for_selector(then)
        for place in page.query_selector_all(places):
            heights = place.evaluate(_HEIGHTS, [*columns])
            found[name] = [*map(max, found.get(name, heights), heights)]
        page.close()
    return {name: [*zip(columns, found[name], strict=True)] for name in sorted(found)}


def steps(heights: Heights) -> Heights:
    """Return from which width on how much room is enough, in few steps.

    Between two widths that were measured, a widget may be as high as at either.
    """
    found: Heights = []
    inside: list[float] = []
    for (width, height), (_, next_height) in pairwise([*heights, heights[-1]]):
        needed = max(height, next_height)
        if not inside or max(*inside, needed) - min(*inside, needed) > SLACK:
            inside = []
            found.append((width, 0))
        inside.append(needed)
        found[-1] = (found[-1][0], ceil(10 * (max(inside) + LEEWAY)) / 10)
    return found


def sheet(rooms: Mapping[str, Heights]) -> str:
    """Write the stylesheet; narrower columns have what the first step has."""
    parts = [_HEAD]
    for name, found in rooms.items():
        rule = f'.lk-widget[data-widget="{name}"] {{{{ min-height: {{}}rem; }}}}'
        (_, first), *others = found
        parts.append(rule.format(f"{first:g}"))
        parts += [
            f"@container (min-width: {width:g}rem) {{ {rule.format(f'{room:g}')} }}"
            for width, room in others
        ]
    return "\n".join(parts) + "\n"


def outdated(kept: str, heights: Mapping[str, Heights]) -> list[str]:
    """Say of each widget for which too little room is kept, or far too much."""
    found = []
    for name, measured_ones in heights.items():
        steps_kept = read(kept, name)
        for width, height in measured_ones:
            room, narrower = (_at(steps_kept, w) for w in (width, width - STEP))
            too_much = min(room, narrower) > height + 3 * SLACK + LEEWAY
            if room < height - LEEWAY or too_much:
                found.append(
                    f"{name}: {height:.1f} rem high in a column of {width:g} rem, and"
                    f" {room:g} rem are kept. Run `make rooms`."
                )
                break
    return found


def _at(found: Heights, width: float) -> float:
    """Return the room in a column; the first step is for all that are narrower."""
    inside = [room for begins, room in found if begins <= width]
    return inside[-1] if inside else 0


def read(kept: str, name: str) -> Heights:
    """Read the steps of a widget from the stylesheet."""
    rule = rf'\.lk-widget\[data-widget="{name}"\] {{ min-height: ([\d.]+)rem; }}'
    wide = r"(?:@container \(min-width: ([\d.]+)rem\) { )?"
    found = re.findall(f"^{wide}{rule}", kept, re.MULTILINE)
    return [(float(width or 0), float(room)) for width, room in found]


def main(arguments: Sequence[str]) -> None:
    """Run the command."""
    check = "--check" in arguments
    [site] = [one for one in arguments if one != "--check"] or ["site"]
    with served(Path(site)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        heights = measured(browser, Path(site), address, widths())
    if check:
        raise SystemExit("\n".join(outdated(SHEET.read_text("utf-8"), heights)) or 0)
    SHEET.write_text(sheet({n: steps(found) for n, found in heights.items()}), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
