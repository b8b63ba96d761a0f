"""The store: whatever happens to it, an entry is whole and true, or missing."""

import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from lessonkit.errors import LessonError
from lessonkit.files import write_atomically
from lessonkit.run import store as module
from lessonkit.run.fingerprint import Uses, static_key
from lessonkit.run.store import GRACE


def files_of(project, kind="*"):
    """List the store's files."""
    return sorted(p for p in project.paths.store.glob(f"{kind}/*") if p.is_file())


def look(project, name="a"):
    """Read an entry as another process would: without what this one remembers."""
    module._load.clear()
    return project.store.get(project.find(name))


def fork(function):
    """Run a function in a forked process, which never comes back; return its number."""
    child = os.fork()
    if child == 0:
        try:
            function()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def in_child(function):
    """Run a function in a forked process; return what it raises, as text."""
    reader, writer = os.pipe()

    def tell():
        try:
            function()
        except LessonError as error:
            os.write(writer, str(error).encode())

    child = fork(tell)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return text


def test_what_is_put_is_what_is_got(project):
    put = project.fake("a", number=3, text="ä\u2028</script>", rows=[1, [2, None]])
    assert look(project) == put


def test_a_snippet_that_never_ran_has_no_entry(project):
    project.snippet("a", "1")
    assert look(project) is None


