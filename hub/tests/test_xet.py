"""The reader of Xet's shards agrees with the library that wrote them."""

import hashlib

import hf_xet
import pytest

from clients import noise
from loopback_hub.xet import Known, Xet

# Each size is another shape: one chunk, some, and more than one segment.
SIZES = [1, 5_000, 1_000_000, 9_000_000]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store with a file of each size, and what the library says of them."""
    root = tmp_path_factory.mktemp("xet")
    xet = Xet(root / "xet")
    told = []
    for size in SIZES:
        path = root / str(size)
        path.write_bytes(noise(size, size))
        with hf_xet.XetSession().new_upload_commit(endpoint=xet.url) as commit:
            upload = commit.start_upload_file(str(path))
        info = upload.result().xet_info
        told.append(Known(info.sha256, info.hash, info.file_size))
    return xet, told


def test_finds_what_the_library_wrote(filled):
    xet, told = filled
    assert [known.size for known in told] == SIZES
    for known in told:
        assert xet.find(known.sha256) == known


def test_finds_nothing_that_is_not_there(filled):
    assert filled[0].find("0" * 64) is None


def test_puts_files_together(filled, tmp_path):
    xet, told = filled
    for known in told:
        path = tmp_path / known.xet
        xet.fetch(known, path)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == known.sha256


def test_counts_what_is_stored(filled):
    # random bytes cannot be compressed, and each chunk has a header of 8 bytes
    assert sum(SIZES) < filled[0].stored < sum(SIZES) * 1.01
