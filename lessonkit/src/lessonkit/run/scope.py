"""Which names a piece of Python binds and reads, and which are its own."""

from __future__ import annotations

import ast
import symtable
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lessonkit.run import syntax


def bound(node: ast.stmt) -> set[str]:
    """Name what a statement may give a value, or takes it from."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return set()
    named = (part for part in syntax.executed(node) if isinstance(part, ast.NamedExpr))
    return {part.target.id for part in named} | {
        s.get_name()
        for s in _table(node).get_symbols()
        if s.is_assigned() or s.is_imported() or s.is_namespace()
    }


def surely_bound(node: ast.stmt) -> set[str]:
    """Name what a statement gives a value whatever happens."""
    if isinstance(node, (*syntax.BLOCKS, ast.AugAssign, ast.Expr)):
        return set()
    maybe = {
        part.target.id
        for part in syntax.executed(node)
        if isinstance(part, ast.NamedExpr)
    }
    return bound(node) - maybe


def stored(node: ast.AST) -> set[str]:
    """Name what a piece of code gives a value, functions in it included."""
    names = (part for part in syntax.parts(node) if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def loads(nodes: Iterable[ast.AST]) -> Counter[str]:
    """Count how often each name is read."""
    parts = (part for node in nodes for part in syntax.parts(node))
    names = (part for part in parts if isinstance(part, ast.Name))
    return Counter(name.id for name in names if isinstance(name.ctx, ast.Load))


def captured(node: ast.AST) -> set[str]:
    """Name what the patterns of a `match` bind."""
    if not isinstance(node, ast.Match):
        return set()
    found = {getattr(part, "name", None) for part in syntax.parts(node)}
    found |= {getattr(part, "rest", None) for part in syntax.parts(node)}
    return {name for name in found if isinstance(name, str)}


def declared_global(function: ast.AST) -> set[str]:
    """Name what functions in a piece of code declare as `global`."""
    found = (part for part in syntax.parts(function) if isinstance(part, ast.Global))
    return {name for part in found for name in part.names}


def local_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """List the names that are a function's own."""
    text = ast.unparse(ast.Module([function], type_ignores=[]))
    table = symtable.symtable(text, "statement", "exec").get_children()
    own = next(t for t in table if t.get_name() == function.name)
    tables = [own, *_tables(own)]
    every = {s.get_name() for t in tables for s in t.get_symbols()}
    return every - {
        s.get_name() for t in tables for s in t.get_symbols() if s.is_global()
    }


def reads(node: ast.stmt) -> set[str]:
    """Name what a statement reads, at once or when what it defines is called."""
    table = _table(node)
    found = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for inner in _tables(table):
        found |= {s.get_name() for s in inner.get_symbols() if s.is_global()}
        if inner.get_type() == "class":  # `n = n` reads the name outside
            found |= {s.get_name() for s in inner.get_symbols() if s.is_referenced()}
    for part in syntax.executed(node):
        target = getattr(part, "target", None)
        if isinstance(part, ast.AugAssign) and isinstance(target, ast.Name):
            found.add(target.id)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del):
            found.add(part.id)
    return found


def needs(body: list[ast.stmt]) -> tuple[set[str], set[str]]:
    """Return the names that statements need from above, and those they surely bind.

    The body of a loop may never run, that of a `with` or a `try` may break off.
    """
    needed: set[str] = set()
    certain: set[str] = set()
    for node in body:
        if isinstance(node, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith):
            heads, names = _head(node)
            needed |= heads - certain
            needed |= needs(node.body)[0] - names - certain
            needed |= needs(getattr(node, "orelse", []))[0] - certain
            certain |= names if isinstance(node, syntax.WITHS) else set()
        elif isinstance(node, ast.If):
            needed |= reads(ast.Expr(node.test)) - certain
            (one, first), (two, second) = needs(node.body), needs(node.orelse)
            needed |= (one | two) - certain
            certain |= first & second
        elif isinstance(node, ast.Try | ast.TryStar):
            needed |= _needs_of_try(node) - certain
        else:
            needed |= reads(node) - certain
            certain |= surely_bound(node)
    return needed, certain


def _needs_of_try(node: ast.Try | ast.TryStar) -> set[str]:
    needed = set().union(
        *(needs(part)[0] for part in (node.body, node.orelse, node.finalbody))
    )
    for handler in node.handlers:
        names = {handler.name} if handler.name else set()
        needed |= needs(handler.body)[0] - names
        needed |= reads(ast.Expr(handler.type or ast.Constant(None)))
    return needed


def _head(
    node: ast.For | ast.AsyncFor | ast.With | ast.AsyncWith,
) -> tuple[set[str], set[str]]:
    """Return what the first line of a loop or a `with` reads, and what it binds."""
    if isinstance(node, ast.For | ast.AsyncFor):
        parts, targets = [node.iter], [node.target]
    else:
        parts = [item.context_expr for item in node.items]
        targets = [item.optional_vars for item in node.items if item.optional_vars]
    names = set().union(*map(stored, targets))
    return set().union(*(reads(ast.Expr(part)) for part in parts)), names


@lru_cache(maxsize=1024)
def _table(node: ast.stmt) -> symtable.SymbolTable:
    text = ast.unparse(ast.Module([node], type_ignores=[]))
    return symtable.symtable(text, "statement", "exec")


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from _tables(inner)
