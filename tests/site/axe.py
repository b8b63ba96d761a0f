"""What axe-core, the accessibility checker, says of an open page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.monthly import FULL

# Axe judges each part anew, and a long page has thousands that one rule of style or one
# loop made. Of those it sees some: of each kind of word in code the first three, of
# each long table the first rows and the last; once a month all.
_THIN = """() => {
  const seen = new Map();
  for (const word of document.querySelectorAll('pre code span[class]')) {
    if (word.querySelector('span, a')) continue;
    const kind = `${word.closest('pre').parentElement.className} ${word.className}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (seen.get(kind) > 3) word.replaceWith(...word.childNodes);
  }
  for (const body of document.querySelectorAll('tbody')) {
    const rows = [...body.rows];
    const plain = rows.slice(8, -2).filter(row => !row.querySelector('[rowspan]'));
    plain.forEach(row => row.remove());
  }
}"""


# Most of axe's time goes into contrast, which is the same wherever text that looks the
# same stands on the same background. So it judges three of each kind.
_CONTRAST_BY_KIND = """within => {
  const grounds = new Map([[null, '']]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, position, filter } =
        getComputedStyle(element);
      const plain = backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none'
        && opacity === '1' && position === 'static' && filter === 'none';
      const own = plain ? '' : [element.className, backgroundColor, backgroundImage,
        opacity, position, filter].join();
      grounds.set(element, `${ground(element.parentElement)} ${own}`);
    }
    return grounds.get(element);
  };
  const seen = new Map();
  const place = within ? document.querySelector(within) : document.body;
  for (const element of [place, ...place.querySelectorAll('*')]) {
    const field = element.matches('input, select, textarea');
    if (!element.checkVisibility() || !field && ![...element.childNodes]
      .some(node => node.nodeType === 3 && node.data.trim())) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const kind = [color, fontSize, fontWeight, textShadow, ground(element)].join();
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (field || seen.get(kind) <= 3) element.dataset.contrast = '';
  }
  axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-contrast]' }] });
}"""
_RUN = "within => axe.run(within ?? document, { resultTypes: ['violations'] })"


def violations(page: Page, within: str | None = None) -> dict[str, list[str]]:
    """Name the rules that a page breaks, each with up to three places.

    The page is good for nothing else afterwards: rows and colours are gone.
    """
    if not FULL:
        page.evaluate(_THIN)
    page.evaluate(Axe().axe_script)
    if not FULL:
        page.evaluate(_CONTRAST_BY_KIND, within)
    found = page.evaluate(_RUN, within)["violations"]
    return {
        rule["id"]: [node["html"][:200] for node in rule["nodes"]][:3] for rule in found
    }
