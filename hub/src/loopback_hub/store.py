"""Everything that the Hub keeps: its repositories and their large files."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from dataclasses import asdict
from pathlib import Path

from .account import USER
from .exchange import Refusal
from .repository import Repository
from .xet import Known, Xet

KINDS = {"model": "models", "dataset": "datasets", "space": "spaces"}
ABSENT = "LFS pointer pointed to a file that does not exist"


class Store:
    """A folder with `repositories/` and `xet/`."""

    def __init__(self, root: Path):
        """Open the folder; what is in it from an earlier run is still there."""
        self.root = root
        self.xet = Xet(root / "xet")
        self.lock = threading.Lock()

    @property
    def stored(self) -> dict[str, int]:
        """Bytes of large files: whole ones ("lfs") and chunks ("xet")."""
        whole = self.root.glob("repositories/*/*/*/lfs/objects/*/*/*")
        return {"lfs": sum(p.stat().st_size for p in whole), "xet": self.xet.stored}

    def repository(self, kind: str, name: str) -> Repository:
        """Return a repository by its kind ("models") and its full name.

        Raises:
            Refusal: 404 if there is none.
        """
        found = self.at(kind, name)
        if not found.exists:
            raise Refusal(404, "Repository not found", "RepoNotFound")
        return found

    def at(self, kind: str, name: str) -> Repository:
        """Return where a repository is or would be."""
        owner, _, last = name.rpartition("/")
        folder = self.root / "repositories" / kind / (owner or USER) / f"{last}.git"
        return Repository(folder, kind, f"{owner or USER}/{last}")

    def path(self, repository: Repository, oid: str) -> Path:
        """Return where a large file lies once it is whole."""
        return repository.folder / "lfs/objects" / oid[:2] / oid[2:4] / oid

    def chunked(self, repository: Repository, oid: str) -> Known | None:
        """Return what Xet knows of a large file of this repository."""
        note = repository.folder / "lfs/xet" / oid
        return Known(**json.loads(note.read_text())) if note.exists() else None

    def has(self, repository: Repository, oid: str) -> bool:
        """Whether the repository has the bytes of a large file, whole or in chunks."""
        whole = self.path(repository, oid).exists()
        return whole or self.chunked(repository, oid) is not None

    def adopt(self, repository: Repository, oid: str, name: str) -> int:
        """Make an uploaded file one of the repository's; return its size in bytes.

        Raises:
            Refusal: 400 if its bytes are not here.
        """
        path = self.path(repository, oid)
        if path.exists():
            return path.stat().st_size
        if not (known := self.xet.find(oid)):
            raise Refusal(400, f"{ABSENT}: {name}")
        note = repository.folder / "lfs/xet" / oid
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(asdict(known)))
        return known.size

    def large(self, repository: Repository, oid: str) -> Path:
        """Return the path of a large file, put together from chunks if need be.

        Raises:
            Refusal: 404 if the repository has no such file.
        """
        path = self.path(repository, oid)
        with self.lock:
            if path.exists():
                return path
            if not (known := self.chunked(repository, oid)):
                raise Refusal(404, ABSENT, "EntryNotFound")
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            self.xet.fetch(known, part)
            digest = hashlib.sha256(part.read_bytes()).hexdigest()
            if digest != oid:
                raise Refusal(500, f"The chunks of {oid} make another file: {digest}")
            os.replace(part, path)
        return path
