"""What each statement of a file binds, reads and changes, from its syntax tree.

Nothing is run, so this errs on the safe side: a method that is not known to leave its
object alone is taken to change it.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

# methods that answer and change nothing, of texts, lists, dicts, arrays, tables, models
_ANSWERING = """
absolute all any argmax argmin argsort as_posix astype capitalize clip
compute_output_shape copy count count_params cumsum decode describe diagonal dot
encode endswith evaluate exists find flatten format from_bytes get get_config
get_layer get_weights glob groupby head hex hexdigest index is_dir is_file isalpha
isdigit isoformat item items iterdir join keys ljust lower lstrip max mean min
namelist nonzero numel numpy partition predict predict_proba ravel read_bytes
read_text relative_to removeprefix removesuffix repeat replace reshape resolve rfind
rglob rjust round rpartition rsplit rstrip score size split splitlines squeeze
startswith stat std strip sum swapaxes tail take title to_bytes to_json to_numpy
tobytes tolist transpose upper values var with_name with_suffix zfill
"""
_ANSWERS = frozenset(_ANSWERING.split())
# methods that change the object itself, and nothing that it was made of
_OWN = ("add", "append", "extend", "insert", "update", "remove", "sort", "reverse")
# what only shows something; and functions that go through an iterator
_SHOWS = {"print", "pprint", "display", "show", "summary"}
_CHANGERS = {"next", "setattr", "delattr", "shuffle"}
# functions that leave a file, and names that are surely those of files
_WRITES = ("save", "write", "dump", "export", "mkdir", "touch", "copy", "move", "to_")
_LOADS = ("load", "read", "open", "get")  # functions that leave their package alone
_FILE = re.compile(r"[\w./-]*[\w-]\.[a-zA-Z]\w*")
_MODE = re.compile(r"[rbt]*[wax+][bt+]*")
_FILE_MARK = "file "  # before what stands for a file among names
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Parts = Iterator[ast.AST]
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WITHS = (ast.With, ast.AsyncWith)
_TRIES = (ast.Try, ast.TryStar)
_BLOCKS = (*_LOOPS, *_WITHS, *_TRIES, ast.If, ast.Match)


@dataclass
class Statement:
    """One statement at a file's top level, or several that share a line.

    Attributes:
        nodes: Their syntax trees.
        first: The first line (from 1), decorators included.
        last: The last line.
        binds: Names that it gives a value.
        replaces: Those of them whose earlier value is gone for certain.
        reads: Names that it needs, at once or when what it defines is called.
        changes: Names whose objects it may change, with all that shares their parts.
        alters: Names whose objects it may change, but nothing that shares their parts.
        packages: Top-level packages whose names it imports.
        state: Packages whose own state it sets; an empty name stands for Python's.
        seeds: Packages of which it seeds random numbers.
        reseeds: Whether it does so for certain, and nothing else.
        draws: Whether it calls something that may draw random numbers, by package;
            an empty name stands for any.
        works: Whether it calls a function of the file or a method that acts.
        shows: Whether all that it does is to show something.
        silent: Its lines without those that only show something.
        everything: Whether it imports `*`.
    """

    nodes: list[ast.stmt]
    first: int
    last: int
    binds: set[str] = field(default_factory=set)
    replaces: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    alters: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    state: set[str] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)
    reseeds: bool = False
    draws: set[str] = field(default_factory=set)
    works: bool = False
    shows: bool = False
    silent: tuple[int, ...] = ()
    everything: bool = False

    @property
    def defines(self) -> bool:
        """Whether it is a function or a class."""
        return isinstance(self.nodes[0], (*_FUNCTIONS, ast.ClassDef))


@lru_cache(maxsize=64)
def statements(text: str) -> tuple[Statement, ...]:
    """List the statements at the top level of a file.

    Raises:
        SyntaxError: It is no Python.
    """
    grouped: list[Statement] = []
    for node in ast.parse(text).body:
        decorators = getattr(node, "decorator_list", [])
        first = min(part.lineno for part in (node, *decorators))
        last = node.end_lineno or first
        if grouped and first <= grouped[-1].last:
            grouped[-1].nodes.append(node)
            grouped[-1].last = max(last, grouped[-1].last)
        else:
            grouped.append(Statement([node], first, last))
    file = _File(grouped)
    for statement in grouped:
        file.describe(statement)
    read = set().union(*(statement.reads for statement in grouped))
    lines = text.encode().split(b"\n")
    for statement in grouped:
        file.silence(statement, read, lines)
    return tuple(grouped)


def _has_its_lines(node: ast.stmt, lines: list[bytes]) -> bool:
    """Say whether nothing but a statement and a comment stands on its lines."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    continued = first > 0 and lines[first - 1].rstrip().endswith(b"\\")
    alone = not before.strip() and after.strip()[:1] in {b"", b"#"}
    return alone and not continued


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield the bodies of a block that runs at once, and those in it."""
    if not isinstance(node, (*_BLOCKS, ast.ExceptHandler, ast.match_case)):
        return
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, [])
        if body:
            yield body
        for part in body:
            yield from _bodies(part)
    for part in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
        yield from _bodies(part)


def _now(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run when it does."""
    yield node
    if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
        parts = [*getattr(node, "decorator_list", []), node.args]
    else:
        parts = [*ast.iter_child_nodes(node)]
    for part in parts:
        yield from _now(part)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (part for part in _now(node) if isinstance(part, ast.Call))


