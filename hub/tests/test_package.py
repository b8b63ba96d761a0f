"""The wheel holds all that the Hub needs, and what the README shows runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from clients import Client

HUB = Path(__file__).parents[1]
PYTHON = re.findall(r"```python\n(.*?)```", (HUB / "README.md").read_text(), re.S)
BUILD = "import sys, setuptools.build_meta as b; b.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel, built from a copy of the sources, and unpacked as pip does."""
    root = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("*.egg-info", "__pycache__", ".*")
    shutil.copytree(HUB, root / "hub", ignore=ignored)
    subprocess.run(
        [sys.executable, "-c", BUILD, root], cwd=root / "hub", check=True,
        capture_output=True,
    )  # fmt: skip
    (built,) = root.glob("loopback_hub-*-py3-none-any.whl")
    with ZipFile(built) as archive:
        archive.extractall(root / "installed")
    return root / "installed"


def test_the_wheel_has_every_file_of_the_package_and_the_licence(wheel):
    def files(folder):
        found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
        return {path for path in found if "__pycache__" not in path.parts}

    assert files(wheel / "loopback_hub") == files(HUB / "src" / "loopback_hub")
    assert {"gitattributes.txt", "licenses.txt", "py.typed"} <= {
        path.name for path in (wheel / "loopback_hub").iterdir()
    }
    (licence,) = wheel.glob("loopback_hub-*.dist-info/licenses/LICENSE")
    assert licence.read_bytes() == (HUB / "LICENSE").read_bytes()


def test_what_is_in_the_wheel_serves(wheel, client):
    home = str(wheel)
    where = "import loopback_hub; print(loopback_hub.__file__)"
    found = client.run(sys.executable, "-c", where, PYTHONPATH=home)
    assert found.stdout.strip() == str(wheel / "loopback_hub/__init__.py")
    said = client.run(sys.executable, "-c", PYTHON[0], PYTHONPATH=home)
    assert (said.returncode, said.stdout) == (0, "Hello!\n"), said.stderr
    hooks = client.folder.glob("hub-data/repositories/**/hooks/pre-receive")
    assert [home in hook.read_text() for hook in hooks] == [True]


@pytest.mark.parametrize("code", PYTHON[1:])
def test_what_else_the_readme_shows_runs(client: Client, code):
    said = client.run(sys.executable, "-c", code)
    assert said.returncode == 0, said.stderr
    assert "reader" in said.stdout or "{'lfs': 0, 'xet': 0}" in said.stdout
