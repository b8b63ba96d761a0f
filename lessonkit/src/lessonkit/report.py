"""Says what is wrong while a site is built: the one place where a strict build fails.

MkDocs counts warnings of loggers below its own, and `--strict` refuses a build that has
any. Whatever is reported here is such a warning; nothing else of lessonkit is.
"""

from __future__ import annotations

import logging

from lessonkit.errors import LessonError

log = logging.getLogger("mkdocs.lessonkit")


def report(error: LessonError, note: str = "") -> None:
    """Tell an author about a mistake; a strict build fails.

    Args:
        error: With its place, as far as that is known.
        note: What else to say on the same line.
    """
    log.warning("%s%s", error, f" ({note})" if note else "")
