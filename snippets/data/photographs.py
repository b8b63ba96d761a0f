"""The photographs that pages show; who made them stands in `credits.toml`."""

from pathlib import Path

from PIL import Image

PLACE = Path(__file__).parents[2] / "docs" / "assets" / "photographs"
NAMES = [
    "cat", "coffee", "photographer", "officer", "temple", "rocket",
    "raccoon", "dahlia", "astronaut",
]  # fmt: skip


def photograph(name: str) -> Image.Image:
    """Open a photograph, in colour.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    return Image.open(PLACE / f"{name}.jpg").convert("RGB")
