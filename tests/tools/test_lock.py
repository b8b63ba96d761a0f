"""The pins: complete, reasoned, the same with and without hashes, of no place."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
UV = (ROOT / "requirements-uv.txt").read_text()
CONSTRAINTS = (ROOT / "constraints.txt").read_text()
DIRECT = [
    line
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if re.match(r"[a-z]", line)
]


def requirements(text):
    """The lines of a requirements file that name a package, without their hashes."""
    lines = (line.removesuffix("\\").strip() for line in text.splitlines())
    return [line for line in lines if re.match(r"[a-z0-9]", line)]


def test_the_constraints_are_the_lock_without_hashes():
    assert requirements(LOCK) == requirements(CONSTRAINTS)
    assert "hash" not in CONSTRAINTS.split("\n", 1)[1]


def test_every_package_of_the_lock_is_pinned_and_hashed():
    packages = re.split(r"\n(?=[a-z0-9])", LOCK)[1:]
    assert len(packages) == len(requirements(LOCK)) > 100
    for package in packages:
        assert re.match(r"[\w.-]+==[\w.]+ ", package)
        assert "--hash=sha256:" in package


@pytest.mark.parametrize("line", DIRECT)
def test_every_direct_requirement_is_pinned_and_locked(line):
    wanted = Requirement(line.split("#")[0])
    (pin,) = wanted.specifier
    assert pin.operator == "=="
    locked = [Requirement(entry) for entry in requirements(LOCK)]
    assert (wanted.name, pin.version) in [
        (entry.name, next(iter(entry.specifier)).version) for entry in locked
    ]


def test_the_uv_that_pip_brings_along_is_pinned_and_hashed():
    (pin,) = requirements(UV)
    assert re.fullmatch(r"uv==[\d.]+", pin.strip())
    assert UV.count("--hash=sha256:") > 10  # a wheel a system


def test_the_pins_say_nothing_of_where_packages_come_from():
    place = r"://|--(extra-)?index|--find-links|--trusted|/home|/tmp"
    for text in (LOCK, CONSTRAINTS, UV):
        assert not re.search(place, text)


def test_the_lock_has_what_the_hub_needs():
    # it is installed with `--no-deps`
    hub = tomllib.loads((ROOT / "hub/pyproject.toml").read_text())["project"]
    tests = hub["optional-dependencies"]["tests"]
    versions = dict(re.findall(r"^([\w-]+)==([\w.]+)", LOCK, re.M))
    for wanted in map(Requirement, hub["dependencies"] + tests):
        assert versions[wanted.name] in wanted.specifier


def test_the_compiler_of_this_project_is_in_the_lock():
    # `-e .` is built without isolation, so it must be there, and new enough.
    (version,) = re.findall(r"^setuptools==(\d+)", LOCK, re.M)
    assert int(version) >= 77
