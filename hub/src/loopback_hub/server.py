"""The Hub as a server on this machine: start, stop, and what it has been asked."""

from __future__ import annotations

import socket
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from . import account, client, programs
from .faults import Fault, Faults
from .routes import HUB, STORAGE, Routes
from .store import Store
from .wire import Handler, Record

PAYLOAD = 128 << 20  # bytes that one call of the API takes


class Server(ThreadingHTTPServer):
    """The listening socket and its connections, which end with it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, hub: Hub, port: int, routes: Routes):
        """Listen on a port of this machine; 0 is any free one."""
        self.hub, self.routes = hub, routes
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""

    def hang_up(self) -> None:
        """End every connection."""
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it ended by itself


class Hub:
    """A Hub for tests: `with Hub(folder) as hub:`; its data stays in the folder.

    Attributes:
        requests: What was asked, in order.
        xet_reachable: False sends clients to a storage where nobody answers.
        payload_limit: How many bytes one call of the API may bring.
    """

    token = account.WRITE
    read_token = account.READ

    def __init__(self, root: Path | str, *, payload_limit: int = PAYLOAD):
        """Open the Hub's data in `root`.

        Args:
            root: A folder, made if need be.
            payload_limit: How many bytes one call of the API may bring.

        Raises:
            Missing: if git or git-lfs is not installed.
        """
        self.backend = programs.find()
        self.root = Path(root).resolve()
        self.root.mkdir(parents=True, exist_ok=True)
        self.payload_limit = payload_limit
        self.store = Store(self.root)
        self.requests: list[Record] = []
        self.faults = Faults()
        self.xet_reachable = True
        self.ports = [0, 0]
        self._servers: list[Server] = []

    def __enter__(self) -> Hub:
        """Start to serve."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop to serve."""
        self.stop()

    def start(self) -> None:
        """Serve; the second time on the same ports."""
        if self._servers:
            return
        for port, routes in zip(self.ports, (HUB, STORAGE), strict=True):
            server = Server(self, port, routes)
            self._servers.append(server)
            serve = server.serve_forever
            threading.Thread(target=serve, args=(0.05,), daemon=True).start()
        self.ports = [server.server_port for server in self._servers]

    def stop(self) -> None:
        """Be gone, as when the network is down; `start` ends that."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
            server.hang_up()
        self._servers = []

    def fail(self, match: str, **how: Any) -> None:
        """Let requests fail whose "METHOD /path" a regular expression finds.

        Args:
            match: The regular expression.
            how: `status=500`; or `cut=N`, the connection ends after N bytes of the
                answer (of what is sent, for PUT and POST); or `drop=True`, no answer.
                `times=1` says how many requests.

        Raises:
            re.error: `match` is not a regular expression.
        """
        self.faults.add(Fault(match, **how))

    def heal(self) -> None:
        """Let nothing more fail."""
        self.faults.clear()
        self.xet_reachable = True

    @property
    def stored(self) -> dict[str, int]:
        """Bytes of large files that the Hub keeps: whole ("lfs"), in chunks ("xet")."""
        return self.store.stored

    @property
    def endpoint(self) -> str:
        """The address, as HF_ENDPOINT has it."""
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def storage(self) -> str:
        """The address of the storage of large files."""
        return f"http://127.0.0.1:{self.ports[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a client process needs."""
        return client.environment(self.root, self.endpoint, self.token)
