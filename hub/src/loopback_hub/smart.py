"""Git over HTTP: `git http-backend` behind the Hub's tokens."""

from __future__ import annotations

import subprocess
import tempfile
from urllib.parse import urlsplit

from .account import USER, may_write, readable
from .exchange import Refusal, Reply, Request
from .programs import environment


def serve(request: Request, kind: str, name: str, service: str) -> Reply:
    """Answer `git clone`, `fetch` and `push`."""
    try:
        if "git-receive-pack" in (service, request.query.get("service")):
            may_write(request)
        repository = readable(request, kind, name)
    except Refusal as refusal:
        return refusal.reply(plain=True)
    with tempfile.TemporaryFile() as body:
        _, size = request.save(body)
        body.seek(0)
        ran = subprocess.run(
            [str(request.hub.backend)],
            env=environment(
                GIT_PROJECT_ROOT=str(repository.folder.parent),
                GIT_HTTP_EXPORT_ALL="1",
                PATH_INFO=f"/{repository.folder.name}/{service}",
                REQUEST_METHOD=request.method,
                QUERY_STRING=urlsplit(request.target).query,
                CONTENT_TYPE=request.headers.get("Content-Type", ""),
                CONTENT_LENGTH=str(size),
                HTTP_CONTENT_ENCODING=request.headers.get("Content-Encoding", ""),
                GIT_PROTOCOL=request.headers.get("Git-Protocol", ""),
                REMOTE_USER=USER,
            ),
            stdin=body,
            capture_output=True,
            check=True,
        )
    head, _, content = ran.stdout.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().splitlines()]
    headers = {name: value for name, _, value in lines}
    return Reply(int(headers.pop("Status", "200").split()[0]), content, headers)
