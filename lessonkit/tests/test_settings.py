"""Settings: read from mkdocs.yml by us, checked by MkDocs, with the same names."""

from dataclasses import asdict, fields

import pytest

from lessonkit.config import config
from lessonkit.errors import LessonError
from lessonkit.settings import Settings, offline_name, own_distribution, settings
from lessonkit.site.plugin import Options
from small_course import CONFIG

ALL = """\
plugins:
  - search
  - lessonkit:
      environment: {NUMBER: 1, TEXT: one}
      offline_name: course
      publish: false
      python_in_page: [python]
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
    assert found.python_in_page == ("python",)
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


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("5", "cannot have 5 as options"),
        ("[a]", "cannot have ['a'] as options"),
        ("{1: 2}", "has no option `1`"),
        ("{environment: [A]}", "cannot have ['A'] as `environment`"),
        ("{environment: }", "cannot have None as `environment`"),
        ("{environment: {A: [1]}}", "as `environment`. Write names with their values"),
        ("{environment: {A: true}}", "as `environment`"),
        ("{versions_with: [a]}", "cannot have ['a'] as `versions_with`"),
        ("{versions_with: {a: b}}", "as `versions_with`"),
        ("{terms_in: lessons}", "cannot have 'lessons' as `terms_in`. Write a list of"),
        ("{publish: 'no'}", "cannot have 'no' as `publish`. Write `true` or `false`."),
        ("{card_picture: [a]}", "as `card_picture`. Write a text."),
    ],
)
def test_an_option_of_another_kind_is_refused(project, options, said):
    project.write("mkdocs.yml", CONFIG + f"plugins:\n  - lessonkit: {options}\n")
    with pytest.raises(LessonError) as error:
        settings(project.paths)
    assert said in str(error.value)
    assert str(error.value).startswith("mkdocs.yml: ")


def test_names_that_are_numbers_are_texts(project):
    odd = "{enabled: true, environment: {1: 2, B: 0.5}}"
    project.write("mkdocs.yml", CONFIG + f"plugins: [lessonkit: {odd}]\n")
    assert settings(project.paths).environment == {"1": "2", "B": "0.5"}


BASE = """\
plugins:
  - lessonkit:
      terms_in: [lessons]
      environment: {SEED: !ENV [SEED, "1"], OTHER: !ENV [NOT_THERE, "2"]}
"""


def test_variables_and_inheritance_count_as_for_mkdocs(project, monkeypatch):
    monkeypatch.setenv("SEED", "7")
    project.write("base.yml", BASE)
    project.write("mkdocs.yml", "INHERIT: base.yml\n" + CONFIG)
    found = settings(project.paths)
    assert found.environment == {"SEED": "7", "OTHER": "2"}
    assert found.terms_in == ("lessons",)
    assert config(project.paths)["site_name"] == "Small"
    project.write("base.yml", "INHERIT: mkdocs.yml\n")
    with pytest.raises(LessonError, match=r"base.yml: inherits from itself"):
        settings(project.paths)
    project.write("mkdocs.yml", "INHERIT: no.yml\n" + CONFIG)
    with pytest.raises(LessonError, match=r"mkdocs.yml: inherits from no.yml, which"):
        settings(project.paths)
