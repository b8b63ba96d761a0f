"""`new course` starts a course from the built wheel, in an environment without us."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lessonkit.errors import LessonError
from lessonkit.new_course import begin_course

SOURCE = Path(__file__).parents[1]


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Install the wheel, and nothing of this repository, beside what it depends on."""
    room = tmp_path_factory.mktemp("wheel")
    copy = room / "source"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("*.egg-info", "__pyc*"))
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
        "--no-build-isolation", "--wheel-dir", room, copy,
    )  # fmt: skip
    (wheel,) = room.glob("lessonkit-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", room / "env")
    (site,) = (room / "env").glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    # the packages are there already; what is installed in place here is not
    for path in map(Path, sys.path):
        if path.name == "site-packages":
            shutil.copytree(
                path, site, symlinks=True, dirs_exist_ok=True, copy_function=os.link,
                ignore=shutil.ignore_patterns("*.pth", "__editable__*", "lessonkit*",
                                              "loopback*", "image_recognition*",
                                              "torch*", "tensorflow*", "gradio*"),
            )  # fmt: skip
    (room / "env/share").symlink_to(Path(sys.prefix) / "share")  # nbconvert's templates
    return room / "env" / "bin" / "python"


def test_a_new_course_builds_and_passes_its_tests(python, tmp_path):
    course = tmp_path / "the-sky"
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TMPDIR": "/tmp"}
    home["LESSONKIT_CHROMIUM"] = os.environ.get("LESSONKIT_CHROMIUM", "")

    def there(*command, cwd=course):
        return run(python, *command, cwd=cwd, env=home)

    made = there("-m", "lessonkit", "new", "course", "the-sky", cwd=tmp_path)
    assert "README.md" in made
    asked = "import lessonkit; print(lessonkit.__file__)"
    assert str(python.parents[1]) in there("-c", asked)
    assert "done experiments/orbits" in there("-m", "mkdocs", "build", "--strict")
    page = (course / "site/lessons/orbits/index.html").read_text("utf-8")
    assert "lk-error" not in page and "lk-pending" not in page
    for mark in ("lk-value", "lk-claim", "lk-plot", "lk-question", "lk-exercise",
                 "lk-term", "lk-cite", "Content-Security-Policy"):  # fmt: skip
        assert mark in page, mark
    assert "<title>Why are far planets slow? - The sky</title>" in page
    assert "1.50" in page
    (styles,) = (course / "site/assets").glob("site-*.css")
    assert "--lk-brand" in styles.read_text("utf-8")
    # it grows, and its tests pass
    assert there("-m", "lessonkit", "new", "moons").count("made") == 4
    there("-m", "mkdocs", "build", "--strict")
    assert "passed" in there("-m", "pytest", "-q", "-p", "no:cacheprovider")


def test_nothing_of_this_course_is_in_it(python):
    """No word of the course that lessonkit came from."""
    (site,) = python.parents[1].glob("lib/python*/site-packages")
    words = ("keras", "tensorflow", "lenet", "image recognition", "playground/")
    found = [
        f"{path.name}: {word}"
        for path in (site / "lessonkit").rglob("*")
        if path.suffix in (".py", ".js", ".css", ".html", ".md", ".yml")
        if "vendor" not in path.parts
        for word in words
        if word in path.read_text("utf-8").lower()
    ]
    assert found == []


@pytest.mark.parametrize("name", ["", "1st", "a/b", "../up", "a b", "ä", ".hidden"])
def test_a_name_that_is_no_folder_is_refused(tmp_path, name):
    with pytest.raises(LessonError, match="cannot be the name of a course"):
        begin_course(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays(tmp_path):
    (tmp_path / "sky").mkdir()
    (tmp_path / "sky/mine.txt").write_text("mine")
    with pytest.raises(LessonError, match="exists already"):
        begin_course("sky", tmp_path)
    assert [path.name for path in (tmp_path / "sky").iterdir()] == ["mine.txt"]
