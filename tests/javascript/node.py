"""Node.js, with the packages of this folder's lock file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from node_packages import installed, run_node

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"

packages = partial(installed, HERE)
run = partial(run_node, cwd=HERE)


def lighthouse(
    chrome: str | None, urls: Sequence[str], categories: Sequence[str], form: str
) -> list[dict[str, Any]]:
    """Let Lighthouse look at pages in one browser.

    Args:
        chrome: The browser; None: the one that Lighthouse finds.
        urls: The pages, in order, repeated as often as wanted.
        categories: As Lighthouse calls them.
        form: `mobile` or `desktop`.

    Returns:
        An answer a page, as `lighthouse.mjs` prints it.
    """
    packages()
    asked = {
        "chrome": chrome or "",
        "urls": list(urls),
        "categories": list(categories),
        "form": form,
    }
    done = run("lighthouse.mjs", json.dumps(asked), timeout=60 * len(urls))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(urls), done.stderr
    return answers
