"""Measures the machine against its own bounds and against mkdocs-jupyter."""

import sys
from pathlib import Path

# as in pytest: what tests of the library and of the course share
sys.path.append(str(Path(__file__).parents[1] / "lessonkit" / "tests"))
