"""Has a browser do something, in a process of its own.

So neither Playwright's event loop nor a browser that hangs is any other's concern.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def browser() -> str | None:
    """Find a browser: the one that LESSONKIT_CHROMIUM names, or one on the path.

    None means that of Playwright, if it has downloaded one.
    """
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    return os.environ.get("LESSONKIT_CHROMIUM") or found


def answers(
    module: str, job: dict[str, Any], limit: int
) -> tuple[dict[str, dict[str, Any]], str]:
    """Run a module that opens a browser; it gets a job and answers in lines of JSON.

    Args:
        module: Its name.
        job: What it is to do; the browser to open is added.
        limit: Seconds that it may take.

    Returns:
        The answers by their `key`, and why they end early if they do.
    """
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(
            command, input=json.dumps({**job, "browser": browser()}),
            capture_output=True, text=True, encoding="utf-8", timeout=limit,
            check=False,
        )  # fmt: skip
        out, reason = done.stdout, _last_line(done.stderr) if done.returncode else ""
    except subprocess.TimeoutExpired:
        out, reason = "", f"the browser did not answer within {limit} s"
    found = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    return {answer["key"]: answer for answer in found}, reason


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["the browser ended"])[-1].rstrip(".")
