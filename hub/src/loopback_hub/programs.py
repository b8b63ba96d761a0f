"""The programs that the Hub runs, and one clear line when one is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HOW = (
    "install it: `apt install {0}` (Debian, Ubuntu), `brew install {0}` (macOS), "
    "`winget install {1}` (Windows)"
)
GIT = HOW.format("git", "Git.Git")
LFS = HOW.format("git-lfs", "GitHub.GitLFS")


class Missing(RuntimeError):
    """A program that is not here; the message says how to get it."""


def find() -> Path:
    """Return where `git http-backend` is.

    Raises:
        Missing: if git, its http-backend or git-lfs is not installed.
    """
    if not shutil.which("git"):
        raise Missing(f"The loopback Hub needs git; {GIT}.")
    if not shutil.which("git-lfs"):
        raise Missing(f"The loopback Hub needs git-lfs; {LFS}.")
    folder = subprocess.run(
        ["git", "--exec-path"], capture_output=True, text=True, check=True
    ).stdout.strip()
    backend = shutil.which("git-http-backend", path=folder)
    if not backend:
        raise Missing(f"The loopback Hub needs git-http-backend, a part of git; {GIT}.")
    return Path(backend)


def environment(**more: str) -> dict[str, str]:
    """Return the environment of the Hub's own git: none of the user's settings."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    ours |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return ours | more


def git(folder: Path, *arguments: str, data: bytes | None = None, **more: str) -> bytes:
    """Run git in a repository and return what it printed.

    Raises:
        subprocess.CalledProcessError: if git says no.
    """
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment(**more),
        input=b"" if data is None else data,
        capture_output=True,
        check=True,
    ).stdout
