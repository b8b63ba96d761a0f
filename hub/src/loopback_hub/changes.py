"""The API by which clients change a repository: what they ask first, then commits."""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from . import commit as commits
from .account import may_write
from .card import judge
from .commit import Change, Index
from .exchange import Refusal, Reply, Request, answer
from .pointer import LARGE, Pointer, binary
from .programs import git
from .repository import Repository
from .store import KINDS


def validate(request: Request) -> Reply:
    """Answer `POST /api/validate-yaml`: is the metadata of this README right?"""
    asked = request.json()
    errors, warnings = judge(asked["content"], asked.get("repoType", "model"))
    told = {
        "errors": [{"message": text} for text in errors],
        "warnings": [{"message": text} for text in warnings],
    }
    return answer(told, 400 if errors else 200)


def branch_of(
    request: Request, kind: str, name: str, revision: str
) -> tuple[Repository, str, str]:
    """Return a repository that the request may change, a branch and its commit.

    Raises:
        Refusal: 401, 403, or 404 for the repository or the branch.
    """
    may_write(request)
    if "create_pr" in request.query:
        raise Refusal(501, "The loopback Hub has no pull requests")
    repository = request.hub.store.repository(kind, name)
    branch = unquote(revision).removeprefix("refs/heads/")
    head = repository.commit_of(f"refs/heads/{branch}")
    if head is None:
        raise Refusal(404, f"Invalid rev id: {branch}", "RevisionNotFound")
    return repository, branch, head


def preupload(request: Request, kind: str, name: str, revision: str) -> Reply:
    """Answer `POST .../preupload/REVISION`: how each file is to be uploaded."""
    repository, _, head = branch_of(request, kind, name, revision)
    asked = request.json()["files"]
    with tempfile.TemporaryDirectory() as folder:
        index = Index(repository, Path(folder) / "index")
        index.git("read-tree", head)
        ruled = index.ruled(f["path"] for f in asked)
    told = []
    for file in asked:
        begin = base64.b64decode(file.get("sample", ""))
        large = file["size"] > LARGE or binary(begin) or file["path"] in ruled
        entry = repository.entry(head, file["path"])
        answered: dict[str, Any] = {
            "path": file["path"],
            "uploadMode": "lfs" if large else "regular",
            "shouldIgnore": False,
        }
        if entry:
            answered["oid"] = entry.lfs.oid if entry.lfs else entry.oid
        told.append(answered)
    return answer({"files": told})


def commit(request: Request, kind: str, name: str, revision: str) -> Reply:
    """Answer `POST .../commit/REVISION`: one JSON value a line, the header first."""
    repository, branch, head = branch_of(request, kind, name, revision)
    header: dict[str, str] = {}
    change = Change()
    for line in request.read().splitlines():
        item = json.loads(line)
        key, value = item["key"], item["value"]
        if key == "header":
            header = value
        elif key == "file":
            change.files[value["path"]] = base64.b64decode(value["content"])
        elif key == "lfsFile":
            size = request.hub.store.adopt(repository, value["oid"], value["path"])
            pointer = Pointer(value["oid"], size)
            change.files[value["path"]] = pointer.text()
            change.large.append(value["path"])
        elif key == "deletedFile":
            change.deleted.append(value["path"])
        elif key == "deletedFolder":
            change.deleted_folders.append(value["path"])
        else:
            raise Refusal(400, f'Unknown operation "{key}"')
    if readme := change.files.get("README.md"):
        singular = {many: one for one, many in KINDS.items()}[kind]
        if errors := judge(readme.decode(errors="replace"), singular)[0]:
            raise Refusal(400, "\n".join(errors))
    with request.hub.store.lock:
        if header.get("parentCommit", head) != repository.commit_of(branch):
            raise Refusal(412, commits.MOVED)
        words = (header.get("summary", ""), header.get("description", ""))
        message = "\n\n".join(filter(None, words))
        made = commits.commit(repository, branch, change, message)
    url = f"{request.hub.endpoint}/{repository.prefix}{repository.name}/commit/{made}"
    return answer(
        {"success": True, "commitOid": made, "commitUrl": url, "hookOutput": ""}
    )


def label(request: Request, kind: str, name: str, what: str, revision: str) -> Reply:
    """Answer `POST .../tag/REVISION` and `POST .../branch/NEW`."""
    may_write(request)
    repository = request.hub.store.repository(kind, name)
    asked = request.json()
    folder, new, start = ("tags", asked.get("tag"), unquote(revision))
    if what == "branch":
        folder, new = "heads", unquote(revision)
        start = asked.get("startingPoint") or "main"
    found = repository.commit_of(start)
    if found is None:
        raise Refusal(404, f"Invalid rev id: {start}", "RevisionNotFound")
    try:
        git(
            repository.folder, "update-ref", f"refs/{folder}/{new}", found, commits.NONE
        )
    except subprocess.CalledProcessError:
        raise Refusal(409, "Reference already exists") from None
    return answer({})
