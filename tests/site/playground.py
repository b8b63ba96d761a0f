"""What tests of the playground share: networks in Keras and in the page, and a hand."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect

from lessonkit.run import snippet
from lessonkit.run.store import Store
from tests.site.conftest import ROOT

HANDWRITING = "playground/handwriting/"
# builds both networks from the scripts that the page loads, and keeps them
NETWORKS = """async () => {
  const place = document.querySelector('[data-widget=handwriting]');
  const kept = lessonkit.data;
  const carried = {};
  lessonkit.data = (key, data) => (carried[key] = data);
  for (const [name, key] of Object.entries(JSON.parse(place.dataset.scripts))) {
    const script = document.createElement('script');
    script.src = new URL(`../../assets/outputs/${key}.js`, location).href;
    await new Promise(done => {
      script.onload = done;
      document.head.append(script);
    });
    window[name] = lessonkit.net.network(carried[key], [32, 32, 1]);
  }
  lessonkit.data = kept;
}"""


def carried() -> dict[str, Any]:
    """Return what the snippet left for the page."""
    entry = Store(ROOT).get(snippet.find(ROOT, "playground/handwriting"))
    assert entry is not None
    return {**entry.values, **entry.data}


def load_weights(model: Any, description: dict[str, Any]) -> Any:
    """Give a Keras model the weights of a carried network."""
    for layer in description["layers"]:
        if "weights" not in layer:
            continue
        whole = np.frombuffer(base64.b64decode(layer["weights"]), np.int8)
        kernel = whole.reshape(layer["shape"]) * np.array(layer["scale"])
        model.get_layer(layer["name"]).set_weights([kernel, np.array(layer["bias"])])
    return model


def numbers(text: str) -> np.ndarray:
    """Read what `packed` in a page made of a Float32Array."""
    return np.frombuffer(base64.b64decode(text), np.float32)


PACKED = """function packed(numbers) {
  const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192)
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}"""


def widget(page: Page, name: str = "handwriting") -> Locator:
    """Wait for a widget."""
    place = page.locator(f"[data-widget={name}]")
    place.scroll_into_view_if_needed()
    expect(place).to_have_attribute("data-state", "ready")
    return place


def draw(page: Page, place: Locator, strokes: list[np.ndarray]) -> None:
    """Draw strokes (0 to 1) with the mouse, in the middle of the pad."""
    pad = place.locator(".lk-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    for stroke in strokes:
        points = [
            (box["x"] + (0.25 + 0.6 * x) * box["width"],
             box["y"] + (0.15 + 0.7 * y) * box["height"])
            for x, y in stroke
        ]  # fmt: skip
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=2)
        page.mouse.up()
