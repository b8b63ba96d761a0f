"""A content security policy in every page: only this site's own code may run.

Inline scripts are the theme's; a page allows its own, each by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
_CHARSET = '<meta charset="utf-8">'
# figures and widgets set styles; pictures are made in the page; nothing goes elsewhere
_POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self';"
    " worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'"
)


def protect(site: Path) -> None:
    """Write the policy into every page of a built site."""
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        policy = _POLICY.format(hashes=" ".join(dict.fromkeys(inline_hashes(page))))
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        head, charset, rest = page.partition(_CHARSET)
        if charset:  # a redirect or an example of a page has none
            path.write_text(f"{head}{charset}{meta}{rest}", "utf-8")


def inline_hashes(page: str) -> list[str]:
    """Return what a policy calls each inline script of a page."""
    found = []
    for match in _SCRIPT.finditer(page):
        attributes = match["attributes"]
        if "src=" in attributes or "application/json" in attributes:
            continue
        digest = hashlib.sha256(match["code"].encode()).digest()
        found.append(f"'sha256-{base64.b64encode(digest).decode()}'")
    return found
