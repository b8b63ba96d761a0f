"""The hook that judges a push before it is taken: no large file without LFS.

Git runs this module in the repository, with the new objects on trial; what it prints
reaches whoever pushes, each line behind "remote: ".
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from . import pointer

LINE = "-" * 73
NONE = "0" * 40

TOO_LARGE = """\
Your push was rejected because it contains files larger than 10 MiB.
Please use https://git-lfs.github.com/ to store large files.
See also: https://hf.co/docs/hub/repositories-getting-started#terminal

Offending files:"""
BINARY = """\
Your push was rejected because it contains binary files.
Please use https://huggingface.co/docs/hub/xet to store binary files.

Offending files:"""
ABSENT = """\
Your push was rejected because an LFS pointer pointed to a file that does not exist.
For instance, this can happen if you used git push --no-verify to push your changes.

Offending files:"""


def git(*arguments: str, data: bytes | None = None) -> bytes:
    """Run git in the repository that is pushed to."""
    return subprocess.run(
        ["git", *arguments], input=data, capture_output=True, check=True
    ).stdout


def new_blobs(old: str, new: str) -> list[tuple[str, int, str]]:
    """Return hash, size in bytes and path of each file that a push brings."""
    known = ["--not", "--all"] if old == NONE else ["--not", "--all", old]
    listed = git("rev-list", "--objects", new, *known).decode().splitlines()
    names = dict(line.split(" ", 1) for line in listed if " " in line)
    form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    told = git("cat-file", form, data="\n".join(names).encode()).decode()
    rows = (line.split() for line in told.splitlines())
    return [(oid, int(n), names[oid]) for oid, kind, n in rows if kind == "blob"]


def fault(oid: str, size: int) -> str:
    """Return why a file is refused; nothing if it is not."""
    if size > pointer.LARGE:
        return TOO_LARGE
    blob = git("cat-file", "blob", oid)
    if found := pointer.read(blob):
        whole = Path("lfs/objects", found.oid[:2], found.oid[2:4], found.oid)
        there = whole.exists() or Path("lfs/xet", found.oid).exists()
        return "" if there else ABSENT
    return BINARY if pointer.binary(blob) else ""


def main() -> int:
    """Read "old new ref" from the input; return 1 to refuse the push."""
    offending: dict[str, list[str]] = {}
    for line in sys.stdin:
        old, new, ref = line.split()
        for oid, size, path in new_blobs(old, new) if new != NONE else []:
            if why := fault(oid, size):
                offending.setdefault(why, []).append(f"  - {path} (ref: {ref})")
    for why, files in offending.items():
        print(LINE, why, *files, LINE, sep="\n")
    return 1 if offending else 0


if __name__ == "__main__":
    sys.exit(main())
