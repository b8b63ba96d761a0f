"""Keeps compiled Jinja templates, for those who make their environment ever anew."""

from __future__ import annotations

from typing import Any

import jinja2


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
    """Have nbconvert compile its templates once, not for each notebook.

    That is half of a notebook's conversion. Without the method, as another version
    might be, it stays slow.
    """
    from nbconvert.exporters.templateexporter import TemplateExporter

    create = getattr(TemplateExporter, "_create_environment", None)
    if create is None or hasattr(create, "compiled"):
        return
    compiled = CompiledTemplates()

    def with_compiled(exporter: TemplateExporter) -> Any:
        environment = create(exporter)
        environment.bytecode_cache = compiled
        return environment

    with_compiled.compiled = compiled  # type: ignore[attr-defined]
    TemplateExporter._create_environment = with_compiled  # type: ignore[method-assign]
