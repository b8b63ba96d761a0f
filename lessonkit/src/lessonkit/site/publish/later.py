"""What a page asks for later, each as one file with its hash in the name.

A page that was opened as a file may load no modules, so the site's scripts are classic
ones. There is nothing to translate, then: files are put one behind another, in the
order in which a script names them, and the page runs each of them once. The names are
literals of three calls:

    lessonkit.widget("neuron", ["./widget.css", "./cell"], draw)   with the widget
    lessonkit.parts("lessonkit/code/text", "lessonkit/code/copying")   when asked for
    lessonkit.address("vision/worker.js")   by itself, as a worker is

Whoever asks says where all of it lies: the name of a file follows from what it may ask
for, so that no page meets a part of another day.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lessonkit.errors import LessonError

_WIDGET = re.compile(r"\bwidget\(\s*\"[\w-]+\",\s*\[(?P<names>[^\]]*)\]")
_PARTS = re.compile(r"\b(?:kit|lessonkit)\.parts\((?P<names>[^)]*)\)")
_ADDRESS = re.compile(r"\b(?:kit|lessonkit)\.address\(\"(?P<path>[\w/.-]+\.\w+)\"\)")
_IMPORTED = re.compile(r"\bimportScripts\((?P<names>[^)]*)\);")
_NAME = re.compile(r"\"([^\"\n]+)\"")
_LITERALS = re.compile(r"[\s,]*(?:\"[^\"\n]+\"[\s,]*)+")


@dataclass
class Later:
    """The files that the scripts of a site ask for.

    Attributes:
        find: Finds a file of the site by its path below `assets/`.
        files: What the site gets: paths below `assets/`, and contents.
        taken: The paths of all that is in them: by themselves they are not needed.
    """

    find: Callable[[str], Path | None]
    files: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    _open: list[tuple[str, ...]] = field(default_factory=list)

    def widget(self, name: str) -> str:
        """Make a widget's file.

        Returns:
            Its path below `assets/`.

        Raises:
            LessonError: A script names what is not there, or not with literals.
        """
        home = f"widgets/{name}"
        main = f"{home}/widget.js"
        call = _WIDGET.search(self._text(main, main))
        named = _names(call["names"], main) if call else []
        parts = [posixpath.join(home, n[2:]) if n[:2] == "./" else n for n in named]
        return self._together([*map(_file, parts), main], home)

    def asked(self, text: str, path: str) -> dict[str, str]:
        """Make what a script asks for, and say where each part of it lies.

        Args:
            text: The script.
            path: Where it lies below `assets/`.

        Raises:
            LessonError: It names what is not there, or not with literals.
        """
        found: dict[str, str] = {}
        for call in _PARTS.finditer(text):
            parts = [*map(_file, _names(call["names"], path))]
            lies = self._together(parts, posixpath.splitext(parts[-1])[0])
            found |= dict.fromkeys(parts, lies)
        for call in _ADDRESS.finditer(text):
            found[call["path"]] = self._alone(call["path"], path)
        return found

    def _together(self, parts: Sequence[str], name: str) -> str:
        """Put files into one, which says where those lie that they ask for."""
        if (key := tuple(parts)) in self._open:
            raise LessonError(
                f"`{parts[-1]}` asks for itself, by way of others",
                "Name all of them in one call of `parts`.",
            )
        self._open.append(key)
        texts = {path: self._text(path, parts[-1]) for path in parts}
        later: dict[str, str] = {}
        for path, text in texts.items():
            later |= self.asked(text, path) if path.endswith(".js") else {}
        self._open.pop()
        self.taken.update(parts)
        return self._kept(f"{name}.js", called(later, texts))

    def _alone(self, path: str, asker: str) -> str:
        """Keep a file as it is; a worker's own scripts come into it."""
        folder = posixpath.dirname(path)

        def imported(call: re.Match[str]) -> str:
            if not _LITERALS.fullmatch(call["names"]):
                return call[0]
            names = [posixpath.join(folder, n) for n in _NAME.findall(call["names"])]
            self.taken.update(names)
            return "\n".join(self._text(name, path) for name in names)

        self.taken.add(path)
        return self._kept(path, _IMPORTED.sub(imported, self._text(path, asker)))

    def _kept(self, path: str, content: str) -> str:
        stem, ending = posixpath.splitext(path)
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        self.files[f"{stem}-{digest}{ending}"] = content
        return f"{stem}-{digest}{ending}"

    def _text(self, path: str, asker: str) -> str:
        found = self.find(path)
        if found is None:
            raise LessonError(
                f"there is no `{path}`, which a script asks for",
                "Name a file below docs/assets/, or after `./` one of the widget's.",
                f"docs/assets/{asker}",
            )
        return found.read_text("utf-8")


def called(later: dict[str, str], texts: dict[str, str]) -> str:
    """Write the call that runs files, each once, and says where others lie."""
    lying: dict[str, list[str]] = {}
    for path, file in later.items():
        lying.setdefault(file, []).append(path)
    parts = ",\n".join(_run(path, text) for path, text in texts.items())
    return f"lessonkit.bundle({json.dumps(lying)}, {{\n{parts}\n}});\n"


def _run(path: str, text: str) -> str:
    if path.endswith(".css"):
        text = f"lessonkit.style({json.dumps(text, ensure_ascii=False)});"
    return f"{json.dumps(path)}() {{\n{text}\n}}"


def _names(listed: str, path: str) -> list[str]:
    if listed.strip() and not _LITERALS.fullmatch(listed):
        raise LessonError(
            f"`{' '.join(listed.split())[:60]}` names files that only a browser knows",
            'Write each name into the call, such as `parts("widgets/neuron/cell")`.',
            f"docs/assets/{path}",
        )
    return _NAME.findall(listed)


def _file(part: str) -> str:
    return part if part.endswith(".css") else f"{part}.js"
