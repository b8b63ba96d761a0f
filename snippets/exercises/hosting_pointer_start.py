"""Start here: what Git keeps of a large file.

Fill in the function, then ask: `python -m pytest hosting_pointer_start.py`
"""

# %% yours
import hashlib


def pointer(content):
    """Return the three lines that stand in Git for a file's bytes."""
    return hashlib.sha256(content).hexdigest()  # yours


# %% check
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_three_lines():
    """Ask for the pointer of three bytes."""
    found = pointer(b"abc")
    assert isinstance(found, str), "Return text: three lines."
    words = [line.partition(" ")[0] for line in found.splitlines()]
    assert words == ["version", "oid", "size"], (
        "Three lines, in this order: version, oid, size."
    )
    assert found.endswith("\n"), "The last line ends in a line break, too."
    version = found.splitlines()[0]
    assert version == "version https://git-lfs.github.com/spec/v1", (
        f"The first line names the format, not `{version}`."
    )


def test_the_fingerprint():
    """Ask for the name of the bytes."""
    oid = pointer(b"abc").splitlines()[1].removeprefix("oid ")
    assert oid.startswith("sha256:"), (
        "Say which fingerprint it is: `sha256:` stands before it."
    )
    assert len(oid) == 71, "SHA-256 has 64 digits; MD5 and SHA-1 have fewer."
    assert oid == f"sha256:{ABC}", (
        "That is the fingerprint of something else, not of these bytes."
    )


def test_the_size():
    """Ask for a small and a larger file."""
    sizes = [
        pointer(content).splitlines()[2].removeprefix("size ")
        for content in (b"abc", bytes(5000))
    ]
    assert sizes[1] not in ("5", "5.0", "4", "4.88"), (
        "The size is in bytes, not in kilobytes."
    )
    assert sizes == ["3", "5000"], f"Not these: {sizes}"


# %% try
print(pointer(b"abc"))
