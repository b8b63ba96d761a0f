"""The metadata of a model card: what the Hub refuses, in its words.

A small part of the real rules: that it is YAML, the license, which fields are lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

BLOCK = re.compile(r"\A\s*---[\r\n]+(.*?)[\r\n]+---[\r\n]?", re.DOTALL)
EMPTY = "empty or missing yaml metadata in repo card"
LISTS = ("datasets", "metrics", "tags", "model-index", "widget")
SDKS = ("gradio", "docker", "static")

# What the message of the real Hub lists, as huggingface_hub's issue 4218 quotes it
# (May 2026).
LICENSES = Path(__file__).with_name("licenses.txt").read_text().split()


def judge(readme: str, kind: str) -> tuple[list[str], list[str]]:
    """Return what is wrong with a README's metadata, and what is only doubtful."""
    found = BLOCK.match(readme)
    if not found:
        return [], [EMPTY]
    try:
        data = yaml.safe_load(found[1])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        # the block begins in the line after the first ---
        where = f" ({mark.line + 2}:{mark.column + 1})" if mark else ""
        return [f"{error.problem}{where}"], []
    if data is None:
        return [], [EMPTY]
    if not isinstance(data, dict):
        return ['"value" must be of type object'], []
    return list(_wrong(data, kind)), []


def _wrong(data: dict[str, object], kind: str) -> Iterator[str]:
    licenses = data.get("license")
    for one in licenses if isinstance(licenses, list) else [licenses]:
        if one is not None and one not in LICENSES:
            yield f'"license" must be one of [{", ".join(LICENSES)}, array]'
    for name in LISTS:
        if name in data and not isinstance(data[name], list):
            yield f'"{name}" must be an array'
    if kind == "space" and data.get("sdk") not in SDKS:
        yield f'"sdk" must be one of [{", ".join(SDKS)}]'


def metadata(readme: str) -> dict[str, object]:
    """Return the metadata of a README; nothing if it has none or it cannot be read."""
    found = BLOCK.match(readme)
    try:
        data = yaml.safe_load(found[1]) if found else None
    except yaml.YAMLError:
        data = None
    return data if isinstance(data, dict) else {}
