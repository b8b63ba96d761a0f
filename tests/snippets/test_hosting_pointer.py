"""The exercise on pointers agrees with git-lfs itself."""

import subprocess
from pathlib import Path

import pytest

from snippets.exercises import hosting_pointer


@pytest.mark.parametrize("content", [b"\0", b"abc", bytes(range(256)) * 5000])
def test_the_exercise_writes_what_git_lfs_writes(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(content)
    said = subprocess.run(
        ["git", "lfs", "pointer", f"--file={file}"], capture_output=True, check=True
    )
    assert said.stdout.decode().endswith(hosting_pointer.pointer(content))
