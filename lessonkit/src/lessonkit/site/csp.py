"""A content security policy in every page: only scripts that are known may run.

Known are files of the site, and the inline scripts of the theme. Those are in every
page of it; one page has them and nothing that an author or a snippet wrote: the page
for addresses that lead nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from lessonkit.errors import LessonError

_SCRIPT = re.compile(
    r"<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script\s*>", re.S | re.I
)
_DATA = re.compile(r"\btype=[\"']?application/(?:ld\+)?json\b")
# the theme says in one of its scripts where the site begins, as seen from the page
_BASE = re.compile(r'(?<=new URL\(")[./\w-]*(?=",location\))')
# a script or a stylesheet of another site
_FOREIGN = re.compile(
    r"<(?:script\b[^>]*?\ssrc|link\b(?=[^>]*\srel=[\"']?stylesheet)[^>]*?\shref)"
    r"=[\"']?(?P<address>(?:https?:)?//[^\"'\s>]+)",
    re.I,
)
_CHARSET = '<meta charset="utf-8">'
# figures and widgets set styles; pictures are made in the page; nothing goes elsewhere
_POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self';"
    " worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'"
)
# Python's worker is to have the page's own policy, so it is one of blob:
_PYTHON = 'class="lk-exercise__here"', 'class="lk-run"'  # what asks for it
_WITH_PYTHON = {
    "script-src 'self'": "'wasm-unsafe-eval'",
    "worker-src 'self'": "blob:",
}

_known: set[str] = set()


def learn(page: str) -> None:
    """Take the inline scripts of a page without content for those of the theme."""
    _known.clear()
    _known.update(map(_anywhere, inline_scripts(page)))


def learned() -> bool:
    """Say whether it is known what the theme runs."""
    return bool(_known)


def protect(site: Path) -> list[LessonError]:
    """Write the policy into every page of a built site.

    Returns:
        An error for each script or stylesheet that no browser will run or load.
    """
    errors: dict[str, LessonError] = {}  # what every page has is said once
    for path in sorted(site.rglob("*.html")):
        content = path.read_bytes()
        if _CHARSET.encode() not in content:  # a redirect or an example of a page
            continue
        page = content.decode()
        path.write_text(protected(page), "utf-8")
        for error in unknown(page, path.relative_to(site).as_posix()):
            errors.setdefault(error.cause, error)
    return list(errors.values())


def protected(page: str, more: Iterable[str] = ()) -> str:
    """Return a page with the policy in its head.

    Args:
        page: All of it.
        more: Other inline scripts that may run.
    """
    scripts = [code for code in inline_scripts(page) if _anywhere(code) in _known]
    hashes = " ".join(dict.fromkeys(map(hashed, [*scripts, *more])))
    policy = _POLICY.format(hashes=hashes)
    if any(mark in page for mark in _PYTHON):
        for allowed, more in _WITH_PYTHON.items():
            policy = policy.replace(allowed, f"{allowed} {more}")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace(_CHARSET, _CHARSET + meta, 1)


def unknown(page: str, where: str) -> list[LessonError]:
    """Name what the policy keeps a browser from running or loading in a page."""
    inline = [
        LessonError(
            f"an inline script, `{' '.join(code.split())[:60]}`, that no browser runs",
            "Move it to a file below docs/, and name that in `extra_javascript`.",
            where,
        )
        for code in inline_scripts(page)
        if _anywhere(code) not in _known
    ]
    return inline + [
        LessonError(
            f"loads `{match['address']}`, which the content security policy blocks",
            "Copy it below docs/ and name the copy (for the theme's fonts, say"
            " `font: false`), or say `content_security_policy: false` to lessonkit.",
            where,
        )
        for match in _FOREIGN.finditer(page)
    ]


def inline_scripts(page: str) -> list[str]:
    """Return the code of each script that stands in a page itself."""
    return [
        match["code"]
        for match in _SCRIPT.finditer(page)
        if "src=" not in match["attributes"] and not _DATA.search(match["attributes"])
    ]


def hashed(code: str) -> str:
    """Return what a policy calls an inline script."""
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _anywhere(code: str) -> str:
    """Return a script of the theme as it would be on any page."""
    return _BASE.sub("", code)
