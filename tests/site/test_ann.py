"""The ANN playground computes and learns as Keras does, and answers to every hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from lessonkit.run import snippet
from lessonkit.run.store import Store
from tests.site.axe import violations
from tests.site.conftest import ROOT
from tests.site.playground import widget
from tests.site.visit import PHONE, visit

PAGE = "playground/ann/"
MLP = "window.lessonkit.mlp"
OPTIMIZERS = {
    "SGD": {}, "momentum": {"momentum": 0.9}, "RMSprop": {}, "Adam": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the playground once for all that only computes."""
    with visit(browser, address, PAGE) as seen:
        widget(seen.page, "flower")
        widget(seen.page, "trainer")
        yield seen.page


@pytest.fixture(scope="module")
def carried() -> dict[str, Any]:
    """Return what the snippet left for the page."""
    entry = Store(ROOT).get(snippet.find(ROOT, "playground/iris"))
    assert entry is not None
    return {**entry.data, **entry.values}


def test_it_answers_to_every_flower_as_keras_does(
    page: Page, carried: dict[str, Any]
) -> None:
    found = page.evaluate(
        f"""({{net, flowers, mean, spread}}) => flowers.map((flower) => {MLP}.forward(
          net, flower.slice(0, 4).map((x, i) => (x - mean[i]) / spread[i])).at(-1))""",
        {name: carried[name] for name in ("net", "flowers", "mean", "spread")},
    )
    expected = np.array(carried["keras_answers"])
    assert np.abs(np.array(found) - expected).max() < 1e-3
    assert (np.argmax(found, 1) == expected.argmax(1)).all() and len(found) == 150


def network(activation: str, random: np.random.Generator) -> tuple[Any, dict[str, Any]]:
    """Make the same random network for Keras and for the page."""
    import keras

    name = "linear" if activation == "none" else activation
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(4, activation=name),
            keras.layers.Dense(3, activation=name),
            keras.layers.Dense(3, activation="sigmoid"),
        ]
    )
    model.set_weights([random.normal(0, 0.8, w.shape) for w in model.get_weights()])
    arrays = [(layer.kernel.numpy(), layer.bias.numpy()) for layer in model.layers]
    layers = [{"weights": w.tolist(), "biases": b.tolist()} for w, b in arrays]
    return model, {"activation": activation, "layers": layers}


def flat(layers: list[dict[str, Any]]) -> np.ndarray:
    """Write all weights and biases in one row."""
    parts = [
        np.ravel(layer[name]) for layer in layers for name in ("weights", "biases")
    ]
    return np.concatenate(parts)


def loss_and_gradients(model: Any, xs: np.ndarray, ys: np.ndarray) -> Any:
    """Ask Keras and TensorFlow."""
    import keras
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.binary_crossentropy(ys, model(xs)))
    return float(loss), tape.gradient(loss, model.trainable_variables)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "none"])
def test_loss_and_gradients_agree_with_keras(page: Page, activation: str) -> None:
    random = np.random.default_rng(3)
    model, net = network(activation, random)
    xs = random.normal(size=(7, 2)).astype("float32")
    ys = np.eye(3, dtype="float32")[random.integers(0, 3, 7)]
    loss, gradients = loss_and_gradients(model, xs, ys)
    found = page.evaluate(
        f"([net, xs, ys]) => [{MLP}.loss(net, xs, ys), {MLP}.gradients(net, xs, ys)]",
        [net, xs.tolist(), ys.tolist()],
    )
    assert abs(found[0] - loss) < 1e-5
    expected = np.concatenate([np.ravel(g) for g in gradients])
    assert np.abs(flat(found[1]) - expected).max() < 1e-5


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_five_steps_agree_with_keras(page: Page, name: str) -> None:
    import keras

    random = np.random.default_rng(4)
    model, net = network("tanh", random)
    kind = getattr(keras.optimizers, "SGD" if name == "momentum" else name)
    optimizer = kind(0.05, **OPTIMIZERS[name])
    batches = []
    for _ in range(5):
        xs = random.normal(size=(5, 2)).astype("float32")
        ys = np.eye(3, dtype="float32")[random.integers(0, 3, 5)]
        batches.append([xs.tolist(), ys.tolist()])
        _, gradients = loss_and_gradients(model, xs, ys)
        optimizer.apply(gradients, model.trainable_variables)
    found = page.evaluate(
        f"""([net, name, batches]) => {{
          const step = {MLP}.optimizer(name, 0.05);
          for (const [xs, ys] of batches) step(net, {MLP}.gradients(net, xs, ys));
          return net.layers;
        }}""",
        [net, name, batches],
    )
    expected = np.concatenate([np.ravel(w) for w in model.get_weights()])
    assert np.abs(flat(found) - expected).max() < 1e-4


