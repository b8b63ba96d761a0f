"""The page's network says of photographs what Keras says, both ways of adding."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page
from sklearn.datasets import load_sample_images

from lessonkit.run.fingerprint import environment
from tests.site.conftest import ROOT
from tests.site.photograph import EYE, PHOTOGRAPH
from tests.site.playground import PACKED, numbers, widget
from tests.site.visit import visit

WAYS = ("WebAssembly", "JavaScript")


def _photographs() -> list[Image.Image]:
    """Return the course's, each mirrored too, scikit-learn's, ImageNet's."""
    course = sorted((ROOT.docs / "assets/photographs").glob("*.jpg"))
    theirs = sorted((ROOT.root / ".data/foolbox").glob("*.jpg"))
    found = [Image.open(path).convert("RGB") for path in [*course, *theirs]]
    found += [ImageOps.mirror(photo) for photo in found[: len(course)]]
    return found + [Image.fromarray(pixels) for pixels in load_sample_images().images]


@pytest.fixture(scope="module")
def photographs() -> list[Image.Image]:
    """Need those for tests: `python tools/data.py foolbox`."""
    found = _photographs()
    assert len(found) >= 40, "run `python tools/data.py foolbox`"
    return found


@pytest.fixture(scope="module")
def keras_says(photographs: list[Image.Image]) -> dict[str, Any]:
    """Ask Keras, with the very weights that the page carries."""
    os.environ.update(environment(ROOT))
    import keras

    from snippets.data import imagenet
    from snippets.playground import folded

    network = imagenet.efficientnet_lite0()
    folded.give_back(network, folded.round_all(folded.fold(network)))
    squares = np.array([np.asarray(imagenet.square(photo)) for photo in photographs])
    ends = [network.get_layer(name).output for name in ("stem_relu", "stage5_3_add")]
    see = keras.Model(network.inputs, [*ends, network.get_layer("pool").output])
    inputs = imagenet.scaled(squares)
    return {
        "squares": squares,
        "probabilities": np.array(network.predict(inputs, verbose=0)),
        "stages": [np.array(part) for part in see(inputs[:1])],
        "dense": network.get_layer("fc").get_weights()[0],
        "head": np.array(
            keras.Model(network.inputs, network.get_layer("head_relu").output)(
                inputs[:1]
            )
        )[0],
    }


@pytest.fixture(scope="module")
def eyes(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page, with a worker of each kind at hand."""
    with visit(browser, address, PHOTOGRAPH) as seen:
        widget(seen.page, "photograph")
        assert seen.page.evaluate(EYE) == list(WAYS)
        yield seen.page


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _read(page: Page, way: str, squares: np.ndarray) -> np.ndarray:
    """Have the page read pixels as they are; return its probabilities."""
    found = page.evaluate(
        f"""async ([way, squares]) => {{
          {PACKED}
          const found = [];
          for (const square of squares) {{
            const pixels = Uint8Array.from(atob(square), l => l.charCodeAt(0));
            const {{ probabilities }} = await eyes[way].ask('read', {{ pixels }});
            found.push(packed(probabilities));
          }}
          return found;
        }}""",
        [way, [_base64(square.tobytes()) for square in squares]],
    )
    return np.array([numbers(text) for text in found])


@pytest.mark.parametrize("way", WAYS)
def test_it_says_what_keras_says(
    eyes: Page, keras_says: dict[str, Any], way: str
) -> None:
    expected = keras_says["probabilities"]
    found = _read(eyes, way, keras_says["squares"])
    assert found.shape == expected.shape == (len(expected), 1000)
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).all()
    assert np.abs(found - expected).max() < 1e-3


@pytest.mark.parametrize("way", WAYS)
def test_every_stage_answers_as_in_keras(
    eyes: Page, keras_says: dict[str, Any], way: str
) -> None:
    texts = eyes.evaluate(
        f"""async ([way, square]) => {{
          {PACKED}
          const pixels = Uint8Array.from(atob(square), l => l.charCodeAt(0));
          const {{ stages, features }} = await eyes[way].ask('read', {{ pixels }});
          return [stages.stem, stages.stage5, features].map(packed);
        }}""",
        [way, _base64(keras_says["squares"][0].tobytes())],
    )
    for text, expected in zip(texts, keras_says["stages"], strict=True):
        found = numbers(text)
        assert found.size == expected.size
        assert np.abs(found - expected.ravel()).max() < 5e-3


def test_where_it_looked_is_grad_cam(eyes: Page, keras_says: dict[str, Any]) -> None:
    """Grad-CAM by its definition: maps times the mean gradient of the class."""
    answers = eyes.evaluate(
        """async square => {
          const pixels = Uint8Array.from(atob(square), l => l.charCodeAt(0));
          const { top } = await eyes.WebAssembly.ask('read', { pixels });
          return top.map(({ chosen, attention }) => [chosen, [...attention]]);
        }""",
        _base64(keras_says["squares"][0].tobytes()),
    )
    assert len(answers) == 5
    for chosen, attention in answers:
        weights = keras_says["dense"][:, chosen]  # 49 times the gradient
        expected = np.maximum(keras_says["head"] @ weights, 0).ravel()
        assert np.abs(np.array(attention) - expected).max() < 1e-2 * expected.max()


def _file(photo: Image.Image) -> bytes:
    stored = io.BytesIO()
    photo.save(stored, "PNG")
    return stored.getvalue()


def test_a_whole_photograph_becomes_the_pixels_that_python_makes(
    eyes: Page, photographs: list[Image.Image], keras_says: dict[str, Any]
) -> None:
    """From the file to the names: what the page does is what the lesson shows."""
    expected = keras_says["probabilities"]
    found = []
    for photo in photographs:
        text = eyes.evaluate(
            f"""async file => {{
              {PACKED}
              const bytes = Uint8Array.from(atob(file), l => l.charCodeAt(0));
              const seen = await eyes.WebAssembly.ask('see', {{
                file: new Blob([bytes])
              }});
              seen.shown.close();
              return packed(seen.probabilities);
            }}""",
            _base64(_file(photo)),
        )
        found.append(numbers(text))
    assert (np.array(found).argmax(axis=1) == expected.argmax(axis=1)).all()
    assert np.abs(np.array(found) - expected).max() < 1e-3


def test_as_jpeg_it_gets_the_same_name(eyes: Page, keras_says: dict[str, Any]) -> None:
    """Browser and Pillow unpack a JPEG almost alike."""
    course = sorted((ROOT.docs / "assets/photographs").glob("*.jpg"))
    for path, expected in zip(course, keras_says["probabilities"], strict=False):
        assert _first(eyes, path)[0] == expected.argmax()
        assert abs(_first(eyes, path)[1] - expected.max()) < 0.02


def _first(page: Page, path: Path) -> tuple[int, float]:
    chosen, share = page.evaluate(
        """async file => {
          const bytes = Uint8Array.from(atob(file), l => l.charCodeAt(0));
          const file_ = new Blob([bytes]);
          const { top } = await eyes.WebAssembly.ask('see', { file: file_ });
          return [top[0].chosen, top[0].share];
        }""",
        _base64(path.read_bytes()),
    )
    return chosen, share
