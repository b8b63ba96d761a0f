"""The API that hands out access to Xet's storage."""

from __future__ import annotations

import time

from .account import may_write
from .exchange import Reply, Request, answer
from .files import located

HOUR = 3600  # seconds that an access token says it lives
NOWHERE = "http://127.0.0.1:9"  # nobody listens there
ACCESS = "xet_thisTokenIsMadeUpToo"


def token(request: Request, kind: str, name: str, right: str, revision: str) -> Reply:
    """Answer `GET .../xet-read-token/REVISION` and `xet-write-token`."""
    if right == "write":
        may_write(request)
    located(request, kind, name, revision)
    hub, end = request.hub, int(time.time()) + HOUR
    url = hub.store.xet.url if hub.xet_reachable else NOWHERE
    headers = {
        "X-Xet-Cas-Url": url,
        "X-Xet-Access-Token": ACCESS,
        "X-Xet-Token-Expiration": str(end),
    }
    return answer({"casUrl": url, "accessToken": ACCESS, "exp": end}, headers=headers)
