"""snippets/data: the arrays that Keras has, or one clear error."""

import hashlib
import struct
import tomllib
from pathlib import Path

import numpy as np
import pytest

from snippets.data import here, mnist

ROOT = Path(__file__).parents[2]


def test_mnist_has_the_shapes_that_keras_promises():
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    assert x_train.shape == (60000, 28, 28) and y_train.shape == (60000,)
    assert x_test.shape == (10000, 28, 28) and y_test.shape == (10000,)
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}
    assert np.bincount(y_test, minlength=10).min() > 800
    assert x_train.max() == 255 and x_train.min() == 0


def test_its_arrays_are_the_files_that_the_world_knows():
    """What a reader can do with Keras' arrays: give them their head, and hash them."""
    listed = tomllib.loads((ROOT / "tools" / "data.toml").read_text())["mnist"]["files"]
    known = {file["md5"] for file in listed}
    for part in mnist.load_data():
        for array in part:
            head = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
            assert hashlib.md5(head + array.tobytes()).hexdigest() in known


def test_a_file_that_nobody_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(here, "PLACE", tmp_path)
    with pytest.raises(
        FileNotFoundError, match="Fetch it with `make data`, or without"
    ):
        mnist.load_data()


READER = """\
from pathlib import Path

path = Path(__file__).parents[1] / ".data" / "small" / "numbers"
if not path.is_file():
    raise FileNotFoundError("make data")
print(path.read_text())
"""


def test_outputs_depend_on_the_data_and_none_is_kept_without_them(project):
    project.snippet("a", READER)
    (result,) = project.run().values()
    assert result.error and "make data" in str(result.error)
    assert project.stale() == {"a"}
    project.write(".data/small/numbers", "1")
    project.run()
    assert project.stale() == set()
    project.write(".data/small/numbers", "2")
    assert project.stale() == {"a"}
    (project.root / ".data/small/numbers").unlink()
    assert project.stale() == {"a"}
