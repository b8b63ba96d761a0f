"""What a run printed and showed, put together from its files, a cell at a time."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lessonkit.errors import LessonError
from lessonkit.run.terminal import settled

MAX_TEXT = 1_000_000  # characters a cell may print
MAX_RICH = 5_000_000  # bytes of a cell's figures and pictures

_NAMES = ("stdout", "stderr")
_BINARY = re.compile(r"(image|audio|video)/(?!svg)|application/(pdf|octet-stream)")
_PRINT_LESS = (f"prints more than {MAX_TEXT / 1e6:g} MB", "Print less.")
_SHOW_LESS = (
    f"shows more than {MAX_RICH / 1e6:g} MB",
    "Draw fewer points, or round them.",
)


class TooMuch(Exception):
    """A cell prints or shows more than a page could carry: cause and remedy."""


class Transcript:
    """The files of one run, which may still be growing.

    Args:
        folder: Where they are.
        root: The project's root, which no text may name.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        """Begin at their beginning."""
        self._folder = folder
        self._roots = {f"{root}{os.sep}", f"{os.path.realpath(root)}{os.sep}"}
        self._read = 0  # bytes of the events
        self._waiting = b""
        self._events: list[dict[str, Any]] = []
        self._began = [0, 0]  # where the current cell's text begins
        self._rich = 0  # bytes that it has shown
        self.cell = -1
        self.raised: dict[str, Any] | None = None
        self.report: dict[str, Any] | None = None
        self.broken: dict[str, Any] | None = None

    def follow(self) -> Iterator[int]:
        """Read what is new; yield the index of each cell that has begun.

        Raises:
            TooMuch: The current cell is over a limit.
        """
        for event in self._new():
            kind = event["kind"]
            if kind == "cell":
                self._meter(event["at"])
                self.cell = event["index"]
                self._began, self._rich = event["at"], 0
                yield self.cell
            elif kind in ("raised", "report"):
                setattr(self, kind, event)
            elif kind in ("broken", "unreported"):
                self.broken = event
            else:
                self._rich += event.get("size", 0)
                if self._rich > MAX_RICH:
                    raise TooMuch(*_SHOW_LESS)
            self._events.append(event)
        if not self.raised:  # what follows is its traceback, however long
            self._meter(self._sizes())

    def outputs(self, cells: int) -> list[list[dict[str, Any]]]:
        """Return for each cell its outputs in nbformat's form, once the run is over.

        Raises:
            LessonError: Something is shown that is not what its type says.
        """
        texts = [self._bytes(name) for name in _NAMES]
        found: list[list[dict[str, Any]]] = [[] for _ in range(max(cells, 1))]
        here, at, stream, clear = 0, [0, 0], 0, False
        end = {"kind": "end", "at": [len(text) for text in texts]}
        for event in [*self._events, end]:
            # what C code or a child printed to the other stream stands behind
            for number in sorted((0, 1), key=lambda n: n != stream):
                part = texts[number][at[number] : event["at"][number]]
                if part:
                    clear = clear and _empty(found[here])
                    _print(found[here], _NAMES[number], part)
            at, kind = event["at"], event["kind"]
            if kind == "stream":
                stream = event["stream"] - 1
            elif kind == "cell":
                here, clear = event["index"], False
            elif kind == "clear" and event["wait"]:
                clear = True
            elif kind == "clear":
                found[here].clear()
            elif kind in ("display", "value"):
                clear = clear and _empty(found[here])
                _show(found, here, event)
        return [self._finished(outputs) for outputs in found[:cells]]

    def text(self, text: str) -> str:
        """Name files of the project from its root, so that machines do not differ."""
        for root in self._roots:
            text = text.replace(root, "")
        return encodable(text)

    def _new(self) -> Iterator[dict[str, Any]]:
        try:
            with open(self._folder / "events", "rb") as file:
                file.seek(self._read)
                new = file.read()
        except FileNotFoundError:
            return
        self._read += len(new)
        *lines, self._waiting = (self._waiting + new).split(b"\n")
        for line in lines:
            try:
                event = json.loads(line)
                event["at"] = [int(number) for number in event["at"]]
            except (ValueError, TypeError, KeyError):
                continue  # the snippet wrote into our file
            yield event

    def _meter(self, sizes: list[int]) -> None:
        """Raise TooMuch if the current cell has printed more than it may."""
        grown = [size - began for size, began in zip(sizes, self._began, strict=True)]
        if sum(grown) > 4 * MAX_TEXT:
            raise TooMuch(*_PRINT_LESS)
        if sum(grown) > MAX_TEXT:  # of bytes; characters may be fewer
            parts = zip(_NAMES, self._began, sizes, strict=True)
            texts = [_decoded(self._bytes(n)[a:b]) for n, a, b in parts]
            if sum(map(len, texts)) > MAX_TEXT:
                raise TooMuch(*_PRINT_LESS)

    def _sizes(self) -> list[int]:
        try:
            return [(self._folder / name).stat().st_size for name in _NAMES]
        except FileNotFoundError:
            return list(self._began)

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return b""

    def _finished(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        finished = []
        for output in outputs:
            output.pop("id", None)
            if output["output_type"] == "stream":
                output["text"] = self.text(settled(_decoded(output["text"])))
            else:
                for mime, part in output["data"].items():
                    if isinstance(part, str) and mime.startswith("text/"):
                        output["data"][mime] = self.text(part)
            if output.get("text") != "":
                finished.append(_encodable_all(output))
        return finished


def encodable(text: str) -> str:
    """Replace halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _encodable_all(value: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(encodable(json.dumps(value, ensure_ascii=False)))
    return plain


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _print(outputs: list[dict[str, Any]], name: str, part: bytes) -> None:
    if outputs and outputs[-1].get("name") == name:
        outputs[-1]["text"] += part
    else:
        outputs.append({"output_type": "stream", "name": name, "text": part})


def _empty(outputs: list[dict[str, Any]]) -> bool:
    """Take away what was shown; nothing waits for it any more."""
    outputs.clear()
    return False


def _show(found: list[list[dict[str, Any]]], here: int, event: dict[str, Any]) -> None:
    data = _checked(event["data"])
    if event["update"]:
        for output in (o for outputs in found for o in outputs):
            if output.get("id") == event["id"]:
                output.update(data=data, metadata=event["metadata"])
        return
    shown: dict[str, Any] = {"data": data, "metadata": event["metadata"]}
    if event["kind"] == "value":
        shown |= {"output_type": "execute_result", "execution_count": here + 1}
    else:
        shown |= {"output_type": "display_data"}
    if event["id"]:
        shown["id"] = event["id"]
    found[here].append(shown)


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    """Return a bundle of MIME types whose values have the kinds they must have.

    Raises:
        LessonError: Text is none, or a picture is not base64.
    """
    checked = {}
    for mime, part in data.items():
        if isinstance(part, list) and all(isinstance(line, str) for line in part):
            part = "".join(part)  # as notebook files have it
        if not mime.endswith("json") and not isinstance(part, str):
            raise LessonError(
                f"what it shows as `{mime}` is a {type(part).__name__} and no text",
                "Give it as a string.",
            )
        if _BINARY.match(mime):
            try:
                base64.b64decode(part.replace("\n", ""), validate=True)
            except (binascii.Error, ValueError):
                raise LessonError(
                    f"what it shows as `{mime}` is not base64",
                    "Give it as bytes, or encode it with `base64.b64encode`.",
                ) from None
        checked[mime] = part
    return checked
