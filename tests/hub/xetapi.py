"""The API that hands out access to Xet's storage."""

from __future__ import annotations

import time

from .account import may_write
from .exchange import Reply, Request, answer
from .files import located

HOUR = 3600  # seconds that an access token says it lives
ACCESS = "xet_thisTokenIsMadeUpToo"


def token(request: Request, kind: str, name: str, right: str, revision: str) -> Reply:
    """Answer `GET .../xet-read-token/REVISION` and `xet-write-token`."""
    if right == "write":
        may_write(request)
    located(request, kind, name, revision)
    url, end = request.hub.store.xet.url, int(time.time()) + HOUR
    headers = {
        "X-Xet-Cas-Url": url,
        "X-Xet-Access-Token": ACCESS,
        "X-Xet-Token-Expiration": str(end),
    }
    return answer({"casUrl": url, "accessToken": ACCESS, "exp": end}, headers=headers)
