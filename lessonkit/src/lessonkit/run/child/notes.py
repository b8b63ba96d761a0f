"""Notes what happens in a run, and keeps what it prints: three files in a folder.

`stdout` and `stderr` are the process's own first two streams, so that whatever C code,
child processes and a crash leave there is kept too. `events` holds a line of JSON each
time the stream changes, a cell begins or something is shown, with how long both files
were at that moment: enough to restore the order. Bytes that the snippet leaves for a
page are files of their own beside them.
"""

from __future__ import annotations

import io
import os
import sys
from hashlib import sha256
from json import dumps
from typing import Any

MOST = 8_000_000  # bytes that a single write may have; the run is ended for less

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND


class Notes:
    """The events of one run.

    Args:
        folder: Where the three files are made.
    """

    def __init__(self, folder: str) -> None:
        """Open the files; the process's own streams lead to two of them."""
        self.process = os.getpid()
        self._write, self._size, self._dumps = os.write, os.fstat, dumps
        self._folder, self._open, self._hash = folder, io.FileIO, sha256
        for number, name in ((1, "stdout"), (2, "stderr")):
            opened = os.open(os.path.join(folder, name), _APPEND, 0o600)
            os.dup2(opened, number, inheritable=True)
            os.close(opened)
        self._file = os.open(os.path.join(folder, "events"), _APPEND, 0o600)
        self._stream = 0  # the last one that was written to
        sys.stdout = self._text(1, "stdout", "surrogateescape")
        sys.stderr = self._text(2, "stderr", "backslashreplace")
        vars(sys).update(__stdout__=sys.stdout, __stderr__=sys.stderr)

    def add(self, kind: str, **more: Any) -> None:
        """Write one event.

        Raises:
            TypeError: What it should hold is nothing that JSON knows.
        """
        at = [self._size(number).st_size for number in (1, 2)]
        line = self._dumps({"kind": kind, "at": at, **more}) + "\n"
        self._stream = 0
        left = memoryview(line.encode())
        while left:
            left = left[self._write(self._file, left) :]

    def keep(self, content: bytes) -> dict[str, Any]:
        """Write bytes that a page may load to a file of their own; say which."""
        key = self._hash(content).hexdigest()[:16]
        with self._open(os.path.join(self._folder, f"{key}.bin"), "w") as file:
            left = memoryview(content)
            while left:
                left = left[file.write(left) or 0 :]
        return {"script": key, "bytes": len(content)}

    def wrote(self, stream: int) -> None:
        """Note that this stream is written to from now on."""
        if stream != self._stream:
            self.add("stream", stream=stream)
            self._stream = stream

    def _text(self, number: int, name: str, errors: str) -> io.TextIOWrapper:
        raw = _Stream(self, number)
        raw.name = f"<{name}>"
        text = io.TextIOWrapper(
            raw,
            encoding="utf-8",
            errors=errors,
            write_through=True,
        )
        vars(text)["mode"] = "w"
        return text


class _Stream(io.FileIO):
    """Passes on at once what is written, so that nothing is lost in a crash."""

    def __init__(self, notes: Notes, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self._notes, self._number = notes, number

    def write(self, data: Any, /) -> int:
        """Write all of it, or as much as is too much already."""
        view = memoryview(data).cast("B")
        if not view:
            return 0
        self._notes.wrote(self._number)
        left = view[:MOST]
        while left:
            left = left[super().write(left) or 0 :]
        return len(view)
