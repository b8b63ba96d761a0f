"""The page's own networks give the numbers of Keras, and weigh little."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from lessonkit.run.fingerprint import environment
from tests.site.conftest import ROOT, gzipped
from tests.site.playground import (
    HANDWRITING,
    NETWORKS,
    PACKED,
    carried,
    load_weights,
    numbers,
    widget,
)
from tests.site.visit import visit

KB = 1024


@pytest.fixture(scope="module")
def keras_models() -> dict[str, Any]:
    """Rebuild what the page carries, in Keras."""
    os.environ.update(environment(ROOT))
    import keras

    from snippets.models.lenet5 import build_lenet5

    sizes = {"D1": 57, "D2": 48}
    hidden = [
        keras.layers.Dense(n, activation="tanh", name=name) for name, n in sizes.items()
    ]
    last = keras.layers.Dense(10, activation="softmax", name="output")
    stack = [keras.Input((32, 32, 1)), keras.layers.Flatten(), *hidden, last]
    data = carried()
    return {
        "lenet": load_weights(build_lenet5(), data["lenet"]),
        "ann": load_weights(keras.Sequential(stack), data["ann"]),
    }


@pytest.fixture(scope="module")
def scans() -> np.ndarray:
    """Return MNIST's first test digits, `(2000, 28, 28)`."""
    from snippets.data.mnist import load_data

    return load_data()[1][0][:2000]


@pytest.fixture(scope="module")
def images(scans: np.ndarray) -> np.ndarray:
    """Return them as a network reads them."""
    from snippets.playground.pen import framed

    return framed(scans)[..., None]


@pytest.fixture(scope="module")
def networks(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page with both of its networks at hand."""
    with visit(browser, address, HANDWRITING) as seen:
        widget(seen.page)
        seen.page.evaluate(NETWORKS)
        yield seen.page


@pytest.mark.parametrize("name", ["lenet", "ann"])
def test_it_reads_digits_as_keras_does(
    networks: Page,
    keras_models: dict[str, Any],
    scans: np.ndarray,
    images: np.ndarray,
    name: str,
) -> None:
    expected = np.array(keras_models[name].predict(images, 256, verbose=0))
    text = networks.evaluate(
        f"""([name, digits]) => {{
          {PACKED}
          return packed(digits.flatMap(
            digit => [...window[name].run(lessonkit.net.scan(digit)).at(-1)]));
        }}""",
        [name, _texts(scans)],
    )
    found = numbers(text).reshape(expected.shape)
    assert len(found) == 2000
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).all()
    assert np.abs(found - expected).max() < 1e-3


def test_every_layer_answers_as_in_keras(
    networks: Page,
    keras_models: dict[str, Any],
    scans: np.ndarray,
    images: np.ndarray,
) -> None:
    import keras

    model = keras_models["lenet"]
    chosen = images[:50]
    see = keras.Model(model.inputs, [layer.output for layer in model.layers])
    expected = [np.array(part) for part in see(chosen)]
    found = networks.evaluate(
        f"""digits => {{
          {PACKED}
          const layers = lenet.layers.map(() => []);
          for (const digit of digits)
            lenet.run(lessonkit.net.scan(digit))
              .forEach((values, i) => layers[i].push(...values));
          return layers.map(packed);
        }}""",
        _texts(scans[:50]),
    )
    assert len(found) == len(expected)
    for text, layer in zip(found, expected, strict=True):
        assert np.abs(numbers(text).reshape(layer.shape) - layer).max() < 5e-3


def test_a_path_becomes_the_same_picture_as_in_python(networks: Page) -> None:
    from snippets.playground import pen

    random = np.random.default_rng(9)
    paths = [pen.write(n % 10, random, 2) for n in range(30)]
    paths += [[np.array([[5.0, 5.0]])], [np.array([[0.0, 0.0], [900.0, 0.0]])]]
    found = networks.evaluate(
        "paths => paths.map(path => [...lessonkit.net.picture(path)])",
        [[stroke.tolist() for stroke in path] for path in paths],
    )
    expected = [pen.picture(path).ravel() for path in paths]
    assert np.abs(np.array(found) - expected).max() < 1e-6


def test_scikit_learns_form_is_the_same_as_in_python(networks: Page) -> None:
    from snippets.data import small_digits
    from snippets.playground import pen

    random = np.random.default_rng(9)
    paths = [pen.write(n % 10, random, 2) for n in range(30)]
    paths += [[np.array([[5.0, 5.0]])], [np.array([[0.0, 0.0], [900.0, 0.0]])]]
    # the playground has no use for it; the home page has it in a file with others
    networks.evaluate((ROOT.docs / "assets/network/small.js").read_text("utf-8"))
    found = networks.evaluate(
        """paths => {
          const { smallPicture, enlarge } = lessonkit.net;
          return paths.map(path => [...enlarge(smallPicture(path))]);
        }""",
        [[stroke.tolist() for stroke in path] for path in paths],
    )
    small = np.array([small_digits.small_picture(path) for path in paths])
    expected = small_digits.enlarge(small).reshape(len(paths), -1)
    assert np.abs(np.array(found) - expected).max() < 1e-6


def test_a_move_takes_the_picture_along(
    networks: Page, scans: np.ndarray, images: np.ndarray
) -> None:
    text = networks.evaluate(
        f"""digit => {{
          {PACKED}
          const {{ scan, moved }} = lessonkit.net;
          return packed(moved(scan(digit), [3, -2]));
        }}""",
        _texts(scans[:1])[0],
    )
    moved = np.roll(images[0, ..., 0], (-2, 3), (0, 1))
    assert np.abs(numbers(text).reshape(32, 32) - moved).max() < 1e-6


def test_scripts_and_weights_are_at_most_160_kb(browser: Browser, address: str) -> None:
    with visit(browser, address, HANDWRITING) as seen:
        widget(seen.page)
        own = re.compile(r"assets/(network|outputs|widgets/handwriting)")
        bodies = {r.url: r.body() for r in seen.responses if own.search(r.url)}
        assert any("handwriting" in url for url in bodies) and len(bodies) > 1
        assert sum(map(gzipped, bodies.values())) <= 160 * KB


def _texts(scans: np.ndarray) -> list[str]:
    """Write digits as the page has its examples: base64 of their bytes."""
    return [base64.b64encode(scan.tobytes()).decode() for scan in scans]
