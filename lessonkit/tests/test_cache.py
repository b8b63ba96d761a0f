"""What is kept is true: of a file until it changes, of a project for one build."""

import os
import threading
import time

import pytest

from lessonkit.cache import begin_build, end_build, one_build, per_build, per_file
from lessonkit.errors import LessonError
from lessonkit.run import snippet


@pytest.fixture
def read():
    """Return a function that is kept a file, and the list of the files it read."""
    calls = []

    @per_file
    def text(path, *more):
        calls.append(path.name)
        return path.read_text(), *more

    return text, calls


def write(path, text):
    """Write a file as if it had been there for an hour."""
    path.write_text(text)
    before = time.time() - 3600
    os.utime(path, (before, before))


def test_a_file_is_read_once_and_again_when_it_changes(tmp_path, read):
    text, calls = read
    path = tmp_path / "a"
    write(path, "one")
    assert [text(path), text(path)] == [("one",)] * 2
    assert calls == ["a"]
    write(path, "other")
    assert text(path) == ("other",)
    assert text(path, 1) == ("other", 1)
    text.clear()
    assert text(path) == ("other",)
    assert calls == ["a"] * 4


def test_a_file_replaced_within_the_same_tick_is_read_again(tmp_path, read):
    """As large as before and of the same time, as an atomic write may leave it."""
    text, _ = read
    path, new = tmp_path / "a", tmp_path / "new"
    write(path, "one")
    assert text(path) == ("one",)
    new.write_text("two")
    status = path.stat()
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.replace(path)
    assert text(path) == ("two",)


@pytest.mark.parametrize("whole", [True, False], ids=["whole seconds", "fractions"])
def test_a_file_changed_again_before_the_clock_ticks_is_read_again(
    tmp_path, read, whole
):
    """Same size, same time, same file: nothing but its text tells the difference."""
    text, _ = read
    path = tmp_path / "a"
    now = time.time_ns()
    now -= now % 1_000_000_000 if whole else 0
    for version in ("one", "two", "six"):
        path.write_text(version)
        os.utime(path, ns=(now, now))
        assert text(path) == (version,)


def test_however_many_files_there_are_a_second_round_reads_none(tmp_path, read):
    """A limit would be walked through in order, and never hit."""
    text, calls = read
    paths = [tmp_path / str(number) for number in range(1200)]
    for path in paths:
        write(path, "x")
    for path in paths * 2:
        text(path)
    assert len(calls) == len(paths)


def test_a_missing_file_is_an_os_error(tmp_path, read):
    with pytest.raises(FileNotFoundError):
        read[0](tmp_path / "none")


@pytest.fixture
def counted():
    """Return a function that is kept a build, and the list of its calls."""
    calls = []

    @per_build
    def double(number):
        calls.append(number)
        if number < 0:
            raise LessonError("negative", "Take another.", "here")
        return 2 * number

    return double, calls


def test_a_build_computes_once_and_the_next_one_anew(counted):
    double, calls = counted
    for _ in range(2):
        with one_build():
            assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert calls == [1, 2, 1, 2]
    assert [double(1), double(1)] == [2, 2]
    assert calls == [1, 2, 1, 2, 1, 1]


def test_an_error_is_kept_and_each_time_another_object(counted):
    double, calls = counted
    raised = []
    with one_build():
        for _ in range(2):
            with pytest.raises(LessonError) as error:
                double(-1)
            raised.append(error.value)
    assert calls == [-1]
    assert str(raised[0]) == str(raised[1]) == "here: negative. Take another."
    assert raised[1] is not raised[0]


def test_a_build_keeps_nothing_for_another_thread(counted):
    double, calls = counted
    begin_build()
    double(1)
    thread = threading.Thread(target=double, args=(1,))
    thread.start()
    thread.join()
    end_build()
    assert calls == [1, 1]


def test_a_build_sees_the_project_as_it_was_when_it_began(project):
    project.snippet("a", "1")
    with one_build():
        assert snippet.names(project.paths) == ["a"]
        project.snippet("b", "2")
        assert snippet.names(project.paths) == ["a"]
    assert snippet.names(project.paths) == ["a", "b"]
