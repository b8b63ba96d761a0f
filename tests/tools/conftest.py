"""The set-up scripts, copied to an empty folder among stand-ins for all programs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMON = ["cat", "chmod", "cp", "dirname", "env", "flock", "grep", "id", "mkdir", "rm"]
COMMON += ["sed", "sh", "tail", "touch", "tr"]


class Bench:
    """The scripts with a PATH on which only what a test puts there exists."""

    def __init__(self, folder: Path):
        self.folder = folder / "a site"  # a blank in the path, as on many desktops
        self.bin = folder / "bin"
        self.bin.mkdir()
        shutil.copytree(ROOT / "tools", self.folder / "tools")
        for name in (
            "Makefile",
            "pyproject.toml",
            "requirements.lock",
            "requirements-uv.txt",
            "lessonkit/pyproject.toml",
            "hub/pyproject.toml",
        ):
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        for name in COMMON:
            if real := shutil.which(name):
                (self.bin / name).symlink_to(real)

    def program(self, name: str, script: str, folder: Path | None = None) -> Path:
        """Put a shell script called `name` on the PATH."""
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def python(self, name: str = "python3", folder: Path | None = None) -> Path:
        """Put the Python that runs this test on the PATH."""
        return self.program(name, f'exec "{sys.executable}" "$@"', folder)

    def old_python(self, version: str, name: str, folder: Path | None = None) -> Path:
        """Put a Python on the PATH that answers as an unsuitable one does."""
        return self.program(name, f"echo '{version} -'", folder)

    def run(
        self, script: str, *arguments: str, path: list[Path] | None = None, **env: str
    ):
        """Run a script of tools/; `path` comes before the stand-ins on PATH."""
        folders = [*(path or []), self.bin]
        return subprocess.run(
            ["sh", f"tools/{script}", *arguments],
            cwd=self.folder,
            env={"PATH": os.pathsep.join(map(str, folders)), "HOME": "/nowhere", **env},
            capture_output=True,
            text=True,
            timeout=240,
        )


@pytest.fixture
def bench(tmp_path):
    """The set-up scripts among stand-ins."""
    if os.name != "posix":
        pytest.skip("the set-up scripts are for a POSIX shell; elsewhere: pip")
    return Bench(tmp_path)
