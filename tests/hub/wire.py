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


@dataclass(frozen=True)
class Record:
    """A request that was made.

    `status` is 0 if it got no full answer; `received` and `sent` count the bytes of
    the bodies; `token` says whether a token came along.
    """

    method: str
    path: str
    status: int
    received: int
    sent: int
    token: bool


class Cut(Exception):
    """The connection is to end here."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a client, which may carry many requests."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "TestHub", ""

    def handle_one_request(self) -> None:
        """Answer the next request, whatever its method is."""
        self.received = self.sent = 0
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        hub = self.server.hub
        fault = hub.faults.take(self.command, self.path)
        status = 0
        try:
            status = self._answer(fault)
        except (Cut, ConnectionError):
            self.close_connection = True
        finally:
            told = "Authorization" in self.headers
            seen = (self.path, status, self.received, self.sent, told)
            hub.record(Record(self.command, *seen))

    def _answer(self, fault: Fault | None) -> int:
        """Send one reply and return its status."""
        if fault and fault.drop:
            raise Cut
        uploads = self.command in ("PUT", "POST")
        cut = fault.cut if fault else None
        source = self._body(cut if uploads else None)
        request = Request(
            self.server.hub, self.command, self.path, self.headers, source
        )
        if fault and fault.cut is None:
            made = Refusal(fault.status, BROKEN).reply()
        else:
            try:
                made = reply(request, self.server.routes)
            except (Cut, ConnectionError):
                raise
            except Exception:
                traceback.print_exc()
                made = Refusal(500, BROKEN).reply()
        for _ in source:  # what nobody wanted to read is still in the way
            pass
        self._send(made, cut)
        return made.status

    def _send(self, made: Reply, cut: int | None) -> None:
        """Write a reply; stop after `cut` bytes of its body."""
        self.send_response(made.status)
        for name, value in made.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(made.length))
        self.end_headers()
        if self.command == "HEAD":
            return
        left = made.length if cut is None else min(cut, made.length)
        for block in made.blocks():
            self.wfile.write(block[:left])
            self.sent += len(block[:left])
            left -= len(block[:left])
            if left <= 0:
                break
        if cut is not None:
            raise Cut

    def _body(self, cut: int | None) -> Iterator[bytes]:
        """Yield the body as it comes; end the connection after `cut` bytes."""
        for block in self._blocks():
            self.received += len(block)
            if cut is not None and self.received >= cut:
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
