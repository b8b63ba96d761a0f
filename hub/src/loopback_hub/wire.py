"""HTTP/1.1: bytes of a connection to requests, and replies to bytes."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from .exchange import BLOCK, Refusal, Reply, Request
from .faults import BROKEN, Fault
from .routes import reply

if TYPE_CHECKING:
    from .server import Server

# Clients show these words; those of Python differ from version to version.
PHRASES = {413: "Payload Too Large", 416: "Range Not Satisfiable"}


@dataclass
class Record:
    """A request that was made.

    `token` says whether a token came along; `status` is 0 if there was no full answer;
    `received` and `sent` count the bytes of the bodies.
    """

    method: str
    path: str
    token: bool
    status: int = 0
    received: int = 0
    sent: int = 0


class Cut(Exception):
    """The connection is to end here."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a client, which may carry many requests."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "LoopbackHub", ""

    def handle_one_request(self) -> None:
        """Answer the next request, whatever its method is."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        token = "Authorization" in self.headers
        self.record = Record(self.command, self.path, token)
        # Noted before it is answered: who has the answer may look at once.
        self.server.hub.requests.append(self.record)
        try:
            self._answer(self.server.hub.faults.take(self.command, self.path))
        except (Cut, ConnectionError):
            self.record.status = 0
            self.close_connection = True

    def _answer(self, fault: Fault | None) -> None:
        """Send one reply."""
        if fault and fault.drop:
            raise Cut
        cut = fault.cut if fault else None
        uploads = self.command in ("PUT", "POST")
        source = self._body(cut if uploads else None)
        if fault and fault.cut is None:
            made = Refusal(fault.status, BROKEN).reply()
        else:
            made = self._reply(source)
        for _ in source:  # what nobody wanted to read is still in the way
            pass
        self._send(made, None if uploads else cut)

    def _reply(self, source: Iterator[bytes]) -> Reply:
        """Return what the Hub has to say."""
        hub, routes = self.server.hub, self.server.routes
        request = Request(hub, self.command, self.path, self.headers, source)
        try:
            return reply(request, routes)
        except (Cut, ConnectionError):
            raise
        except Exception:
            traceback.print_exc()
            return Refusal(500, BROKEN).reply()

    def _send(self, made: Reply, cut: int | None) -> None:
        """Write a reply; stop after `cut` bytes of its body."""
        self.record.status = made.status if cut is None else 0
        self.send_response(made.status, PHRASES.get(made.status))
        for name, value in made.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(made.length))
        self.end_headers()
        if self.command == "HEAD":
            return
        left = made.length if cut is None else min(cut, made.length)
        for block in made.blocks():
            part = block[:left]
            self.record.sent += len(part)
            self.wfile.write(part)
            left -= len(part)
            if left <= 0:
                break
        if cut is not None:
            raise Cut

    def _body(self, cut: int | None) -> Iterator[bytes]:
        """Yield the body as it comes; end the connection after `cut` bytes."""
        for block in self._blocks():
            self.record.received += len(block)
            if cut is not None and self.record.received >= cut:
                raise Cut
            yield block

    def _blocks(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self._exactly(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return
        left = int(self.headers.get("Content-Length", 0))
        while left:
            block = self._exactly(min(BLOCK, left))
            left -= len(block)
            yield block

    def _exactly(self, size: int) -> bytes:
        block = self.rfile.read(size)
        if len(block) < size:
            raise ConnectionError("the client went away")
        return block

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was asked is in `Hub.requests`."""
