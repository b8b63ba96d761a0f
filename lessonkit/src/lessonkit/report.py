"""Says what is wrong while a site is built: the one place where a strict build fails.

MkDocs counts warnings of loggers below its own, and `--strict` refuses a build that has
any. Whatever is reported here is such a warning; nothing else of lessonkit is.
"""

from __future__ import annotations

import logging
import sys

from lessonkit.errors import LessonError

log = logging.getLogger("mkdocs.lessonkit")


def report(error: LessonError, note: str = "") -> None:
    """Tell an author about a mistake; a strict build fails.

    Args:
        error: With its place, as far as that is known.
        note: What else to say on the same line.
    """
    log.warning("%s%s", error, f" ({note})" if note else "")


class Problems(logging.Handler):
    """Shows and counts what is reported where no builder does."""

    def __init__(self) -> None:
        """Know of none yet."""
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Show one."""
        self.count += 1
        print(f"WARNING - {record.getMessage()}", file=sys.stderr, flush=True)

    def refuse(self) -> None:
        """Demand that there were none.

        Raises:
            LessonError: There were some.
        """
        if self.count:
            plural = "s" * (self.count > 1)
            raise LessonError(
                f"{self.count} problem{plural}", "Fix what is listed above."
            )

    def __enter__(self) -> Problems:
        """Listen."""
        log.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        log.removeHandler(self)
