"""Calls Python in a browser: a job comes as JSON, each answer leaves as a line of it.

One Python answers all calls, as it does a reader's, one after the other.
"""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessonkit import web
from lessonkit.page.browser_python import browser_python
from lessonkit.project import Project

_KINDS = {"js": "text/javascript", "wasm": "application/wasm", "html": "text/html"}
_SCRIPTS = ("page.js", "python/python.js")
_ASK = """async ([wheels, call, seconds]) => {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error("it takes too long")), 1000 * seconds));
  try {
    return await Promise.race([lessonkit.python.ask(wheels, call), late]);
  } catch (error) {
    lessonkit.python.stop();
    return { error: error.message };
  }
}"""


def main() -> int:
    """Make all calls of the job; return the exit status."""
    job = json.load(sys.stdin)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return _sorry("Playwright is not installed")
    project = Project(Path(job["root"]))
    with _served(project, job["plain"]) as address, sync_playwright() as started:
        try:
            browser = started.chromium.launch(executable_path=job["browser"])
        except Error:
            return _sorry("there is no browser that starts")
        page = browser.new_page()
        page.goto(address)
        for key, (wheels, call) in job["calls"].items():
            said = page.evaluate(_ASK, [wheels, call, job["seconds"]])
            print(json.dumps({**said, "key": key}), flush=True)
        browser.close()
    return 0


@contextmanager
def _served(project: Project, plain: bool) -> Iterator[str]:
    """Serve Python and the scripts that ask it, to this machine alone."""
    python = browser_python(project)
    found = python.files(False, plain=plain) if python else ()
    files = {f"/{name}": file for name, file in found}
    files |= {f"/{web.address(name)}": web.HERE / name for name in web.loaded()}
    tags = "".join(f"<script src={web.address(name)}></script>" for name in _SCRIPTS)
    files["/index.html"] = f"<!doctype html><title>-</title>{tags}".encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        """Gives what there is."""

        def do_GET(self) -> None:
            """Answer with a file."""
            found = files.get(self.path)
            if found is None:
                return self.send_error(404)
            content = found if isinstance(found, bytes) else found.read_bytes()
            kind = _KINDS.get(self.path.rpartition(".")[2], "application/octet-stream")
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing: what is printed is an answer."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


def _sorry(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
