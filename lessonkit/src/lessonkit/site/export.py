"""Writes what pages load or link to: figures, notebooks, downloads.

Everything here is derived from the store and the snippets, lies in two generated
folders below `docs/`, and is written only where it changed, so that a live server sees
a change when there is one.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonkit.config import extensions
from lessonkit.disk_cache import prune
from lessonkit.errors import LessonError
from lessonkit.figure import data_script, plotly_json, still
from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.files import file_state, write_atomically
from lessonkit.page import compiled, copies, pages, proof, starter
from lessonkit.page.browser_python import browser_python
from lessonkit.page.order import first_pages
from lessonkit.page.proof.library import compile_library
from lessonkit.project import Project
from lessonkit.report import report
from lessonkit.run.snippet import Snippet, file_of, names
from lessonkit.run.source import CELLS, as_python
from lessonkit.run.store import Entry, Store
from lessonkit.site import notebook

_LOCK = threading.Lock()  # a server exports from two threads
WRITING = 60  # seconds after which a temporary file is nobody's any more
_KEYED = re.compile(r"[0-9a-f]{16}\.(js|((light|dark)\.)?svg)")
_INDEX = ""  # stands for a snippet's name
_Listed = tuple[Snippet, Entry | None]
_States = dict[str, list[int]]  # size and time of files, by their paths


@dataclass(frozen=True)
class _Written:
    """What was written for a snippet.

    Attributes:
        key: A hash of all that its files are made of.
        files: Their states as they were written, so that damage is seen.
    """

    key: str
    files: _States


class _Folders:
    """The generated folders. What an author put there is never lost.

    Args:
        project: The site.
        known: What was written before.
    """

    def __init__(self, project: Project, known: dict[str, _Written]) -> None:
        self.project = project
        self._ours = {name for one in known.values() for name in one.files}
        for folder in (project.notebooks, project.assets):
            if folder.is_symlink():
                raise LessonError(
                    "a link to another folder, where generated files belong",
                    "Delete the link: the folder is made by itself.",
                    project.relative(folder),
                )

    def write(self, files: dict[Path, bytes]) -> _States:
        """Write what is not there yet; return the states of all."""
        for path, content in files.items():
            if not path.is_file() or path.read_bytes() != content:
                self._check(path)
                write_atomically(path, content)
        return {self.project.relative(path): _state(path) for path in files}

    def _check(self, path: Path) -> None:
        """Refuse to write over a file that somebody else made."""
        name = self.project.relative(path)
        # another process may have written it a moment ago
        if name not in self._ours and _is_old(path, time.time() - WRITING):
            raise LessonError(
                "not made by lessonkit, which is about to write a file of this name",
                "Move it elsewhere if it is yours, else delete it.",
                name,
            )

    def delete_leftovers(self, wanted: set[Path], began: float) -> bool:
        """Delete what belongs to no snippet any more; say whether there was any."""
        folders = (self.project.notebooks, self.project.assets)
        found = [path for folder in folders for path in folder.rglob("*")]
        left = [path for path in found if path not in wanted and _is_old(path, began)]
        ours = [path for path in left if self._is_ours(path)]
        for path in ours:
            path.unlink(missing_ok=True)
        for path in sorted(set(left) - set(ours)):
            report(
                LessonError(
                    "not made by lessonkit, in a folder that is for what it makes",
                    "Move it elsewhere if it is yours, else delete it.",
                    self.project.relative(path),
                )
            )
        return bool(ours)

    def _is_ours(self, path: Path) -> bool:
        if path.is_relative_to(self.project.assets) and _KEYED.fullmatch(path.name):
            return True  # also where the note of it was never written
        if path.suffix == ".tmp":
            return path.name.startswith(".")
        return self.project.relative(path) in self._ours


def begin(project: Project) -> None:
    """Write what pages link to of each snippet, where there is nothing yet.

    A server is up before it has read all snippets and knows their outputs: the page of
    a snippet says no more than its name until somebody asks for it.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    with _LOCK:
        known = _noted(project)
        folders, begun = _Folders(project, known), {}
        for name in names(project):
            if not (page := project.notebooks / f"{name}.ipynb").is_file():
                copy = project.download(name, ".py")
                code = {copy: _as_python(project, name)}
                states = folders.write({**code, page: notebook.bare(name)})
                before = known[name].files if name in known else {}
                begun[name] = _Written("", {**before, **states})
        if not (index := project.notebooks / "index.md").is_file():
            begun[_INDEX] = _Written("", folders.write({index: b"# Notebooks\n"}))
        if begun:
            _write_note(project, {**known, **begun})


