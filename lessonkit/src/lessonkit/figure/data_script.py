"""Data of widgets that is too large for the HTML travels in scripts of its own.

A classic script rather than JSON: it loads from `file://` too, and pages that use the
same data load it once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

# what may stand in the page itself: characters of JSON, and bytes that a server sends
LIGHT, SENT = 20_000, 6_000


def asset(data: Any) -> tuple[str, str] | None:
    """Return key and script of large data, None for what may stand in the page."""
    body = _body(data)
    return _script(body, "data") if _is_large(body) else None


def _is_large(body: str) -> bool:
    if len(body) > LIGHT:
        return True
    sent = body.encode()
    # a picture in base64 hardly gets smaller on its way
    return len(sent) > SENT and len(zlib.compress(sent)) > SENT


def script(data: Any, taker: str = "data") -> tuple[str, str]:
    """Return the key of some data, and the script that hands it to `lessonkit.TAKER`.

    Args:
        data: What JSON can hold.
        taker: A function of the page's scripts, which gets the key and the data.
    """
    return _script(_body(data), taker)


def _script(body: str, taker: str) -> tuple[str, str]:
    key = hashlib.sha256(body.encode()).hexdigest()[:16]
    return key, f'lessonkit.{taker}("{key}",{body});\n'


def file_script(key: str, content: bytes) -> str:
    """Return the script of bytes that a snippet left: base64, loaded when asked for."""
    return f'lessonkit.data("{key}","{base64.b64encode(content).decode()}");\n'


def _body(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
