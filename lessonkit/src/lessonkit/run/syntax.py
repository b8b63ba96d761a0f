"""What the syntax tree of a statement says, whatever stands around it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LATER = (*FUNCTIONS, ast.Lambda)  # their bodies run when they are called
LOOPS = (ast.For, ast.AsyncFor, ast.While)
WITHS = (ast.With, ast.AsyncWith)
BLOCKS = (*LOOPS, *WITHS, ast.Try, ast.TryStar, ast.If, ast.Match)
# the fields of a statement that hold others, and what other statements hang on
_HOLDING = ("body", "handlers", "orelse", "finalbody", "cases")
_LAMBDA = "lambda_"  # what a function is called that has no name


@lru_cache(maxsize=512)
def tree(text: str) -> ast.Module:
    """Parse Python; nobody may change what is returned.

    Raises:
        SyntaxError: It is none.
    """
    return ast.parse(text)


@lru_cache(maxsize=8192)
def executed(node: ast.AST) -> tuple[ast.AST, ...]:
    """List the parts of a statement that run when it does."""
    found, left = [], [node]
    while left:
        part = left.pop()
        found.append(part)
        if isinstance(part, _LATER):
            left += [part.args, *reversed(getattr(part, "decorator_list", []))]
        else:
            left += [*ast.iter_child_nodes(part)][::-1]
    return tuple(found)


@lru_cache(maxsize=8192)
def parts(node: ast.AST) -> tuple[ast.AST, ...]:
    """List a piece of code with all that is in it, as `ast.walk` does."""
    return tuple(ast.walk(node))


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements in a piece of code, those inside of others too, in order.

    `ast.walk` would visit each expression as well, of which there are many more.
    """
    left = [node]
    while left:
        part = left.pop()
        if isinstance(part, ast.stmt):
            yield part
        inner = (getattr(part, name, ()) for name in _HOLDING)
        left += [*itertools.chain(*inner)][::-1]


def bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield the bodies of a block that runs at once, and those in it."""
    if not isinstance(node, (*BLOCKS, ast.ExceptHandler, ast.match_case)):
        return
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, [])
        if body:
            yield body
        for part in body:
            yield from bodies(part)
    for part in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
        yield from bodies(part)


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that a statement makes when it runs."""
    return (part for part in executed(node) if isinstance(part, ast.Call))


def arguments(call: ast.Call) -> list[ast.expr]:
    """List what a call is given, by place and by name."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def arguments_by_name(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    args: list[ast.expr],
    keywords: list[ast.keyword],
) -> dict[str, list[ast.expr]]:
    """Tell which arguments of a call are which parameters of a function."""
    own = function.args
    names = [a.arg for a in (*own.posonlyargs, *own.args)]
    given = {name: [arg] for name, arg in zip(names, args, strict=False)}
    if own.vararg:
        given[own.vararg.arg] = args[len(names) :]
    for keyword in keywords:
        named = {*names, *(a.arg for a in own.kwonlyargs)}
        where = keyword.arg if keyword.arg in named else own.kwarg and own.kwarg.arg
        if where:
            given.setdefault(where, []).append(keyword.value)
    return given


def last_name(function: ast.expr) -> str:
    """Return what a function is called: `dot` in `np.dot`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def root(node: ast.AST) -> str | None:
    """Return the name on which a chain of attributes, items and calls begins."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else None


def dotted(node: ast.expr) -> list[str]:
    """Return the names of a chain of attributes: `a`, `b` and `c` of `a.b.c`."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    return names[::-1]


def targets(node: ast.AST) -> Iterator[ast.expr]:
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


def assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an assignment binds, and the expression that it has."""
    value = getattr(node, "value", None)
    if isinstance(node, ast.Assign | ast.AnnAssign) and value:
        for target in targets(node):
            if isinstance(target, ast.Name):
                yield target.id, value
    elif isinstance(node, ast.NamedExpr):
        yield node.target.id, node.value
    elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
        yield node.optional_vars.id, node.context_expr


def imported(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield the names that a statement imports, at once, and their packages."""
    for part in executed(node):
        if isinstance(part, ast.Import):
            for alias in part.names:
                package = alias.name.split(".")[0]
                yield alias.asname or package, package
        elif isinstance(part, ast.ImportFrom):
            package = (part.module or "").split(".")[0]
            for alias in part.names:
                yield alias.asname or alias.name, package


def elements(value: ast.expr) -> list[ast.expr]:
    """List the parts of an expression that its value holds, or one of which it is."""
    if isinstance(value, ast.Tuple | ast.List | ast.Set):
        return value.elts
    if isinstance(value, ast.Dict | ast.BoolOp):
        return value.values
    if isinstance(value, ast.IfExp):
        return [value.body, value.orelse]
    return []


def texts(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the texts that stand in some code."""
    every = (part for node in nodes for part in parts(node))
    values = (part.value for part in every if isinstance(part, ast.Constant))
    return {value for value in values if isinstance(value, str)}


def is_plain(value: ast.expr, known: Mapping[str, bool]) -> bool:
    """Say whether an expression is a number or a text, which nothing can change.

    Args:
        value: The expression.
        known: Which names are bound so far, and whether to such things alone.
    """
    if isinstance(value, ast.UnaryOp):
        return is_plain(value.operand, known)
    if isinstance(value, ast.BinOp):
        return is_plain(value.left, known) and is_plain(value.right, known)
    if isinstance(value, ast.Name):
        return known.get(value.id, False)
    return isinstance(value, ast.Constant | ast.JoinedStr)


@lru_cache(maxsize=1024)
def as_function(node: ast.Lambda) -> ast.FunctionDef:
    """Write a lambda as a function."""
    text = (
        f"def {_LAMBDA}({ast.unparse(node.args)}):\n    return {ast.unparse(node.body)}"
    )
    made = ast.parse(text).body[0]
    assert isinstance(made, ast.FunctionDef), "the text says so"
    return made
