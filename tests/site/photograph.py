"""What tests of the photograph's page share."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.site.playground import widget

PHOTOGRAPH = "playground/photograph/"
# starts two workers with the network that the page carries, and keeps them
EYE = """async () => {
  const place = document.querySelector('[data-widget=photograph]');
  const { weights } = JSON.parse(place.dataset.values);
  window.eyes = {};
  for (const plain of [false, true]) {
    const eye = await lessonkit.eye(weights, () => {}, plain);
    window.eyes[eye.kernels] = eye;
  }
  return Object.keys(eyes);
}"""


def tap(page: Page, title: str) -> None:
    """Tap one of the course's photographs, and wait for its answer."""
    place = widget(page, "photograph")
    place.get_by_role("button", name=title).click()
    answered(page)


def answered(page: Page) -> None:
    """Wait until the page has looked."""
    status = page.locator(".lk-photo__status")
    expect(status).to_contain_text("ms for 224", timeout=60_000)
