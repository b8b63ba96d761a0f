"""The rooms of lessonkit stand on floors: an import leads down or stays, never up."""

import ast
from pathlib import Path

import pytest

import lessonkit

HOME = Path(lessonkit.__file__).parent
FLOORS = ("web", "ground", "figure", "run", "page", "ledger", "site", "top")
TOP = (
    "__main__",
    "check",
    "markdown",
    "new",
    "new_course",
    "testing",
)  # of the files in no room
FILES = sorted(path.relative_to(HOME) for path in HOME.rglob("*.py"))
FILES = [path for path in FILES if path.parts[0] != "course"]  # it only writes them


def module(path):
    """Name a file as imports do, without the package."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path): path for path in FILES}


def floor(name):
    first = name.split(".")[0]
    return FLOORS.index(
        first if first in FLOORS else "top" if first in TOP else "ground"
    )


def imported(name):
    """List the modules of lessonkit that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse((HOME / MODULES[name]).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if within(whole) in MODULES else node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {within(n) for n in found if n.split(".")[0] == "lessonkit"} - {""}


def within(name):
    return name.removeprefix("lessonkit").lstrip(".")


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_no_import_leads_up(name):
    up = {other for other in imported(name) if floor(other) > floor(name)}
    assert up == set()


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_no_import_leads_back(name):
    seen, left = set(), imported(name)
    while left:
        other = left.pop()
        if other not in seen:
            seen.add(other)
            left |= imported(other)
    assert name not in seen


def test_every_room_is_a_floor():
    rooms = {path.parts[0] for path in FILES if len(path.parts) > 1}
    assert rooms == set(FLOORS) - {"ground", "top"}
