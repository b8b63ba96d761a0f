"""The clients of a Hub: unmodified programs, each in a process of its own."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

from loopback_hub import Hub, Record

# Of the machine a client sees where programs are, and nothing of its user.
MACHINE = ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")
CARD = "---\nlicense: mit\ntags: [image-classification]\n---\n\n# A made-up model\n"


class Client:
    """Somebody's computer: a folder, and programs that know only this Hub."""

    def __init__(self, hub: Hub, folder: Path):
        self.hub, self.folder = hub, folder
        folder.mkdir()

    @property
    def machine(self) -> dict[str, str]:
        """The environment of its programs."""
        seen = {name: os.environ[name] for name in MACHINE if name in os.environ}
        ours = str(Path(sys.executable).parent)  # where `hf` is
        seen["PATH"] = os.pathsep.join([ours, seen["PATH"]])
        return seen | self.hub.environment

    def run(self, *command: str, cwd: str = ".", **env: str):
        """Run a program and return what became of it."""
        return subprocess.run(
            command,
            cwd=self.folder / cwd,
            env=self.machine | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
        )

    def do(self, command: str, **how: str) -> str:
        """Run a command line that must succeed; return what it printed."""
        ran = self.run(*command.split(), **how)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    def refused(self, command: str, **how: str) -> str:
        """Run a command line that must fail; return its words, blanks made equal."""
        ran = self.run(*command.split(), **how)
        assert ran.returncode != 0, f"{command}\n{ran.stdout}{ran.stderr}"
        return " ".join((ran.stdout + ran.stderr).split())

    def python(self, code: str, **env: str) -> str:
        """Run Python code, after `api = HfApi()`; return what it printed."""
        begin = "from huggingface_hub import *\napi = HfApi()\n"
        ran = self.run(sys.executable, "-c", begin + textwrap.dedent(code), **env)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def wrong(self, code: str, **env: str) -> str:
        """Run Python code that must raise; return the last error, blanks made equal."""
        begin = "from huggingface_hub import *\napi = HfApi()\n"
        ran = self.run(sys.executable, "-c", begin + textwrap.dedent(code), **env)
        assert ran.returncode == 1, ran.stdout
        return " ".join(ran.stderr.rpartition("\nThe above exception")[2].split())

    def write(self, name: str, content: bytes | str) -> bytes:
        """Write a file; return its bytes."""
        data = content.encode() if isinstance(content, str) else content
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return data

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return (self.folder / name).read_bytes()

    def model(
        self, folder: str = "model", *, size: int = 300_000, seed: int = 1
    ) -> None:
        """Write a folder as a lesson publishes it, with random weights."""
        self.write(f"{folder}/README.md", CARD)
        self.write(f"{folder}/config.json", '{"layers": 5}\n')
        self.write(f"{folder}/model.weights.h5", noise(size, seed))
        self.write(f"{folder}/model.keras", noise(size, seed + 1))


def noise(size: int, seed: int) -> bytes:
    """Return random bytes, the same ones for the same seed."""
    return random.Random(seed).randbytes(size)


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file below a folder, but not of Git's or of caches."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".git", ".cache"} & set(path.parts)
    }


def asked(hub: Hub, begin: str) -> list[Record]:
    """Return the requests whose "METHOD /path" begins so."""
    return [r for r in hub.requests if f"{r.method} {r.path}".startswith(begin)]
