"""What readers do with their hands: sliders, menus and play buttons."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.site.visit import PHONE, visit

LESSON = "lessons/ann/"
PACE = 400  # milliseconds a step, says snippets/experiments/neuron_learns.py


def _neuron(page: Page) -> Page:
    page.locator(".lk-widget[data-widget=neuron]").scroll_into_view_if_needed()
    page.wait_for_selector(".lk-widget[data-widget=neuron][data-state=ready]")
    return page


def _right(page: Page) -> int:
    return int(page.locator(".lk-widget strong").first.inner_text().split()[0])


def test_the_neuron_answers_to_the_keyboard(browser: Browser, address: str) -> None:
    with visit(browser, address, LESSON) as seen:
        page = _neuron(seen.page)
        before = _right(page)
        page.get_by_label("Bias b").focus()
        for _ in range(40):
            page.keyboard.press("ArrowDown")
        assert _right(page) != before


def test_the_neuron_shows_a_solution_and_starts_again(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        page = _neuron(seen.page)
        before = _right(page)
        page.get_by_role("button", name="Show a solution").click()
        expect(page.locator(".lk-widget strong").first).to_have_text("100 of 100 right")
        page.get_by_role("button", name="Reset").click()
        expect(page.locator(".lk-widget strong").first).to_have_text(
            f"{before} of 100 right"
        )


def test_the_neuron_answers_to_a_finger(browser: Browser, address: str) -> None:
    with visit(
        browser, address, LESSON, width=PHONE, has_touch=True, is_mobile=True
    ) as seen:
        page = _neuron(seen.page)
        before = _right(page)
        slider = page.get_by_label("Weight w₂")
        box = slider.bounding_box()
        assert box
        page.touchscreen.tap(
            box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2
        )
        assert _right(page) != before


def test_a_flower_chosen_by_keyboard_changes_the_network(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        page = seen.page
        figure = page.locator("#out-experiments-iris_flow-flow")
        figure.scroll_into_view_if_needed()
        menu = figure.locator("select")
        menu.wait_for()
        labels = figure.locator(".main-svg >> text")
        before = labels.all_text_contents()
        menu.focus()
        page.keyboard.press("End")
        page.keyboard.press("ArrowUp")
        page.wait_for_function(
            """before => [...document.querySelectorAll(
              '#out-experiments-iris_flow-flow .main-svg text')]
              .some((text, number) => text.textContent !== before[number])""",
            arg=before,
        )


def test_play_can_be_stopped_at_any_time(browser: Browser, address: str) -> None:
    with visit(browser, address, LESSON) as seen:
        page = seen.page
        figure = page.locator("#out-experiments-neuron_learns-path")
        figure.scroll_into_view_if_needed()
        play = figure.get_by_role("button", name="Play")
        slider = figure.locator("input[type=range]")
        play.click()
        page.wait_for_function(
            "slider => +slider.value > 0", arg=slider.element_handle()
        )
        figure.get_by_role("button", name="Pause").click()
        stopped = slider.input_value()
        page.wait_for_timeout(600)
        assert slider.input_value() == stopped
        assert int(stopped) < int(slider.get_attribute("max") or 0)


def test_pause_and_play_at_once_play_no_faster(browser: Browser, address: str) -> None:
    """Whoever presses twice within one step gets one player, not two."""
    with visit(browser, address, LESSON) as seen:
        figure = seen.page.locator("#out-experiments-neuron_learns-path")
        figure.scroll_into_view_if_needed()
        figure.get_by_role("button", name="Play").click()
        steps, milliseconds = figure.evaluate("""async (figure) => {
          const after = (ms) => new Promise(done => setTimeout(done, ms));
          const button = figure.querySelector('.lk-button--play');
          for (let i = 0; i < 6; i += 1) button.click();
          await after(20);
          const slider = figure.querySelector('input[type=range]');
          const [first, begun] = [+slider.value, performance.now()];
          await after(900);
          return [slider.value - first, performance.now() - begun];
        }""")
        assert 0 < steps <= milliseconds / PACE + 1


def test_a_slider_is_said_once_and_what_plays_is_not_said_at_each_step(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON, reduced_motion="no-preference") as seen:
        page = _neuron(seen.page)
        figure = page.locator("#out-experiments-neuron_learns-path")
        figure.scroll_into_view_if_needed()
        figure.get_by_role("button", name="Play").click()
        sliders = page.locator("input[type=range]")
        assert sliders.count() >= 4
        for slider in sliders.all():
            value = slider.get_attribute("aria-valuetext")
            beside = slider.locator("xpath=following-sibling::*[1]")
            assert value == beside.inner_text()
            expect(beside).to_have_attribute("aria-hidden", "true")
        said = figure.evaluate("""async (figure) => {
          const live = '[aria-live], output, [role=status], [role=alert]';
          const said = [];
          new MutationObserver(all => all.forEach(({ target }) => {
            const element = target.nodeType === 1 ? target : target.parentElement;
            if (element.closest(live)) said.push(element.textContent);
          })).observe(figure, { childList: true, characterData: true, subtree: true });
          await new Promise(done => setTimeout(done, 1500));
          return said;
        }""")
        assert said == []


def test_a_heat_map_is_read_by_keyboard(browser: Browser, address: str) -> None:
    """A stop of the tab key answers to keys."""
    with visit(browser, address, "lessons/cnn/") as seen:
        seen.read_to_the_end()
        maps = ".lk-plot:has(.heatmaplayer image):not(:has(.scatterlayer .trace))"
        plots = [plot for plot in seen.page.locator(maps).all() if plot.is_visible()]
        assert len(plots) > 2
        for plot in plots:
            assert plot.get_attribute("tabindex") == "0"
            plot.focus()
            heard = []
            for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
                seen.page.keyboard.press(key)
                heard.append(plot.locator("[aria-live]").inner_text())
            assert len(set(heard)) == 3 and re.search(r", 2 of \d+: .+: ", heard[2])
        assert not seen.errors


def test_what_a_frame_does_not_name_stays_while_it_plays(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON) as seen:
        figure = seen.page.locator("#out-experiments-optimizers-valley")
        figure.evaluate("figure => figure.closest('details').setAttribute('open', '')")
        figure.scroll_into_view_if_needed()
        slider = figure.locator("input[type=range]")
        slider.wait_for()
        bands = figure.locator(".contourlayer path")
        marks = figure.locator(".scatterlayer .point")
        whole, visited = bands.count(), marks.count()
        assert whole > 40
        # looks whenever the drawing changes, so at what a reader could have seen
        figure.evaluate("""figure => {
          const count = () => figure.querySelectorAll('.contourlayer path').length;
          window.fewest = count();
          const look = () => (window.fewest = Math.min(window.fewest, count()));
          const all = { childList: true, subtree: true };
          new MutationObserver(look).observe(figure, all);
        }""")
        figure.get_by_role("button", name="Play").click()
        seen.page.wait_for_function(
            "slider => +slider.value > 3", arg=slider.element_handle()
        )
        figure.get_by_role("button", name="Pause").click()
        assert seen.page.evaluate("window.fewest") == whole
        assert marks.count() < visited
        slider.focus()
        seen.page.keyboard.press("End")
        assert (bands.count(), marks.count()) == (whole, visited)
        assert not seen.errors


def test_nothing_moves_by_itself_under_reduced_motion(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, LESSON, reduced_motion="reduce") as seen:
        page = seen.page
        figure = page.locator("#out-experiments-neuron_learns-path")
        figure.scroll_into_view_if_needed()
        slider = figure.locator("input[type=range]")
        slider.wait_for()
        before = int(slider.input_value())
        figure.locator("button").first.click()
        page.wait_for_timeout(600)
        assert int(slider.input_value()) - before <= 1
