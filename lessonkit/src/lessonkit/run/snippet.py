"""A snippet: one file of Python, Markdown or a notebook, read into named cells."""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from importlib.machinery import PathFinder
from pathlib import Path

from lessonkit.cache import per_build, per_file
from lessonkit.errors import LessonError, nearest
from lessonkit.project import Project
from lessonkit.run import magics, source

DEFAULT_TIME_LIMIT = 120  # seconds of wall time; a hang, not slowness, is the enemy

_NAME = re.compile(r"[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*")
_GLUED = re.compile(r"# ?%%[^\s%]")
_TIME_LIMIT = re.compile(r"^#+ *time[ -]*limit\b(.*)$", re.MULTILINE | re.IGNORECASE)
_NEEDS = re.compile(r"^# needs:.*$", re.MULTILINE)
_SECONDS = re.compile(r"# time limit: ([1-9]\d{0,5}) s")
# a title in reStructuredText, perhaps with a line above it and directives before that
_UNDERLINED = re.compile(
    r"(?:[ \t]*\n|\.\. .*\n)*(?:([=\-~#*^])\1{2,}\n)?"
    r"[ ]*(?P<title>\S.*)\n([=\-~#*^])\3{2,}\s*"
)
_HEADING = re.compile(r"#+ +(?P<title>\S.*?)[ #]*(?:\n|$)")


@dataclass(frozen=True)
class Cell:
    """One cell of a snippet.

    Attributes:
        kind: `code` or `markdown`.
        name: What pages call it, made of its title; empty if it has none.
        source: Its text, without the `# %%` line.
        line: The line of the snippet's `text` on which `source` starts (from 1).
    """

    kind: str
    name: str
    source: str
    line: int


