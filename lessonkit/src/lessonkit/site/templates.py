"""Jinja templates for those who load and compile them again and again."""

from __future__ import annotations

from typing import Any

import jinja2

# mkdocs-jupyter puts 575 KB of them into each page, and has the page parsed after that;
# the site's own do their work
_UNUSED = ("index.css", "theme-light.css", "theme-dark.css", "clipboard.umd.js")


class _Unparsed(str):
    """HTML that nbconvert takes for a parsed tree in which it finds nothing to change.

    It would look for pictures without a description, and let outputs have the focus.
    Our notebooks hold neither: outputs are put in later.
    """

    def __new__(cls, html: str, **_: Any) -> _Unparsed:
        """Keep the text."""
        return super().__new__(cls, html)

    def select(self, _: str) -> list[Any]:
        """Find nothing."""
        return []


class CompiledTemplates(jinja2.BytecodeCache):
    """Keeps what templates were compiled to for as long as the process lives."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill the bucket with what was compiled of the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what is in the bucket."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


def speed_up_nbconvert() -> None:
    """Have nbconvert compile its templates once, and do nothing that is not used.

    That is most of a notebook's conversion. Without the names, as another version
    might be, it stays slow.
    """
    from nbconvert.exporters import html
    from nbconvert.exporters.templateexporter import TemplateExporter

    create = getattr(TemplateExporter, "_create_environment", None)
    if create is None or hasattr(create, "compiled"):
        return
    compiled = CompiledTemplates()
    nothing = jinja2.DictLoader({f"mkdocs_html/assets/{name}": "" for name in _UNUSED})

    def with_compiled(exporter: TemplateExporter) -> Any:
        environment = create(exporter)
        environment.bytecode_cache = compiled
        environment.loader = jinja2.ChoiceLoader([nothing, environment.loader])
        return environment

    if hasattr(html, "BeautifulSoup"):
        html.BeautifulSoup = _Unparsed
    with_compiled.compiled = compiled  # type: ignore[attr-defined]
    TemplateExporter._create_environment = with_compiled  # type: ignore[method-assign]