# ------------------------------------------------------------------------- damage


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_flipped_bit_makes_the_entry_missing(project, data):
    project.fake("a", number=3)
    path = data.draw(st.sampled_from(files_of(project)))
    whole = path.read_bytes()
    position = data.draw(st.integers(0, len(whole) * 8 - 1))
    damaged = bytearray(whole)
    damaged[position // 8] ^= 1 << position % 8
    path.write_bytes(damaged)
    assert look(project) is None


def signed(content):
    """Return a file whose checksum is right, whatever it says."""
    body = json.dumps(content).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize("kind", ["outputs", "uses"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\x00" * 4096,
        b'{"snippet": "a"}',
        b"0" * 64 + b"\n{}",
        signed([]),
        signed(None),
        signed("text"),
        signed({}),
        signed({"reads": None, "packages": None}),
        signed({"reads": [1], "packages": []}),
        signed({"snippet": "a", "unknown": 1}),
    ],
)
def test_a_foreign_file_counts_as_missing_and_is_made_again(project, kind, content):
    project.fake("a", number=3)
    [path] = files_of(project, kind)
    path.write_bytes(content)
    assert look(project) is None
    project.fake("a", number=3)
    assert look(project).values == {"number": 3}


@pytest.mark.parametrize("kind", ["outputs", "uses"])
@pytest.mark.parametrize("length", [0, 1, 64, 65, 66, -1])
def test_a_truncated_file_counts_as_missing(project, kind, length):
    project.fake("a", number=3)
    [path] = files_of(project, kind)
    path.write_bytes(path.read_bytes()[:length])
    assert look(project) is None


def test_a_folder_in_the_place_of_an_entry_counts_as_missing(project):
    project.fake("a")
    for path in files_of(project):
        path.unlink()
        path.mkdir()
    assert look(project) is None


# ----------------------------------------------------------- kills and full disks


def test_a_kill_at_any_moment_leaves_a_whole_entry(project):
    """A writer is killed 60 times; a reader never sees less than a whole entry.

    Each time it has written once, and is killed while it writes on.
    """
    found = project.snippet("a", "1")
    project.fake("a", number=-1, text="first")
    static, uses = static_key(project.paths, found), Uses((), ())
    first = look(project)
    rows = list(range(10_000))
    told, tell = os.pipe()

    def write():
        for number in range(10_000):
            values = {"number": number}
            new = replace(first, values=values, data={"rows": [number, *rows]})
            begun = time.perf_counter()
            project.store.put(static, uses, new)
            if not number:
                os.write(tell, f"{time.perf_counter() - begun:.9f} ".encode())

    chance = random.Random(0)
    numbers = set()
    for _ in range(60):
        child = fork(write)
        took = float(os.read(told, 99))
        time.sleep(chance.uniform(0, 2 * took))  # the moment is the point of it
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        entry = look(project)
        assert entry is not None
        number = entry.values["number"]
        assert entry.data["rows"] == [number, *rows]
        numbers.add(number)
    assert len(numbers) > 1, "the writer hardly came to write"


def test_a_full_disk_is_an_error_and_keeps_the_old_entry(project):
    project.fake("a", number=1)
    before = files_of(project)

    def fill():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        project.fake("a", number=2, rows=list(range(1000)))

    said = in_child(fill)
    assert "cannot write: File too large. Free some space" in said
    assert look(project).values == {"number": 1}
    assert files_of(project) == before, "no temporary file is left"


def test_a_folder_that_cannot_be_written_is_an_error(project):
    folder = project.root / "locked"
    folder.mkdir()
    folder.chmod(0o555)

    def write():
        os.chdir(folder)
        if os.getuid() == 0:  # root may write everywhere
            os.setgroups([])
            os.setuid(65534)
        write_atomically(type(folder)("entry.json"), b"1")

    said = in_child(write)
    assert "cannot write: Permission denied" in said
    assert list(folder.iterdir()) == []


def test_a_file_in_the_place_of_the_store_is_an_error(project):
    project.write(".lessonkit", "")
    with pytest.raises(LessonError, match=r"cannot write: Not a directory"):
        project.fake("a")


def test_a_full_disk_fails_each_snippet_by_itself(project):
    """The runner goes on, says so for each, and the command exits with 1."""
    project.snippet("small", "1")
    project.snippet("large", "text = 'x' * 1999\nprint('y' * 99_000)")
    done = subprocess.run(
        project.command("lessonkit", "run"),
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=240,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    assert done.returncode == 1
    said = "snippets/large.py:6: OSError in cell `c`: [Errno 27] File too large. Free"
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert project.stale() == {"large"}


def test_two_runs_at_once_both_succeed(project):
    for name in "abc":
        project.snippet(name, f"print('{name}')")
    command = project.command("lessonkit", "run", "--force", "--jobs", "3")
    both = [
        subprocess.Popen(command, cwd=project.root, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [(run.communicate(timeout=240)[1], run.returncode) for run in both]
    assert ended == [("", 0), ("", 0)]
    assert project.stale() == set()
    assert [p for p in project.root.rglob("*.tmp")] == []


def test_two_writers_of_one_file_leave_one_of_both(project):
    path = project.root / "file"
    texts = [bytes([letter]) * 300_000 for letter in b"ab"]

    def write(text):
        for _ in range(100):
            write_atomically(path, text)

    child = fork(lambda: write(texts[0]))
    write_atomically(path, texts[1])
    for _ in range(100):
        write_atomically(path, texts[1])
        assert path.read_bytes() in texts
    assert os.waitpid(child, 0)[1] == 0
    assert [p.name for p in path.parent.glob(".*.tmp")] == []


def test_what_is_written_can_be_read_by_a_web_server(project):
    write_atomically(project.root / "file", b"1")
    assert (project.root / "file").stat().st_mode & 0o777 == 0o644


def test_half_written_files_never_reach_the_site(project, monkeypatch):
    """MkDocs would copy them, and fail when they are gone the next moment."""
    monkeypatch.chdir(project.root)
    project.page("# Home\n")
    monkeypatch.setattr(os, "replace", lambda *_: None)  # killed just before
    write_atomically(project.paths.assets / "figure.js", b"half")
    assert len(list(project.paths.assets.iterdir())) == 1
    files = get_files(load_config(str(project.root / "mkdocs.yml")))
    assert [f.src_uri for f in files if f.inclusion.is_included()] == ["index.md"]


# -------------------------------------------------------------------------- prune


def age(path, seconds):
    """Make a file older than it is."""
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_prune_keeps_what_snippets_refer_to_however_old(project):
    project.fake("a", number=1)
    for path in files_of(project):
        age(path, 10 * GRACE)
    assert project.store.prune([project.find("a")]) == 0
    assert look(project).values == {"number": 1}


def test_prune_deletes_the_outputs_of_old_code_after_a_day(project):
    project.fake("a", number=1)
    old = files_of(project)
    project.snippet("a", "2")
    project.fake("a", number=2)
    for path in old[:1]:
        age(path, GRACE + 60)
    assert project.store.prune([project.find("a")]) == 1
    assert set(old) - set(files_of(project)) == set(old[:1])
    assert look(project).values == {"number": 2}


def test_an_undo_within_a_day_finds_its_outputs(project):
    project.fake("a", number=1)
    project.snippet("a", "2")
    project.store.prune([project.find("a")])
    project.snippet("a", "1")
    assert look(project).values == {"number": 1}


def test_prune_removes_what_a_killed_writer_left(project):
    project.fake("a")
    stray = project.paths.store / "outputs" / ".abc.tmp"
    stray.write_text("half")
    fresh = project.paths.store / "outputs" / ".def.tmp"
    fresh.write_text("half")
    age(stray, GRACE + 60)
    assert project.store.prune([project.find("a")]) == 1
    assert (stray.exists(), fresh.exists()) == (False, True)


# ----------------------------------------------------------------------- failures


def test_a_failure_is_remembered_for_this_very_code(project):
    found = project.snippet("a", "1")
    error = LessonError("broken")
    project.store.remember(found, error)
    assert project.store.failure(found) is error
    assert project.store.failure(project.snippet("a", "2")) is None


@pytest.mark.parametrize("name", ["helper.py", "numbers.csv"])
def test_a_failure_is_forgotten_when_what_it_imports_or_reads_is_mended(project, name):
    project.write(f"snippets/{name}", "1")
    found = project.snippet("a", "import helper")
    project.store.remember(found, LessonError("broken"))
    project.write(f"snippets/{name}", "22")
    assert project.store.failure(found) is None


def test_a_success_takes_a_failure_back(project):
    found = project.snippet("a", "1")
    project.store.remember(found, LessonError("broken"))
    project.store.remember(found, None)
    assert project.store.failure(found) is None
