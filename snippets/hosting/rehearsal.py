"""A Hub on your own machine: publishing can be tried without an account.

The Hub is a package of its own, which comes with this course: `pip install
./hub`.

Call `start` before anything else. Every client in this process, and in
commands that `terminal` starts (`huggingface_hub`, `hf`, `git`, `git-lfs`),
then talks to that Hub, unmodified; nothing leaves the machine. Without it
they talk to the real one.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

# outputs depend on it, and are made again when it changes
import loopback_hub.__main__  # noqa: F401

_HUB = "https://huggingface.co"
_PROGRESS = re.compile(
    r"(Uploading|Downloading|Checking out) LFS objects|migrate: "
    r"|Uploading\.\.\. "  # the Hub's client, where it takes long
)
_HERE = os.getcwd()
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


_server: subprocess.Popen[str] | None = None


def start() -> None:
    """Start the Hub, which ends with this process.

    Raises:
        RuntimeError: A program is missing, or a client has been imported,
            which has looked up the real Hub's address already.
    """
    if "huggingface_hub.constants" in sys.modules:
        raise RuntimeError(
            "start the rehearsal before importing huggingface_hub"
        )
    global _server
    _server = server = subprocess.Popen(
        [sys.executable, "-m", "loopback_hub"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
        start_new_session=True,  # outlives a killed kernel and cleans up
    )  # fmt: skip
    assert server.stdin and server.stdout and server.stderr
    ready = server.stdout.readline()
    if not ready:
        raise RuntimeError(server.stderr.read().strip().splitlines()[-1])
    os.environ.update(json.loads(ready))
    here = str(Path(sys.executable).parent)  # where `hf` is
    os.environ["PATH"] = os.pathsep.join([here, os.environ["PATH"]])
    # whoever clones from the real Hub's address gets this one
    os.environ["GIT_CONFIG_COUNT"] = "1"
    os.environ["GIT_CONFIG_KEY_0"] = (
        f"url.{os.environ['HF_ENDPOINT']}/.insteadOf"
    )
    os.environ["GIT_CONFIG_VALUE_0"] = f"{_HUB}/"

    def end() -> None:
        server.stdin.close()
        server.wait()

    atexit.register(end)


def terminal(*commands: str, fails: bool = False) -> None:
    """Run commands as if typed, and print what a terminal shows.

    Args:
        commands: Each a program and its arguments; `cd` works, `$NAME` is
            filled in, pipes and the like do not exist.
        fails: The last command is meant to fail.

    Raises:
        RuntimeError: A command failed that should not have, or the other way.
    """
    for number, command in enumerate(commands, 1):
        print(f"$ {command}")
        words = [os.path.expandvars(word) for word in shlex.split(command)]
        if words[0] == "cd":
            os.chdir(words[1])
            continue
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        if answer := said(done.stdout):
            print(answer)
        if (done.returncode != 0) != (fails and number == len(commands)):
            raise RuntimeError(f"`{command}` ended with {done.returncode}")


def said(text: object) -> str:
    """Return what a client said, with the real Hub's address in it."""
    text = _ESCAPES.sub("", str(text)).replace(
        os.environ["HF_ENDPOINT"], _HUB
    )
    text = text.replace(_HERE, ".")
    lines = [line.split("\r")[-1].rstrip() for line in text.split("\n")]
    # shown or not, as the network has it
    return "\n".join(
        line for line in lines if not _PROGRESS.match(line)
    ).strip()


def tell(do: str, **how: object) -> Any:
    """Ask the Hub for what no client can: see `loopback_hub.__main__`.

    Args:
        do: Such as `fail` (the next requests that match), `unplug` (its
            large-file storage), `heal`, `stored` (bytes of large files).
        how: What that needs to know.

    Returns:
        What the Hub answers.
    """
    assert _server and _server.stdin and _server.stdout, "call `start` first"
    print(json.dumps({"do": do, **how}), file=_server.stdin, flush=True)
    return json.loads(_server.stdout.readline())
