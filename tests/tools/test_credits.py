"""No picture and no weights on the site without a word on whose they are."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tools import credits

ROOT = Path(__file__).parents[2]
# drawn for this site, or trained
OWN = {
    "docs/assets/digit.svg", "docs/assets/favicon.svg", "docs/assets/logo.svg",
    "snippets/experiments/lenet_on_mnist.npz", "snippets/playground/handwriting.npz",
}  # fmt: skip
PICTURES = {
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".svg",
    ".ico", ".mp4", ".webm",
}  # fmt: skip
WEIGHTS = {
    ".npy", ".npz", ".h5", ".keras", ".pth", ".pt", ".bin", ".onnx", ".tflite",
    ".safetensors", ".pkl", ".dat", ".gz", ".whl",
}  # fmt: skip
SHOWN = ("docs", "snippets", "overrides", "python")


def carried() -> set[str]:
    """List the pictures and weights that the repository carries for the site."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SHOWN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = done.stdout.splitlines()
    return {
        name for name in names
        if Path(name).suffix.lower() in PICTURES | WEIGHTS and (ROOT / name).exists()
    }  # fmt: skip


def listed() -> set[str]:
    """List what the lists say is there."""
    photographs = {
        f"docs/assets/photographs/{name}{ending}.jpg"
        for name, entry in credits.read(credits.PHOTOGRAPHS).items()
        for ending in ("", "-small")
        if not ending or entry.get("small")
    }
    kept = {f"snippets/data/{name}.npy" for name in credits.read(credits.KEPT)}
    python = {f"python/{name}" for name in _python() if not name.endswith(".csv")}
    return photographs | kept | python | OWN


def _python() -> dict[str, str]:
    """Return what Python in the page imports: the files and their hashes."""
    entries = credits.read(credits.PYTHON).values()
    return {name: sha for entry in entries for name, sha in entry["files"].items()}


def test_what_python_in_the_page_imports_is_what_its_list_says() -> None:
    for name, sha in _python().items():
        content = (credits.PYTHON.parent / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha, name


def test_the_tables_in_the_page_are_those_of_scikit_learn() -> None:
    """In a process of its own: both have the same name."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import numpy as np, sklearn.datasets as ours\n"
        "pages = ours.load_iris(), ours.load_digits()\n"
        "for name in [n for n in sys.modules if n.startswith('sklearn')]:\n"
        "    del sys.modules[name]\n"
        "del sys.path[0]\n"
        "import sklearn.datasets as theirs\n"
        "assert theirs.__file__ != ours.__file__\n"
        "for page, whole in zip(pages, (theirs.load_iris(), theirs.load_digits())):\n"
        "    for name, found in vars(page).items():\n"
        "        assert np.array_equal(found, whole[name]), name\n"
    )
    command = [sys.executable, "-c", code, str(credits.PYTHON.parent)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_picture_and_weight_is_listed() -> None:
    unknown = carried() - listed()
    assert not unknown, f"whose are these? {sorted(unknown)}"
    gone = listed() - carried()
    assert not gone, f"listed, and not there: {sorted(gone)}"


def test_a_picture_that_nobody_listed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    stranger = tmp_path / "docs" / "lessons" / "found-somewhere.webp"
    stranger.parent.mkdir(parents=True)
    for folder in SHOWN:
        (tmp_path / folder).mkdir(exist_ok=True)
    stranger.write_bytes(b"RIFF")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert carried() - listed() == {"docs/lessons/found-somewhere.webp"}


def test_the_page_is_made_of_the_lists() -> None:
    page = credits.PAGE.read_text("utf-8")
    assert page == credits.page(), "run `python tools/credits.py`"


def test_every_entry_says_whose_it_is() -> None:
    wanted = {"title", "licence", "source", "package", "version"}
    for path in (credits.PHOTOGRAPHS, credits.FETCHED, credits.KEPT, credits.PYTHON):
        for name, entry in credits.read(path).items():
            assert wanted <= entry.keys(), f"{path.name}: {name}"
            assert entry.get("author") or entry.get("credit"), f"{path.name}: {name}"
            free = entry["licence"] in {*credits.LICENCES, "Public domain"}
            free = free or entry.get("tests", False)  # no page shows it
            assert free, f"{path.name}: {name}: {entry['licence']}"


def test_photographs_are_small_and_say_nothing_of_the_camera() -> None:
    for name in credits.read(credits.PHOTOGRAPHS):
        path = credits.PHOTOGRAPHS.with_name(f"{name}.jpg")
        assert path.stat().st_size <= 60_000, name
        with Image.open(path) as picture:
            assert picture.format == "JPEG" and not picture.getexif(), name


def _calls(function: str) -> set[str]:
    """List the first arguments with which snippets call a function."""
    found = set()
    for path in (ROOT / "snippets").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                given = node.args[0]
                if name == function and isinstance(given, ast.Constant):
                    found.add(given.value)
    return found


def test_photographs_out_of_packages_are_listed_too() -> None:
    used = _calls("load_sample_image")
    entries = credits.read(credits.PHOTOGRAPHS).values()
    known = {Path(entry["inside"]).name for entry in entries}
    assert used and used <= known


def test_every_file_of_data_that_a_snippet_opens_is_listed() -> None:
    known = {
        f"{name}/{file['name']}"
        for name, entry in credits.read(credits.FETCHED).items()
        for file in entry["files"]
    }
    used = {name for name in _calls("file") if re.fullmatch(r"[\w-]+/[\w.-]+", name)}
    assert len(used) > 1 and used <= known
