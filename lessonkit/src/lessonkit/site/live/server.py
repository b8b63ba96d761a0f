"""Lets the server of MkDocs ask for pages, and reload those only that have changed."""

from __future__ import annotations

import mimetypes
import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from mkdocs.livereload import LiveReloadServer

from lessonkit.site import csp
from lessonkit.site.live.pages import Pages, Rendered, address_of

_POLL = re.compile(r"/livereload/(\d+)/\d+")
_Start = Callable[[str, list[tuple[str, str]]], Any]


def attach(server: LiveReloadServer, pages: Pages) -> None:
    """Have the server take its pages from `pages`, and show there what a build says."""
    build = server.builder

    def building(*given: Any, **named: Any) -> None:
        with pages.building(server._wanted_epoch):
            build(*given, **named)

    pages.epoch = server._visible_epoch
    server.builder = building
    server.set_app(Application(server, pages))


def renew(server: LiveReloadServer, pages: Pages) -> None:
    """Have pages show outputs that are new: without a build, where that will do."""
    epoch = pages.renew()
    if not epoch:
        rebuild(server)
        return
    with server._epoch_cond:  # a build that begins now has a later epoch
        server._wanted_epoch = max(server._wanted_epoch, epoch)
        server._visible_epoch = max(server._visible_epoch, epoch)
        server._epoch_cond.notify_all()


def rebuild(server: LiveReloadServer) -> None:
    """Have the whole site built again."""
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()


class Application:
    """Answers for pages and what is made of them all; MkDocs answers for the rest."""

    def __init__(self, server: LiveReloadServer, pages: Pages) -> None:
        """Stand before the server's own application."""
        self.server, self.pages = server, pages

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if poll := _POLL.fullmatch(path):
            body = b"%d" % self._poll(int(poll[1]), environ.get("HTTP_REFERER", ""))
            return _send(start, "200 OK", "text/plain", body)
        address = self._address(path)
        if page := self.pages.get(address):
            return self._page(page, start)
        if f"{address}/" in self.pages and address:
            start("302 Found", [("Location", quote(path) + "/")])
            return []
        if (content := self.pages.file(address)) is not None:
            kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
            return _send(start, "200 OK", kind, content)
        if made := self.pages.made_of_all(address):
            return _send(start, "200 OK", "application/json", made)
        return self.server.serve_request(environ, start)

    def _address(self, path: str) -> str:
        """Return what stands behind the site's address, of a page without its file."""
        mount = self.server.mount_path
        if not path.startswith(mount):
            return path
        return address_of(path[len(mount) :])

    def _page(self, page: Rendered, start: _Start) -> Iterable[bytes]:
        status = "500 Internal Server Error" if page.failed else "200 OK"
        # it reloads when it is another one than at this epoch
        inject = self.server._inject_js_into_html
        body: bytes = inject(page.html, page.epoch)  # type: ignore[no-untyped-call]
        ours = set(csp.inline_scripts(page.html.decode()))
        finished = body.decode()
        reload = [s for s in csp.inline_scripts(finished) if s not in ours]
        if csp.learned():  # else the site publishes its pages in another way
            finished = csp.protected(finished, reload)
        return _send(start, status, "text/html; charset=utf-8", finished.encode())

    def _poll(self, since: int, referer: str) -> int:
        """Wait until the page that asks is another one than it was.

        Returns:
            A later epoch, at which it reloads; or its own, at which it asks again.
        """
        server = self.server
        address = self._address(unquote(urlsplit(referer).path))
        until = time.monotonic() + server.poll_response_timeout
        latest = since
        while latest := self._next_build(latest, until):
            if self.pages.has_changed(address, since):
                return latest
        return since

    def _next_build(self, epoch: int, until: float) -> int:
        """Wait for a later build than that; return its epoch, or 0 if none came."""
        server = self.server
        with server._epoch_cond:
            came = server._epoch_cond.wait_for(
                lambda: server._visible_epoch > epoch,
                timeout=max(0, until - time.monotonic()),
            )
            return server._visible_epoch if came else 0


def _send(start: _Start, status: str, kind: str, body: bytes) -> Iterable[bytes]:
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]
