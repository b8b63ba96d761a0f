"""Tries the experiments' claims on other backends, and keeps what came out.

    python -m snippets.pytorch.trials            # what is new or has changed
    python -m snippets.pytorch.trials --all      # everything, as once a month
    python -m snippets.pytorch.trials pooling    # these

Each experiment runs in a process of its own, from an empty folder, one after
the other, and may take as long as its time limit says. What came out is in
`claims.json`, with date and versions, and with a hash of the experiment and
of all files of this repository that it imports. Needs torch and jax:
`pip install -r requirements-hosting.txt`.
"""

import argparse
import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import snippets
from snippets.pytorch import judged

HERE = Path(snippets.__path__[0])
KEPT = HERE / "pytorch" / "claims.json"
ROOMS = ("experiments", "playground")
BACKENDS = {"jax": "JAX", "torch": "PyTorch"}
_LIMIT = re.compile(r"^# time limit: (\d+) s", re.MULTILINE)
_TENSORFLOW = re.compile(r"^import tensorflow\b", re.MULTILINE)
_KERAS = re.compile(r"^(?:import|from) keras\b", re.MULTILINE)
# one thread, as in a build; a figure that is shown opens no browser
_ENVIRONMENT = {
    "JAX_PLATFORMS": "cpu",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "PLOTLY_RENDERER": "plotly_mimetype",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def experiments() -> dict[str, list[str]]:
    """List the experiments that use Keras, with their claims."""
    found = {}
    for room in ROOMS:
        for file in sorted((HERE / room).glob("*.py")):
            claims = judged.claims_in(_tree(file))
            if claims and any(
                _KERAS.search(_text(own)) for own in own_files(file)
            ):
                found[f"{room}/{file.stem}"] = list(claims)
    return found


def own_files(file: Path) -> list[Path]:
    """List a file, and all of this repository that it imports."""
    found, queue = {file}, [file]
    while queue:
        for name in _imports(queue.pop()):
            module = HERE.parent.joinpath(*name.split("."))
            for path in (module.with_suffix(".py"), module / "__init__.py"):
                if path not in found and path.is_file():
                    found.add(path)
                    queue.append(path)
    return [file, *sorted(found - {file})]


def content(name: str) -> str:
    """Hash all code that an experiment consists of."""
    files = own_files(HERE / f"{name}.py")
    return hashlib.sha256("\0".join(map(_text, files)).encode()).hexdigest()


def needs_tensorflow(name: str) -> bool:
    """Say whether an experiment imports TensorFlow itself."""
    return bool(_TENSORFLOW.search(_text(HERE / f"{name}.py")))


def kept() -> dict[str, dict[str, Any]]:
    """Read what came out, by experiment and backend."""
    stories: dict[str, dict[str, Any]] = json.loads(KEPT.read_text("utf-8"))
    return stories


def tried(name: str, backend: str, most: int) -> dict[str, Any]:
    """Run an experiment on a backend.

    Args:
        name: The experiment, such as `experiments/pooling`.
        backend: `jax` or `torch`.
        most: Seconds after which it is stopped, unless its limit is shorter.

    Returns:
        `claims`: for each that was reached whether it `holds`, and if not,
        its `condition` and the `values` in it; what `ended` the run early, if
        anything, and whether it was too `late`; `versions`, `date`,
        `seconds`, and the hash of the `content` that all this is true of.
    """
    file, hashed = HERE / f"{name}.py", content(name)
    limit = _LIMIT.search(_text(file))
    before = time.monotonic()
    story = _run(file, backend, min(most, int(limit[1]) if limit else 120))
    return {
        "date": date.today().isoformat(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "seconds": round(time.monotonic() - before, 1),
        "content": hashed,
        **story,
    }


def _run(file: Path, backend: str, seconds: int) -> dict[str, Any]:
    """Run a file in an empty folder; return what is known in the end."""
    story: dict[str, Any] = {"claims": {}, "ended": "", "versions": {}}
    ended, late = "", False
    environment = {**os.environ, **_ENVIRONMENT, "KERAS_BACKEND": backend}
    environment.pop("LESSON_FULL", None)  # the size of every day
    with tempfile.TemporaryDirectory() as folder:
        result, work = Path(folder) / "result.json", Path(folder) / "work"
        work.mkdir()
        try:
            done = subprocess.run(
                [sys.executable, judged.__file__, file, result],
                cwd=work, env=environment, timeout=seconds,
                stdin=subprocess.DEVNULL, capture_output=True,
            )  # fmt: skip
            if done.returncode:
                ended = f"died, exit code {done.returncode}"
        except subprocess.TimeoutExpired:
            ended, late = f"not done after {seconds} s", True
        if result.exists():
            story = json.loads(result.read_text("utf-8"))
    return {**story, "ended": ended or story["ended"], "late": late}


@cache
def _imports(file: Path) -> tuple[str, ...]:
    """Name the modules of this repository that a file may import."""
    found = [name for node in ast.walk(_tree(file)) for name in _named(node)]
    return tuple(name for name in found if name.startswith("snippets."))


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        within = [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module, *within]
    return []


def _tree(file: Path) -> ast.Module:
    return ast.parse(_text(file))


def _text(file: Path) -> str:
    return file.read_text("utf-8")


def holding(story: dict[str, Any]) -> set[str]:
    """Name the claims that held in a run."""
    claims = story.get("claims", {})
    return {claim for claim, outcome in claims.items() if outcome["holds"]}


def _keep(stories: dict[str, dict[str, Any]]) -> None:
    text = json.dumps(stories, indent=1, ensure_ascii=False, sort_keys=True)
    KEPT.write_text(text + "\n", "utf-8")


def main() -> None:
    """Try what is asked for; end with 1 if a claim held before, not now."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="words in their names")
    parser.add_argument(
        "--all", action="store_true", help="up to date or not"
    )
    parser.add_argument("--most", type=int, default=600, help="seconds each")
    asked = parser.parse_args()
    stories = kept() if KEPT.exists() else {}
    known = experiments()
    stories = {name: stories.get(name, {}) for name in known}
    lost = []
    for name in known:
        if asked.names and not any(word in name for word in asked.names):
            continue
        for backend, called in BACKENDS.items():
            before = stories[name].get(backend, {})
            if before.get("content") == content(name) and not asked.all:
                continue
            after = stories[name][backend] = tried(name, backend, asked.most)
            gone = holding(before) - holding(after)
            lost += [f"{claim} on {called}" for claim in sorted(gone)]
            _keep(stories)
            print(
                f"{name:36} {called:8} {after['seconds']:6.1f} s"
                f"  {len(holding(after))} of {len(known[name])}"
                f" hold  {after['ended']}",
                flush=True,
            )
    if lost:
        raise SystemExit("these claims held before: " + ", ".join(lost))


if __name__ == "__main__":
    main()