def _as_python(project: Project, name: str) -> bytes:
    """Return a snippet as a Python file; nothing of one that cannot be read."""
    with suppress(LessonError):
        return as_python(project, file_of(project, name))
    return b""


def refresh(project: Project, store: Store, snippets: Iterable[Snippet]) -> None:
    """Bring the files of some snippets up to date: a page that shows them is asked for.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    listed = [(snippet, store.get(snippet)) for snippet in snippets]
    with _LOCK:
        known = _noted(project)
        written = _update(_Folders(project, known), store, listed, known)
        if any(known.get(name) != one for name, one in written.items()):
            _write_note(project, {**known, **written})


def refresh_index(project: Project, store: Store, snippets: Iterable[Snippet]) -> None:
    """Bring the list of all snippets up to date.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    listed = [(snippet, store.get(snippet)) for snippet in snippets]
    with _LOCK:
        folders = _Folders(project, _noted(project))
        folders.write({project.notebooks / "index.md": _index(project, listed)})


def export(
    project: Project,
    store: Store,
    snippets: Iterable[Snippet],
    unreadable: Iterable[str] = (),
) -> bool:
    """Bring the generated folders up to date with the store.

    Args:
        project: The site.
        store: Its outputs.
        snippets: All that can be read.
        unreadable: The names of others, whose pages stay as they are.

    Returns:
        Whether anything was written or deleted.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    began = time.time()
    listed = [(snippet, store.get(snippet)) for snippet in snippets]
    with _LOCK:
        known = _noted(project)
        folders = _Folders(project, known)
        written = _update(folders, store, listed, known)
        index = {project.notebooks / "index.md": _index(project, listed)}
        written[_INDEX] = _Written("", folders.write(index))
        wanted = {project.root / name for one in written.values() for name in one.files}
        wanted |= {project.notebooks / f"{name}.ipynb" for name in unreadable}
        wanted |= {project.download(name, ".py") for name in unreadable}
        deleted = folders.delete_leftovers(wanted, began)
        if written == known and not deleted:
            return False
        for kind in (still.KIND, CELLS, copies.KIND, proof.KIND, compiled.KIND):
            prune(project, kind)
        _write_note(project, written)
    return True


def _update(
    folders: _Folders, store: Store, listed: list[_Listed], known: dict[str, _Written]
) -> dict[str, _Written]:
    """Write the files of snippets.

    What is made of the same as last time, and lies there as it was written, is not
    even looked into.
    """
    project = folders.project
    code = [_code(), _stills(project)]
    found = {}
    for snippet, entry in listed:
        key = _key([code, *_parts(project, snippet, entry)])
        last = known.get(snippet.name)
        if last is None or last.key != key or not _is_there(project, last.files):
            files = dict(_files(project, snippet, entry))
            files |= _left(project, store, entry)
            last = _Written(key, folders.write(files))
        found[snippet.name] = last
    return found


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _is_there(project: Project, files: _States) -> bool:
    """Say whether files lie as they were written."""
    with suppress(OSError):
        return all(
            _state(project.root / name) == state for name, state in files.items()
        )
    return False


def _is_old(path: Path, began: float) -> bool:
    """Say whether a file is from before: another process may be writing new ones."""
    with suppress(OSError):
        if path.suffix == ".tmp":
            began -= WRITING
        return path.is_file() and path.stat().st_mtime < began
    return False


def _note(project: Project) -> Path:
    """Return the file that says what was written."""
    return project.root / ".lessonkit" / "exported.json"


def _noted(project: Project) -> dict[str, _Written]:
    """Return what was written last; nothing if the note is damaged or not ours."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        note = json.loads(_note(project).read_bytes())
        return {name: _Written(*one) for name, one in note.items()}
    return {}


def _write_note(project: Project, written: dict[str, _Written]) -> None:
    note = {name: [one.key, one.files] for name, one in written.items()}
    write_atomically(_note(project), json.dumps(note).encode())


