"""What readers take home: file, executed notebook, versions."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from pathlib import Path

import nbformat
import pytest

from lessonkit.figure.plotly_json import PLOTLY
from lessonkit.run import snippet
from tests.site.conftest import ROOT

NAMES = snippet.names(ROOT)


@pytest.mark.parametrize("name", NAMES)
def test_the_python_file_is_the_tested_one(site: Path, name: str) -> None:
    download = site / "notebooks" / "files" / f"{name}.py"
    assert download.read_bytes() == (ROOT.snippets / f"{name}.py").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_is_valid_and_executed(site: Path, name: str) -> None:
    text = (site / "notebooks" / "files" / f"{name}.ipynb").read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    shown = [output for cell in code for output in cell.outputs]
    assert shown
    figures = [o for o in shown if PLOTLY in o.get("data", {})]
    assert len(figures) >= text.count("fig.show()") - text.count("def ")


@pytest.mark.parametrize("name", NAMES)
def test_the_versions_are_those_installed(site: Path, name: str) -> None:
    text = (site / "notebooks" / "files" / f"{name}.txt").read_text("utf-8")
    pins = [line for line in text.splitlines() if not line.startswith("#")]
    for pin in pins:
        package, _, number = pin.partition("==")
        assert importlib.metadata.version(package) == number
    source = (ROOT.snippets / f"{name}.py").read_text("utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.M))
    if imported - sys.stdlib_module_names - {"snippets"}:
        assert pins
