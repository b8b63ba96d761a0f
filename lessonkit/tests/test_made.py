"""Texts that are slow to make are kept, and never another text in their place."""

import os
import time

import pytest

from lessonkit.disk_cache import MONTH, code_of, made, prune


@pytest.fixture
def make(project):
    """Return a function that makes a text of parts, and the list of what it made."""
    calls = []

    def text(*parts):
        def make():
            calls.append(parts)
            return f"made of {parts}\n"

        return made(project.paths, "texts", [*parts], make)

    return text, calls


def kept(project):
    return sorted((project.root / ".lessonkit" / "texts").iterdir())


def test_the_same_parts_are_made_once(make):
    text, calls = make
    assert text("a", 1) == text("a", 1) == "made of ('a', 1)\n"
    assert text("a", 2) == "made of ('a', 2)\n"
    assert calls == [("a", 1), ("a", 2)]


@pytest.mark.parametrize("damage", [b"", b"\n", b"short", b"\xff\xfe", b"0\nmade of x"])
def test_a_damaged_file_is_made_again(project, make, damage):
    text, calls = make
    text("a")
    (path,) = kept(project)
    path.write_bytes(damage)
    assert text("a") == "made of ('a',)\n"
    assert len(calls) == 2
    text("a")
    assert len(calls) == 2


def test_what_nobody_asked_for_within_a_month_goes(project, make):
    text, _ = make
    text("old")
    (old,) = kept(project)
    text("new")
    past = time.time() - MONTH - 60
    os.utime(old, (past, past))
    prune(project.paths, "texts")
    assert old not in kept(project)
    assert len(kept(project)) == 1


def test_a_program_is_its_bytes_and_its_packages(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("1")
    described = [code_of(program), code_of(program, "markdownify")]
    code_of.cache_clear()
    program.write_text("2")
    described += [code_of(program), code_of(tmp_path)]
    code_of.cache_clear()
    (tmp_path / "part.py").write_text("")
    described.append(code_of(tmp_path))
    assert len({tuple(parts) for parts in described}) == 4
    assert described[2] == described[3]
