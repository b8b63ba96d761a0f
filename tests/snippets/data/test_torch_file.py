"""Old weight files of PyTorch: read exactly, and those that want more refused."""

from __future__ import annotations

import collections
import io
import os
import pickle
import struct
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from snippets.data import here, torch_file

MACHINE = {"protocol_version": 1001, "little_endian": True}


class _Named:
    """Pickles itself as a name of a module, whether that exists here or not."""

    def __init__(self, module: str, name: str) -> None:
        self.path = module, name


class _Pickler(pickle._Pickler):
    """A pickler in Python, whose table of types can be added to."""

    dispatch: ClassVar = dict(pickle._Pickler.dispatch)

    def persistent_id(self, thing):
        return thing.what if isinstance(thing, _Reference) else None

    def save_named(self, thing: _Named) -> None:
        module, name = thing.path
        self.write(pickle.GLOBAL + f"{module}\n{name}\n".encode())

    def save_tensor(self, thing: _Tensor) -> None:
        self.save_named(_Named("torch._utils", "_rebuild_tensor_v2"))
        self.save((*thing.parts, False, collections.OrderedDict()))
        self.write(pickle.REDUCE)


class _Reference:
    def __init__(self, key="0", count=6, kind="FloatStorage", word="storage") -> None:
        self.what = (word, _Named("torch", kind), key, "cpu", count, None)


class _Tensor:
    def __init__(self, reference, start=0, shape=(2, 3), steps=(3, 1)) -> None:
        self.parts = reference, start, shape, steps


_Pickler.dispatch[_Named] = _Pickler.save_named
_Pickler.dispatch[_Tensor] = _Pickler.save_tensor

NUMBERS = np.arange(6, dtype="<f4")
STORAGE = struct.pack("<q", 6) + NUMBERS.tobytes()


def written(
    path: Path, tensors, keys=("0",), numbers: bytes = STORAGE,
    magic=torch_file.MAGIC, version=torch_file.VERSION,
) -> Path:  # fmt: skip
    """Write a file as old versions of `torch.save` did, or nearly so."""
    stream = io.BytesIO()
    for part in (magic, version, MACHINE, tensors, list(keys)):
        _Pickler(stream, 2).dump(part)
    path.write_bytes(stream.getvalue() + numbers)
    return path


def test_every_tensor_is_that_of_torch() -> None:
    torch = pytest.importorskip("torch", reason="`make hosting` installs torch")
    path = here.file("efficientnet-lite0/efficientnet_lite0.pth")
    ours, theirs = torch_file.read(path), torch.load(path, weights_only=True)
    assert list(ours) == list(theirs) and len(ours) == 296
    for name, tensor in theirs.items():
        assert np.array_equal(ours[name], tensor.numpy()), name


def test_a_new_file_in_the_old_format_comes_back(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="`make hosting` installs torch")
    base = torch.arange(24.0).reshape(2, 3, 4)
    tensors = {
        "rows": base, "turned": base.permute(2, 0, 1), "part": base[:, 1:, ::2],
        "one": torch.tensor(7), "none": torch.zeros(0, 3),
    }  # fmt: skip
    path = tmp_path / "old.pth"
    torch.save(tensors, path, _use_new_zipfile_serialization=False)
    for name, array in torch_file.read(path).items():
        assert np.array_equal(array, tensors[name].numpy()), name


def test_steps_other_than_row_by_row(tmp_path: Path) -> None:
    turned = _Tensor(_Reference(), 0, (3, 2), (1, 3))
    found = torch_file.read(written(tmp_path / "x", {"w": turned}))
    assert found["w"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert found["w"].flags.writeable


class _Harm:
    """Wants a function called while it is read."""

    def __init__(self, function, *arguments) -> None:
        self.what = function, arguments

    def __reduce__(self):
        return self.what


GOOD = _Tensor(_Reference())


@pytest.mark.parametrize(
    ("tensors", "changes", "words"),
    [
        ({"w": _Harm(os.system, "touch harm")}, {}, r"posix\.system|nt\.system"),
        ({"w": _Harm(eval, "open('harm', 'w')")}, {}, r"builtin(s|__)\.eval"),
        ({"w": _Harm(getattr, GOOD, "x")}, {}, r"\.getattr"),
        ({"w": _Named("torch", "load")}, {}, r"torch\.load"),
        ({"w": _Named("collections", "UserDict")}, {}, r"collections\.UserDict"),
        ({}, {"magic": _Harm(os.system, "touch harm")}, r"\.system"),
        ({"w": GOOD}, {"magic": 1}, "no weights of PyTorch's old format"),
        ({"w": GOOD}, {"version": 1002}, "no weights of PyTorch's old format"),
        ({"w": GOOD}, {"keys": ["1"]}, "not those of its tensors"),
        ({"w": GOOD}, {"keys": ["0", "0"]}, "not those of its tensors"),
        ({"w": GOOD}, {"numbers": STORAGE[:-1]}, "ends too early"),
        ({"w": GOOD}, {"numbers": b""}, "is not read"),
        ({"w": GOOD}, {"numbers": struct.pack("<q", 7) + bytes(28)}, "is damaged"),
        ({"w": _Tensor(_Reference(count=-1))},
         {"numbers": struct.pack("<q", -1)}, "is damaged"),
        ({"w": _Tensor(_Reference(), 1)}, {}, "beyond its storage"),
        ({"w": _Tensor(_Reference(), 0, (2, 3), (4, 1))}, {}, "beyond its storage"),
        ({"w": _Tensor(_Reference(), -1)}, {}, "impossible shape"),
        ({"w": _Tensor(_Reference(), 0, (2, 3), (3, -1))}, {}, "impossible shape"),
        ({"w": _Tensor(_Reference(), 0, (2, -3), (3, 1))}, {}, "impossible shape"),
        ({"w": _Tensor(_Reference(), 0, (6,), (3, 1))}, {}, "impossible shape"),
        ({"w": _Tensor(_Reference(word="module"))}, {}, "without a storage"),
        ({"w": _Tensor(_Reference(kind="HalfStorage"))}, {}, r"torch\.HalfStorage"),
        ({"w": [1, 2]}, {}, "is not read"),
        ([1, 2], {}, "is not read"),
        (None, {}, "is not read"),
    ],
)  # fmt: skip
def test_what_is_no_plain_weights_is_refused(
    tensors, changes, words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path / "hostile.pth", tensors, **changes)
    with pytest.raises(ValueError, match=words) as error:
        torch_file.read(path)
    assert str(path) in str(error.value) and "make data" in str(error.value)
    assert not (tmp_path / "harm").exists()


def test_every_beginning_of_a_good_file_is_refused(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", {"w": GOOD}).read_bytes()
    path = tmp_path / "part"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="is not read"):
            torch_file.read(path)


def test_no_byte_that_is_changed_does_harm(tmp_path: Path) -> None:
    whole = bytearray(written(tmp_path / "whole", {"w": GOOD}).read_bytes())
    random, path = np.random.default_rng(0), tmp_path / "changed"
    for place in range(len(whole) - len(STORAGE)):
        changed = whole.copy()
        changed[place] = random.integers(256)
        path.write_bytes(changed)
        try:
            found = torch_file.read(path)
        except ValueError as error:
            assert "is not read" in str(error)
        else:
            assert all(isinstance(array, np.ndarray) for array in found.values())


def test_a_missing_file_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        torch_file.read(tmp_path / "nowhere")
