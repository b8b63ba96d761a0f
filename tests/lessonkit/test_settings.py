"""Settings: read from mkdocs.yml by us, checked by MkDocs, with the same names."""

from dataclasses import asdict, fields

import pytest

from lessonkit.errors import LessonError
from lessonkit.settings import Settings, offline_name, own_distribution, settings
from lessonkit.site.plugin import Options
from tests.conftest import CONFIG

ALL = """\
plugins:
  - search
  - lessonkit:
      environment: {NUMBER: 1, TEXT: one}
      offline_name: course
      publish: false
      terms_in: [lessons]
      versions_with: {keras: [tensorflow]}
"""


def test_the_plugin_and_the_command_line_know_the_same_options(project):
    plugin = Options()
    assert {name for name, _ in plugin._schema} == {
        one.name for one in fields(Settings)
    }
    said = {
        k: list(v) if isinstance(v, tuple) else v for k, v in asdict(Settings()).items()
    }
    assert plugin.validate() == ([], [])
    assert dict(plugin) == said, "the defaults are equal"


def test_they_are_read_in_each_form_that_mkdocs_knows(project):
    for plugins in ("", "[search]", "[lessonkit]", "{lessonkit: {}}", "[lessonkit: ]"):
        plugins = plugins and f"plugins: {plugins}\n"
        project.write("mkdocs.yml", CONFIG + plugins)
        assert settings(project.paths) == Settings(), plugins
    project.write("mkdocs.yml", CONFIG + ALL)
    found = settings(project.paths)
    assert found.environment == {"NUMBER": "1", "TEXT": "one"}
    assert (found.terms_in, found.publish) == (("lessons",), False)
    assert offline_name(project.paths) == "course"


def test_an_option_that_there_is_not_is_named(project):
    project.write("mkdocs.yml", CONFIG + "plugins:\n  - lessonkit: {terms: []}\n")
    with pytest.raises(LessonError) as error:
        settings(project.paths)
    assert str(error.value).startswith("mkdocs.yml: the plugin lessonkit has no option")
    assert "terms_in" in str(error.value)


def test_a_run_has_the_variables_of_its_course(project):
    project.write("mkdocs.yml", CONFIG + ALL)
    project.snippet("a", "import os\nprint(os.environ['NUMBER'], os.environ['TEXT'])")
    assert project.entry("a").outputs == [
        [{"output_type": "stream", "name": "stdout", "text": "1 one\n"}]
    ]
    project.write("mkdocs.yml", CONFIG + ALL.replace("TEXT: one", "TEXT: two"))
    assert project.stale() == {"a"}


def test_names_follow_from_what_the_course_is_called(project):
    assert offline_name(project.paths) == "small"
    assert own_distribution(project.paths) == ""
    project.write("pyproject.toml", "[project]\nname = 'my-course'\n")
    assert own_distribution(project.paths) == "my-course"
    project.write("pyproject.toml", "[project\n")
    assert own_distribution(project.paths) == ""
