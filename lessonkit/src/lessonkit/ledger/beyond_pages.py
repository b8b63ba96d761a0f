"""What is wrong with a site and would not be seen by rendering its pages."""

from __future__ import annotations

from lessonkit.errors import LessonError
from lessonkit.ledger.claims import ledger
from lessonkit.page.glossary import glossary
from lessonkit.page.order import lesson_order
from lessonkit.project import Project


def beyond_pages(project: Project) -> list[LessonError]:
    """List malformed snippets, claims without evidence, and faulty terms."""
    _, unreadable = lesson_order(project)
    return [*unreadable, *ledger(project)[1], *glossary(project)[1]]