@dataclass(frozen=True)
class Snippet:
    """A parsed snippet.

    Attributes:
        name: Path below `snippets/` without its suffix, e.g. `experiments/orbits`.
        path: The file.
        title: First line of the module docstring, or the heading of the first cell.
        prose: The rest of the docstring or of that cell, Markdown.
        cells: All cells, in order; what became title and prose is not among them.
        time_limit: Seconds of wall time before the run counts as hanging.
        needs: What a machine must have to run it, such as `gpu`.
        where: The file, as authors name it.
        text: The whole of it as Python, which runs; of a Python file its own.
        places: For each line of `text` where it stands in the file, if not there.
    """

    name: str
    path: Path
    title: str
    prose: str
    cells: tuple[Cell, ...]
    time_limit: int = DEFAULT_TIME_LIMIT
    needs: tuple[str, ...] = ()
    where: str = field(default="", compare=False)
    text: str = field(default="", compare=False)
    places: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def code(self) -> tuple[Cell, ...]:
        """The cells that run."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def file(self) -> str:
        """What it is called as a Python file."""
        return f"{self.path.stem}{source.PYTHON}"

    @property
    def is_python(self) -> bool:
        """Whether Python runs the file as it is."""
        return self.path.suffix == source.PYTHON

    def place(self, line: int) -> str:
        """Name a line of `text` (from 1) as its author finds it: file, cell, line."""
        return _placed(self.where, self.places, line)

    def index(self, name: str) -> int:
        """Return the position of the code cell `name` among the code cells.

        Raises:
            LessonError: No code cell has that name.
        """
        for position, cell in enumerate(self.code):
            if cell.name == name:
                return position
        known = [cell.name for cell in self.code if cell.name]
        raise LessonError(f"no cell `{name}` in {self.where}", nearest(name, known))


@per_build
def find(project: Project, name: str) -> Snippet:
    """Read the snippet that a page calls `name`.

    Raises:
        LessonError: The name is malformed, leads outside `snippets/`, or no such
            snippet exists; or the file itself is malformed.
    """
    if not _NAME.fullmatch(name):
        raise LessonError(
            f"`{name}` is not a snippet name",
            "Use the path below snippets/ without suffix, such as `experiments/orbits`:"
            " lower-case letters, digits and _.",
        )
    path = file_of(project, name)
    if path.suffix == source.PYTHON and _hides(path):
        raise LessonError(
            f"`{path.name}` hides the package `{path.stem}` from all snippets beside"
            f" it, which would import this file",
            f"Rename it, such as `{path.stem}_shown.py`.",
            project.relative(path),
        )
    if not path.resolve().is_relative_to(_resolved(project.snippets)):
        raise LessonError(
            f"`{name}` is a link to a file outside snippets/",
            "Copy the file into snippets/.",
        )
    return _parse(path, name, project)


@per_build
def _resolved(folder: Path) -> Path:
    return folder.resolve()


def file_of(project: Project, name: str) -> Path:
    """Return the file of a snippet; of a pair the one that is text.

    Raises:
        LessonError: There is none, or there are two that have nothing to do with each
            other.
    """
    paths = [project.snippets / f"{name}{suffix}" for suffix in source.SUFFIXES]
    found = [path for path in paths if source.has_cells(path)]
    if len(found) > 1 and not source.are_pair(found):
        both = " and ".join(f"`{path.name}`" for path in found)
        raise LessonError(
            f"{both} are both the snippet `{name}`",
            "Rename one of them, or pair them: `jupytext --set-formats"
            f" ipynb,{'md' if found[0].suffix == '.md' else 'py:percent'}`.",
            project.relative(found[0]),
        )
    if found:
        return found[0]
    if (path := paths[0]).is_file():
        raise LessonError(
            f"no cell in {project.relative(path)}",
            "Begin each with a line `# %% name`, below the docstring.",
            project.relative(path),
        )
    raise LessonError(f"no snippet `{name}`", nearest(name, names(project)))


def _hides(path: Path) -> bool:
    """Say whether a file has the name of a module that others want to import.

    `python FILE` looks for what is imported in the file's own folder first.
    """
    if path.stem in sys.stdlib_module_names:
        return True
    return PathFinder.find_spec(path.stem, _installed()) is not None


@cache
def _installed() -> list[str]:
    return [sysconfig.get_path(name) for name in ("purelib", "platlib")]


def find_all(project: Project) -> tuple[list[Snippet], list[LessonError]]:
    """Read every snippet, sorted by name; malformed ones are errors, not snippets."""
    found, errors = _find_all(project)
    return [*found], [*errors]


@per_build
def _find_all(project: Project) -> tuple[list[Snippet], list[LessonError]]:
    found: list[Snippet] = []
    errors: list[LessonError] = []
    for name, path in _files(project):
        try:
            found.append(find(project, name))
        except LessonError as error:
            errors.append(error.at(project.relative(path)))
    return found, errors


def names(project: Project) -> list[str]:
    """List the names of all snippets without reading them."""
    return [name for name, _ in _files(project)]


@per_build
def _files(project: Project) -> tuple[tuple[str, Path], ...]:
    """List the files with cells by their names; helper modules are no snippets."""
    found: dict[str, Path] = {}
    for path in sorted(project.snippets.rglob("*")):
        name = path.relative_to(project.snippets).with_suffix("").as_posix()
        if path.name == "__init__.py" or not source.has_cells(path):
            continue
        if path.suffix == ".md" and not _NAME.fullmatch(name):
            continue  # a README that shows code
        found.setdefault(name, path)
    return tuple(sorted(found.items(), key=lambda one: one[1]))


def _placed(where: str, places: Sequence[str], line: int) -> str:
    if not places:
        return f"{where}:{line}"
    return f"{where}:{places[min(line, len(places)) - 1]}"


@per_file
def _parse(path: Path, name: str, project: Project) -> Snippet:
    where = project.relative(path)
    read = source.read(project, path)
    at = partial(_placed, where, read.places)
    try:
        tree = ast.parse(read.text)
    except (SyntaxError, ValueError) as error:  # a null byte is a ValueError
        raise _no_python(read.text, error, at) from None
    plain = path.suffix == source.PYTHON  # a notebook's first text is a value
    docstring = (ast.get_docstring(tree) if plain else None) or ""
    end = tree.body[0].end_lineno or 1 if docstring else 0
    cells = tuple(_cells(project, read.text, at, end))
    title, prose, cells = _titled(docstring, cells)
    if not title and plain and not _header_end(read.text.split("\n")):
        raise LessonError(
            "no module docstring",
            "Start the file with one; its first line is the notebook's title."
            " Or with a Markdown cell that is headed `# Title`.",
            f"{where}:1",
        )
    return Snippet(
        name=name,
        path=path,
        title=title or path.stem.replace("_", " ").capitalize(),
        prose=prose,
        cells=cells,
        time_limit=_time_limit(read.text, cells, at),
        needs=_needs(read.text, cells, at),
        where=where,
        text=read.text,
        places=read.places,
    )


def _no_python(text: str, error: Exception, at: Callable[[int], str]) -> LessonError:
    """Say why a file cannot be compiled."""
    line = getattr(error, "lineno", None) or 1
    wrong = [*text.split("\n"), ""][line - 1]
    if magics.is_magic(wrong):
        return magics.refused(wrong).at(at(line))
    return LessonError(
        f"not valid Python: {getattr(error, 'msg', error)}",
        "Run the file with python to see more.",
        at(line),
    )


def _titled(
    docstring: str, cells: tuple[Cell, ...]
) -> tuple[str, str, tuple[Cell, ...]]:
    """Return the title, the prose below it, and the cells that are left."""
    if not docstring and cells and cells[0].kind == "markdown":
        if found := _UNDERLINED.match(cells[0].source) or _HEADING.match(
            cells[0].source
        ):
            prose = cells[0].source[found.end() :].strip()
            return found["title"].strip(), prose, cells[1:]
        return "", "", cells
    if found := _UNDERLINED.match(f"{docstring}\n"):
        return found["title"].strip(), docstring[found.end() :].strip(), cells
    title, _, prose = docstring.partition("\n")
    return title.strip().rstrip("."), prose.strip(), cells


def _time_limit(text: str, cells: Sequence[Cell], at: Callable[[int], str]) -> int:
    header = _header(_TIME_LIMIT, text, cells)
    if header is None:
        return DEFAULT_TIME_LIMIT
    line, found = header
    seconds = _SECONDS.fullmatch(found.rstrip())
    if seconds is None:
        raise LessonError(
            f"`{found.strip()}` is not a time limit",
            "Give it in seconds, such as `# time limit: 90 s`.",
            at(line),
        )
    return int(seconds[1])


def _needs(
    text: str, cells: Sequence[Cell], at: Callable[[int], str]
) -> tuple[str, ...]:
    """Name what a machine must have to run the file."""
    header = _header(_NEEDS, text, cells)
    if header is None:
        return ()
    line, found = header
    names = found.partition(":")[2].replace(",", " ").split()
    if not names or not all(re.fullmatch(r"[\w.-]+", name) for name in names):
        raise LessonError(
            f"`{found.strip()}` names nothing that a machine may have",
            "Name what a Dask worker offers, such as `# needs: gpu`.",
            at(line),
        )
    return tuple(names)


def _header(
    pattern: re.Pattern[str], text: str, cells: Sequence[Cell]
) -> tuple[int, str] | None:
    """Find a comment that says how to run a file, and its line; prose says nothing."""
    prose = [cell for cell in cells if cell.kind != "code"]
    for found in pattern.finditer(text):
        line = text[: found.start()].count("\n") + 1
        ends = ((cell.line, cell.line + cell.source.count("\n")) for cell in prose)
        if not any(first <= line <= last for first, last in ends):
            return line, found[0]
    return None


def _cells(
    project: Project, text: str, at: Callable[[int], str], docstring_end: int
) -> Iterator[Cell]:
    lines = text.split("\n")  # as Python counts; `splitlines` knows more line ends
    starts = [n for n, line in enumerate(lines, 1) if source.is_marker(line)]
    header = _header_end(lines)
    if glued := next((n for n in starts if _GLUED.match(lines[n - 1])), None):
        raise LessonError(
            f"`{lines[glued - 1].strip()}` begins no cell",
            "Put a space between `%%` and the name.",
            at(glued),
        )
    read = source.percent_cells(project, text, at(1))
    above = lines[header : starts[0] - 1] if starts else lines
    head = [0] if any(map(str.strip, above)) else []
    if header and len(read) == len(head + starts) + 1 and read[0][0] == "raw":
        read = read[1:]  # what of the header is not Jupytext's own
    if not head + starts:  # an empty notebook
        return
    if len(head + starts) != len(read):
        raise LessonError(
            f"{len(starts)} `# %%` lines but {len(read) - len(head)} cells",
            "Indent or split the `# %%` that stands inside a string.",
            at(1),
        )
    seen: dict[str, int] = {}
    ends = [*starts[1 - len(head) :], len(lines) + 1]
    for start, end, cell in zip(head + starts, ends, read, strict=True):
        kind, title, own = cell
        line = start + 1
        if start == 0:  # what stands before the first marker
            docstring_end = max(docstring_end, header)
            body = lines[docstring_end : end - 1]
            if all(not part.strip() or part.startswith("#") for part in body):
                continue
            blank = next(n for n, part in enumerate(body) if part.strip())
            own, line = "\n".join(body[blank:]), docstring_end + 1 + blank
        elif kind == "code":
            while line < end and not lines[line - 1].strip():
                line += 1
            own = "\n".join(lines[line - 1 : end - 1])
        cell_name = _cell_name(title) if kind == "code" else title.strip()
        if kind == "code" and cell_name:
            if cell_name in seen:
                first = at(seen[cell_name]).partition(":")[2]
                raise LessonError(
                    f"cell `{cell_name}` is already defined on line {first}",
                    "Rename one of the two.",
                    at(start),
                )
            seen[cell_name] = start
        if own.strip():
            yield Cell(kind, cell_name, own.strip("\n"), line)


def _cell_name(title: str) -> str:
    """Make a name of a title, as pages do of headings: `load_it` of `Load it`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower())
    return name.lstrip("_0123456789").rstrip("_")


def _header_end(lines: list[str]) -> int:
    """Count the lines of the YAML header with which Jupytext begins a file."""
    rest = [line.rstrip() for line in lines[1:]]
    begins = lines[0].rstrip() == "# ---" and "# ---" in rest
    return rest.index("# ---") + 2 if begins else 0
