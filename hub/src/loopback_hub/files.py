"""Single files: `resolve`, by which clients and browsers download."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import unquote

from . import lfs
from .account import readable
from .exchange import Refusal, Reply, Request, content
from .repository import Entry, Repository


def located(
    request: Request, kind: str, name: str, revision: str
) -> tuple[Repository, str]:
    """Return a repository that the request may read, and the commit of a revision.

    Raises:
        Refusal: 401, or 404 for the repository or the revision.
    """
    repository = readable(request, kind, name)
    commit = repository.commit_of(unquote(revision))
    if commit is None:
        raise Refusal(404, f"Invalid rev id: {unquote(revision)}", "RevisionNotFound")
    return repository, commit


def resolve(request: Request, kind: str, name: str, revision: str, path: str) -> Reply:
    """Answer `GET` and `HEAD NAME/resolve/REVISION/PATH`."""
    repository, commit = located(request, kind, name, revision)
    seen = {"X-Repo-Commit": commit}
    entry = repository.entry(commit, unquote(path))
    if entry is None or entry.type != "file":
        refusal = Refusal(404, "Entry not found", "EntryNotFound")
        refusal.headers |= seen
        raise refusal
    if entry.lfs is None:
        kept = {"ETag": f'"{entry.oid}"', **seen, **typed(path)}
        return content(request, repository.blob(entry.oid), kept)
    return elsewhere(request, repository, entry, seen)


def elsewhere(
    request: Request, repository: Repository, entry: Entry, seen: dict[str, str]
) -> Reply:
    """Point to the storage, where a large file is; name its hash and size."""
    assert entry.lfs
    headers = {
        **seen,
        "Location": lfs.signed(request, "download", repository, entry.lfs.oid),
        "X-Linked-ETag": f'"{entry.lfs.oid}"',
        "X-Linked-Size": str(entry.lfs.size),
        "ETag": f'"{entry.oid}"',
    }
    if known := request.hub.store.chunked(repository, entry.lfs.oid):
        route = f"/api/{repository.kind}/{repository.name}/xet-read-token"
        address = f"{request.hub.endpoint}{route}/{seen['X-Repo-Commit']}"
        headers["X-Xet-Hash"] = known.xet
        headers["Link"] = f'<{address}>; rel="xet-auth"'
    return Reply(302, b"", headers)


def page(request: Request, name: str, path: str = "") -> Reply:
    """Answer `GET /static/NAME/PATH`: the page of a static Space.

    On the real Hub this is a host of its own, OWNER-NAME.static.hf.space.
    """
    repository, commit = located(request, "spaces", name, "main")
    if repository.facts["sdk"] != "static":
        raise Refusal(404, "The loopback Hub runs no Space but static ones")
    wanted = unquote(path)
    if not wanted or wanted.endswith("/"):
        wanted += "index.html"
    entry = repository.entry(commit, wanted)
    if entry is None or entry.type != "file":
        raise Refusal(404, "Entry not found", "EntryNotFound")
    if entry.lfs:
        body: bytes | Path = request.hub.store.large(repository, entry.lfs.oid)
    else:
        body = repository.blob(entry.oid)
    return content(request, body, typed(wanted))


def typed(path: str) -> dict[str, str]:
    """Return the header that says of which type a file is."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind == "application/json"
    return {"Content-Type": f"{kind}; charset=utf-8" if text else kind}