def _last_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_answer(name: str) -> bool:
    return name in _ANSWERS or name in _SHOWS


def _root(node: ast.AST) -> str | None:
    """Return the name on which a chain of attributes, items and calls begins."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else None


def _dotted(node: ast.expr) -> list[str]:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    return names[::-1]


class _File:
    """What is known of the whole file: its imports, its functions, what is one."""

    def __init__(self, found: list[Statement]) -> None:
        self.imported: dict[str, str] = {}  # name: top-level package
        self.functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self.classes: set[str] = set()
        self.plain: set[str] = set()  # names of numbers and texts
        self._busy: set[str] = set()
        self._written = {f for s in found for node in s.nodes for f in _written(node)}
        self._dotted: set[str] = set()  # `import a.b` adds to `a`
        self._bound: set[str] = set()
        bound: dict[str, bool] = {}
        for node in (node for s in found for node in s.nodes):
            self._bound |= _bound(node)
            for name, package in _imports(node):
                self.imported[name] = package
            if isinstance(node, ast.Import):
                dotted = [a.name for a in node.names if not a.asname and "." in a.name]
                self._dotted |= {name.split(".")[0] for name in dotted}
            elif isinstance(node, _FUNCTIONS):
                self.functions.setdefault(node.name, []).append(node)
            elif isinstance(node, ast.ClassDef):
                self.classes.add(node.name)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        plain = _is_plain(node.value, bound)
                        bound[target.id] = bound.get(target.id, True) and plain
            for name in _declared_global(node):
                bound[name] = False
        self.plain = {name for name, plain in bound.items() if plain}

    def describe(self, s: Statement) -> None:
        """Fill in what a statement does."""
        s.shows = all(map(self.only_shows, s.nodes))
        for node in s.nodes:
            self._names(s, node)
            s.packages |= {package for _, package in _imports(node)}
            s.everything |= isinstance(node, ast.ImportFrom) and any(
                alias.name == "*" for alias in node.names
            )
            changes, alters = self.effects(node)
            s.changes |= changes
            s.alters |= alters - changes
            s.binds |= _written(node)
            anew = _written(node) if _leaves(node) else set()
            s.reads |= (_files(node) & self._written) - anew
            self._state(s, node)
            s.draws |= self._draws(node)
            s.works |= any(map(self._works, _calls(node)))
        outside = set(self.imported)
        s.changes -= outside
        s.alters -= outside

    def silence(self, s: Statement, read: set[str], lines: list[bytes]) -> None:
        """Tell the lines that only show something from the others.

        Args:
            s: A statement.
            read: All names that statements need from others.
            lines: The file's, encoded, as columns are counted in bytes.
        """
        loads = _loads(s.nodes)

        def shows(node: ast.stmt) -> bool:
            if not isinstance(node, ast.For | ast.If):
                return self.only_shows(node)
            inside, stored = _loads([node]), _stored(node)
            if stored & read or any(loads[name] > inside[name] for name in stored):
                return False
            head = node.iter if isinstance(node, ast.For) else node.test
            heads = not any(map(self._acts, _calls(head)))
            return heads and all(map(shows, (*node.body, *node.orelse)))

        shown: set[int] = set()
        for body in (body for node in s.nodes for body in _bodies(node)):
            idle = [p for p in body if _has_its_lines(p, lines) and shows(p)]
            if len(idle) < len(body):  # no body is left bare
                for part in idle:
                    shown |= {*range(part.lineno, (part.end_lineno or 0) + 1)}
        s.shows = s.shows or all(map(shows, s.nodes))
        s.silent = tuple(n for n in range(s.first, s.last + 1) if n not in shown)

    def only_shows(self, node: ast.stmt) -> bool:
        """Say whether a statement shows or checks something and does nothing else."""
        if isinstance(node, ast.Assert):
            return not any(map(self._acts, _calls(node)))
        if not isinstance(node, ast.Expr):
            return False
        value, inner = node.value, list(_calls(node.value))
        if isinstance(value, ast.Call) and _last_name(value.func) in _SHOWS:
            inner.remove(value)
        elif inner:
            return False
        walrus = any(isinstance(part, ast.NamedExpr) for part in ast.walk(value))
        return not walrus and not any(map(self._acts, inner))

    def _acts(self, call: ast.Call) -> bool:
        """Say whether a call may change an object, or draw a random number."""
        name, root = _last_name(call.func), _root(call.func)
        if name in _CHANGERS or "random" in _dotted(call.func):
            return True
        if isinstance(call.func, ast.Attribute):
            known = root is None or root in self.imported
            return not known and not _is_answer(name)
        if name in self.functions:
            changes: set[str] = set()
            self._of_function(name, call, changes)
            return bool(changes - {""})
        return False

    def _works(self, call: ast.Call) -> bool:
        return _last_name(call.func) in self.functions or self._acts(call)

    def _names(self, s: Statement, node: ast.stmt) -> None:
        needs, certain = _needs([node])
        s.binds |= _bound(node)
        s.reads |= (needs - s.replaces) - (set(dir(builtins)) - self._bound)
        dotted = self._dotted if isinstance(node, ast.Import) else set()
        s.replaces |= certain - dotted

    def effects(
        self, node: ast.AST, own: frozenset[str] = frozenset()
    ) -> tuple[set[str], set[str]]:
        """Return the names whose objects running a piece of code may change.

        Args:
            node: The code.
            own: Names of the function that it stands in, which are others outside.
        """
        changes: set[str] = set()
        alters: set[str] = set()
        for part in _now(node):
            for target in _targets(part):
                if isinstance(target, ast.Attribute | ast.Subscript):
                    changes.add(_root(target) or "")
            if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
                changes.add(part.target.id)  # a list grows in place
            if isinstance(part, ast.Call):
                self._called(part, changes, alters)
        for part in _now(node):
            # a call whose value nobody takes is there for its effect
            if isinstance(part, ast.Expr) and not self.only_shows(part):
                for call in _calls(part):
                    if not self._is_known(call):
                        changes |= {_root(given) or "" for given in _given(call)}
        known = self.plain | own | {""}
        return changes - known, alters - known

    def _is_known(self, call: ast.Call) -> bool:
        """Say whether what a call does to its arguments can be read in the file."""
        own = isinstance(call.func, ast.Attribute) and call.func.attr.startswith(_OWN)
        return own or _last_name(call.func) in self.functions

    def _called(self, call: ast.Call, changes: set[str], alters: set[str]) -> None:
        name = _last_name(call.func)
        if isinstance(call.func, ast.Attribute):
            root = _root(call.func)
            if root is None or root in self.imported or _is_answer(name):
                if name in _CHANGERS:
                    changes |= {_root(given) or "" for given in _given(call)}
            else:
                (alters if name.startswith(_OWN) else changes).add(root)
        elif name in self.functions:
            self._of_function(name, call, changes)
        elif name in _CHANGERS:
            changes |= {_root(given) or "" for given in call.args[:1]}
        elif name and not self._is_code(name):
            changes.add(name)  # an object that is called may build itself

    def _is_code(self, name: str) -> bool:
        """Say whether a name stands for a function or a class, and for no object."""
        known = name in self.imported or name in self.classes
        return known or name in self.functions or hasattr(builtins, name)

    def _of_function(self, name: str, call: ast.Call, changes: set[str]) -> None:
        """Add what a function of the file does to its arguments and to globals."""
        if name in self._busy:
            return
        self._busy.add(name)
        for function in self.functions[name]:
            inside: set[str] = set()
            for statement in function.body:
                both = self.effects(statement)
                inside |= both[0] | both[1]
            local = _locals(function)
            names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
            given = dict(zip(names, call.args, strict=False))
            given |= {k.arg: k.value for k in call.keywords if k.arg}
            changes |= {_root(v) or "" for n, v in given.items() if n in inside}
            changes |= inside - local
            changes |= _declared_global(function)
        self._busy.discard(name)

    def _state(self, s: Statement, node: ast.stmt) -> None:
        """Note what a statement sets in packages."""
        for part in self._reached(node):
            parts = ast.Attribute | ast.Subscript
            roots = {_root(t) for t in _targets(part) if isinstance(t, parts)}
            if roots & set(self.imported):
                s.state.add("")
            if isinstance(part, ast.Call) and "seed" in _last_name(part.func):
                s.seeds |= self._seeded(part)
            elif isinstance(part, ast.Expr) and not self.only_shows(part):
                for call in _calls(part):
                    s.state |= self._set(call)
        s.reseeds = (
            bool(s.seeds)
            and isinstance(node, ast.Expr)
            and all(self._seeded(call) for call in _calls(node))
        )

    def _reached(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> _Parts:
        """Yield the parts that run with a piece of code, functions of the file too."""
        for part in _now(node):
            yield part
            name = part.id if isinstance(part, ast.Name) else ""
            if name in self.functions and name not in seen:
                for function in self.functions[name]:
                    for inner in function.body:
                        yield from self._reached(inner, seen | {name})

    def _seeded(self, call: ast.Call) -> set[str]:
        """Name the package of which a call seeds random numbers."""
        root = _root(call.func)
        is_seed = root in self.imported and "seed" in _last_name(call.func)
        return {self.imported[root]} if root and is_seed else set()

    def _set(self, call: ast.Call) -> set[str]:
        """Name the package whose own state a call sets whose value nobody takes."""
        root = _root(call.func)
        if root is None or root not in self.imported or self._seeded(call):
            return set()
        if _last_name(call.func).startswith(_LOADS):
            return set()
        handed = {_root(v) for v in _given(call)} - {None} - self.plain
        if handed - set(self.imported):
            return set()
        package = self.imported[root]
        return {"" if package in sys.stdlib_module_names else package}

    def _draws(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> set[str]:
        """Name the packages that may draw random numbers when a piece of code runs."""
        found: set[str] = set()
        for call in _calls(node):
            name, root = _last_name(call.func), _root(call.func)
            if isinstance(call.func, ast.Name) and name in self.functions:
                if name not in seen:
                    for function in self.functions[name]:
                        for part in function.body:
                            found |= self._draws(part, seen | {name})
            elif root in self.imported:
                found.add(self.imported[root])
                if {"random", "shuffle"} & {*_dotted(call.func)}:
                    found.add("")
            elif isinstance(call.func, ast.Attribute):
                if root and not _is_answer(name) and not name.startswith(_OWN):
                    found.add("")
            elif name and not self._is_code(name):
                found.add("")
        return found


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    parts = (part for node in nodes for part in ast.walk(node))
    values = (part.value for part in parts if isinstance(part, ast.Constant))
    return {value for value in values if isinstance(value, str)}


def _files(node: ast.AST) -> set[str]:
    """Name the texts that a statement hands to calls: some may be those of files."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return {_FILE_MARK + text for call in calls for text in _texts(_given(call))}


