"""The source of the course's own pages."""

from lessonkit.page.lint import lint
from lessonkit.project import Project


def test_the_pages_of_this_course_are_clean() -> None:
    project = Project.find()
    for page in project.docs.rglob("*.md"):
        if page.is_relative_to(project.notebooks):
            continue
        found = lint(project, page.read_text("utf-8"))
        assert not [str(error) for _, error in found], page
