"""Says what an output rests on: the day, the versions and the seconds of its run."""

from __future__ import annotations

import html

from lessonkit.run.store import Entry


def ran(entry: Entry) -> str:
    """Say when a run was, and how long it took."""
    return f"ran {entry.date} · {entry.seconds:.1f}\u00a0s"


def provenance(entry: Entry) -> str:
    """Say all that a run depended on: day, versions, seconds, fingerprint."""
    numbers = {"Python": entry.python, **entry.versions}
    versions = ", ".join(f"{name} {number}" for name, number in numbers.items())
    said = html.escape(f"{ran(entry)} · {versions}")
    return f"{said} · <code title='fingerprint'>{entry.fingerprint[:8]}</code>"
