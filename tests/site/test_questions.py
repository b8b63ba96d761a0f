"""Questions of each kind, by keyboard; their answers stay hidden until then."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.conftest import ROOT
from tests.site.visit import visit

ANN, CNN = "lessons/ann/", "lessons/cnn/"


def ask(page: Page, words: str) -> Locator:
    """Return the question that holds some words, in view."""
    form = page.locator("form.lk-question", has_text=words)
    form.scroll_into_view_if_needed()
    return form


def verdict(form: Locator) -> str:
    """Return what is said to the answer."""
    return form.locator(".lk-verdict").inner_text()


def test_no_place_is_a_good_guess() -> None:
    """One may not pass by always taking the second answer."""
    places = Counter[int]()
    for page in (ROOT.docs / "lessons").glob("*.md"):
        text = page.read_text("utf-8")
        for question in re.findall(r"^/// question \|.*?^///$", text, re.M | re.S):
            marks = re.findall(r"^- \[([ x])\] (?!\?)", question, re.M)
            if len(marks) == 3 and marks.count("x") == 1:
                places[marks.index("x")] += 1
    assert places.total() > 30
    assert max(places.values()) < 0.5 * places.total(), places


def test_one_of_several_each_with_feedback_of_its_own(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, ANN) as seen:
        questions = seen.page.locator("form.lk-question[data-kind=one]")
        assert questions.count() >= 5
        for form in questions.all():
            choices = form.locator("input[type=radio]")
            heard = []
            choices.first.focus()
            seen.page.keyboard.press("Space")
            for _ in range(choices.count()):
                heard.append(verdict(form))
                seen.page.keyboard.press("ArrowDown")
                seen.page.keyboard.press("Enter")
            assert len(set(heard)) == choices.count()
            assert sum(text.startswith("Right.") for text in heard) == 1


def test_arrow_keys_pass_answers_and_only_a_commitment_is_judged(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, ANN) as seen:
        form = seen.page.locator("form.lk-question[data-kind=one]").first
        box, choices = form.locator(".lk-verdict"), form.locator("input[type=radio]")
        button = form.get_by_role("button", name="Check")
        tried = form.locator("[data-tried]")
        press = seen.page.keyboard.press
        choices.first.focus()
        for _ in range(choices.count() - 1):
            press("ArrowDown")
            assert (box.inner_text(), tried.count()) == ("", 0)
            expect(button).to_be_visible()
        for commit in ("Space", "Enter"):
            press("ArrowUp")
            assert box.inner_text() == ""
            press(commit)
            expect(box).to_have_text(re.compile(r"^(Right|Not quite)\."))
            expect(button).to_be_hidden()
        press("ArrowDown")
        press("Tab")
        press("Enter")
        expect(box).to_have_text(re.compile(r"^(Right|Not quite)\."))
        expect(form.locator("input:checked")).to_be_focused()


def test_mouse_and_touch_are_answered_at_once(browser: Browser, address: str) -> None:
    with visit(browser, address, ANN, has_touch=True) as seen:
        form = seen.page.locator("form.lk-question[data-kind=one]").first
        labels = form.locator(".lk-choice")
        heard = set()
        for label, hand in zip(labels.all(), ("click", "tap") * 9, strict=False):
            seen.page.keyboard.press("ArrowDown")  # whatever the keys did before
            getattr(label, hand)()
            heard.add(verdict(form))
            expect(form.get_by_role("button", name="Check")).to_be_hidden()
        assert len(heard) == labels.count()


def test_a_number_as_people_type_it(browser: Browser, address: str) -> None:
    with visit(browser, address, CNN) as seen:
        form = ask(seen.page, "sees a colour image")
        answers = form.locator("details li")
        numbers = answers.evaluate_all("all => all.map(one => one.dataset.number)")
        right = int(float(numbers[0]))
        box = form.locator("input")

        def heard(typed: object) -> str:
            box.fill(str(typed))
            box.press("Enter")
            return verdict(form)

        for typed in (right, f" {right}.0 ", f"{2 * right}/2", f"{right} %"):
            assert heard(typed).startswith("Right.")
        assert "one kernel first" in heard(7)
        for typed in ("", "x", "1/", "1,2,3"):
            assert heard(typed).startswith("Type a number.")
        foreseen = [heard(float(number)) for number in numbers[1:] if number]
        assert len(set(foreseen)) == 2
        assert all(text.startswith("Not quite.") for text in foreseen)
        assert "/lessons/cnn/" in seen.page.url, "the form was not sent"


def test_several_answers(browser: Browser, address: str) -> None:
    with visit(browser, address, CNN) as seen:
        form = ask(seen.page, "nothing to learn")
        boxes = form.locator("input[type=checkbox]")
        check = form.locator(".lk-check")
        assert form.locator("[data-tried]").count() == 0
        for place in (1, 3):
            boxes.nth(place).focus()
            seen.page.keyboard.press("Space")
        check.press("Enter")
        assert verdict(form).startswith("There is more to it.")
        boxes.nth(0).check()
        check.click()
        assert "kernels" in verdict(form), "the wrong tick is spoken about first"
        boxes.nth(0).uncheck()
        boxes.nth(4).check()
        check.click()
        assert verdict(form).startswith("Right.")


def test_an_order_by_keyboard(browser: Browser, address: str) -> None:
    with visit(browser, address, ANN) as seen:
        form = ask(seen.page, "One step of training")
        steps = form.locator(".lk-order > li")
        form.locator(".lk-check").press("Enter")
        assert verdict(form).startswith("Not quite.")

        def places() -> list[int]:
            found = steps.evaluate_all("all => all.map(one => +one.dataset.place)")
            return list(found)

        for place in range(1, steps.count() + 1):
            step = form.locator(f".lk-order > li[data-place='{place}']")
            up = step.get_by_role("button", name=re.compile("Move up"))
            for _ in range(places().index(place) - (place - 1)):
                up.press("Enter")
                assert up.evaluate("one => one === document.activeElement")
        assert places() == sorted(places())
        form.locator(".lk-check").press("Enter")
        assert verdict(form).startswith("Right.")


def test_a_wrong_line_of_code(browser: Browser, address: str) -> None:
    with visit(browser, address, ANN) as seen:
        form = ask(seen.page, "says yes to every flower")
        lines = form.locator("input[type=radio]")
        lines.first.focus()
        seen.page.keyboard.press("Space")
        heard = [verdict(form)]
        for _ in range(lines.count() - 1):
            seen.page.keyboard.press("ArrowDown")
            seen.page.keyboard.press("Enter")
            heard.append(verdict(form))
        right = [text for text in heard if text.startswith("Right.")]
        assert len(right) == 1 and "sigmoid" in right[0]
        assert len(set(heard)) == 4


def test_without_javascript_the_answers_are_behind_a_fold(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, ANN, java_script_enabled=False) as seen:
        for form in seen.page.locator("form.lk-question").all():
            fold = form.locator("details.lk-answers")
            assert not fold.locator("li").first.is_visible()
            assert fold.locator("summary").is_visible()
