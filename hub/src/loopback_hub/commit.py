"""Commits that are made through the API, without a checkout."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .account import USER
from .exchange import Refusal
from .programs import git
from .repository import Repository

# One fixed day, and a minute for each commit: the same steps give the same hashes.
DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
NONE = "0" * 40
MAIL = f"{USER}@users.noreply.huggingface.co"
RULE = "filter=lfs diff=lfs merge=lfs -text"
MOVED = "A commit has happened since. Please refresh and try again."


@dataclass
class Change:
    """What one commit does: files by path, pointers among them, and what goes."""

    files: dict[str, bytes] = field(default_factory=dict)
    large: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    deleted_folders: list[str] = field(default_factory=list)


def identity(number: int) -> dict[str, str]:
    """Return who makes the commit of this number, and when."""
    date = (DAY + timedelta(minutes=number)).isoformat()
    return {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", USER), ("EMAIL", MAIL), ("DATE", date))
    }


def commit(repository: Repository, branch: str, change: Change, message: str) -> str:
    """Put a change on a branch and return the hash of the commit.

    Raises:
        Refusal: 404 if a file to delete is not there, 412 if the branch moved
            meanwhile.
    """
    parent = repository.commit_of(f"refs/heads/{branch}")
    with tempfile.TemporaryDirectory() as folder:
        index = Index(repository, Path(folder) / "index")
        if parent:
            index.git("read-tree", parent)
        index.apply(change)
        tree = index.git("write-tree").decode().strip()
    number = 0
    if parent:
        counted = git(repository.folder, "rev-list", "--count", parent)
        number = int(counted)
    parents = ["-p", parent] if parent else []
    new = git(
        repository.folder, "commit-tree", tree, *parents,
        data=message.encode(), **identity(number),
    ).decode().strip()  # fmt: skip
    try:
        ref = f"refs/heads/{branch}"
        git(repository.folder, "update-ref", ref, new, parent or NONE)
    except subprocess.CalledProcessError:
        raise Refusal(412, MOVED) from None
    return new


class Index:
    """What the next tree will hold."""

    def __init__(self, repository: Repository, path: Path):
        """Begin with an empty index in `path`."""
        self.repository, self.path = repository, path

    def git(self, *arguments: str, data: bytes | None = None) -> bytes:
        """Run git on this index."""
        folder, path = self.repository.folder, str(self.path)
        return git(folder, *arguments, data=data, GIT_INDEX_FILE=path)

    def paths(self, *under: str) -> list[str]:
        """List what it holds (below some folders)."""
        listed = self.git("--literal-pathspecs", "ls-files", "-z", "--", *under)
        return listed.decode().split("\0")[:-1]

    def apply(self, change: Change) -> None:
        """Make the change; rule new large files into `.gitattributes`, as the Hub."""
        gone = set(change.deleted)
        if missing := gone - set(self.paths()):
            raise Refusal(404, f"A file with this name doesn't exist: {min(missing)}")
        if change.deleted_folders:
            gone |= set(self.paths(*change.deleted_folders))
        self._update([(path, "0", NONE) for path in sorted(gone)])
        for path, content in change.files.items():
            self.put(path, content)
        if unruled := [p for p in change.large if p not in self.ruled(change.large)]:
            before = self._read(".gitattributes")
            if before and not before.endswith(b"\n"):
                before += b"\n"
            self.put(".gitattributes", before + rules(unruled))

    def put(self, path: str, content: bytes) -> None:
        """Put a file in."""
        oid = self.git("hash-object", "-w", "--stdin", data=content).decode().strip()
        self._update([(path, "100644", oid)])

    def ruled(self, paths: Iterable[str]) -> set[str]:
        """Return those paths that `.gitattributes` sends to LFS."""
        names = "".join(f"{path}\0" for path in paths).encode()
        told = self.git("check-attr", "--cached", "-z", "--stdin", "filter", data=names)
        words = told.decode().split("\0")
        return {p for p, v in zip(words[::3], words[2::3], strict=False) if v == "lfs"}

    def _read(self, path: str) -> bytes:
        try:
            return self.git("cat-file", "blob", f":{path}")
        except subprocess.CalledProcessError:
            return b""

    def _update(self, rows: list[tuple[str, str, str]]) -> None:
        lines = "".join(f"{mode} {oid}\t{path}\0" for path, mode, oid in rows).encode()
        if lines:
            self.git("update-index", "-z", "--replace", "--index-info", data=lines)


# what `.gitattributes` takes for more than itself: a wildcard anywhere, a mark in front
SPECIAL = re.compile(r"[\\*?\[]|^[#!\"]")
BLANK = re.compile(r"[ \t\r\n]")  # it would end the pattern


def rules(paths: Iterable[str]) -> bytes:
    """Return lines of `.gitattributes` that send these files to LFS, and no others.

    A blank becomes `[[:space:]]`, as on the Hub, so one rule covers a space and a tab.
    A pattern without a slash holds in every folder: that, too, is as on the Hub.
    """
    lines = (f"{pattern(path)} {RULE}\n" for path in paths)
    return "".join(lines).encode()


def pattern(path: str) -> str:
    """Return what matches this name in `.gitattributes`."""
    return BLANK.sub("[[:space:]]", SPECIAL.sub(r"\\\g<0>", path))


def date_of(repository: Repository, commit: str) -> str:
    """Return when a commit was made."""
    return stamp(git(repository.folder, "show", "-s", "--format=%ct", commit).decode())


def stamp(seconds: str) -> str:
    """Write seconds since 1970 as the API writes a time."""
    date = datetime.fromtimestamp(int(seconds), UTC)
    return date.strftime("%Y-%m-%dT%H:%M:%S.000Z")
