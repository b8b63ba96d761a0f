"""Which files are large or binary, and the pointers that Git keeps for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopback_hub import pointer
from loopback_hub.pointer import FIRST, Pointer, binary

digests = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(digests, st.integers(0, 1 << 50))
def test_a_pointer_is_read_as_it_was_written(oid, size):
    assert pointer.read(Pointer(oid, size).text()) == Pointer(oid, size)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"oid sha256:1234\n",
        Pointer("0" * 64, 1).text() + b"and more\n",
        Pointer("0" * 63, 1).text(),
        Pointer("0" * 64, 1).text().replace(b"v1", b"v2"),
    ],
)
def test_what_only_looks_like_one_is_an_ordinary_file(blob):
    assert pointer.read(blob) is None


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_text_is_not_binary_wherever_it_is_cut(text):
    data = text.encode()
    assert not any(binary(data[:end]) for end in range(len(data) + 1))


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfe", "größe".encode("latin-1")])
def test_zeros_and_other_codes_are_binary(data):
    assert binary(data)


def test_only_the_beginning_counts():
    assert binary(b"a" * (FIRST - 1) + b"\0")
    assert not binary(b"a" * FIRST + b"\0")
