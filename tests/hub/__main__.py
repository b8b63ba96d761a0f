"""Serve a Hub until the standard input closes: `python -m tests.hub [FOLDER]`.

Without a folder it makes one, and deletes it in the end.

Prints one line when it is ready: a JSON object, the environment variables that a
client process needs. Exits with 3, and one line on the standard error, if a program
is missing.

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
import sys
import tempfile
from typing import Any

from . import Hub
from .programs import Missing


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
        raise SystemExit(f"python -m tests.hub: there is no {do!r} to do")
    return {}


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
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(obey(hub, **json.loads(line))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
