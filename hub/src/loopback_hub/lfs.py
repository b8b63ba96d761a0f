"""Git LFS: the batch API, and the addresses that it hands out.

https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
"""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile

from .account import may_write, readable
from .exchange import Refusal, Reply, Request, answer, content
from .repository import Repository

TYPE = {"Content-Type": "application/vnd.git-lfs+json"}
# The real storage signs its addresses, so that they work without a token, for a while.
SECRET = b"no secret: this server is reached from this machine only"


def signed(request: Request, action: str, repository: Repository, oid: str) -> str:
    """Return an address of the storage that works without a token."""
    path = f"/{action}/{repository.kind}/{repository.name}/{oid}"
    return f"{request.hub.storage}{path}?signature={signature(path)}"


def signature(path: str) -> str:
    """Sign a path."""
    return hmac.new(SECRET, path.encode(), hashlib.sha256).hexdigest()[:16]


def batch(request: Request, kind: str, name: str) -> Reply:
    """Answer `POST NAME.git/info/lfs/objects/batch`: where to get or put what."""
    asked = request.json()
    upload = asked["operation"] == "upload"
    if upload:
        may_write(request)
    repository = readable(request, kind, name)
    objects = [
        one(request, repository, o["oid"], o["size"], upload=upload)
        for o in asked["objects"]
    ]
    found = {"transfer": "basic", "objects": objects, "hash_algo": "sha256"}
    return answer(found, headers=TYPE)


def one(
    request: Request, repository: Repository, oid: str, size: int, *, upload: bool
) -> dict[str, object]:
    """Return what the batch says about one object."""
    told: dict[str, object] = {"oid": oid, "size": size, "authenticated": True}
    there = request.hub.store.has(repository, oid)
    if upload and there:
        return told  # without actions: nothing to transfer
    if not upload and not there:
        error = {"code": 404, "message": "Object does not exist"}
        return {"oid": oid, "size": size, "error": error}
    names = ("upload", "verify") if upload else ("download",)
    told["actions"] = {
        name: {"href": signed(request, name, repository, oid)} for name in names
    }
    return told


def check(request: Request) -> None:
    """Let through who has a signed address.

    Raises:
        Refusal: 403.
    """
    given = request.query.get("signature", "")
    if not hmac.compare_digest(given, signature(request.path)):
        raise Refusal(403, "SignatureDoesNotMatch")


def put(request: Request, kind: str, name: str, oid: str) -> Reply:
    """Take the bytes of a large file, if they are those that were announced."""
    check(request)
    store = request.hub.store
    path = store.path(store.repository(kind, name), oid)
    path.parent.mkdir(parents=True, exist_ok=True)
    # An upload that stops half-way leaves nothing under the name of the whole.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            digest, _ = request.save(file)
            if digest != oid:
                raise Refusal(400, f"The bytes have the sha256 {digest}, not {oid}")
        except BaseException:
            file.close()
            os.unlink(file.name)
            raise
    os.replace(file.name, path)
    return Reply()


def verify(request: Request, kind: str, name: str, oid: str) -> Reply:
    """Say whether an upload arrived."""
    check(request)
    asked = request.json()
    store = request.hub.store
    path = store.path(store.repository(kind, name), oid)
    if not path.exists() or path.stat().st_size != asked["size"]:
        raise Refusal(404, "Object does not exist")
    return answer({}, headers=TYPE)


def get(request: Request, kind: str, name: str, oid: str) -> Reply:
    """Give the bytes of a large file, all or a range."""
    check(request)
    store = request.hub.store
    path = store.large(store.repository(kind, name), oid)
    return content(request, path, {"ETag": f'"{oid}"'})
