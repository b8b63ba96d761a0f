"""The works that pages cite: `docs/bibliography.yml`, read and checked."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from lessonkit.cache import per_file
from lessonkit.config import not_yaml_in
from lessonkit.errors import LessonError, nearest
from lessonkit.project import Project
from lessonkit.sanitizer import safe
from lessonkit.text import decoded

_NEEDED = ("authors", "title", "venue", "year")
_FIELDS = (*_NEEDED, "doi", "arxiv", "url", "note")
_KEY = re.compile(r"[a-z][a-z0-9-]*")
_FORMS = {
    "year": (re.compile(r"1[5-9]\d\d|20\d\d"), "a year, such as `1998`"),
    "doi": (re.compile(r"10\.\d{4,}/[^\s\"`]+"), "the part that begins with `10.`"),
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}"), "the number alone, such as `1512.03385`"),
    "url": (
        re.compile(r"https://[^\s\"'<>`\\]+"),
        "an address that begins with `https://`",
    ),
}


@dataclass(frozen=True)
class Work:
    """A paper, a book or a page.

    Attributes:
        key: What pages call it.
        line: Where it stands in the bibliography.
        authors: In the work's order, initials first.
        fields: `title`, `venue`, `year`; some of `doi`, `arxiv`, `url`, `note`.
    """

    key: str
    line: int
    authors: tuple[str, ...]
    fields: dict[str, str]

    @property
    def label(self) -> str:
        """Say who and when, as in running text: `He et al., 2016`."""
        names = [author.split()[-1] for author in self.authors]
        if len(names) > 2 or names[-1] == "others":
            who = f"{names[0]} et al."
        else:
            who = " and ".join(names)
        return f"{who}, {self.fields['year']}"

    @property
    def html(self) -> str:
        """Give the full reference, with its links."""
        esc = {name: html.escape(text) for name, text in self.fields.items()}
        authors = [html.escape(author) for author in self.authors]
        if authors[-1] == "others":
            who = ", ".join(authors[:-1]) + " et al."
        else:
            who = " and ".join(filter(None, [", ".join(authors[:-1]), authors[-1]]))
        parts = [f"{who}, {esc['title']}, <em>{esc['venue']}</em>, {esc['year']}"]
        parts += [
            f'<a href="{html.escape(address)}">{html.escape(text)}</a>'
            for address, text in self.links()
        ]
        note = f" {esc['note']}" if "note" in esc else ""
        return safe(", ".join(parts) + "." + note)

    def links(self) -> list[tuple[str, str]]:
        """Pair each address with its text."""
        found = []
        if doi := self.fields.get("doi"):
            found.append((f"https://doi.org/{doi}", f"doi:{doi}"))
        if arxiv := self.fields.get("arxiv"):
            found.append((f"https://arxiv.org/abs/{arxiv}", f"arXiv:{arxiv}"))
        if url := self.fields.get("url"):
            found.append((url, url.split("/")[2]))
        return found


def bibliography(project: Project) -> dict[str, Work]:
    """Read all works; a project without the file has none.

    Raises:
        LessonError: The file or one of its entries is malformed.
    """
    path = project.bibliography
    if not path.is_file():
        return {}
    return _read(path, project.relative(path))


def find(project: Project, key: str) -> Work:
    """Return the work that pages call `key`.

    Raises:
        LessonError: There is none.
    """
    works = bibliography(project)
    if key not in works:
        name = project.relative(project.bibliography)
        raise LessonError(f"no work `{key}` in {name}", nearest(key, works))
    return works[key]


@per_file
def _read(path: Path, name: str) -> dict[str, Work]:
    try:
        # texts only: a number would lose the last zero of 1412.6980
        root = yaml.compose(decoded(path, name), yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise not_yaml_in(name, error) from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise LessonError("no list of works", "Begin each work with `key:`.", name)
    works: dict[str, Work] = {}
    for key, value in root.value:
        line = key.start_mark.line + 1
        if not _KEY.fullmatch(_name(key)):
            raise LessonError(
                f"`{_name(key)}` is not a key",
                "Use lower-case, such as `he2016`.",
                f"{name}:{line}",
            )
        if key.value in works:
            raise LessonError(
                f"`{key.value}` stands here twice", "Rename one.", f"{name}:{line}"
            )
        works[key.value] = _work(key.value, value, f"{name}:{line}", line)
    return works


def _work(key: str, node: yaml.Node, where: str, line: int) -> Work:
    if not isinstance(node, yaml.MappingNode):
        raise LessonError(
            f"`{key}` has no fields", f"It needs {', '.join(_NEEDED)}.", where
        )
    fields: dict[str, str] = {}
    authors: list[str] = []
    for label, value in node.value:
        name, content = _name(label), _content(value)
        if name not in _FIELDS:
            raise LessonError(
                f"`{key}` has a field `{name}`", nearest(name, _FIELDS), where
            )
        if name == "authors":
            if not isinstance(content, list):
                raise LessonError(
                    f"the authors of `{key}` are not a list",
                    "Write `[A. One, B. Two]`.",
                    where,
                )
            authors = content
            continue
        if not isinstance(content, str):
            raise LessonError(f"{name} of `{key}` is not a text", "Quote it.", where)
        form = _FORMS.get(name)
        if form and not form[0].fullmatch(content):
            raise LessonError(
                f"{name} `{content}` of `{key}`", f"Write {form[1]}.", where
            )
        fields[name] = content
    given = {**fields, "authors": authors}
    missing = [name for name in _NEEDED if not given.get(name)]
    if missing:
        raise LessonError(f"`{key}` has no {missing[0]}", "Add it.", where)
    return Work(key, line, tuple(authors), fields)


def _name(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else "[…]"


def _content(node: yaml.Node) -> str | list[str] | None:
    """Return a text or a list of texts; None for anything else."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if not isinstance(node, yaml.SequenceNode):
        return None
    texts = [part.value for part in node.value if isinstance(part, yaml.ScalarNode)]
    return texts if all(texts) and len(texts) == len(node.value) else None
