"""What the browser itself says of its work on a page: how often it laid it out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page


@dataclass
class Trace:
    """Layouts while a page was open.

    Attributes:
        forced: How many began and ended while a script ran.
        objects: What the largest laid out; it may do so inside closed folds, too.
    """

    forced: int = 0
    objects: int = 0


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[Trace]:
    """Trace a page; what is given is filled in when that ends."""
    trace = Trace()
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    try:
        yield trace
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    trace.forced, trace.objects = _forced(events), _objects(events)


def _forced(events: list[dict[str, Any]]) -> int:
    timed = [event for event in events if event.get("ph") == "X"]
    threads = Counter(e["tid"] for e in timed if e["name"] in ("ParseHTML", "Layout"))
    main = threads.most_common(1)[0][0]
    spans: dict[str, list[tuple[float, float]]] = {"script": [], "layout": []}
    kinds = dict.fromkeys(["EvaluateScript", "FunctionCall", "EventDispatch"], "script")
    kinds["Layout"] = "layout"
    for event in timed:
        kind = kinds.get(event["name"])
        if kind and event["tid"] == main:
            spans[kind].append((event["ts"], event["ts"] + event["dur"]))
    assert spans["layout"]
    return sum(
        any(begin <= first and last <= end for begin, end in spans["script"])
        for first, last in spans["layout"]
    )


def _objects(events: list[dict[str, Any]]) -> int:
    begun = [e["args"].get("beginData") for e in events if e["name"] == "Layout"]
    return max(data["totalObjects"] for data in begun if data)
