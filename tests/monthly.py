"""Whether this is the monthly run, which does what takes too long for every commit.

`make test FULL=1` sets LESSON_FULL, and so does the monthly workflow.
"""

import os
from typing import Any

import pytest

FULL = bool(os.environ.get("LESSON_FULL"))


def monthly(*values: object) -> Any:
    """Return the case of a test that is listed always, and run in the monthly run."""
    reason = "once a month: make test FULL=1"
    return pytest.param(*values, marks=pytest.mark.skipif(not FULL, reason=reason))
