"""Which function answers which address."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import account, changes, files, lfs, repositories, smart, xetapi
from .exchange import Refusal, Reply, Request, answer

NAME = r"(?P<name>\w[\w.-]*/\w[\w.-]*?)"
API = rf"/api/(?P<kind>models|datasets|spaces)/{NAME}"
# On the site a model's address has no word in front.
SITE = rf"/(?:(?P<kind>datasets|spaces)/)?{NAME}"
REVISION = r"(?P<revision>[^/]+)"
OBJECT = rf"/(?P<kind>models|datasets|spaces)/{NAME}/(?P<oid>[0-9a-f]{{64}})"


def harnesses(request: Request) -> Reply:
    """Answer `GET /api/agent-harnesses`: none, so `hf` always talks to a human."""
    return answer({"standardEnvVars": [], "harnesses": {}})


Routes = list[tuple[str, str, Callable[..., Reply]]]

HUB: Routes = [
    ("GET", "/api/whoami-v2", account.whoami),
    ("GET", "/api/agent-harnesses", harnesses),
    ("POST", "/api/validate-yaml", changes.validate),
    ("POST", "/api/repos/create", repositories.create),
    ("DELETE", "/api/repos/delete", repositories.delete),
    ("GET", API, repositories.info),
    ("GET", rf"{API}/revision/{REVISION}", repositories.info),
    ("GET", rf"{API}/refs", repositories.refs),
    ("GET", rf"{API}/commits/{REVISION}", repositories.history),
    ("GET", rf"{API}/tree/{REVISION}(?:/(?P<path>.*))?", repositories.tree),
    ("POST", rf"{API}/paths-info/{REVISION}", repositories.paths),
    ("POST", rf"{API}/preupload/{REVISION}", changes.preupload),
    ("POST", rf"{API}/commit/{REVISION}", changes.commit),
    ("POST", rf"{API}/(?P<what>tag|branch)/{REVISION}", changes.label),
    ("GET", rf"{API}/xet-(?P<right>read|write)-token/{REVISION}", xetapi.token),
    ("GET", rf"{SITE}/resolve/{REVISION}/(?P<path>.+)", files.resolve),
    ("GET", rf"/static/{NAME}/(?P<path>.*)", files.page),
    ("POST", rf"{SITE}\.git/info/lfs/objects/batch", lfs.batch),
    ("GET", rf"{SITE}(?:\.git)?/(?P<service>info/refs)", smart.serve),
    ("POST", rf"{SITE}(?:\.git)?/(?P<service>git-\w+-pack)", smart.serve),
]


# A server of its own, as on the real Hub: clients do not send their token there.
STORAGE: Routes = [
    ("PUT", f"/upload{OBJECT}", lfs.put),
    ("POST", f"/verify{OBJECT}", lfs.verify),
    ("GET", f"/download{OBJECT}", lfs.get),
]


def reply(request: Request, routes: Routes) -> Reply:
    """Return the reply to a request, a refusal included."""
    method = "GET" if request.method == "HEAD" else request.method
    for known, pattern, function in routes:
        if known == method and (found := re.fullmatch(pattern, request.path)):
            given = {k: v for k, v in found.groupdict().items() if v is not None}
            if "kind" in found.groupdict():
                given.setdefault("kind", "models")
            try:
                return function(request, **given)
            except Refusal as refusal:
                return refusal.reply()
    return Refusal(404, f"The loopback Hub has no {method} {request.path}").reply()
