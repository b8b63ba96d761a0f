"""Bytes that a snippet leaves: a file in the store, a script that loads when asked."""

import base64
import hashlib
import json

import pytest

from lessonkit.run import snippet
from lessonkit.run.child import report
from lessonkit.site.export import export
from small_course import Small

WEIGHTS = bytes(range(256)) * 300
CODE = f"""\
weights = bytes(range(256)) * 300
pictures = [{{"name": "cat", "file": b"\\xff\\xd8 a cat"}}]
too_much = [bytes({report.MAX_BYTES + 1})]
"""


def mark(content: bytes) -> dict[str, object]:
    key = hashlib.sha256(content).hexdigest()[:16]
    return {"script": key, "bytes": len(content)}


@pytest.fixture
def lesson(project: Small) -> Small:
    project.snippet("e/net", CODE)
    project.entry("e/net")
    return project


def test_they_are_data_by_their_names(lesson: Small) -> None:
    entry = lesson.store.get(lesson.find("e/net"))
    assert entry is not None
    picture = mark(b"\xff\xd8 a cat")
    assert entry.data["weights"] == mark(WEIGHTS)
    assert entry.data["pictures"] == [{"name": "cat", "file": picture}]
    assert set(entry.data) == {"weights", "pictures"}
    assert set(entry.files) == {mark(WEIGHTS)["script"], picture["script"]}
    assert lesson.store.file(str(mark(WEIGHTS)["script"])) == WEIGHTS


def test_a_widget_is_told_which_script_to_load(lesson: Small) -> None:
    lesson.write("docs/assets/widgets/neuron/widget.js", "")
    page = lesson.render("/// widget | neuron\n    data: e/net.weights\n///")
    found, _ = snippet.find_all(lesson.paths)
    export(lesson.paths, lesson.store, found)
    key = mark(WEIGHTS)["script"]
    told = json.dumps({"weights": mark(WEIGHTS)}, separators=(",", ":"))
    assert told in page.replace("&quot;", '"')
    script = (lesson.paths.assets / f"{key}.js").read_text()
    body = script.removeprefix(f'lessonkit.data("{key}",').removesuffix(");\n")
    assert base64.b64decode(json.loads(body)) == WEIGHTS


@pytest.mark.parametrize("damage", [None, b"", WEIGHTS[:-1]])
def test_without_its_bytes_an_entry_is_missing(
    lesson: Small, damage: bytes | None
) -> None:
    path = lesson.paths.store / "files" / f"{mark(WEIGHTS)['script']}.bin"
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert lesson.stale() == {"e/net"}
    lesson.entry("e/net")
    assert path.read_bytes() == WEIGHTS


def test_they_go_when_nothing_names_them(
    lesson: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lessonkit.run.store.GRACE", -1)
    files = lesson.paths.store / "files"
    found, _ = snippet.find_all(lesson.paths)
    lesson.store.prune(found)
    assert len(list(files.iterdir())) == 2
    lesson.snippet("e/net", "weights = 1")
    found, _ = snippet.find_all(lesson.paths)
    lesson.store.prune(found)
    assert list(files.iterdir()) == []
