"""Processes on Linux: whose death ends whom, and how to end all that one began."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_AF_INET, _SOCK_DGRAM = 2, 2
_SIOCSIFFLAGS = 0x8914
_IFF_UP = (1).to_bytes(2, sys.byteorder)

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


def leave_network() -> bool:
    """Leave all networks but one of this process's own, on which it is alone.

    Must come before threads, and before `die_with`: other rights undo that.

    Returns:
        Whether the system let it.
    """
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWNET) != 0:  # that is root's alone; others become it
        if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
            return False
        with suppress(OSError):
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", f"{user} {user} 1")
            _write("/proc/self/gid_map", f"{group} {group} 1")
    inside = _libc.socket(_AF_INET, _SOCK_DGRAM, 0)
    if inside >= 0:  # what a snippet serves to itself
        _libc.ioctl(inside, _SIOCSIFFLAGS, b"lo".ljust(16, b"\0") + _IFF_UP + bytes(22))
        os.close(inside)
    return True


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


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
