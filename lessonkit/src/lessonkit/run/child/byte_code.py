"""Has a run compile the project's own modules anew, whatever Python kept of them.

To Python, byte code is up to date when the file that it was made from had the same size
and was changed in the same second. Of a module that is saved twice within a second it
would run the first version, and the outputs would be kept as those of the second.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import SourceFileLoader
from typing import Any

from lessonkit.run.child.noticing import NOT_DATA


def distrust(root: str) -> None:
    """Neither read nor write byte code of what lies below `root`, but for packages."""
    own = os.path.realpath(root) + os.sep
    others = tuple(own + name + os.sep for name in NOT_DATA)
    installed = (sys.prefix + os.sep, sys.base_prefix + os.sep)
    usual = SourceFileLoader.path_stats

    def path_stats(self: SourceFileLoader, path: str) -> Any:
        if not path.startswith(installed):
            real = os.path.realpath(path)
            if real.startswith(own) and not real.startswith(others):
                raise OSError("no time of change tells versions of this file apart")
        return usual(self, path)

    SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign]
