"""Processes on Linux: whose death ends whom, and how to end all that one began."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36

# bound here, because a snippet runs in a copy of this process
_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, number: int) -> None:
    """Have the kernel send this process a signal once its parent is gone.

    Args:
        parent: The parent's process id; if it is gone already, this process ends.
        number: The signal.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of each descendant whose own parent ends."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def threads() -> int:
    """Count the threads of this process, those of C libraries included."""
    return len(os.listdir("/proc/self/task"))


def end_descendants() -> None:
    """Kill all that this process and its descendants began, and wait for it.

    Orphans must have been adopted, so that none can get away.
    """
    while found := _descendants(os.getpid()):
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.002)


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                with open(f"/proc/{name}/stat", "rb") as file:
                    parent = int(file.read().rpartition(b")")[2].split()[1])
                children.setdefault(parent, []).append(int(name))
    found, queue = [], [pid]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found
