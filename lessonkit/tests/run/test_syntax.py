"""Statements are found wherever they stand, as `ast.walk` finds them."""

import ast
import sysconfig
from pathlib import Path

import pytest

from lessonkit.run.syntax import statements

KINDS = """
import a
class B(C):
    import d
    async def e(self, f=lambda: 1):
        async with g as h:
            async for i in j:
                import k
        else_ = [l for l in m if n]
try:
    import o
except P:
    import q
else:
    import r
finally:
    import s
try:
    pass
except* T:
    import u
match v:
    case [w]:
        import x
    case _:
        if y:
            import z
        elif aa:
            import bb
        else:
            while cc:
                import dd
            else:
                import ee
"""
LIBRARY = Path(sysconfig.get_path("stdlib"))
FILES = sorted([*LIBRARY.glob("[a-d]*.py"), *LIBRARY.glob("asyncio/*.py")])


def test_every_kind_of_statement_is_looked_into_in_order():
    found = [s for s in statements(ast.parse(KINDS)) if isinstance(s, ast.Import)]
    names = [statement.names[0].name for statement in found]
    assert names == ["a", "d", "k", "o", "q", "r", "s", "u", "x", "z", "bb", "dd", "ee"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_as_python_walks(path):
    tree = ast.parse(path.read_text("utf-8"))
    expected = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    found = [*statements(tree)]
    assert {*map(id, found)} == {*map(id, expected)} and len(found) == len(expected)
    assert [s.lineno for s in found] == sorted(s.lineno for s in expected)