def test_it_learns_from_every_seed(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE + "?optimizer=Adam") as seen:
        place = widget(seen.page, "trainer")
        told = place.locator(".lk-trainer__told")
        once = place.get_by_role("button", name="One epoch")
        for seed in "1", "2", "3", "4", "5":
            place.locator("select[name=seed]").select_option(seed)
            assert told.inner_text().startswith("Epoch 0.")
            once.evaluate("b => { for (let n = 0; n < 120; n += 1) b.click(); }")
            shares = re.findall(r"(\d+) %", told.inner_text())
            assert told.inner_text().startswith("Epoch 120.")
            assert int(shares[1]) >= 90, (seed, told.inner_text())
        assert not seen.errors


def test_the_links_do_what_the_page_says(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "trainer")
        told = place.locator(".lk-trainer__told")
        once = place.get_by_role("button", name="One epoch")

        def train(epochs: int) -> list[float]:
            """Return loss and held-out loss, then the two shares in percent."""
            once.evaluate("(b, n) => { while (n--) b.click(); }", epochs)
            return [
                float(n) for n in re.findall(r"\d+\.\d+|\d+(?= %)", told.inner_text())
            ]

        def follow(href: str) -> None:
            seen.page.locator(f'a.lk-set[href="{href}"]').click()

        follow("?x=0&y=1&seed=2")  # gets better on the training flowers only
        loss, held_loss, right, held_right = train(20)
        later = train(280)
        assert later[0] < loss and later[1] > held_loss
        assert later[2] > right and later[3] < held_right + 5
        follow("?x=0&y=1")  # dies
        assert train(20)[2:] == train(100)[2:] == [33, 33]
        follow("?optimizer=SGD&rate=3")  # finds the borders, and loses them
        assert train(20)[2] > 90 > 80 > train(380)[2]
        assert not seen.errors


def test_one_answer_for_two_kinds_is_as_in_keras(page: Page) -> None:
    import keras

    random = np.random.default_rng(6)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [keras.Input((2,)), dense(8, activation="relu"), dense(1, activation="sigmoid")]
    )
    model.set_weights([random.normal(0, 0.8, w.shape) for w in model.get_weights()])
    layers = [
        {
            "weights": layer.kernel.numpy().tolist(),
            "biases": layer.bias.numpy().tolist(),
        }
        for layer in model.layers
    ]
    xs = random.normal(size=(9, 2)).astype("float32")
    ys = random.integers(0, 2, (9, 1)).astype("float32")
    loss, gradients = loss_and_gradients(model, xs, ys)
    found = page.evaluate(
        f"""([net, xs, ys]) => [{MLP}.loss(net, xs, ys), {MLP}.gradients(net, xs, ys),
          {MLP}.accuracy(net, xs, ys)]""",
        [{"activation": "relu", "layers": layers}, xs.tolist(), ys.tolist()],
    )
    assert abs(found[0] - loss) < 1e-5
    expected = np.concatenate([np.ravel(g) for g in gradients])
    assert np.abs(flat(found[1]) - expected).max() < 1e-5
    right = (model.predict(xs, verbose=0) > 0.5) == ys
    assert abs(found[2] - right.mean()) < 1e-9


