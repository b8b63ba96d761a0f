"""Failures on demand: a status, an answer or an upload that stops, no answer."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

BROKEN = "Internal Error - We're working hard to fix this as soon as possible!"


@dataclass
class Fault:
    """What happens to the next `times` requests that match."""

    match: str
    status: int = 500
    cut: int | None = None
    drop: bool = False
    times: int = 1


class Faults:
    """Those that are still to come."""

    def __init__(self) -> None:
        """Begin with none."""
        self.waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let a fault happen.

        Raises:
            re.error: `match` is not a regular expression.
        """
        re.compile(fault.match)
        with self._lock:
            self.waiting.append(fault)

    def clear(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self.waiting = []

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault of this request, if it has one, and count it."""
        with self._lock:
            for fault in self.waiting:
                if fault.times and re.search(fault.match, f"{method} {path}"):
                    fault.times -= 1
                    return fault
        return None
