"""Draws figures in a browser: a job comes as JSON, each picture leaves as a line of it.

In a process of its own, so that neither Playwright's event loop nor a browser that
hangs is any other's concern.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_KINDS = {"js": "text/javascript", "css": "text/css"}
_HERE = "http://room.invalid/"  # answered here, as all else that is asked for


def main() -> int:
    """Draw all figures of the job; return the exit status."""
    job = json.load(sys.stdin)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return _sorry("Playwright is not installed")
    room = Path(__file__).with_name("room.js").read_text("utf-8")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=job["browser"])
        except Error:
            return _sorry("there is no browser that starts")
        page = browser.new_page()
        page.set_default_timeout(1000 * job["seconds"])
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(error.message))
        files = _files(job["styles"], job["scripts"])
        page.route("**/*", lambda route: _answer(route, files))
        page.goto(_HERE)
        if wrong:
            return _sorry(f"a script of the page fails ({wrong[0]})")
        page.evaluate(f"() => {{ window.drawn = {room} }}")
        for key, figure in job["figures"].items():
            answer: dict[str, Any] = {"key": key}
            try:
                for theme in ("light", "dark"):
                    dark = theme == "dark"
                    given = {**figure, "dark": dark}
                    answer[theme] = page.evaluate("given => drawn(given)", given)
            except Error as error:
                answer = {"key": key, "error": error.message.splitlines()[0]}
            print(json.dumps(answer), flush=True)
        browser.close()
    return 0


def _files(styles: list[str], scripts: list[str]) -> dict[str, str]:
    """Return what there is to load, by address: the page first."""
    files = {f"{_HERE}{n}.css": path for n, path in enumerate(styles)}
    files |= {f"{_HERE}{n}.js": path for n, path in enumerate(scripts)}
    files = {url: Path(path).read_text("utf-8") for url, path in files.items()}
    tags = [
        f'<script src="{url}"></script>'
        if url.endswith(".js")
        else f'<link rel="stylesheet" href="{url}">'
        for url in files
    ]
    body = '<body data-md-color-scheme="default">'
    return {_HERE: f"<!doctype html>{body}{''.join(tags)}", **files}


def _answer(route: Any, files: dict[str, str]) -> None:
    """Give what is there; a figure loads nothing from elsewhere."""
    url = route.request.url
    if url in files:
        kind = _KINDS.get(url.rpartition(".")[2], "text/html")
        route.fulfill(body=files[url], content_type=f"{kind}; charset=utf-8")
    else:
        route.abort()


def _sorry(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
