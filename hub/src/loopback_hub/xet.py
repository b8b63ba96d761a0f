"""Xet: where clients put chunks, and how the Hub finds a file among them.

The content-addressed store itself is the `hf_xet` wheel's local mode: a token says
`casUrl: local:///folder`, and the client reads and writes that folder. What the store
knows of a file is in its shards, binary tables of 48-byte rows:

    header            tag of 32 bytes, version, size of the footer
    file              its Xet hash, flags, number n of its segments
      n segments      which chunks of which xorb, and how many bytes they make
      n verifications if bit 31 of the flags is set
      metadata        if bit 30 is set; begins with the file's sha256
    ...               until a file whose hash is 32 times 0xff
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROW = 48
END = b"\xff" * 32
VERIFIED, DESCRIBED = 1 << 31, 1 << 30

FETCH = """
import sys, hf_xet
endpoint, digest, size, path = sys.argv[1:]
with hf_xet.XetSession().new_file_download_group(endpoint=endpoint) as group:
    group.start_download_file(hf_xet.XetFileInfo(digest, int(size)), path)
"""


@dataclass(frozen=True)
class Known:
    """A file in the store: its two hashes and its size in bytes."""

    sha256: str
    xet: str
    size: int


class Xet:
    """The folder that stands for Xet's storage."""

    def __init__(self, folder: Path):
        """Take a folder; it need not exist."""
        self.folder = folder

    @property
    def url(self) -> str:
        """What the Hub tells a client about where the storage is."""
        return f"local://{self.folder.as_posix()}"

    @property
    def stored(self) -> int:
        """Bytes of all xorbs, the blocks of chunks: what was really uploaded."""
        xorbs = (self.folder / "xet/xorbs/xorbs").glob("default.*")
        return sum(p.stat().st_size for p in xorbs if p.suffix != ".tagset")

    def find(self, sha256: str) -> Known | None:
        """Look a file up by its sha256 (hexadecimal)."""
        for shard in sorted((self.folder / "xet/xorbs/shards").glob("*.mdb")):
            for known in files(shard.read_bytes()):
                if known.sha256 == sha256:
                    return known
        return None

    def fetch(self, known: Known, path: Path) -> None:
        """Put a file together from its chunks, for those who ask for it as a whole.

        The real Hub does this for clients without Xet. A process of its own, because
        one process alone may open the store.
        """
        home = self.folder.parent / "bridge"
        subprocess.run(
            [sys.executable, "-c", FETCH, self.url, known.xet, str(known.size), path],
            env=os.environ | {"HOME": str(home), "HF_HOME": str(home)},
            check=True,
            capture_output=True,
        )


def files(shard: bytes) -> Iterator[Known]:
    """Yield the files that a shard describes."""
    at = ROW
    while (head := shard[at : at + ROW])[:32] != END and len(head) == ROW:
        flags, count = struct.unpack_from("<II", head, 32)
        at += ROW
        sizes = (shard[at + ROW * i + 36 : at + ROW * i + 40] for i in range(count))
        size = sum(int.from_bytes(s, "little") for s in sizes)
        at += ROW * count * (2 if flags & VERIFIED else 1)
        if flags & DESCRIBED:
            yield Known(hexadecimal(shard[at : at + 32]), hexadecimal(head[:32]), size)
            at += ROW


def hexadecimal(value: bytes) -> str:
    """Write a hash as Xet does: four little-endian numbers of eight bytes."""
    return "".join(f"{n:016x}" for n in struct.unpack("<4Q", value))