def _key(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _code() -> str:
    """Hash this program."""
    files = sorted(Path(__file__).parents[1].rglob("*.py"))
    return _key([file_state(path) for path in files])


def _stills(project: Project) -> str:
    """Hash which still pictures there are."""
    with suppress(OSError):
        return _key(sorted(os.listdir(project.root / ".lessonkit" / still.KIND)))
    return ""


def draw_stills(
    project: Project, store: Store, snippets: Iterable[Snippet]
) -> list[LessonError]:
    """Draw the figures of snippets for readers without JavaScript, and for paper.

    Returns:
        Those that cannot be drawn. Where there is no browser none is.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    return still.draw(
        project,
        [
            (snippet.where, figure)
            for snippet in snippets
            for figure in _figures(store.get(snippet))
        ],
    )


def prove_programs(project: Project, snippets: Iterable[Snippet]) -> None:
    """Have a browser compile Python's library, and run the blocks that pages offer.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    if python := browser_python(project):
        compile_library(python)
    found = (one for snippet in snippets for one in copies.programs(project, snippet))
    proof.prove(project, found)


def _parts(project: Project, snippet: Snippet, entry: Entry | None) -> list[object]:
    """Return what the files of a snippet are made of."""
    state = [snippet.name, file_state(snippet.path), copies.asset(project, snippet)[0]]
    if starter.is_starter(snippet):
        state.append(starter.asset(project, snippet)[0])
    if entry is None:
        return [*state]
    # date and seconds too: a forced run leaves the fingerprint as it was
    return [*state, entry.fingerprint, entry.date, entry.seconds]


def _files(
    project: Project, snippet: Snippet, entry: Entry | None
) -> Iterator[tuple[Path, bytes]]:
    """Make every file that belongs to a snippet."""
    yield from notebook.files(project, snippet, entry)
    code, copied = copies.asset(project, snippet)
    yield project.assets / f"{code}.js", copied.encode()
    if starter.is_starter(snippet):
        key, script = starter.asset(project, snippet)
        yield project.assets / f"{key}.js", script.encode()
    for figure in _figures(entry):
        key, script = plotly_json.asset(figure)
        yield project.assets / f"{key}.js", script.encode()
        for theme, picture in still.get(project, figure) or []:
            yield project.assets / f"{key}.{theme}.svg", picture.encode()
    left = {**entry.values, **entry.data} if entry else {}
    for carried in map(data_script.asset, left.values()):
        if carried:
            yield project.assets / f"{carried[0]}.js", carried[1].encode()


def _left(project: Project, store: Store, entry: Entry | None) -> dict[Path, bytes]:
    """Make a script of each run of bytes that a snippet left for a page."""
    return {
        project.assets / f"{key}.js": data_script.file_script(
            key, store.file(key)
        ).encode()
        for key in (entry.files if entry else [])
    }


def _figures(entry: Entry | None) -> Iterator[dict[str, Any]]:
    for outputs in entry.outputs if entry else []:
        for output in outputs:
            if PLOTLY in output.get("data", {}):
                yield output["data"][PLOTLY]


def _index(project: Project, listed: list[_Listed]) -> bytes:
    """List the notebooks under the page that each is met on first."""
    met, titles = first_pages(project), pages.titles(project)
    groups: dict[Path | None, list[str]] = {}
    for snippet, entry in listed:
        title = html.escape(snippet.title)
        seconds = f" · {entry.seconds:.1f} s" if entry else ""
        groups.setdefault(met.get(snippet.name), []).append(
            f"- [{title}]({snippet.name}.ipynb)<br>`{snippet.name}`{seconds}"
        )
    rows = [
        "# Notebooks",
        "",
        "Every snippet of this site with all its cells and what they produced when the"
        " site was built. Each page has the file, the executed notebook and the"
        " versions to download.",
    ]
    inside = "md_in_html" in extensions(project)  # else it would show as it is written
    begin, end = (
        ('<div class="lk-notebooks" markdown>', "</div>") if inside else ("", "")
    )
    for page, items in groups.items():
        heading = "Not on a page yet"
        if page:
            link = Path(os.path.relpath(page, project.notebooks)).as_posix()
            heading = f"[{html.escape(titles[page])}]({link})"
        rows += ["", f"## {heading}", "", begin, "", *items, "", end]
    return ("\n".join(rows) + "\n").encode()
