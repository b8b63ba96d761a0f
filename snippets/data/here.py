"""Where the data are that `make data` took out of packages: in `.data/`."""

from pathlib import Path

PLACE = Path(__file__).parents[2] / ".data"


def file(name: str) -> Path:
    """Return where a file is, such as `mnist/train-images-idx3-ubyte`.

    Raises:
        FileNotFoundError: Nobody has fetched it yet.
    """
    path = PLACE / name
    if not path.is_file():
        raise FileNotFoundError(
            f"no {name} in {PLACE}. Fetch it with `make data`, or without"
            " make: python tools/data.py"
        )
    return path
