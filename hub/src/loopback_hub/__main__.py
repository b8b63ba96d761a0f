"""Serve a Hub until the standard input closes: `python -m loopback_hub [FOLDER]`.

Without a folder it makes one, and deletes it in the end.

Prints one line when it is ready: a JSON object, the environment variables that a
client process needs. Exits with 3, and one line on the standard error, if a program
is missing or the folder cannot be used; with 1 if it does not understand a line.

Each line on the standard input is a JSON object that asks for something; each is
answered by one line of JSON:

    {"do": "fail", "match": "PUT /upload", "cut": 1000}    see Hub.fail        {}
    {"do": "unplug"}                        Xet's storage cannot be reached     {}
    {"do": "heal"}                                         no more of that     {}
    {"do": "stop"}, {"do": "start"}                        the network is down {}
    {"do": "requests"}     what was asked since the last time, see wire.Record  [...]
    {"do": "stored"}       bytes of large files           {"lfs": 0, "xet": 17140000}
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
import tempfile
from contextlib import suppress
from typing import Any

from . import Hub
from .programs import Missing

NAME = "python -m loopback_hub"


def obey(hub: Hub, do: str, **how: Any) -> Any:
    """Do what a line asks for and return the answer."""
    if do == "fail":
        hub.fail(**how)
    elif do == "unplug":
        hub.xet_reachable = False
    elif do == "heal":
        hub.heal()
    elif do == "stop":
        hub.stop()
    elif do == "start":
        hub.start()
    elif do == "stored":
        return hub.stored
    elif do == "requests":
        told, hub.requests = hub.requests, []
        return [dataclasses.asdict(record) for record in told]
    else:
        raise ValueError(f"there is no {do!r} to do")
    return {}


def answered(hub: Hub, line: str) -> str:
    """Do what a line asks for and return the line that answers it.

    Raises:
        SystemExit: It asks for nothing that there is.
    """
    try:
        return json.dumps(obey(hub, **json.loads(line)))
    except (TypeError, ValueError, re.error) as error:
        raise SystemExit(f"{NAME}: {line.strip()}: {error}") from None


def main() -> int:
    """Serve; return the exit code."""
    parser = argparse.ArgumentParser(
        prog=NAME, description="Serve a Hugging Face Hub on this machine."
    )
    parser.add_argument(
        "root",
        nargs="?",
        metavar="FOLDER",
        help="where its data stay; without, they go when it ends",
    )
    root = parser.parse_args().root
    if root:
        return serve(root)
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as root:
        return serve(root)


def serve(root: str) -> int:
    """Serve from a folder; return the exit code."""
    try:
        hub = Hub(root)
    except (Missing, OSError) as error:
        print(error, file=sys.stderr)
        return 3
    with hub, suppress(KeyboardInterrupt):  # who types may press Ctrl-C
        print(json.dumps(hub.environment), flush=True)
        for line in sys.stdin:
            if line.strip():
                print(answered(hub, line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
