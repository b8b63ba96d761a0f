"""Which imports of a snippet may be made before it runs, because nothing can tell.

Only modules of installed packages, imported at module level, by the snippet or by the
project's modules that it imports, before anything that could have influenced them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from lessonkit.project import Project
from lessonkit.run.fingerprint import installed_in_place, module_files
from lessonkit.run.snippet import Snippet
from lessonkit.run.source import python_of

# what may be called at module level of a helper without influencing an import
_HARMLESS = {
    "dataclass", "field", "TypeVar", "NamedTuple", "namedtuple", "re.compile",
    "frozenset", "tuple", "dict", "set", "range", "len", "Path", "Counter",
}  # fmt: skip


class _Influence(Exception):
    """Something that could influence the imports after it."""


def imports(project: Project, snippet: Snippet) -> tuple[str, ...]:
    """List the modules that may be imported ahead, in the order of their statements."""
    found: dict[str, None] = {}
    try:
        for name in _imports(snippet.path, project, set()):
            found[name] = None
    except (_Influence, OSError, SyntaxError, ValueError):
        pass  # what came before may still be imported ahead
    return tuple(found)


def _imports(path: Path, project: Project, seen: set[Path]) -> Iterator[str]:
    seen.add(path)
    for statement in python_of(project, path).body:
        names: list[tuple[str, int, tuple[str, ...]]]
        if isinstance(statement, ast.Import):
            names = [(alias.name, 0, ()) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            inner = tuple(alias.name for alias in statement.names)
            names = [(statement.module or "", statement.level, inner)]
        elif _is_inert(statement):
            continue
        else:
            raise _Influence
        for name, level, inner in names:
            yield from _one(name, level, inner, path, project, seen)


def _one(
    name: str,
    level: int,
    inner: tuple[str, ...],
    path: Path,
    project: Project,
    seen: set[Path],
) -> Iterator[str]:
    """Yield a package's module, or what a module of this project imports."""
    root = project.root
    local = [path.parent, root, *installed_in_place(root)]
    bases = [path.parents[level - 1]] if level else local
    for base in bases:
        files = list(module_files(str(base), name))
        for more in inner:
            files += module_files(str(base), f"{name}.{more}")
        ours = [file for file in dict.fromkeys(files) if file not in seen]
        if files:
            for file in ours:
                yield from _imports(file, project, seen)
            return
    if not level and name.partition(".")[0] not in sys.stdlib_module_names:
        yield name


def _is_inert(statement: ast.stmt) -> bool:
    """Say whether a statement can influence no import."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        outside = [*statement.decorator_list, statement.args]
        return all(map(_is_harmless, outside))
    if isinstance(statement, ast.ClassDef):
        heads = [*statement.decorator_list, *statement.bases, *statement.keywords]
        return all(map(_is_harmless, heads)) and all(map(_is_inert, statement.body))
    if isinstance(statement, ast.Assign):
        return all(map(_is_name, statement.targets)) and _is_harmless(statement)
    if isinstance(statement, ast.AnnAssign):
        return _is_name(statement.target) and _is_harmless(statement)
    if isinstance(statement, ast.If):  # `if TYPE_CHECKING:` imports nothing
        test = statement.test
        return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _is_name(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return all(map(_is_name, target.elts))
    return isinstance(target, ast.Name)


def _is_harmless(node: ast.AST) -> bool:
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return all(ast.unparse(call.func) in _HARMLESS for call in calls)