def test_xor_and_the_spiral_end_as_the_page_says(
    browser: Browser, address: str
) -> None:
    """The scripts draw other random numbers than Python, and tell the same story."""
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "trainer")
        told = place.locator(".lk-trainer__told")
        once = place.get_by_role("button", name="One epoch")

        def held_out(href: str, epochs: int) -> int:
            """Follow a link of the page; return the held-out share in percent."""
            seen.page.locator(f'a.lk-set[href="{href}"]').click()
            once.evaluate("(b, n) => { while (n--) b.click(); }", epochs)
            return int(re.findall(r"(\d+) %", told.inner_text())[1])

        assert held_out("?data=xor&hidden=none", 100) <= 76
        assert held_out("?data=xor&hidden=8&activation=none", 100) <= 76
        assert held_out("?data=xor&hidden=8", 100) > 95
        assert held_out("?data=spiral&hidden=8", 400) < 90
        assert held_out("?data=spiral&hidden=8-8&seed=2", 400) > 90
        assert place.locator("select[name=x]").is_hidden()
        place.locator("select[name=data]").select_option("flowers")
        assert place.locator("select[name=x]").is_visible()
        expect(told).to_contain_text("training flowers")
        assert not seen.errors


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_neuron_sees_by_keyboard(
    browser: Browser, address: str, theme: str
) -> None:
    with visit(
        browser, address, PAGE + "?data=xor&hidden=8", theme=theme, width=PHONE
    ) as seen:
        place = widget(seen.page, "trainer")
        view = place.locator(".lk-trainer__view")
        picture = "c => c.getContext('2d').getImageData(0, 0, 64, 64).data.join()"
        large = place.locator(".lk-trainer__map canvas")
        decision = large.evaluate(picture)
        neuron = place.get_by_role("button", name="Hidden layer 1, neuron 8")
        size = neuron.bounding_box()
        assert size and min(size["width"], size["height"]) >= 24
        neuron.press("Enter")
        expect(neuron).to_have_attribute("aria-pressed", "true")
        expect(view).to_contain_text(
            re.compile(r"Hidden layer 1, neuron 8: .* × x \+ .* × y \+ bias")
        )
        before = large.evaluate(picture)
        assert before != decision
        place.get_by_role("button", name="One epoch").press("Enter")
        assert large.evaluate(picture) != before  # it learns while one looks
        assert not violations(seen.page, ".md-content")
        neuron.press("Enter")
        expect(view).to_contain_text("The decision.")
        assert place.locator("[aria-pressed=true]").count() == 0
        neuron.press("Enter")
        place.get_by_role("button", name="Data and settings").press("Enter")
        place.locator("select[name=hidden]").select_option("2")  # there is no eighth
        expect(view).to_contain_text("The decision.")
        assert not seen.errors and not seen.foreign


def test_a_phone_shows_at_once_what_one_presses_and_what_then_moves(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, PAGE, width=PHONE) as seen:
        place = widget(seen.page, "trainer")
        place.locator(".lk-trainer__settings").evaluate("e => e.scrollIntoView()")
        play = place.get_by_role("button", name="Train", exact=True)
        shown = [
            play,
            place.locator(".lk-trainer__told"),
            place.locator("canvas").first,
        ]
        height = seen.page.viewport_size["height"]  # type: ignore[index]
        for part in shown:
            box = part.bounding_box()
            assert box and box["y"] >= 0 and box["y"] + box["height"] <= height
        field = place.locator("select[name=rate]")
        expect(field).to_be_hidden()
        seen.page.set_viewport_size({"width": 1440, "height": 900})
        expect(field).to_be_visible()
        assert not seen.errors


def test_a_neuron_that_is_silent_says_so(browser: Browser, address: str) -> None:
    search = "?data=spiral&start=zero&hidden=4"
    with visit(browser, address, PAGE + search) as seen:
        place = widget(seen.page, "trainer")
        place.get_by_role("button", name="Hidden layer 1, neuron 1").click()
        expect(place.locator(".lk-trainer__view")).to_contain_text("silent everywhere")
        assert not seen.errors


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_widths_and_colours_mean_the_same_for_every_flower(
    browser: Browser, address: str, width: int
) -> None:
    with visit(browser, address, PAGE, width=width) as seen:
        place = widget(seen.page, "flower")
        parts = seen.page.evaluate(f"[0.1, 1, 5, 29].map({MLP}.share)")
        assert parts == sorted(parts) and parts[3] - parts[2] > 0.1 and parts[3] < 1
        by_value: dict[str, set[float]] = {}
        for flower in "0", "75", "149":
            place.get_by_label("A real flower").select_option(flower)
            neurons = place.locator(".lk-net__neuron").evaluate_all(
                "all => all.map(n => [n.querySelector('.value').textContent,"
                " +n.style.getPropertyValue('--part')])"
            )
            for text, part in neurons:
                by_value.setdefault(text.strip("−"), set()).add(round(part, 2))
        assert all(max(parts) - min(parts) < 0.011 for parts in by_value.values())
        size = place.locator(".lk-net .value").first.evaluate(
            "e => parseFloat(getComputedStyle(e).fontSize) * e.getCTM().a"
        )
        assert size >= 12  # CSS pixels: a reader's eye needs that


