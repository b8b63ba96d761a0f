"""What a terminal would be left with after it was written to."""

from __future__ import annotations

import re

from lessonkit.text import strip_ansi

_MOVES = re.compile(r"[\r\x08]|\x1b\[\d*[ABCDGK]")
_STEP = re.compile(r"\x1b\[(\d*)([ABCDGK])|[\r\n\x08]|[^\r\n\x08\x1b]+|\x1b")


def settled(text: str) -> str:
    """Resolve what moves the cursor, so that a progress bar leaves its last state.

    Text that does not move it stays as it is, colours included.
    """
    if not _MOVES.search(text.replace("\r\n", "\n")):
        return text.replace("\r\n", "\n")
    screen = _Screen()
    for step in _STEP.finditer(_kept_moves(text)):
        screen.take(step[0], step[2], int(step[1] or 1) if step[2] else 1)
    return "\n".join(line.rstrip("\0").replace("\0", " ") for line in screen.lines)


def _kept_moves(text: str) -> str:
    """Remove colours and titles, which take no room, and keep what moves."""
    parts = re.split(r"(\x1b\[\d*[ABCDGK])", text)
    return "".join(p if n % 2 else strip_ansi(p) for n, p in enumerate(parts))


class _Screen:
    """Lines of any length, and a cursor."""

    def __init__(self) -> None:
        self.lines = [""]
        self.row = self.column = 0

    def take(self, text: str, move: str | None, count: int) -> None:
        """Do what one piece of text says."""
        if move == "K":
            line = self.lines[self.row]
            self.lines[self.row] = "" if text == "\x1b[2K" else line[: self.column]
        elif move or text in "\r\n\x08":
            self._go(move or text, count)
        elif text != "\x1b":
            line = self.lines[self.row].ljust(self.column, "\0")
            after = self.column + len(text)
            self.lines[self.row] = line[: self.column] + text + line[after:]
            self.column = after

    def _go(self, move: str, count: int) -> None:
        if move == "\n":
            self.row, self.column = self.row + 1, 0
        elif move == "\r":
            self.column = 0
        elif move == "A":
            self.row = max(0, self.row - count)
        elif move == "B":
            self.row += count
        elif move == "C":
            self.column += count
        elif move == "G":
            self.column = count - 1
        else:  # back, by a character or more
            self.column = max(0, self.column - count)
        if self.row >= len(self.lines):
            self.lines += [""] * min(self.row + 1 - len(self.lines), 200)
            self.row = len(self.lines) - 1
