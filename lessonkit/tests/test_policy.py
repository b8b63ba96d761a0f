"""Only scripts that are known run in a page, whatever the page holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessonkit.site import csp

HEAD = '<html><head><meta charset="utf-8"></head>'
THEME = '<script>scope=new URL("{base}",location);go()</script>'


@pytest.fixture(autouse=True)
def theme() -> Iterator[None]:
    """The theme has one inline script, which says where the site begins."""
    csp.learn(HEAD + THEME.format(base="/"))
    yield
    csp.learn("")


def _hashes(page: str) -> list[str]:
    (found,) = re.findall(r'Content-Security-Policy" content="(.*?)"', page)
    return re.findall(r"'sha256-[^']*'", found)


@pytest.mark.parametrize("base", ["..", "../..", ".", "/course/"])
def test_the_scripts_of_the_theme_run_on_any_page(tmp_path: Path, base: str) -> None:
    path = tmp_path / "a.html"
    path.write_text((HEAD + THEME.format(base=base)) * 2)
    assert csp.protect(tmp_path) == []
    (code,) = set(csp.inline_scripts(path.read_text()))
    assert _hashes(path.read_text()) == [csp.hashed(code)]
    assert path.read_text().index("charset") < path.read_text().index("Security")


@pytest.mark.parametrize(
    "script",
    [
        "<script>alert(1)</script>",
        "<SCRIPT type=module>alert(1)</SCRIPT >",
        '<script>scope=new URL("..",location);go();alert(1)</script>',
        '<script>scope=new URL("..",alert(1)||location);go()</script>',
        '<script>scope=new URL("javascript:1//",location);go()</script>',
    ],
)
def test_other_scripts_do_not_and_are_named(tmp_path: Path, script: str) -> None:
    (tmp_path / "b").mkdir()
    path = tmp_path / "b/index.html"
    path.write_text(f"{HEAD}{THEME.format(base='..')}<p>A page.</p>{script}")
    (error,) = csp.protect(tmp_path)
    assert error.where == "b/index.html"
    assert "extra_javascript" in error.remedy
    assert len(_hashes(path.read_text())) == 1


def test_files_and_data_are_no_inline_scripts(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    data = '<script type="application/json">{}</script>'
    path.write_text(f'{HEAD}<script src="x.js"></script>{data}')
    assert csp.protect(tmp_path) == []
    assert _hashes(path.read_text()) == []


@pytest.mark.parametrize(
    ("page", "runs"),
    [
        ('<p class="lk-exercise__here" hidden></p>', True),
        ('<button class="lk-run" type="button">Run</button>', True),
        ("<p>lk-exercise__here</p>", False),
    ],
)
def test_python_runs_only_where_something_asks_for_it(page: str, runs: bool) -> None:
    policy = csp.protected(f"{HEAD}{page}")
    assert ("script-src 'self' 'wasm-unsafe-eval'" in policy) == runs
    assert ("worker-src 'self' blob:;" in policy) == runs
    assert "'unsafe-eval'" not in policy
    assert "connect-src 'self';" in policy


def test_what_is_no_page_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "redirect.html"
    path.write_text("<p>Moved.</p>")
    assert csp.protect(tmp_path) == []
    assert path.read_text() == "<p>Moved.</p>"
