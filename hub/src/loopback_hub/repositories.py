"""The API about repositories: make, delete, describe, list."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .account import USER, may_write, readable
from .card import metadata
from .commit import Change, commit, date_of, stamp
from .exchange import Refusal, Reply, Request, answer
from .files import located
from .programs import git
from .repository import Entry, Repository
from .store import KINDS

ATTRIBUTES = Path(__file__).with_name("gitattributes.txt").read_bytes()
SPACE = "---\ntitle: {}\nsdk: {}\npinned: false\n---\n"


def create(request: Request) -> Reply:
    """Answer `POST /api/repos/create`."""
    asked = request.json()
    kind = asked.get("type") or "model"
    owner = asked.get("organization") or USER
    may_write(request)
    if not re.fullmatch(r"\w[\w.-]{0,95}", asked["name"]):
        raise Refusal(400, "Invalid repo name")
    if owner != USER:
        told = f"You don't have the rights to create a {kind} under the namespace"
        raise Refusal(403, f'{told} "{owner}"')
    repository = request.hub.store.at(KINDS[kind], f"{owner}/{asked['name']}")
    url = f"{request.hub.endpoint}/{repository.prefix}{repository.name}"
    with request.hub.store.lock:
        if repository.exists:
            told = f"You already created this {kind} repo"
            headers = {"X-Error-Message": told}
            return answer({"error": told, "url": url}, 409, headers)
        private = asked.get("visibility") == "private" or bool(asked.get("private"))
        repository.create({"private": private, "sdk": asked.get("sdk")})
        files = {".gitattributes": ATTRIBUTES}
        if kind == "space":
            files["README.md"] = SPACE.format(asked["name"], asked["sdk"]).encode()
        commit(repository, "main", Change(files), "initial commit")
    return answer({"url": url, "name": repository.name, "id": "0" * 24})


def delete(request: Request) -> Reply:
    """Answer `DELETE /api/repos/delete`."""
    asked = request.json()
    may_write(request)
    name = f"{asked.get('organization') or USER}/{asked['name']}"
    kind = KINDS[asked.get("type") or "model"]
    request.hub.store.repository(kind, name).delete()
    return Reply(200, b"OK", {"Content-Type": "text/plain"})


def info(request: Request, kind: str, name: str, revision: str = "main") -> Reply:
    """Answer `GET /api/models/NAME` and `.../revision/REVISION`."""
    repository, sha = located(request, kind, name, revision)
    entries = [e for e in repository.tree(sha, recursive=True) if e.type == "file"]
    readme = next((e for e in entries if e.path == "README.md"), None)
    data = metadata(repository.blob(readme.oid).decode()) if readme else {}
    told: dict[str, Any] = {
        "id": repository.name,
        "author": USER,
        "sha": sha,
        "lastModified": date_of(repository, sha),
        "private": repository.facts["private"],
        "gated": False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": data.get("tags") or [],
        "cardData": json.loads(json.dumps(data, default=str)),
        "siblings": [sibling(e, blobs="blobs" in request.query) for e in entries],
    }
    for field in ("library_name", "pipeline_tag"):
        if kind == "models" and data.get(field):
            told[field] = data[field]
    if kind == "spaces":
        told["sdk"] = repository.facts["sdk"]
    return answer(told, headers={"X-Repo-Commit": sha})


def sibling(entry: Entry, *, blobs: bool) -> dict[str, Any]:
    """Describe a file as the repository's own description does."""
    told: dict[str, Any] = {"rfilename": entry.path}
    if blobs:
        told |= {"size": entry.real_size, "blobId": entry.oid}
        if entry.lfs:
            about = {"sha256": entry.lfs.oid, "size": entry.lfs.size}
            told["lfs"] = about | {"pointerSize": entry.size}
    return told


def refs(request: Request, kind: str, name: str) -> Reply:
    """Answer `GET /api/models/NAME/refs`."""
    repository = readable(request, kind, name)
    told: dict[str, Any] = {"converts": [], "pullRequests": []}
    for key, folder in (("branches", "heads"), ("tags", "tags")):
        told[key] = [
            {
                "name": ref.partition("/")[2],
                "ref": f"refs/{ref}",
                "targetCommit": target,
            }
            for ref, target in repository.refs(folder)
        ]
    return answer(told)


def tree(
    request: Request, kind: str, name: str, revision: str, path: str = ""
) -> Reply:
    """Answer `GET /api/models/NAME/tree/REVISION/PATH`."""
    repository, sha = located(request, kind, name, revision)
    recursive = request.query.get("recursive", "").lower() in ("true", "1")
    entries = repository.tree(sha, unquote(path), recursive=recursive)
    if path and not entries:
        raise Refusal(404, f"{unquote(path)} does not exist on {sha}", "EntryNotFound")
    return answer([described(request, repository, e) for e in entries])


def paths(request: Request, kind: str, name: str, revision: str) -> Reply:
    """Answer `POST /api/models/NAME/paths-info/REVISION`."""
    repository, sha = located(request, kind, name, revision)
    asked = request.form().get("paths", [])
    if len(asked) > 1000:
        raise Refusal(413, "too many parameters")
    found = (repository.entry(sha, path) for path in asked)
    return answer([described(request, repository, e) for e in found if e])


def described(
    request: Request, repository: Repository, entry: Entry
) -> dict[str, object]:
    """Describe a file or folder as a listing does."""
    told: dict[str, object] = {
        "type": entry.type,
        "oid": entry.oid,
        "size": entry.real_size,
        "path": entry.path,
    }
    if entry.lfs:
        about = {"oid": entry.lfs.oid, "size": entry.lfs.size}
        told["lfs"] = about | {"pointerSize": entry.size}
        if known := request.hub.store.chunked(repository, entry.lfs.oid):
            told["xetHash"] = known.xet
    return told


def history(request: Request, kind: str, name: str, revision: str) -> Reply:
    """Answer `GET /api/models/NAME/commits/REVISION`."""
    repository, sha = located(request, kind, name, revision)
    form = "--format=%H%x00%an%x00%ct%x00%s%x00%b%x1e"
    log = git(repository.folder, "log", form, sha).decode()
    commits = [one.strip("\n").split("\0") for one in log.split("\x1e")[:-1]]
    return answer(
        [
            {
                "id": sha,
                "authors": [{"user": author}],
                "date": stamp(seconds),
                "title": title,
                "message": body.strip(),
            }
            for sha, author, seconds, title, body in commits
        ]
    )
