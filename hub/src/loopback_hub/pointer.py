"""Large files: which they are, and the three lines that Git keeps in their place.

    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a...
    size 17140000

A hook of Git uses it, too, so this module imports nothing of the package.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

FORM = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n"
    rb"(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n"
)
LONGEST = 1024  # bytes; git-lfs takes nothing longer for a pointer
LARGE = 10 << 20  # bytes; a larger file goes to the storage, whatever it is
FIRST = 8000  # bytes that are looked at to tell whether a file is binary


@dataclass(frozen=True)
class Pointer:
    """The sha256 (hexadecimal) and the size in bytes of a large file."""

    oid: str
    size: int

    def text(self) -> bytes:
        """Return the three lines."""
        head = "version https://git-lfs.github.com/spec/v1"
        return f"{head}\noid sha256:{self.oid}\nsize {self.size}\n".encode()


def read(blob: bytes) -> Pointer | None:
    """Return the pointer that a blob is, or None if it is an ordinary file."""
    if len(blob) > LONGEST or not (found := FORM.fullmatch(blob)):
        return None
    return Pointer(found[1].decode(), int(found[2]))


def binary(begin: bytes) -> bool:
    """Whether a file that begins so is binary: it has a zero, or is no UTF-8."""
    first = begin[:FIRST]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(first)
    except UnicodeDecodeError:
        return True
    return b"\0" in first
