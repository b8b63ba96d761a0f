"""Data of widgets that is too heavy for the HTML travels in a script of its own.

A classic script rather than JSON: it loads from `file://` too, and pages that use the
same data load it once.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

LIGHT = 20_000  # characters of JSON that may stand in the page itself


def asset(data: Any) -> tuple[str, str] | None:
    """Return key and script of heavy data, None for what is light."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(body) <= LIGHT:
        return None
    key = hashlib.sha256(body.encode()).hexdigest()[:16]
    return key, f'lessonkit.data("{key}",{body});\n'