def _written(node: ast.AST) -> set[str]:
    """Name the files that a statement leaves or may change, as far as texts tell."""
    found: set[str] = set()
    for part in _now(node):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            texts = _texts([part.value])
            found |= texts if _leaves(part) else set(filter(_FILE.fullmatch, texts))
        elif isinstance(part, ast.withitem) and isinstance(part.context_expr, ast.Call):
            given = _given(part.context_expr)
            if any(map(_MODE.fullmatch, _texts(given[1:]))):
                found |= _texts(given[:1])
    return {_FILE_MARK + text for text in found}


def _leaves(node: ast.AST) -> bool:
    """Say whether a statement writes a file anew."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and _last_name(call.func).startswith(_WRITES)


def _imports(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield the names that a statement imports, at once, and their packages."""
    for part in _now(node):
        if isinstance(part, ast.Import):
            for alias in part.names:
                package = alias.name.split(".")[0]
                yield alias.asname or package, package
        elif isinstance(part, ast.ImportFrom):
            package = (part.module or "").split(".")[0]
            for alias in part.names:
                yield alias.asname or alias.name, package


def _is_plain(value: ast.expr, known: Mapping[str, bool]) -> bool:
    """Say whether an expression is a number or a text, which nothing can change.

    Args:
        value: The expression.
        known: Which names are bound so far, and whether to such things alone.
    """
    if isinstance(value, ast.UnaryOp):
        return _is_plain(value.operand, known)
    if isinstance(value, ast.BinOp):
        return _is_plain(value.left, known) and _is_plain(value.right, known)
    if isinstance(value, ast.Name):
        return known.get(value.id, False)
    return isinstance(value, ast.Constant | ast.JoinedStr)


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a statement assigns to or deletes, one by one."""
    found: list[ast.expr] = []
    if isinstance(node, ast.Assign | ast.Delete):
        found = [*node.targets]
    elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For | ast.AsyncFor):
        found = [node.target]
    elif isinstance(node, ast.withitem) and node.optional_vars:
        found = [node.optional_vars]
    while found:
        target = found.pop()
        if isinstance(target, ast.Tuple | ast.List):
            found += target.elts
        else:
            yield target.value if isinstance(target, ast.Starred) else target


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from _tables(inner)


def _locals(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """List the names that are a function's own."""
    text = ast.unparse(ast.Module([function], type_ignores=[]))
    table = symtable.symtable(text, "statement", "exec").get_children()
    own = next(t for t in table if t.get_name() == function.name)
    return {s.get_name() for s in own.get_symbols() if not s.is_global()}


