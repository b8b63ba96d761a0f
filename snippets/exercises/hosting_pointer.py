"""What Git keeps of a large file: three lines."""

# %% solution
import hashlib


def pointer(content):
    """Return the three lines that stand in Git for a file's bytes."""
    return (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{hashlib.sha256(content).hexdigest()}\n"
        f"size {len(content)}\n"
    )


large = bytes(20_000_000)
small = pointer(large)
print(small)
print(f"{len(large):,} bytes in {len(small)}")
large_bytes, small_bytes = len(large), len(small)
