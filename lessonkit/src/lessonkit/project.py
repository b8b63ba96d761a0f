"""Where things are: the rooms of a project, found from any folder inside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lessonkit.errors import LessonError


@dataclass(frozen=True)
class Project:
    """The folders of one lesson site.

    Args:
        root: The folder that holds `mkdocs.yml`.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | str | None = None) -> Project:
        """Walk up from `start` (default: here) to the folder with `mkdocs.yml`.

        Raises:
            LessonError: No such folder above `start`.
        """
        here = Path(start or ".").resolve()
        for folder in (here, *here.parents):
            if (folder / "mkdocs.yml").is_file():
                return cls(folder)
        raise LessonError(
            f"no mkdocs.yml in {here} or above it",
            "Run the command inside the project.",
        )

    @classmethod
    def of(cls, config: str) -> Project:
        """Return the project of a `mkdocs.yml`."""
        return cls(Path(config).resolve().parent)

    @cached_property
    def snippets(self) -> Path:
        """What readers copy and CI runs."""
        return self.root / "snippets"

    @cached_property
    def docs(self) -> Path:
        """What readers read."""
        return self.root / "docs"

    @cached_property
    def bibliography(self) -> Path:
        """The works that pages cite."""
        return self.docs / "bibliography.yml"

    @cached_property
    def glossary(self) -> Path:
        """What the words mean."""
        return self.docs / "glossary.md"

    @cached_property
    def store(self) -> Path:
        """The outputs, addressed by fingerprint."""
        return self.root / ".lessonkit" / "store"

    @cached_property
    def notebooks(self) -> Path:
        """Generated: every snippet as a notebook page, with downloads."""
        return self.docs / "notebooks"

    def download(self, name: str, suffix: str) -> Path:
        """Return where a snippet's download lies: `.py`, `.ipynb` or `.txt` (pins)."""
        return self.notebooks / "files" / f"{name}{suffix}"

    def is_notebook_page(self, path: Path) -> bool:
        """Say whether a notebook is one that readers read, and no download."""
        downloads = self.notebooks / "files"
        shown = path.is_relative_to(self.notebooks) and path.suffix == ".ipynb"
        return shown and not path.is_relative_to(downloads)

    @cached_property
    def assets(self) -> Path:
        """Generated: the figures that pages load when they come into view."""
        return self.docs / "assets" / "outputs"

    def relative(self, path: Path) -> str:
        """Name a file as authors do: from the project's root, with `/`."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()