def _loads(nodes: Iterable[ast.AST]) -> Counter[str]:
    """Count how often each name is read."""
    parts = (part for node in nodes for part in ast.walk(node))
    names = (part for part in parts if isinstance(part, ast.Name))
    return Counter(name.id for name in names if isinstance(name.ctx, ast.Load))


def _stored(node: ast.AST) -> set[str]:
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


@lru_cache(maxsize=1024)
def _table(node: ast.stmt) -> symtable.SymbolTable:
    text = ast.unparse(ast.Module([node], type_ignores=[]))
    return symtable.symtable(text, "statement", "exec")


def _needs(body: list[ast.stmt]) -> tuple[set[str], set[str]]:
    """Return the names that statements need from above, and those they surely bind.

    The body of a loop may never run, that of a `with` or a `try` may break off.
    """
    needs: set[str] = set()
    certain: set[str] = set()
    for node in body:
        if isinstance(node, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith):
            heads, names = _head(node)
            needs |= heads - certain
            needs |= _needs(node.body)[0] - names - certain
            needs |= _needs(getattr(node, "orelse", []))[0] - certain
            certain |= names if isinstance(node, _WITHS) else set()
        elif isinstance(node, ast.If):
            needs |= _reads(ast.Expr(node.test)) - certain
            (one, first), (two, second) = _needs(node.body), _needs(node.orelse)
            needs |= (one | two) - certain
            certain |= first & second
        elif isinstance(node, ast.Try | ast.TryStar):
            needs |= _needs_of_try(node) - certain
        else:
            needs |= _reads(node) - certain
            certain |= _surely_bound(node)
    return needs, certain


