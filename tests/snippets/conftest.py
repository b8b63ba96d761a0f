"""Runs snippets as a reader does: one at a time, in the runner's environment."""

from __future__ import annotations

import os
from pathlib import Path

from lessonkit.project import Project
from lessonkit.run.fingerprint import environment

PROJECT = Project.find(Path(__file__).parent)

# before the first snippet imports TensorFlow; no figure opens a window
os.environ.update(environment(PROJECT))
