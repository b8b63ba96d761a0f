"""The metadata of a model card: what the Hub refuses, in its words.

A small part of the real rules: that it is YAML, the license, which fields are lists.
"""

from __future__ import annotations

import re
from pathlib import Path

BLOCK = re.compile(r"\A\s*---[\r\n]+(.*?)[\r\n]+---[\r\n]?", re.DOTALL)
EMPTY = "empty or missing yaml metadata in repo card"
LISTS = ("datasets", "metrics", "tags", "model-index", "widget")
SDKS = ("gradio", "docker", "static")

# What the message of the real Hub lists, as huggingface_hub's issue 4218 quotes it
# (May 2026).
LICENSES = Path(__file__).with_name("licenses.txt").read_text().split()
