"""What helps a reader: no JavaScript, lessons ticked off, text to copy, offline."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from lessonkit.run.alone import alone
from lessonkit.run.snippet import find
from tests.site.conftest import ROOT
from tests.site.pages import LESSONS, WRITTEN
from tests.site.photograph import tap
from tests.site.visit import DESKTOP, PHONE, visit

CLIPBOARD = ["clipboard-read", "clipboard-write"]
_TOP = "place => document.getElementById(place).getBoundingClientRect().y"
_HERE = f"place => location.hash === `#${{place}}` && ({_TOP})(place) <= 120"
_TOP_AT_REST = f"""async place => {{
  let before;
  do {{
    before = ({_TOP})(place);
    await new Promise(done => setTimeout(done, 100));
  }} while (({_TOP})(place) !== before);
  return before;
}}"""
_HIDDEN = """() => {
  const focused = document.activeElement;
  const hidden = focused.getBoundingClientRect().right <= 0;
  return hidden ? focused.outerHTML.slice(0, 200) : '';
}"""
_IS_OPEN = "img => !img.closest('details:not([open]), [popover]')"
# once it has come; one that cannot be decoded has no width
_WIDTH = "img => img.decode().then(() => img.naturalWidth, () => 0)"


@pytest.mark.parametrize("path", WRITTEN)
def test_without_javascript_each_figure_is_a_picture(
    browser: Browser, address: str, path: str
) -> None:
    """And no room is kept for what will not come."""
    with visit(browser, address, path, java_script_enabled=False) as seen:
        for picture in seen.page.locator("article .lk-still img").all():
            if picture.evaluate(_IS_OPEN):
                picture.scroll_into_view_if_needed()
                expect(picture).to_be_visible()
                assert picture.evaluate(_WIDTH) > 100, picture.get_attribute("src")
        for widget in seen.page.locator(".lk-widget").all():
            kept = widget.evaluate("widget => getComputedStyle(widget).minHeight")
            assert kept == "0px", widget.get_attribute("data-widget")
        assert not seen.failed


def test_a_lesson_is_marked_as_done_and_stays_so(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/lenet/") as seen:
        button = seen.page.get_by_role("button", name="Mark as done")
        button.focus()
        seen.page.keyboard.press("Enter")
        expect(seen.page.get_by_role("button", name="Done")).to_have_attribute(
            "aria-pressed", "true"
        )
        link = seen.page.locator(".md-nav--primary a.lk-done", has_text="LeNet-5")
        expect(link).to_contain_text("(done)")
        seen.page.goto(address)
        done = seen.page.locator(".lk-path a.lk-done")
        expect(done).to_have_count(1)
        seen.page.goto(address + "lessons/lenet/")
        seen.page.get_by_role("button", name="Done").click()
        expect(seen.page.locator("a.lk-done")).to_have_count(0)
        assert not seen.errors


@pytest.mark.parametrize("kept", ['"no list"', "{broken", '[1, null, "lessons/ann"]'])
def test_what_others_left_in_the_store_does_no_harm(
    browser: Browser, address: str, kept: str
) -> None:
    with visit(browser, address, "lessons/ann/") as seen:
        seen.page.evaluate("kept => localStorage.setItem('lessonkit.done', kept)", kept)
        seen.page.reload()
        expect(seen.page.locator(".lk-page-tools a").first).to_be_visible()
        assert not seen.errors


def test_a_page_is_copied_as_markdown(browser: Browser, address: str) -> None:
    with visit(
        browser,
        address,
        "lessons/lenet/",
        permissions=CLIPBOARD,
    ) as seen:
        seen.page.get_by_role("button", name="Copy page as Markdown").click()
        expect(seen.page.get_by_role("status").last).to_contain_text("Copied")
        copied = seen.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("# LeNet-5") and "61,706" in copied


@pytest.mark.parametrize("path", LESSONS)
def test_code_is_copied_with_what_it_needs(
    browser: Browser, address: str, path: str
) -> None:
    with visit(browser, address, path, permissions=CLIPBOARD) as seen:
        for block in seen.page.locator("article .lk-source:visible").all():
            snippet = find(ROOT, str(block.get_attribute("data-snippet")))
            index = snippet.index(str(block.get_attribute("data-cell")))
            copy = alone(ROOT, snippet, snippet.code[index])
            block.get_by_role("button", name="Copy", exact=True).click()
            expect(block.get_by_role("status")).to_contain_text("Copied")
            assert _copied(seen.page) == copy.text
            block.get_by_role("button", name="Copy the whole file").click()
            expect(block.get_by_role("status")).to_contain_text("the whole")
            assert _copied(seen.page) == snippet.path.read_text("utf-8")
        assert not seen.errors


def _copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_what_comes_along_can_be_read_and_left_out(
    browser: Browser, address: str
) -> None:
    """By keyboard alone; the block trains first, and its head says for how long."""
    with visit(browser, address, "lessons/ann/", permissions=CLIPBOARD) as seen:
        block = seen.page.locator("[data-snippet$=train_iris_ann][data-cell=evaluate]")
        more = block.get_by_role("button", name="+ 39 lines")
        expect(more).to_contain_text("up to")
        expect(more).to_have_attribute("aria-expanded", "false")
        more.focus()
        seen.page.keyboard.press("Enter")
        expect(more).to_have_attribute("aria-expanded", "true")
        along = block.get_by_label("What comes along")
        expect(along).to_contain_text("history = model.fit(")
        expect(along).not_to_contain_text("print(")
        only = block.get_by_role("button", name="Copy only these lines")
        only.focus()
        seen.page.keyboard.press("Enter")
        expect(block.get_by_role("status")).to_have_text("Copied: only these lines.")
        assert _copied(seen.page).startswith("predicted = model.predict(")
        more.focus()
        seen.page.keyboard.press("Space")
        expect(along).to_be_hidden()
        assert not seen.errors


def test_where_a_page_may_not_copy_the_text_is_shown_selected(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/ann/") as seen:
        seen.page.evaluate(
            "() => { navigator.clipboard.writeText = async () => { throw 0 } }"
        )
        block = seen.page.locator("article .lk-source:visible").first
        block.get_by_role("button", name="Copy", exact=True).click()
        field = block.get_by_label("The code to copy")
        expect(field).to_be_focused()
        chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
        assert field.evaluate(chosen) == field.input_value() != ""


def test_code_whose_script_does_not_come_can_be_asked_for_again(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/ann/", permissions=CLIPBOARD) as seen:
        block = seen.page.locator("article .lk-source:visible").first
        script = f"**/outputs/{block.get_attribute('data-code')}.js"
        seen.page.route(script, lambda route: route.abort())
        block.get_by_role("button", name="Copy", exact=True).click()
        expect(block).to_contain_text("What these lines need did not load.")
        seen.page.unroute(script)
        block.get_by_role("button", name="Try again").click()
        expect(block.get_by_role("status").first).to_contain_text("Copied")


def test_a_title_is_told_to_mouse_and_keyboard(browser: Browser, address: str) -> None:
    with visit(browser, address, "lessons/ann/") as seen:
        page, tip = seen.page, seen.page.get_by_role("tooltip")
        value = page.locator(".md-content__inner > p > .lk-value").first
        source = value.get_attribute("title") or ""
        value.hover()
        expect(tip).to_have_text(source)
        expect(value).not_to_have_attribute("title", source)  # or there were two
        tip.hover()
        page.wait_for_timeout(600)
        expect(tip).to_be_visible()
        page.keyboard.press("Escape")
        expect(tip).to_have_count(0)
        expect(value).to_have_attribute("title", source)
        term = page.locator(".md-content__inner > p > .lk-term").nth(1)
        meaning = term.get_attribute("title") or ""
        page.locator(".md-content__inner > p > .lk-term").first.focus()
        while not term.evaluate("term => term === document.activeElement"):
            page.keyboard.press("Tab")
        expect(tip).to_have_text(meaning)
        box, host = tip.bounding_box(), term.bounding_box()
        assert box and host and box["x"] >= 0 and box["x"] + box["width"] <= 1440
        assert box["y"] + box["height"] <= host["y"] + 1 or box["y"] >= host["y"]
        page.keyboard.press("Tab")
        expect(tip.filter(has_text=meaning)).to_have_count(0)
        assert not seen.errors


def _hidden_focus(page: Page) -> str:
    """Return what has the focus out of sight, and keeps it.

    What has just made room for a widget has it until the next frame.
    """
    for _ in range(40):
        hidden: str = page.evaluate(_HIDDEN)
        if not hidden:
            return ""
        page.wait_for_timeout(50)
    return hidden


def test_where_numbers_come_from_is_told_by_keyboard(
    browser: Browser, address: str
) -> None:
    """One stop of the tab key a section; arrow keys lead from number to number."""
    with visit(browser, address, "lessons/ann/") as seen:
        page, tip = seen.page, seen.page.get_by_role("tooltip")
        stops = page.locator(".md-content .lk-value[tabindex='0']")
        headings = page.locator(".md-content :is(h2, h3)")
        assert 3 < stops.count() <= headings.count()
        values = page.locator(".md-content .lk-value:visible")
        stops.first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(tip).to_contain_text("experiments/")
        told = []
        for _ in range(4):
            page.keyboard.press("ArrowRight")
            expect(page.locator(".lk-value:focus")).to_have_count(1)
            expect(tip).to_be_visible()
            told.append(
                page.locator(":focus").evaluate("""focused =>
              [...document.querySelectorAll('.md-content .lk-value')]
                .filter(value => value.getClientRects().length).indexOf(focused)""")
            )
        first = told[0]
        assert told == [first, first + 1, first + 2, first + 3] and values.count() > 9
        page.keyboard.press("ArrowLeft")
        expect(values.nth(first + 2)).to_be_focused()
        page.keyboard.press("Tab")
        expect(tip.filter(has_text="other numbers")).to_have_count(0)


def test_where_a_number_comes_from_is_told_to_a_finger(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/ann/", width=PHONE, has_touch=True) as seen:
        tip = seen.page.get_by_role("tooltip")
        value = seen.page.locator(".md-content__inner > p > .lk-value").first
        source = value.get_attribute("title") or ""
        value.tap()
        expect(tip).to_have_text(source)
        box = tip.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE
        seen.page.locator("h1").tap()
        expect(tip).to_have_count(0)
        expect(value).to_have_attribute("title", source)


def test_on_a_phone_a_keyboard_opens_the_navigation_and_else_passes_it_by(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/cnn/", width=PHONE) as seen:
        page = seen.page
        button = page.get_by_role("button", name="Navigation")
        for _ in range(12):
            page.keyboard.press("Tab")
            assert not _hidden_focus(page), "the focus is where nobody sees it"
        button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.locator(".md-sidebar--primary a:focus")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
        page.set_viewport_size({"width": 1440, "height": 900})
        expect(button).to_be_hidden()
        assert not seen.errors


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_closed_search_has_no_stop_of_the_tab_key_in_its_results(
    browser: Browser, address: str, width: int
) -> None:
    with visit(browser, address, "lessons/cnn/", width=width) as seen:
        results = seen.page.locator(".md-search__scrollwrap")
        results.evaluate("list => list.focus()")
        expect(results).not_to_be_focused()
        seen.page.keyboard.press("s")
        expect(seen.page.locator(".md-search__input")).to_be_focused()
        results.evaluate("list => list.focus()")
        expect(results).to_be_focused()


def test_an_address_that_leads_nowhere_leads_on(browser: Browser, address: str) -> None:
    with visit(browser, address, "404.html") as seen:
        seen.page.keyboard.press("s")
        expect(seen.page.locator(".md-search__input")).to_be_focused()
        seen.page.keyboard.press("Escape")
        seen.page.locator("article").get_by_role("link", name="LeNet-5").click()
        expect(seen.page).to_have_title("LeNet-5 - Image recognition, shown")


@pytest.mark.parametrize(
    "path",
    ["index", "lessons/lenet", "lessons/ann", "playground/handwriting", "claims"],
)
def test_the_offline_copy_opens_from_a_folder(
    browser: Browser, offline: Path, path: str
) -> None:
    address = f"{offline.as_uri()}/"
    with visit(browser, address, f"{path}.html") as seen:
        seen.read_to_the_end()
        assert not seen.errors and not seen.failed and not seen.foreign


def test_the_offline_copy_reads_a_photograph(browser: Browser, offline: Path) -> None:
    """No server: its weights, pictures and worker come out of scripts."""
    address = f"{offline.as_uri()}/"
    with visit(browser, address, "playground/photograph.html") as seen:
        tap(seen.page, "A cup of coffee")
        first = seen.page.locator(".lk-photo__row").first
        expect(first).to_contain_text("espresso")
        expect(seen.page.locator(".lk-photo__status")).to_contain_text("WebAssembly")
        assert not seen.errors


def test_the_offline_copy_is_searched_and_walked(
    browser: Browser, offline: Path
) -> None:
    with visit(browser, f"{offline.as_uri()}/", "index.html") as seen:
        page = seen.page
        page.keyboard.press("s")
        page.keyboard.type("pooling", delay=30)
        expect(page.locator(".md-search-result__meta")).to_contain_text("matching")
        page.locator(".md-search-result__link").first.click()
        expect(page).not_to_have_url(f"{offline.as_uri()}/index.html")
        page.goto(f"{offline.as_uri()}/index.html")
        page.locator("article").get_by_role("link", name="Start with one").click()
        expect(page).to_have_title("What is an ANN? - Image recognition, shown")
        assert not seen.errors and not seen.foreign


LINK = re.compile(r"<(?:a|img)\b[^>]*?\s(?:href|src)=\"([^\"]+)\"")


def test_links_of_the_offline_copy_lead_to_its_files(offline: Path) -> None:
    """Those that authors wrote as HTML, too; and to the place that they name."""
    ids: dict[Path, set[str]] = {}
    seen = 0
    for page in offline.rglob("*.html"):
        text = page.read_text("utf-8")
        for address in LINK.findall(text):
            if re.match(r"[a-z]+:|#|\?", address):
                continue
            file, _, part = html.unescape(address).partition("#")
            target = (page.parent / unquote(file.partition("?")[0])).resolve()
            assert target.is_file(), (page, address)
            seen += 1
            if part and target.suffix == ".html":
                if target not in ids:
                    named = re.findall(r"\sid=\"([^\"]+)", target.read_text("utf-8"))
                    ids[target] = {html.unescape(name) for name in named}
                assert part in ids[target], (page, address)
    assert seen > 10_000


def test_a_link_within_the_page_shows_its_heading(
    browser: Browser, address: str
) -> None:
    """Below the header, and in the page that is there: nothing is fetched anew."""
    with visit(browser, address, "lessons/ann/") as seen:
        page = seen.page
        page.evaluate("window.stays = document.querySelector('article')")
        for place in ("exercises", "loss"):
            page.locator(f'.md-sidebar--secondary a[href$="#{place}"]').click()
            page.wait_for_function(_HERE, arg=place)
            assert 48 <= page.evaluate(_TOP_AT_REST, place) <= 120
        assert page.evaluate("stays.isConnected")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_systems_theme_is_there_before_the_scripts(
    browser: Browser, address: str, theme: str
) -> None:
    scheme = {"light": "default", "dark": "slate"}
    with visit(browser, address, "claims/", theme=theme) as seen:
        page = seen.page
        page.route("**/*.js", lambda route: route.abort())
        page.reload()
        body = page.locator("body")
        expect(body).to_have_attribute("data-md-color-scheme", scheme[theme])


def test_a_chosen_theme_is_kept(browser: Browser, address: str) -> None:
    with visit(browser, address, "claims/") as seen:
        page, body = seen.page, seen.page.locator("body")
        page.get_by_role("button", name="Switch to the dark theme").press("Enter")
        expect(body).to_have_attribute("data-md-color-scheme", "slate")
        back = page.get_by_role("button", name="Switch to the light theme")
        expect(back).to_be_focused()
        page.reload()
        expect(body).to_have_attribute("data-md-color-scheme", "slate")
        back.click()
        expect(body).to_have_attribute("data-md-color-scheme", "default")


def test_a_page_that_the_browser_kept_learns_what_changed_meanwhile(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, "lessons/lenet/") as seen:
        page = seen.page
        page.evaluate("""() => {
          __md_set('__palette', {color: {scheme: 'slate'}});
          localStorage.setItem('lessonkit.done', '["lessons/ann"]');
          dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
        }""")
        body = page.locator("body")
        expect(body).to_have_attribute("data-md-color-scheme", "slate")
        expect(page.locator(".md-nav--primary a.lk-done")).to_have_count(1)


def test_the_search_index_comes_with_the_search(browser: Browser, address: str) -> None:
    with visit(browser, address, "lessons/lenet/") as seen:
        page = seen.page
        seen.settle()
        assert not [r for r in seen.responses if "search_index" in r.url]
        page.keyboard.press("s")
        page.keyboard.type("pooling", delay=30)
        found = page.locator(".md-search-result__meta")
        expect(found).to_contain_text("matching", timeout=20_000)
