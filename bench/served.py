"""A built site behind a server, and the browser to look at it."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from lessonkit.in_browser import browser as chromium

__all__ = ["Compressed", "camera", "chromium", "served"]


ARCHIVES = (".whl", ".zip")


class Compressed(http.server.SimpleHTTPRequestHandler):
    """Sends what a web server would: compressed, each file once; but no archive."""

    packed: dict[str, bytes] = {}  # noqa: RUF012 - shared by all requests

    def log_message(self, *_: object) -> None:
        """Keep the table readable."""

    def send_head(self) -> io.BytesIO | None:
        """Answer with the file that a path names."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        squeeze = path.suffix not in ARCHIVES
        if str(path) not in self.packed:
            plain = path.read_bytes()
            self.packed[str(path)] = gzip.compress(plain) if squeeze else plain
        content = self.packed[str(path)]
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if squeeze:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)


@contextmanager
def served(
    site: Path, kind: type[http.server.SimpleHTTPRequestHandler] = Compressed
) -> Iterator[str]:
    """Serve a built site, compressed by default; give its address."""
    handler = functools.partial(kind, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def camera(photograph: Path, folder: Path) -> list[str]:
    """Return options that give Chromium a camera, which sees a photograph.

    Args:
        photograph: What the camera sees.
        folder: Where its film may lie.
    """
    frame = io.BytesIO()
    with Image.open(photograph) as photo:
        photo.convert("RGB").resize((640, 480)).save(frame, "JPEG")
    film = folder / "film.mjpeg"
    film.write_bytes(frame.getvalue() * 30)
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
