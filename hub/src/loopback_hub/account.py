"""Who asks: the one account of the Hub, and what its tokens may do."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from .exchange import Refusal, Reply, Request, answer

if TYPE_CHECKING:
    from .repository import Repository

USER = "reader"
WRITE = "hf_thisTokenIsMadeUpAndMayWrite"
READ = "hf_thisTokenIsMadeUpAndMayOnlyRead"
ROLES = {WRITE: "write", READ: "read"}

UNKNOWN = "Invalid username or password."
INVALID = "Invalid credentials in Authorization header"
PASSWORD = (
    "Password authentication in git is no longer supported. You must use a user "
    "access token or an SSH key instead. See https://huggingface.co/blog/password-git-deprecation"
)
READ_ONLY = "you must use a write token to upload to a repository"
ASK = {"WWW_Authenticate": 'Basic realm="Authentication required"'}


def token(request: Request) -> str | None:
    """Return the token that came along: `Bearer`, or the password of `Basic`.

    Raises:
        Refusal: 401 if it is none of ours.
    """
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            value = base64.b64decode(value).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            value = ""
        if not value.startswith("hf_"):
            raise Refusal(401, PASSWORD, **ASK)
    if scheme and value not in ROLES:
        raise Refusal(401, INVALID, **ASK)
    return value or None


def stranger(request: Request) -> Refusal:
    """Return what somebody without a token is told.

    Of a repository it does not say whether it exists. Clients know this answer of the
    real Hub by its https address; here the code tells them.
    """
    code = "" if request.path.startswith("/api/repos/") else "RepoNotFound"
    return Refusal(401, UNKNOWN, code, **ASK)


def readable(request: Request, kind: str, name: str) -> Repository:
    """Return a repository if whoever asks may read it.

    Raises:
        Refusal: 401, or 404 if there is none.
    """
    given = token(request)
    try:
        found = request.hub.store.repository(kind, name)
    except Refusal:
        if given is None:
            raise stranger(request) from None
        raise
    if given is None and found.facts["private"]:
        raise stranger(request)
    return found


def may_write(request: Request) -> None:
    """Let through who has a token with the right to write.

    Raises:
        Refusal: 401 without a token, 403 with one that may only read.
    """
    given = token(request)
    if given is None:
        raise stranger(request)
    if ROLES[given] != "write":
        raise Refusal(403, READ_ONLY)


def whoami(request: Request) -> Reply:
    """Answer `GET /api/whoami-v2`."""
    given = token(request)
    if given is None:
        raise Refusal(401, UNKNOWN)
    access = {"displayName": "loopback", "role": ROLES[given]}
    return answer(
        {
            "type": "user",
            "id": "0" * 24,
            "name": USER,
            "fullname": "A made-up reader",
            "isPro": False,
            "canPay": False,
            "orgs": [],
            "auth": {"type": "access_token", "accessToken": access},
        }
    )