def test_training_plays_pauses_and_starts_again(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "trainer")
        told = place.locator(".lk-trainer__told")
        before = told.inner_text()
        play = place.get_by_role("button", name="Train", exact=True)
        play.press("Enter")
        expect(told).to_contain_text(re.compile(r"Epoch [1-9]\d"))
        place.get_by_role("button", name="Pause").press("Enter")
        paused = told.inner_text()
        seen.page.wait_for_timeout(300)
        assert told.inner_text() == paused
        place.get_by_role("button", name="Start again").click()
        assert told.inner_text() == before
        for link in seen.page.locator("a.lk-set").all():
            link.click()
            wanted = dict(
                re.findall(r"(\w+)=([\w.-]+)", link.get_attribute("href") or "")
            )
            for name, value in wanted.items():
                assert place.locator(f"select[name={name}]").input_value() == value
            assert told.inner_text().startswith("Epoch 0.")
        place.locator("select[name=x]").select_option("1")
        assert place.locator("select[name=y]").input_value() != "1"
        assert not seen.errors and not seen.foreign


@pytest.mark.parametrize("search", ["?x=9&optimizer=<b>", "?rate=1e9&seed=-1&batch=0"])
def test_an_address_that_makes_no_sense(
    browser: Browser, address: str, search: str
) -> None:
    with visit(browser, address, PAGE + search) as seen:
        place = widget(seen.page, "trainer")
        expect(place.get_by_role("status")).to_contain_text("made no sense: ")
        assert place.locator(".lk-trainer__told").inner_text().startswith("Epoch 0.")
        assert not seen.errors


def test_a_rate_that_explodes_ends_calmly(browser: Browser, address: str) -> None:
    with visit(
        browser, address, PAGE + "?optimizer=SGD&rate=3&activation=none"
    ) as seen:
        place = widget(seen.page, "trainer")
        once = place.get_by_role("button", name="One epoch")
        once.evaluate("b => { for (let n = 0; n < 100; n += 1) b.click(); }")
        told = place.locator(".lk-trainer__told")
        expect(told).to_contain_text(re.compile(r"Epoch 100\.|no longer a number"))
        assert not seen.errors


def test_a_flower_by_keyboard(browser: Browser, address: str) -> None:
    with visit(browser, address, PAGE) as seen:
        place = widget(seen.page, "flower")
        verdict = place.locator(".lk-flower__verdict")
        expect(verdict).to_contain_text("setosa, says the network")
        place.get_by_label("A real flower").select_option("149")
        expect(verdict).to_contain_text("virginica")
        slider = place.get_by_label(re.compile("sepal width"))
        slider.focus()
        seen.page.keyboard.press("End")
        expect(verdict).to_contain_text("no flower in the data is like this one")
        expect(place.get_by_label("A real flower")).to_have_value("")
        neuron = place.get_by_role(
            "button", name=re.compile("hidden layer 2, neuron 4")
        )
        neuron.focus()
        said = place.locator(".lk-flower__sum").inner_text()
        assert said.startswith("Hidden layer 2, neuron 4:") and "bias" in said
        expect(place.locator("[aria-live]")).to_contain_text("says the network")
        assert not seen.errors


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1440])
def test_it_fits_is_accessible_and_moves_nothing(
    browser: Browser, address: str, theme: str, width: int
) -> None:
    with visit(browser, address, PAGE, theme=theme, width=width) as seen:
        below = seen.page.locator("#try")
        top = "e => e.getBoundingClientRect().top + scrollY"
        before = below.evaluate(top)
        widget(seen.page, "flower")
        place = widget(seen.page, "trainer")
        assert abs(below.evaluate(top) - before) < 2
        place.get_by_role("button", name="One epoch").click()
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert seen.page.evaluate(wide) <= 0
        assert not violations(seen.page, ".md-content")


def test_it_works_from_a_file(browser: Browser, site: Any) -> None:
    opened = browser.new_page()
    opened.goto((site / PAGE / "index.html").as_uri())
    expect(widget(opened, "flower")).to_contain_text("says the network")
    expect(widget(opened, "trainer")).to_contain_text("Epoch 0.")
    opened.close()
