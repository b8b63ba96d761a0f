"""The same site in two other ways: outputs pasted in, executed by mkdocs-jupyter."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import yaml
from markdown import Markdown

from lessonkit.figure import render
from lessonkit.page import pages
from lessonkit.page.grammar import BLOCKS
from lessonkit.page.order import lesson_order
from lessonkit.project import Project
from lessonkit.run.store import Store

_BLOCK = re.compile(r"^(/{3,}) (\w+) \|.*?^\1$", re.M | re.S)


def pasted_site(project: Project, target: Path, without: tuple[str, ...]) -> Path:
    """Copy the site with every block and value replaced by what it renders to.

    Args:
        project: The site, with all its outputs.
        target: Where the copy goes.
        without: Plugins to leave out of its configuration.
    """
    shutil.copytree(project.root, target, ignore=shutil.ignore_patterns("site"))
    copy = Project(target)
    # the files' own blocks, rendered once by the extension, become plain HTML
    for page in pages.in_order(copy):
        page.write_text(_pasted(project, page.read_text("utf-8")), "utf-8")
    store = Store(project)
    for found in lesson_order(project)[0]:
        entry = store.get(found)
        parts = [f"# {found.title}", found.prose]
        for cell in found.cells:
            if cell.kind != "code":
                parts.append(cell.source)
                continue
            parts.append(f"```python\n{cell.source}\n```")
            outputs = entry.outputs[found.code.index(cell)] if entry else []
            parts += [p.html + p.table for p in render.pieces(outputs, "Figure")]
        (copy.notebooks / f"{found.name}.ipynb").unlink()
        page = copy.notebooks / f"{found.name}.md"
        page.write_text("\n\n".join(filter(None, parts)), "utf-8")
    index = copy.notebooks / "index.md"
    index.write_text(index.read_text("utf-8").replace(".ipynb)", ".md)"), "utf-8")
    _configure(target, without)
    return target


def jupyter_site(project: Project, target: Path) -> Path:
    """Make a site of the same snippets that mkdocs-jupyter executes itself."""
    docs = target / "docs"
    for found in lesson_order(project)[0]:
        path = docs / f"{found.name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(found.path, path)
    shutil.copytree(project.snippets, target / "snippets")
    shutil.copytree(project.root / "docs" / "assets", target / "docs" / "assets")
    (docs / "index.md").write_text("# Snippets\n", "utf-8")
    settings = {"include": ["*.py"], "execute": True, "cache": False,
                "allow_errors": False}  # fmt: skip
    config = {"site_name": "bench", "theme": {"name": "material"},
              "plugins": [{"mkdocs-jupyter": settings}]}  # fmt: skip
    (target / "mkdocs.yml").write_text(json.dumps(config), "utf-8")
    return target


def _pasted(project: Project, text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        if match[2] not in BLOCKS:
            return match[0]
        md = Markdown(
            extensions=["lessonkit", "pymdownx.highlight", "pymdownx.superfences"],
            extension_configs={"lessonkit": {"root": str(project.root)}},
        )
        return re.sub(r"\n\s*\n", "\n", md.convert(match[0]))

    return _BLOCK.sub(plain, text)


def _configure(folder: Path, without: tuple[str, ...]) -> None:
    """Switch lessonkit and plugins off, line by line: mkdocs.yml has own tags."""
    path = folder / "mkdocs.yml"
    text = path.read_text("utf-8")
    text = re.sub(r"^  - lessonkit:? .*\n(?:      .*\n)*", "", text, flags=re.M)
    for plugin in without:
        text = re.sub(rf"^  - {plugin}:.*\n(?:      .*\n)+", "", text, flags=re.M)
    yaml.compose(text)  # still well-formed
    path.write_text(text, "utf-8")
