"""One request and its reply: what the handlers of the Hub read and return."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from .server import Hub

BLOCK = 1 << 16


class Refusal(Exception):
    """A request that the Hub refuses, with the words of the real one."""

    def __init__(self, status: int, message: str, code: str = "", **headers: str):
        """Keep the status, the message and what `X-Error-Code` says."""
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.headers = {k.replace("_", "-"): v for k, v in headers.items()}

    def reply(self, *, plain: bool = False) -> Reply:
        """Return the reply: JSON, or plain text for git, which shows it as is."""
        line = " ".join(self.message.split()).encode("ascii", "replace").decode()
        headers = {"X-Error-Message": line, **self.headers}
        if self.code:
            headers["X-Error-Code"] = self.code
        if plain:
            headers["Content-Type"] = "text/plain; charset=utf-8"
            return Reply(self.status, self.message.encode(), headers)
        # git-lfs reads "message", everybody else "error"
        told = {"error": self.message, "message": self.message}
        return answer(told, self.status, headers)


@dataclass
class Reply:
    """What goes back: `body` is bytes, or a file (of which `span` is sent)."""

    status: int = 200
    body: bytes | Path = b""
    headers: dict[str, str] = field(default_factory=dict)
    span: tuple[int, int] | None = None

    @property
    def length(self) -> int:
        """Size of the body in bytes."""
        if self.span:
            return self.span[1] - self.span[0]
        if isinstance(self.body, Path):
            return self.body.stat().st_size
        return len(self.body)

    def blocks(self) -> Iterator[bytes]:
        """Yield the body."""
        start, left = (self.span or (0, 0))[0], self.length
        if isinstance(self.body, bytes):
            yield self.body[start : start + left]
            return
        with self.body.open("rb") as file:
            file.seek(start)
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block


def answer(
    value: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Reply:
    """Return a reply in JSON."""
    given = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    return Reply(status, json.dumps(value).encode(), given)


@dataclass
class Request:
    """What was asked, and by whom; the body is read only when it is wanted."""

    hub: Hub
    method: str
    target: str
    headers: Message
    source: Iterator[bytes]

    @property
    def path(self) -> str:
        """The path as it was sent: a revision may hold a quoted slash."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query; of a repeated name the last value."""
        found = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}

    def save(self, file: IO[bytes]) -> tuple[str, int]:
        """Write the body into `file`; return its sha256 and its size in bytes."""
        digest, size = hashlib.sha256(), 0
        for block in self.source:
            file.write(block)
            digest.update(block)
            size += len(block)
        return digest.hexdigest(), size

    def read(self) -> bytes:
        """Return the body.

        Raises:
            Refusal: 413 if it is larger than what the Hub takes at once.
        """
        blocks, size = [], 0
        for block in self.source:
            size += len(block)
            if size <= self.hub.payload_limit:
                blocks.append(block)
        if size > self.hub.payload_limit:
            raise Refusal(413, "Payload Too Large")
        return b"".join(blocks)

    def json(self) -> Any:
        """Return the body, which is JSON.

        Raises:
            Refusal: 400 if it is not.
        """
        try:
            return json.loads(self.read())
        except ValueError:
            raise Refusal(400, "Invalid JSON") from None

    def form(self) -> dict[str, list[str]]:
        """Return the body, which is a form."""
        return parse_qs(self.read().decode(), keep_blank_values=True)


def content(request: Request, body: bytes | Path, headers: dict[str, str]) -> Reply:
    """Return a file, or the range of it that was asked for.

    Raises:
        Refusal: 416 if the range begins behind the end.
    """
    reply = Reply(200, body, {"Accept-Ranges": "bytes", **headers})
    size = reply.length
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
    if not found:
        return reply
    start, end = int(found[1]), min(int(found[2] or size), size - 1) + 1
    if start >= size:
        raise Refusal(416, "Range Not Satisfiable", Content_Range=f"bytes */{size}")
    reply.status, reply.span = 206, (start, end)
    reply.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return reply
