"""Weights out of PyTorch's old file format, with NumPy and nothing else.

Such a file is a row of pickles and then the numbers: a magic number, a
version, a note on the machine, the tensors, the order of their storages, and
each storage as it lay in memory. A pickle may call any function of the
reader's machine. This reader knows four names and calls none of them, so a
file can do no more than describe arrays.
"""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

MAGIC, VERSION = 0x1950A86A20F9469CFC6C, 1001
TYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}


class _Storage(NamedTuple):
    """A row of numbers that stands further down in the file."""

    key: str
    type: str
    count: int


class _Reader(pickle.Unpickler):
    """An unpickler that knows four names."""

    def find_class(self, module: str, name: str):
        """Stand in for the four names; refuse all others."""
        match module, name:
            case "torch", name if name in TYPES:
                return TYPES[name]
            case "collections", "OrderedDict":
                return OrderedDict
            case "torch._utils", "_rebuild_tensor_v2":
                return lambda *parts: parts[
                    :4
                ]  # storage, start, shape, steps
        raise ValueError(
            f"it asks for {module}.{name}, which no weights need"
        )

    def persistent_load(self, reference):
        """Note which storage a tensor belongs to."""
        word, kind, key, _, count, _ = reference
        if word != "storage" or kind not in TYPES.values():
            raise ValueError("a tensor without a storage")
        return _Storage(str(key), kind, int(count))


def read(path: Path | str) -> dict[str, np.ndarray]:
    """Read all tensors of a file that old versions of `torch.save` wrote.

    Args:
        path: The file, a `state_dict` saved by PyTorch before version 1.6.

    Returns:
        Each tensor under its name, in the order of the file.

    Raises:
        ValueError: It is no such file, is damaged, or wants to do more than
            describe arrays.
        OSError: It cannot be read.
    """
    with open(path, "rb") as stream:
        try:
            return _tensors(stream)
        except Exception as error:  # a hostile file may raise anything
            if isinstance(error, OSError):
                raise
            raise ValueError(
                f"{path} is not read: {error or type(error).__name__}. Take"
                " the file from its package again (`make data`); load no"
                " weights from people whom you do not trust"
            ) from None


def _tensors(stream: BinaryIO) -> dict[str, np.ndarray]:
    """Read the pickles, then the numbers, and give these their shapes."""
    if (_next(stream), _next(stream)) != (MAGIC, VERSION):
        raise ValueError("no weights of PyTorch's old format")
    _next(stream)  # sizes of C types on the machine that wrote it
    described, keys = _next(stream), _next(stream)
    storages = {t[0].key: t[0] for t in described.values()}
    if sorted(keys) != sorted(storages):
        raise ValueError("its storages are not those of its tensors")
    numbers = {key: _numbers(stream, storages[key]) for key in keys}
    return {
        str(name): _shaped(numbers[storage.key], *layout)
        for name, (storage, *layout) in described.items()
    }


def _next(stream: BinaryIO):
    return _Reader(stream).load()


def _numbers(stream: BinaryIO, storage: _Storage) -> np.ndarray:
    """Read one storage: how many numbers, and the numbers."""
    (count,) = np.frombuffer(stream.read(8), "<i8")
    if count != storage.count or count < 0:
        raise ValueError(f"storage {storage.key} is damaged")
    size = np.dtype(storage.type).itemsize
    data = stream.read(int(count) * size)
    if len(data) < count * size:
        raise ValueError("it ends too early")
    return np.frombuffer(data, storage.type)


def _shaped(numbers: np.ndarray, start: int, shape, steps) -> np.ndarray:
    """Walk through a storage in a tensor's own steps.

    A tensor need not lie in its storage row by row, so `reshape` would not
    do. Whatever the steps are, they must stay inside the storage.
    """
    if len(shape) != len(steps) or min([start, *shape, *steps]) < 0:
        raise ValueError("a tensor has an impossible shape")
    last = sum((n - 1) * step for n, step in zip(shape, steps, strict=True))
    if 0 not in shape and start + last >= len(numbers):
        raise ValueError("a tensor reaches beyond its storage")
    size = numbers.itemsize
    view = np.lib.stride_tricks.as_strided(
        numbers[start:], shape, [size * step for step in steps]
    )
    return view.copy()
