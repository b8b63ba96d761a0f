"""Runs an experiment as `python FILE` does, and notes its claims' outcomes.

    KERAS_BACKEND=jax python judged.py FILE RESULT.json

An assertion that carries a claim ends the run of a build. Here it does not,
so that those below it are tried as well. Three habits that come from
TensorFlow, and change nothing that is computed, are seen to: PyTorch takes
several steps at a time only one by one (`steps_per_execution`), and NumPy
reads its answers without their history; JAX compiles even with
`jit_compile=False`, since it would run each operation by itself. Imports
nothing from this repository.
"""

import ast
import json
import sys
from collections.abc import Iterator, ValuesView
from pathlib import Path
from types import ModuleType
from typing import Any

MARK = "claim:"
_MOST = 20  # numbers of a list that are kept


def claims_in(tree: ast.Module) -> dict[str, ast.expr]:
    """List the conditions that carry a claim in a file, by the claim's id."""
    found = {}
    for node in tree.body:
        message = getattr(node, "msg", None)
        text = message.value if isinstance(message, ast.Constant) else None
        if isinstance(node, ast.Assert) and str(text).startswith(MARK):
            found[str(text).removeprefix(MARK).strip()] = node.test
    return found


class _Judged(ast.NodeTransformer):
    """Puts a call in the place of each assertion that carries a claim."""

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """Keep the assertions that carry none."""
        claimed = claims_in(ast.Module([node], type_ignores=[]))
        if not claimed:
            return node
        call = ast.parse(f"__judge__({next(iter(claimed))!r})").body[0]
        return ast.fix_missing_locations(ast.copy_location(call, node))


def values(condition: ast.expr, names: dict[str, Any]) -> dict[str, Any]:
    """Say what stood on the sides of each comparison, where that is a number.

    Args:
        condition: What was asserted.
        names: What its names stand for.

    Returns:
        Numbers, and lists of them, by what is written there.
    """
    found = {}
    for side in _sides(condition):
        number = _number(_evaluated(side, names))
        if number is not None and not isinstance(side, ast.Constant):
            found[ast.unparse(side)] = number
    return found


def _sides(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what is compared; of a loop, what it goes through."""
    if isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield node.generators[0].iter
    elif isinstance(node, ast.Name | ast.Subscript):
        yield node
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _sides(child)


def _evaluated(part: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(part), "<claim>", "eval"), names)


def _number(thing: Any) -> Any:
    if isinstance(thing, dict):
        thing = thing.values()
    if isinstance(thing, ValuesView):
        thing = list(thing)
    if hasattr(thing, "tolist"):
        thing = thing.tolist()
    if isinstance(thing, bool):
        return None
    if isinstance(thing, int | float):
        return float(f"{thing:.6g}")
    if isinstance(thing, list | tuple):
        numbers = [_number(one) for one in thing[:_MOST]]
        return numbers if numbers and None not in numbers else None
    return None


def judge(file: Path, result: Path) -> None:
    """Run a file as `__main__`, and keep what is known after each claim."""
    source = file.read_text("utf-8")
    conditions = claims_in(ast.parse(source))
    module = ModuleType("__main__")
    names = vars(module)
    story: dict[str, Any] = {"claims": {}, "ended": "", "versions": {}}

    def note(claim: str) -> None:
        holds = bool(_evaluated(conditions[claim], names))
        story["claims"][claim] = {"holds": holds}
        if not holds:
            story["claims"][claim] |= {
                "condition": ast.unparse(conditions[claim]),
                "values": values(conditions[claim], names),
            }
        keep()

    def keep() -> None:
        loaded = ("keras", "tensorflow", "jax", "torch", "numpy")
        story["versions"] = {
            name: sys.modules[name].__version__
            for name in loaded
            if hasattr(sys.modules.get(name), "__version__")
        }
        result.write_text(json.dumps(story), "utf-8")

    names.update(__file__=str(file), __judge__=note)
    sys.modules["__main__"] = module
    sys.argv, sys.path[0] = [str(file)], str(file.parent)
    tree = _Judged().visit(ast.parse(source))
    try:
        exec(compile(tree, str(file), "exec", dont_inherit=True), names)
    except BaseException as error:
        story["ended"] = _words(error, file)
    keep()


def see_to_habits() -> None:
    """Have the backend take what TensorFlow takes, at TensorFlow's speed."""
    import keras

    backend, compile = keras.backend.backend(), keras.Model.compile

    def portable(*args: Any, **options: Any) -> None:
        if backend == "torch":
            options.pop("steps_per_execution", None)
        if backend == "jax" and options.get("jit_compile") is False:
            del options["jit_compile"]
        compile(*args, **options)

    keras.Model.compile = portable
    if backend == "torch":
        import torch

        plain = torch.Tensor.__array__

        def detached(self: Any, dtype: Any = None, copy: Any = None) -> Any:
            array = plain(self.detach(), dtype)
            return array.copy() if copy else array

        torch.Tensor.__array__ = detached


def _words(error: BaseException, file: Path) -> str:
    """Say in a line what ended a run, and in which line of the file."""
    trace, line = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    first = (str(error).strip().splitlines() or [""])[0]
    return f"line {line}, {type(error).__name__}: {first}"[:200]


if __name__ == "__main__":
    see_to_habits()
    judge(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
