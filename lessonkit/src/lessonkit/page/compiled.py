"""Python's library as byte code: what every reader's browser would else compile anew.

Compiling takes most of the time in which Python starts. So a browser of the build does
it once for the modules that come with Python; all others stay as they are, because byte
code is larger. It is kept in `.lessonkit/compiled`, under all files that it is made of.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lessonkit.disk_cache import code_of, keep, kept
from lessonkit.files import file_state
from lessonkit.project import Project

KIND = "compiled"  # where it is kept
UNUSED = (".a", ".c", ".h", ".pxd", ".pyi")  # in wheels, for those who build on them

Contents = Mapping[str, bytes | Path]  # files of Python in the page, by name
Code = Mapping[str, list[str]]  # as `compiling.compiled` says it


def archives(project: Project, plain: Contents) -> dict[str, bytes] | None:
    """Return the archives among some files with byte code in them, by name.

    None means that no build has made any of these very files.
    """
    text = kept(project, KIND, _parts(plain))
    if text is None:
        return None
    return {name: base64.b64decode(packed) for name, packed in json.loads(text).items()}


def keep_archives(project: Project, plain: Contents, code: Code) -> None:
    """Put byte code into the archives among some files, and keep them.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    packed = {
        name: base64.b64encode(_packed(content, code)).decode()
        for name, content in plain.items()
        if name.endswith((".zip", ".whl"))
    }
    keep(project, KIND, _parts(plain), json.dumps(packed))


def _parts(plain: Contents) -> list[object]:
    """Return all that the archives depend on."""
    return [states(plain), code_of(Path(__file__))]


def states(contents: Contents) -> list[str]:
    """Describe files by name and content."""
    return [
        f"{name} {hashlib.sha256(content).hexdigest()}"
        if isinstance(content, bytes)
        else f"{name} {file_state(content)}"
        for name, content in contents.items()
    ]


def _packed(archive: bytes | Path, code: Code) -> bytes:
    """Pack an archive anew, with byte code in the place of its modules."""
    packed = io.BytesIO()
    given = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    with (
        zipfile.ZipFile(given) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            sha256, compiled = code.get(name, ("", ""))
            if sha256 == hashlib.sha256(content).hexdigest():
                name, content = f"{name}c", base64.b64decode(compiled)
            if not name.endswith(("/", *UNUSED)):
                new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
