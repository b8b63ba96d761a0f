"""What a statement of a file binds, reads and changes, from its syntax tree.

Nothing is run, so this is partly certain and partly a guess.

Followed through the file's text: which names a statement binds and reads; what the
file's own functions, methods, decorators and operators do to globals and to what they
are given; iterators that move on; names that may stand for the same object or a part
of it; seeds and the state of packages, where the file sets them. In doubt more comes
along: a body may not have run, a method that is not known to leave its object alone
changes it, and so does a call for its arguments whose value nobody takes. Where
`exec`, `eval`, `globals` or `locals` are used, all that stands above comes along.

Not known: what functions of packages do whose value is used, above all whether a result
shares memory with an argument (`np.asarray`, `np.reshape`), and whether a package keeps
what it was given. What `sys.modules` or a debugger reaches is not seen either. That is
why each block should be proven by running its copy.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lessonkit.run import scope, syntax

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
# answers that are parts of the object, or look at its own memory
_PARTS = """
diagonal flatten get get_layer groupby head items keys numpy ravel repeat reshape
squeeze swapaxes tail take transpose values
"""
# what only shows something; and functions that change what they are given
_SHOWS = {"print", "pprint", "display", "show", "summary"}
_CHANGING = """
next setattr delattr shuffle heappush heappop heapify heapreplace heappushpop
insort insort_left insort_right copyto fill_diagonal put putmask place
"""
_CHANGERS = frozenset(_CHANGING.split())
# Python's functions whose results share nothing, those that put parts into something
# new, and those whose results can be gone through once
_FRESH = """
abs all any ascii bin bool bytes callable chr complex dir divmod float format hasattr
hash help hex id input int isinstance issubclass len oct ord pow print range repr round
str sum type
"""
_COPIES = frozenset(("list", "tuple", "set", "frozenset", "dict", "sorted", "copy"))
_ITERATORS = frozenset(
    ("iter", "map", "filter", "zip", "enumerate", "reversed", "open")
)
_PLAIN = frozenset(
    ("shape", "size", "ndim", "dtype", "name")
)  # nothing can change them
# what reads or sets names that stand nowhere in the text
_UNKNOWN = frozenset(("exec", "eval", "globals", "locals", "__import__"))
# functions that leave a file, and names that are surely those of files
_WRITES = ("save", "write", "dump", "export", "mkdir", "touch", "copy", "move", "to_")
_LOADS = ("load", "read", "open", "get")  # functions that leave their package alone
_SAVES = ("save", "write", "dump")  # those that leave what they are given alone
_LISTS = ("iterdir", "glob", "rglob", "listdir", "scandir")  # what lies in a folder
_FILE = re.compile(r"[\w./-]*[\w-]\.[a-zA-Z]\w*")
_MODE = re.compile(r"[rbt]*[wax+][bt+]*")
_FILE_MARK = "file "  # before what stands for a file among names
# what is put together for a call alone
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ANEW = (ast.Tuple, ast.List, ast.Set, ast.Dict, *_COMPREHENSIONS)
_Parts = Iterator[ast.AST]


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
        unknown: Whether it may read or bind names that the text does not show.
        shared: Pairs of names whose objects may share parts from here on, and whether
            one is the other or a part of it, rather than made with it.
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
    unknown: bool = False
    shared: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def defines(self) -> bool:
        """Whether it is a function or a class."""
        return isinstance(self.nodes[0], (*syntax.FUNCTIONS, ast.ClassDef))


@dataclass(frozen=True)
class _Does:
    """What a function of the file does when it is called.

    Attributes:
        node: The function; kept, as what is known goes by its identity.
        given: Parameters whose objects it may change.
        far: Globals whose objects it may change.
        on: Parameters and globals that its result may be or hold.
    """

    node: ast.AST
    given: set[str] = field(default_factory=set)
    far: set[str] = field(default_factory=set)
    on: set[str] = field(default_factory=set)


class Names:
    """The names of a file: which are imported, bound, or those of files it writes."""

    def __init__(self, found: list[Statement]) -> None:
        """Read all statements once; `describe` then fills in each."""
        nodes = [node for s in found for node in s.nodes]
        pairs = (pair for node in nodes for pair in syntax.imported(node))
        self.imported = dict(pairs)  # name: top-level package
        self._bound = set().union(*map(scope.bound, nodes))
        self._written = set().union(*map(_written, nodes))
        dotted = (  # `import a.b` adds to `a`
            alias.name
            for node in nodes
            if isinstance(node, ast.Import)
            for alias in node.names
            if not alias.asname and "." in alias.name
        )
        self._dotted = {name.split(".")[0] for name in dotted}

    def describe(self, s: Statement) -> None:
        """Fill in what a statement binds, reads and imports."""
        for node in s.nodes:
            needs, certain = scope.needs([node])
            s.binds |= scope.bound(node)
            s.reads |= (needs - s.replaces) - (set(dir(builtins)) - self._bound)
            dotted = self._dotted if isinstance(node, ast.Import) else set()
            s.replaces |= certain - dotted
            s.packages |= {package for _, package in syntax.imported(node)}
            s.everything |= isinstance(node, ast.ImportFrom) and any(
                alias.name == "*" for alias in node.names
            )
            written = _written(node)
            s.binds |= written
            anew = written if _leaves(node) else set()
            files = self._written if _lists(node) else _files(node) & self._written
            s.reads |= files - anew


class File(Names):
    """What is known of the whole file: its names, its functions, what is one."""

    def __init__(self, found: list[Statement]) -> None:
        """Read all statements once; `describe` and `silence` then fill in each."""
        super().__init__(found)
        self.functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self.methods: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.iterators: set[str] = set()  # names of what can be gone through once
        self._parts: set[str] = set()  # names of what is a part of something else
        self._carried: dict[str, set[str]] = {}  # functions in what a name stands for
        bound: dict[str, bool] = {}
        for node in (node for s in found for node in s.nodes):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        plain = syntax.is_plain(node.value, bound)
                        bound[target.id] = bound.get(target.id, True) and plain
            for name in scope.declared_global(node):
                bound[name] = False
        # names of numbers and texts
        self.plain = {name for name, plain in bound.items() if plain}
        self._does: dict[int, _Does] = {}
        self._define([node for s in found for node in s.nodes])

    def _define(self, nodes: list[ast.stmt]) -> None:
        """Find the functions and classes, and the names that stand for or hold them."""
        parts = [part for node in nodes for part in syntax.executed(node)]
        assigned = [pair for part in parts for pair in syntax.assignments(part)]
        for part in parts:
            if isinstance(part, syntax.FUNCTIONS):
                self.functions.setdefault(part.name, []).append(part)
            elif isinstance(part, ast.ClassDef):
                self.classes[part.name] = part
        for name, value in assigned:
            if isinstance(value, ast.Lambda):
                self.functions.setdefault(name, []).append(syntax.as_function(value))
            elif isinstance(value, ast.Name) and value.id in self.functions:
                self.functions.setdefault(name, []).extend(self.functions[value.id])
        for part in (p for node in nodes for p in syntax.parts(node)):
            if isinstance(part, ast.ClassDef):
                for inner in part.body:
                    if isinstance(inner, syntax.FUNCTIONS):
                        self.methods.setdefault(inner.name, []).append(inner)
        direct = {
            t.id
            for part in parts
            for t in (getattr(part, "targets", None) or [getattr(part, "target", None)])
            if isinstance(t, ast.Name)
        } | {
            part.optional_vars.id
            for part in parts
            if isinstance(part, ast.withitem)
            and isinstance(part.optional_vars, ast.Name)
        }
        for name, value in assigned:
            code = self.functions.keys() | self.classes.keys() | self._carried.keys()
            held = {n for n in self._code_in(value) if n in code and n != name}
            if held:
                self._carried.setdefault(name, set()).update(held)
            if self._is_iterator(value):
                self.iterators |= {name} & direct
            elif isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
                self._parts |= {name} if self._objects(value) - {name} else set()
        for part in parts:
            self._parts |= scope.captured(part)
            if isinstance(part, ast.For | ast.AsyncFor | ast.comprehension):
                self._parts |= scope.stored(part.target)

    def _code_in(self, value: ast.expr) -> set[str]:
        """Name what an expression may hold as code, rather than only call."""
        calls = [part for part in syntax.parts(value) if isinstance(part, ast.Call)]
        only_called = {
            id(call.func) for call in calls if not self._gives_code(call.func)
        }
        parts = (p for p in syntax.parts(value) if isinstance(p, ast.Name))
        return {part.id for part in parts if id(part) not in only_called}

    def _gives_code(self, function: ast.expr) -> bool:
        """Say whether what a call returns may run code of the file later."""
        name = syntax.last_name(function)
        code = (*syntax.FUNCTIONS, ast.Lambda, ast.Yield, ast.YieldFrom)
        bodies = (s for f in self.functions.get(name, []) for s in f.body)
        parts = (part for body in bodies for part in syntax.parts(body))
        return name in self.classes or any(isinstance(part, code) for part in parts)

    def _is_iterator(self, value: ast.expr) -> bool:
        if isinstance(value, ast.GeneratorExp):
            return True
        if not isinstance(value, ast.Call):
            return False
        name = syntax.last_name(value.func)
        bodies = self.functions.get(name, []) + self.methods.get(name, [])
        yields = (p for b in bodies for p in syntax.parts(b))
        if any(isinstance(p, ast.Yield | ast.YieldFrom) for p in yields):
            return True
        package = self.imported.get(syntax.root(value.func) or "", "")
        return name in _ITERATORS or package in {"itertools", "csv"}

    def describe(self, s: Statement) -> None:
        """Fill in what a statement does."""
        super().describe(s)
        s.shows = all(map(self.only_shows, s.nodes))
        for node in s.nodes:
            s.unknown |= bool(scope.loads([node]).keys() & (_UNKNOWN - self._bound))
            s.shared += self.shares(node)
            changes, alters = self.effects(node)
            s.changes |= changes
            s.alters |= alters - changes
            self._state(s, node)
            s.draws |= self._draws(node)
            s.works |= any(map(self._works, syntax.calls(node)))
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
        loads = scope.loads(s.nodes)

        def shows(node: ast.stmt) -> bool:
            if not isinstance(node, ast.For | ast.If):
                return self.only_shows(node)
            inside, stored = scope.loads([node]), scope.stored(node)
            if stored & read or any(loads[name] > inside[name] for name in stored):
                return False
            head = node.iter if isinstance(node, ast.For) else node.test
            heads = not any(map(self._acts, syntax.calls(head)))
            return heads and all(map(shows, (*node.body, *node.orelse)))

        shown: set[int] = set()
        for body in (body for node in s.nodes for body in syntax.bodies(node)):
            idle = [p for p in body if _has_its_lines(p, lines) and shows(p)]
            if len(idle) < len(body):  # no body is left bare
                for part in idle:
                    shown |= {*range(part.lineno, (part.end_lineno or 0) + 1)}
        s.shows = s.shows or all(map(shows, s.nodes))
        s.silent = tuple(n for n in range(s.first, s.last + 1) if n not in shown)

    def only_shows(self, node: ast.stmt) -> bool:
        """Say whether a statement shows or checks something and does nothing else."""
        if isinstance(node, ast.Assert):
            return not any(map(self._acts, syntax.calls(node)))
        if not isinstance(node, ast.Expr):
            return False
        value, inner = node.value, list(syntax.calls(node.value))
        if isinstance(value, ast.Call) and syntax.last_name(value.func) in _SHOWS:
            inner.remove(value)
        elif inner:
            return False
        walrus = any(isinstance(part, ast.NamedExpr) for part in syntax.parts(value))
        if walrus or any(
            set().union(*self._used(part)) for part in syntax.parts(value)
        ):
            return False
        if isinstance(value, ast.Call) and syntax.last_name(value.func) in self.methods:
            inner.append(value)
        return not any(map(self._acts, inner))

    def _acts(self, call: ast.Call) -> bool:
        """Say whether a call may change an object, or draw a random number."""
        if "random" in syntax.dotted(call.func):
            return True
        changes, alters = set[str](), set[str]()
        self._called(call, changes, alters)
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name and not self._is_code(name) and not self._keeps_count(name):
            changes.discard(name)  # a model that is called is built by now
        return bool((changes | alters | self._far(call)) - self.plain - {""})

    def _keeps_count(self, name: str) -> bool:
        """Say whether what a name stands for may change itself when it is called."""
        made = [d for n in self._all_carried({name}) for d in self.functions.get(n, [])]
        inner = (p for d in made for part in d.body for p in syntax.parts(part))
        if any(isinstance(p, (*syntax.FUNCTIONS, ast.Lambda)) for p in inner):
            return True
        calls = [c for n in self._all_carried({name}) for c in self._methods_of(n)]
        return any(c.name == "__call__" for c in calls)

    def _works(self, call: ast.Call) -> bool:
        return syntax.last_name(call.func) in self.functions or self._acts(call)

    def effects(
        self, node: ast.AST, own: frozenset[str] = frozenset(), deep: bool = False
    ) -> tuple[set[str], set[str]]:
        """Return the names whose objects running a piece of code may change.

        Args:
            node: The code.
            own: Names of the function that it stands in, which are others outside.
            deep: Whether functions defined in it count as called.
        """
        changes: set[str] = set()
        alters: set[str] = set()
        parts = [*(syntax.parts(node) if deep else syntax.executed(node))]
        for part in parts:
            for target in syntax.targets(part):
                if isinstance(target, ast.Attribute | ast.Subscript):
                    changes |= self._objects(target.value)
            if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
                changes.add(part.target.id)  # a list grows in place
            if isinstance(part, ast.Call):
                self._called(part, changes, alters)
                changes |= self._far(part)
            elif isinstance(part, (*syntax.FUNCTIONS, ast.ClassDef)):
                for decorator in part.decorator_list:
                    changes |= self._far(decorator)
            used = self._used(part)
            changes |= used[0]
            alters |= used[1]
        for part in parts:
            if isinstance(part, ast.Expr) and not self.only_shows(part):
                changes |= self._changed_by(part.value)
        through = [part for part in parts if isinstance(part, ast.comprehension)]
        for part in [*through, *through]:  # one may stand in another
            if scope.stored(part.target) & (changes | alters):
                changes |= self._objects(part.iter)
        known = self.plain | own | {""}
        return changes - known, alters - known

    def _objects(self, value: ast.expr) -> set[str]:
        """Name the objects of which an expression may be one, or a part."""
        return {name for name, same in self.held(value) if same}

    def _all_objects(self, values: Iterable[ast.expr]) -> set[str]:
        return {name for value in values for name in self._objects(value)}

    def _used(self, part: ast.AST) -> tuple[set[str], set[str]]:
        """Name what the mere use of a name or an attribute changes.

        An iterator moves on; an operator or a property may be code of the file.
        """
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load):
            ways = [m for m in self.methods.get(part.attr, []) if m.decorator_list]
            done = [self._done(method) for method in ways]
            far = set().union(*(one.far for one in done))
            own = any(one.given for one in done)
            return far | (self._objects(part.value) if own else set()), set()
        if not isinstance(part, ast.Name) or not isinstance(part.ctx, ast.Load):
            return set(), set()
        if part.id in self.iterators:
            return self._far(part), {part.id}
        carried = self._carried.get(part.id, set())
        every = [m for n in carried & self.classes.keys() for m in self._methods_of(n)]
        hidden = [m for m in every if m.name.startswith("__") and m.name != "__init__"]
        done = [self._done(method) for method in hidden]
        far = set().union(*(one.far for one in done))
        return far | ({part.id} if any(one.given for one in done) else set()), set()

    def _changed_by(self, value: ast.expr) -> set[str]:
        """Name what a call may change whose value nobody takes, by its arguments."""
        found: set[str] = set()
        calls = [*syntax.calls(value)]
        if isinstance(value, ast.Call) and self._is_known(value):
            calls = []  # what it is given are values that it takes
        for call in calls:
            first = call.args[:1] if self._saves(call) else []
            given = [g for g in syntax.arguments(call) if not isinstance(g, _ANEW)]
            if not self._is_known(call):
                found |= self._all_objects(g for g in given if g not in first)
        return found

    def _saves(self, call: ast.Call) -> bool:
        """Say whether a call of a package leaves its first argument alone."""
        imported = syntax.root(call.func) in self.imported
        return imported and syntax.last_name(call.func).startswith(_SAVES)

    def _is_known(self, call: ast.Call) -> bool:
        """Say whether what a call does to its arguments can be read in the file."""
        name = syntax.last_name(call.func)
        if isinstance(call.func, ast.Attribute):
            imported = syntax.root(call.func) in self.imported
            return name.startswith(_OWN) and not imported and name not in self.methods
        return name in self.functions or name in _SHOWS

    def _called(self, call: ast.Call, changes: set[str], alters: set[str]) -> None:
        name = syntax.last_name(call.func)
        for keyword in call.keywords:
            if keyword.arg == "out":
                changes |= self._objects(keyword.value)
        self._handed_over(call, changes)
        if name in _CHANGERS:
            changes |= self._all_objects(
                syntax.arguments(call)[: 2 if name == "heapify" else 1]
            )
        if isinstance(call.func, ast.Attribute):
            self._of_method(call.func, call, changes, alters)
        elif name in self.functions:
            for function in self.functions[name]:
                self._of_function(function, call.args, call.keywords, changes)
        elif name in self.classes:
            for method in self._methods_of(name):
                if method.name in {"__init__", "__new__", "__post_init__"}:
                    given = [ast.Constant(None), *call.args]
                    self._of_function(method, given, call.keywords, changes)
        elif name and name not in _CHANGERS and not self._is_code(name):
            changes.add(name)  # an object that is called may build itself

    def _of_method(
        self,
        function: ast.Attribute,
        call: ast.Call,
        changes: set[str],
        alters: set[str],
    ) -> None:
        """Add what a method changes: its object, and what the file's own one does."""
        name, root = function.attr, syntax.root(function)
        for method in self.methods.get(name, []):
            given = [function.value, *call.args]
            self._of_function(method, given, call.keywords, changes)
        if root in self.imported or _is_answer(name):
            return
        whole = isinstance(function.value, ast.Name) and root not in self._parts
        own = name.startswith(_OWN) and name not in self.methods
        (alters if own and whole else changes).update(self._objects(function.value))

    def _handed_over(self, call: ast.Call, changes: set[str]) -> None:
        """Add what functions change that are arguments: they get the other ones."""
        for given in syntax.arguments(call):
            if isinstance(given, ast.Lambda):
                does = [self._done(syntax.as_function(given))]
            else:
                name = given.id if isinstance(given, ast.Name) else ""
                does = [self._done(f) for f in self.functions.get(name, [])]
            for one in does:
                changes |= one.far
                if one.given:
                    changes |= self._all_objects(
                        g for g in syntax.arguments(call) if g != given
                    )

    def _is_code(self, name: str) -> bool:
        """Say whether a name stands for a function or a class, and for no object."""
        known = name in self.imported or name in self.classes
        return known or name in self.functions or hasattr(builtins, name)

    def _methods_of(self, name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """List the methods of a class of the file, those of its bases too."""
        found: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        left, seen = [name], set[str]()
        while left:
            one = left.pop()
            if one in self.classes and one not in seen:
                node = self.classes[one]
                found += [
                    part for part in node.body if isinstance(part, syntax.FUNCTIONS)
                ]
                left += [syntax.last_name(base) for base in node.bases]
            seen.add(one)
        return found

    def _all_carried(self, names: set[str]) -> set[str]:
        return reachable(names, self._carried)

    def _far(self, node: ast.AST) -> set[str]:
        """Name the globals that code changes of which an expression makes use."""
        found: set[str] = set()
        loaded = (p for p in syntax.executed(node) if isinstance(p, ast.Name))
        for name in self._all_carried({p.id for p in loaded}):
            for function in self.functions.get(name, []):
                found |= self._done(function).far
            for method in self._methods_of(name):
                if method.name.startswith("__"):
                    found |= self._done(method).far
        return found

    def _of_function(
        self,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        args: list[ast.expr],
        keywords: list[ast.keyword],
        changes: set[str],
    ) -> None:
        """Add what a function of the file does to its arguments and to globals."""
        done = self._done(function)
        changes |= done.far
        every = [*args, *(keyword.value for keyword in keywords)]
        spread = any(isinstance(arg, ast.Starred) for arg in args)
        if done.given and (spread or not all(keyword.arg for keyword in keywords)):
            changes |= self._all_objects(every)
        for name, values in syntax.arguments_by_name(function, args, keywords).items():
            if name in done.given:
                changes |= self._all_objects(values)

    def _done(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> _Does:
        """Find what a function changes: which of its parameters, and which globals."""
        key = id(function)
        if key in self._does:
            return self._does[key]
        self._does[key] = _Does(function)  # while it is looked at, for one that recurs
        inside: set[str] = set()
        near: dict[str, set[str]] = {}
        nested = {
            p.name
            for s in function.body
            for p in syntax.parts(s)
            if isinstance(p, syntax.FUNCTIONS)
        }
        for statement in function.body:
            inside |= set().union(*self.effects(statement, deep=True))
            for part in syntax.parts(statement):
                if isinstance(part, ast.Call) and syntax.last_name(part.func) in nested:
                    inside |= self._all_objects(syntax.arguments(part))
                for one, other, _ in self._shared_by(part):
                    near.setdefault(one, set()).add(other)
                    near.setdefault(other, set()).add(one)
        local = scope.local_names(function)
        imported = set(self.imported) - local
        near = {n: others - imported for n, others in near.items() if n not in imported}
        inside = reachable(inside - imported, near)
        names = {a.arg for a in syntax.parts(function.args) if isinstance(a, ast.arg)}
        far = (inside - local) | scope.declared_global(function)
        if self._defaults_changed(function, inside):
            far.add(function.name)
        code = set(self.classes) | set(self.functions) | self.plain
        returned = {
            name
            for part in syntax.parts(function)
            if isinstance(part, ast.Return | ast.Yield | ast.YieldFrom) and part.value
            for name, _ in self.held(part.value)
        }
        handed = reachable(returned, near)
        on = (handed - local) - code - set(dir(builtins)) - imported
        self._does[key] = _Does(function, inside & names, far, (handed & names) | on)
        return self._does[key]

    def _defaults_changed(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, inside: set[str]
    ) -> bool:
        given = function.args
        names = [a.arg for a in (*given.posonlyargs, *given.args)]
        pairs = [*zip(reversed(names), reversed(given.defaults), strict=False)]
        pairs += [
            (a.arg, d)
            for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if d
        ]
        return any(n in inside and not syntax.is_plain(d, {}) for n, d in pairs)

    def shares(self, node: ast.stmt) -> Iterator[tuple[str, str, bool]]:
        """Yield pairs of names whose objects may share parts after a statement.

        Yields:
            The name that is bound, another one, and whether it is the same object or
            a part of it, rather than something that was only made with it.
        """
        for part in syntax.executed(node):
            yield from self._shared_by(part)

    def _shared_by(self, part: ast.AST) -> Iterator[tuple[str, str, bool]]:
        values: Iterable[ast.expr] = []
        if isinstance(part, ast.Assign | ast.AnnAssign | ast.NamedExpr) and part.value:
            values = [part.value]
        elif isinstance(part, ast.AugAssign):
            values = [part.value]  # a list takes in what another holds
        elif isinstance(part, ast.For | ast.AsyncFor):
            values = [part.iter]
        elif isinstance(part, ast.withitem):
            values = [part.context_expr]
        elif isinstance(part, ast.Match):
            values = [part.subject]
        bound = (
            [part.target] if isinstance(part, ast.NamedExpr) else syntax.targets(part)
        )
        names = {syntax.root(target) for target in bound} | scope.captured(part) - {
            None
        }
        for value in values:
            for other, same in self.held(value):
                same = same and not isinstance(part, ast.AugAssign)
                yield from ((name, other, same) for name in names if name)

    def held(self, value: ast.expr, same: bool = True) -> Iterator[tuple[str, bool]]:
        """Yield the names whose objects an expression hands on or holds."""
        if isinstance(value, ast.Name):
            yield value.id, same
        elif isinstance(value, ast.Attribute):
            if value.attr not in _PLAIN:
                yield from self.held(value.value, same)
        elif isinstance(value, ast.Subscript | ast.Starred | ast.Await | ast.YieldFrom):
            yield from self.held(value.value, same)
        elif isinstance(value, ast.NamedExpr):
            yield value.target.id, same
            yield from self.held(value.value, same)
        elif isinstance(value, ast.Lambda):
            for name in scope.loads([value]):
                yield name, same
        elif isinstance(value, ast.Call):
            yield from self._held_by_call(value, same)
        elif isinstance(value, _COMPREHENSIONS):
            yield from self._held_by_comprehension(value, same)
        else:
            for part in syntax.elements(value):
                yield from self.held(part, same)

    def _held_by_comprehension(
        self, value: ast.expr, same: bool
    ) -> Iterator[tuple[str, bool]]:
        """Yield what its elements hold; what it goes through, if they come from it."""
        element = getattr(value, "value", None) or getattr(value, "elt", None)
        parts = [
            p for p in ast.iter_child_nodes(value) if isinstance(p, ast.comprehension)
        ]
        named = set().union(*(scope.stored(part.target) for part in parts))
        held = {*self.held(element, same)} if element else set()
        yield from ((name, how) for name, how in held if name not in named)
        package = (
            isinstance(element, ast.Call) and syntax.root(element.func) in self.imported
        )
        if package or {name for name, _ in held} & named:
            for part in parts:
                yield from self.held(part.iter, same)

    def _held_by_call(self, call: ast.Call, same: bool) -> Iterator[tuple[str, bool]]:
        name, root = syntax.last_name(call.func), syntax.root(call.func)
        package = self.imported.get(root or "")
        if package is not None:
            inner = {"functools", "itertools"}
            if name[:1].isupper() or package in inner:
                # an object of a class holds what it was made of
                for part in syntax.arguments(call):
                    yield from self.held(part, same=same and package in inner)
        elif isinstance(call.func, ast.Attribute):
            yield from self._held_by_method(call.func, call, same)
        elif name in self.functions:
            for function in self.functions[name]:
                yield from self._handed_on(function, call, same)
        elif name in self.classes:
            for part in syntax.arguments(call):
                yield from self.held(part, same)
            if self._holds_own(self.classes[name]):
                yield name, same
        elif hasattr(builtins, name):
            for part in [] if name in _FRESH.split() else syntax.arguments(call):
                yield from self.held(part, same and name not in _COPIES)
        elif self._keeps_count(name):
            yield name, same
            for part in syntax.arguments(call):
                yield from self.held(part, same)
        elif name[:1].isupper():
            for part in syntax.arguments(call):
                yield from self.held(part, same=False)

    def _held_by_method(
        self, function: ast.Attribute, call: ast.Call, same: bool
    ) -> Iterator[tuple[str, bool]]:
        name = function.attr
        if name in self.methods:
            for part in (function.value, *syntax.arguments(call)):
                yield from self.held(part, same)
            for method in self.methods[name]:
                yield from self._handed_on(method, call, same)
        elif name == "copy":
            yield from self.held(function.value, same=False)
        elif name not in _ANSWERS or name in _PARTS.split():
            yield from self.held(function.value, same)
            if name in {"get", "pop", "setdefault"}:
                for part in call.args[1:]:
                    yield from self.held(part, same)

    def _handed_on(
        self,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        call: ast.Call,
        same: bool,
    ) -> Iterator[tuple[str, bool]]:
        """Yield what a function of the file may hand on: arguments and globals."""
        done = self._done(function)
        given = syntax.arguments_by_name(function, call.args, call.keywords)
        names = {a.arg for a in syntax.parts(function.args) if isinstance(a, ast.arg)}
        for name in done.on:
            for value in given.get(name, []):
                yield from self.held(value, same)
            if name not in names:
                yield name, same
        if any(isinstance(a, ast.Starred) for a in call.args) and done.on & names:
            for value in syntax.arguments(call):
                yield from self.held(value, same)

    def _holds_own(self, node: ast.ClassDef) -> bool:
        """Say whether a class itself has parts that may change, or is changed."""
        values = [
            p.value for p in node.body if isinstance(p, ast.Assign | ast.AnnAssign)
        ]
        return any(value and not syntax.is_plain(value, {}) for value in values)

    def _state(self, s: Statement, node: ast.stmt) -> None:
        """Note what a statement sets in packages."""
        for part in self._reached(node):
            parts = ast.Attribute | ast.Subscript
            roots = {
                syntax.root(t) for t in syntax.targets(part) if isinstance(t, parts)
            }
            if roots & set(self.imported):
                s.state.add("")
            if isinstance(part, ast.Call) and "seed" in syntax.last_name(part.func):
                s.seeds |= self._seeded(part)
            elif isinstance(part, ast.Expr) and not self.only_shows(part):
                for call in syntax.calls(part):
                    s.state |= self._set(call)
        s.reseeds = (
            bool(s.seeds)
            and isinstance(node, ast.Expr)
            and all(self._seeded(call) for call in syntax.calls(node))
        )

    def _reached(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> _Parts:
        """Yield the parts that run with a piece of code, functions of the file too."""
        for part in syntax.executed(node):
            yield part
            name = part.id if isinstance(part, ast.Name) else ""
            if name in self.functions and name not in seen:
                for function in self.functions[name]:
                    for inner in function.body:
                        yield from self._reached(inner, seen | {name})

    def _seeded(self, call: ast.Call) -> set[str]:
        """Name the package of which a call seeds random numbers."""
        root = syntax.root(call.func)
        is_seed = root in self.imported and "seed" in syntax.last_name(call.func)
        return {self.imported[root]} if root and is_seed else set()

    def _set(self, call: ast.Call) -> set[str]:
        """Name the package whose own state a call sets whose value nobody takes."""
        root = syntax.root(call.func)
        if root is None or root not in self.imported or self._seeded(call):
            return set()
        if syntax.last_name(call.func).startswith(_LOADS):
            return set()
        handed = {syntax.root(v) for v in syntax.arguments(call)} - {None} - self.plain
        if handed - set(self.imported):
            return set()
        package = self.imported[root]
        return {"" if package in sys.stdlib_module_names else package}

    def _draws(self, node: ast.AST, seen: frozenset[str] = frozenset()) -> set[str]:
        """Name the packages that may draw random numbers when a piece of code runs."""
        found: set[str] = set()
        for call in syntax.calls(node):
            name, root = syntax.last_name(call.func), syntax.root(call.func)
            if isinstance(call.func, ast.Name) and name in self.functions:
                if name not in seen:
                    for function in self.functions[name]:
                        for part in function.body:
                            found |= self._draws(part, seen | {name})
            elif root in self.imported:
                found.add(self.imported[root])
                if {"random", "shuffle"} & {*syntax.dotted(call.func)}:
                    found.add("")
            elif isinstance(call.func, ast.Attribute):
                if root and not _is_answer(name) and not name.startswith(_OWN):
                    found.add("")
            elif name and not self._is_code(name):
                found.add("")
        return found


def _is_answer(name: str) -> bool:
    return name in _ANSWERS or name in _SHOWS


def _files(node: ast.AST) -> set[str]:
    """Name the texts that a statement hands to calls: some may be those of files."""
    calls = (part for part in syntax.parts(node) if isinstance(part, ast.Call))
    return {
        _FILE_MARK + text
        for call in calls
        for text in syntax.texts(syntax.arguments(call))
    }


def _lists(node: ast.AST) -> bool:
    """Say whether a statement asks which files there are."""
    return any(syntax.last_name(call.func) in _LISTS for call in syntax.calls(node))


def _written(node: ast.AST) -> set[str]:
    """Name the files that a statement leaves or may change, as far as texts tell."""
    found: set[str] = set()
    for part in syntax.executed(node):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            texts = syntax.texts([part.value])
            found |= texts if _leaves(part) else set(filter(_FILE.fullmatch, texts))
        elif isinstance(part, ast.withitem) and isinstance(part.context_expr, ast.Call):
            given = syntax.arguments(part.context_expr)
            if any(map(_MODE.fullmatch, syntax.texts(given[1:]))):
                found |= syntax.texts(given[:1])
    return {_FILE_MARK + text for text in found}


def _leaves(node: ast.AST) -> bool:
    """Say whether a statement writes a file anew."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and syntax.last_name(call.func).startswith(
        _WRITES
    )


def _has_its_lines(node: ast.stmt, lines: list[bytes]) -> bool:
    """Say whether nothing but a statement and a comment stands on its lines."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    continued = first > 0 and lines[first - 1].rstrip().endswith(b"\\")
    alone = not before.strip() and after.strip()[:1] in {b"", b"#"}
    return alone and not continued


def reachable(names: Iterable[str], links: Mapping[str, set[str]]) -> set[str]:
    """Return names, and all that can be reached from them over links."""
    found, left = set(names), [*names]
    while left:
        for other in links.get(left.pop(), ()):
            if other not in found:
                found.add(other)
                left.append(other)
    return found
