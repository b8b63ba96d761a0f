"""A repository of the Hub: a bare Git repository and a few facts beside it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import pointer, receive
from .pointer import Pointer
from .programs import git

HOME = Path(__file__).parents[1]  # the folder that this package lies in
HOOK = """\
#!/bin/sh
exec {python} -c 'import sys
sys.path.append(sys.argv[1])
from {module} import main
sys.exit(main())' {home}
"""


@dataclass(frozen=True)
class Entry:
    """A file or folder of one revision, and the pointer if Git has only that."""

    path: str
    type: str
    oid: str
    size: int
    lfs: Pointer | None = None

    @property
    def real_size(self) -> int:
        """Size in bytes of the file that a reader gets."""
        return self.lfs.size if self.lfs else self.size


class Repository:
    """One model, dataset or Space."""

    def __init__(self, folder: Path, kind: str, name: str):
        """Name the repository; `kind` is "models", "datasets" or "spaces"."""
        self.folder, self.kind, self.name = folder, kind, name

    @property
    def exists(self) -> bool:
        """Whether it was made."""
        return (self.folder / "hub.json").exists()

    @property
    def facts(self) -> dict[str, Any]:
        """What creation fixed: `private`, and the `sdk` of a Space."""
        facts: dict[str, Any] = json.loads((self.folder / "hub.json").read_text())
        return facts

    @property
    def prefix(self) -> str:
        """How its address on the site begins: a model's is bare."""
        return "" if self.kind == "models" else f"{self.kind}/"

    def create(self, facts: dict[str, Any]) -> None:
        """Make the bare repository, with the hook that judges what is pushed."""
        self.folder.mkdir(parents=True)
        git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main")
        git(self.folder, "config", "http.receivepack", "true")
        hook = self.folder / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        python, home = Path(sys.executable).as_posix(), HOME.as_posix()
        words = {"python": shlex.quote(python), "home": shlex.quote(home)}
        hook.write_text(HOOK.format(**words, module=receive.__name__))
        hook.chmod(0o755)
        (self.folder / "hub.json").write_text(json.dumps(facts))

    def delete(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder)

    def commit_of(self, revision: str) -> str | None:
        """Return the commit that a branch, a tag or a hash names, None for nothing."""
        tries = [f"refs/heads/{revision}", f"refs/tags/{revision}"]
        if revision.startswith("refs/"):
            tries = [revision]
        elif re.fullmatch(r"[0-9a-f]{7,40}", revision):
            tries.append(revision)
        for name in tries:
            try:
                found = git(
                    self.folder, "rev-parse", "--verify", "-q", f"{name}^{{commit}}"
                )
            except subprocess.CalledProcessError:
                continue
            return found.decode().strip()
        return None

    def refs(self, folder: str) -> list[tuple[str, str]]:
        """Return name and commit of the "heads" or the "tags"."""
        form = "--format=%(refname:lstrip=1) %(objectname) %(*objectname)"
        lines = git(self.folder, "for-each-ref", form, f"refs/{folder}").decode()
        # an annotated tag is an object of its own; the last word is its commit
        return [(line.split()[0], line.split()[-1]) for line in lines.splitlines()]

    def blob(self, oid: str) -> bytes:
        """Return the bytes of a file as Git has it."""
        return git(self.folder, "cat-file", "blob", oid)

    def tree(
        self, commit: str, path: str = "", *, recursive: bool = False
    ) -> list[Entry]:
        """List a folder of a commit, folders first where Git has them first."""
        options = ["-r", "-t"] if recursive else []
        where = [f"{path.rstrip('/')}/"] if path else []
        return self._list(commit, options, where)

    def entry(self, commit: str, path: str) -> Entry | None:
        """Return one file or folder, None if it is not there."""
        found = self._list(commit, [], [path.rstrip("/")])
        return found[0] if found else None

    def _list(self, commit: str, options: list[str], paths: list[str]) -> list[Entry]:
        listed = git(
            self.folder, "--literal-pathspecs", "ls-tree", "-lz", "--full-tree",
            *options, commit, "--", *paths,
        )  # fmt: skip
        rows = []
        for line in listed.decode().split("\0")[:-1]:
            about, _, name = line.partition("\t")
            _, kind, oid, size = about.split()
            rows.append((name, kind, oid, 0 if size == "-" else int(size)))
        small = [oid for _, kind, oid, size in rows if kind == "blob" and size <= 1024]
        pointers = self._pointers(small)
        return [
            Entry(
                name,
                "directory" if kind == "tree" else "file",
                oid,
                size,
                pointers.get(oid) if kind == "blob" else None,
            )
            for name, kind, oid, size in rows
        ]

    def _pointers(self, oids: list[str]) -> dict[str, Pointer | None]:
        """Read many small blobs in one go: most of what a listing takes."""
        if not oids:
            return {}
        names = "".join(f"{oid}\n" for oid in oids).encode()
        data = git(self.folder, "cat-file", "--batch", data=names)
        found, at = {}, 0
        for oid in oids:
            end = data.index(b"\n", at)
            size = int(data[at:end].split()[2])
            found[oid] = pointer.read(data[end + 1 : end + 1 + size])
            at = end + 1 + size + 1
        return found
