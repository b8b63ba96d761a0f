"""Serve a Hub until the standard input closes: `python -m tests.hub [FOLDER]`.

Without a folder it makes one, and deletes it in the end.

Prints one line when it is ready: a JSON object, the environment variables that a
client process needs. Exits with 3, and one line on the standard error, if a program
is missing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile

from . import Hub
from .programs import Missing


def main() -> int:
    """Serve; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.hub")
    parser.add_argument("root", nargs="?", help="the folder of its data")
    root = parser.parse_args().root
    if root:
        return serve(root)
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as root:
        return serve(root)


def serve(root: str) -> int:
    """Serve from a folder; return the exit code."""
    try:
        hub = Hub(root)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 3
    with hub:
        print(json.dumps(hub.environment), flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