def _needs_of_try(node: ast.Try | ast.TryStar) -> set[str]:
    needs = set().union(
        *(_needs(part)[0] for part in (node.body, node.orelse, node.finalbody))
    )
    for handler in node.handlers:
        names = {handler.name} if handler.name else set()
        needs |= _needs(handler.body)[0] - names
        needs |= _reads(ast.Expr(handler.type or ast.Constant(None)))
    return needs


def _head(
    node: ast.For | ast.AsyncFor | ast.With | ast.AsyncWith,
) -> tuple[set[str], set[str]]:
    """Return what the first line of a loop or a `with` reads, and what it binds."""
    if isinstance(node, ast.For | ast.AsyncFor):
        parts, targets = [node.iter], [node.target]
    else:
        parts = [item.context_expr for item in node.items]
        targets = [item.optional_vars for item in node.items if item.optional_vars]
    names = set().union(*map(_stored, targets))
    return set().union(*(_reads(ast.Expr(part)) for part in parts)), names


def _bound(node: ast.stmt) -> set[str]:
    """Name what a statement may give a value, or takes it from."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return set()
    named = (part for part in _now(node) if isinstance(part, ast.NamedExpr))
    return {part.target.id for part in named} | {
        s.get_name()
        for s in _table(node).get_symbols()
        if s.is_assigned() or s.is_imported() or s.is_namespace()
    }


def _surely_bound(node: ast.stmt) -> set[str]:
    """Name what a statement gives a value whatever happens."""
    if isinstance(node, (*_BLOCKS, ast.AugAssign, ast.Expr)):
        return set()
    maybe = {part.target.id for part in _now(node) if isinstance(part, ast.NamedExpr)}
    return _bound(node) - maybe


def _reads(node: ast.stmt) -> set[str]:
    """Name what a statement reads, at once or when what it defines is called."""
    table = _table(node)
    found = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for inner in _tables(table):
        found |= {s.get_name() for s in inner.get_symbols() if s.is_global()}
        if inner.get_type() == "class":  # `n = n` reads the name outside
            found |= {s.get_name() for s in inner.get_symbols() if s.is_referenced()}
    for part in _now(node):
        target = getattr(part, "target", None)
        if isinstance(part, ast.AugAssign) and isinstance(target, ast.Name):
            found.add(target.id)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del):
            found.add(part.id)
    return found


def _declared_global(function: ast.AST) -> set[str]:
    found = (part for part in ast.walk(function) if isinstance(part, ast.Global))
    return {name for part in found for name in part.names}


def shares(node: ast.stmt) -> Iterator[tuple[str, str, bool]]:
    """Yield pairs of names whose objects may share parts after a statement.

    Yields:
        The name that is bound, another one, and whether it is the same object or a
        part of it, rather than something that was only made with it.
    """
    for part in _now(node):
        values: Iterable[ast.expr] = []
        if isinstance(part, ast.Assign | ast.AnnAssign | ast.NamedExpr) and part.value:
            values = [part.value]
        elif isinstance(part, ast.For | ast.AsyncFor):
            values = [part.iter]
        elif isinstance(part, ast.withitem):
            values = [part.context_expr]
        bound = [part.target] if isinstance(part, ast.NamedExpr) else _targets(part)
        names = {_root(target) for target in bound} - {None}
        for value in values:
            for other, same in _held(value):
                yield from ((name, other, same) for name in names if name)


def _held(value: ast.expr, same: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield the names whose objects an expression hands on or holds."""
    if isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.Starred):
        if root := _root(value):
            yield root, same
    elif isinstance(value, ast.Tuple | ast.List | ast.Set):
        for part in value.elts:
            yield from _held(part, same)
    elif isinstance(value, ast.Dict):
        for part in value.values:
            yield from _held(part, same)
    elif isinstance(value, ast.IfExp):
        yield from _held(value.body, same)
        yield from _held(value.orelse, same)
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _held(part, same)
    elif isinstance(value, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        for comprehension in value.generators:
            yield from _held(comprehension.iter, same)
    elif isinstance(value, ast.Call):
        name = _last_name(value.func)
        root = _root(value.func)
        if root and isinstance(value.func, ast.Attribute) and name.startswith("get_"):
            yield root, same
        if name[:1].isupper():  # an object of a class holds what it was made of
            for part in _given(value):
                yield from _held(part, same=False)
