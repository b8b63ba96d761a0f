"""Make the four sheets of small photographs in `docs/assets/photographs/`.

    python tools/stamps.py FOLDER

FOLDER is Debian's package `tuxpaint-stamps-default`, unpacked (`apt-get download`,
`dpkg-deb -x`). Only photographs are taken that its changelog puts under no other
licence than the package's. The sheets are committed: this is run when one of them
changes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from photographs import PLACE, save  # beside this file
from PIL import Image

ANIMALS = "usr/share/tuxpaint/stamps/animals/"
SIDE, MARGIN, ROW, HEAVIEST = 128, 6, 6, 36_000
PICTURES = {
    "birds": (ANIMALS + "birds", """
        adelaide-rosella blackbird crow cuckoo drake duck gander guineafowl hen lark
        magpie nandou owl penguin pigeon rooster seagull turkey"""),
    "flowers": ("usr/share/tuxpaint/stamps/plants/flowers", """
        anemone_red daffodil flower1 flower2 flower3 flower4 flower5 flower6 flower7
        flower8 flower9 flower10 iris marigold pigface red-gazania rose
        yellow-flower"""),
    "hooves": (ANIMALS + "mammals", """
        bovines/bison bovines/bull bovines/cow bovines/goat bovines/mountaingoat
        bovines/ram bovines/sheep bovines/yak bovines/zebu deer/caribou deer/deer
        deer/wapiti equines/donkey equines/horse equines/zebra giraffe pig wildboar"""),
    "paws": (ANIMALS + "mammals", """
        badger bears/bear bears/european-bear cats/lion cats/tiger cats/tiger_sumatran
        dogs/dingo dogs/dog dogs/fox ferret rodents/beaver rodents/capybara
        rodents/marmot rodents/mouse rodents/rabbit rodents/rabbit-2 rodents/rat
        rodents/squirrel"""),
}  # fmt: skip


def tile(path: Path) -> Image.Image:
    """Put a photograph on white, as large as it fits."""
    cut = Image.open(path).convert("RGBA")
    cut = cut.crop(cut.getbbox())
    scale = (SIDE - 2 * MARGIN) / max(cut.size)
    size = (round(scale * cut.width), round(scale * cut.height))
    cut = cut.resize(size, Image.Resampling.LANCZOS)
    white = Image.new("RGB", (SIDE, SIDE), "white")
    white.paste(cut, ((SIDE - cut.width) // 2, (SIDE - cut.height) // 2), cut)
    return white


def main(package: Path) -> None:
    """Make every sheet as good as its size allows."""
    for name, (folder, pictures) in PICTURES.items():
        paths = [package / folder / f"{picture}.png" for picture in pictures.split()]
        sheet = Image.new("RGB", (ROW * SIDE, -(-len(paths) // ROW) * SIDE))
        for n, path in enumerate(paths):
            sheet.paste(tile(path), (n % ROW * SIDE, n // ROW * SIDE))
        target = PLACE / f"{name}.jpg"
        quality = save(sheet, target, HEAVIEST)
        lighter = sheet.resize((384, 192), Image.Resampling.LANCZOS)
        lighter.save(target.with_name(f"{name}-small.jpg"), quality=48, optimize=True)
        print(f"{name:8} {len(paths)} {quality} {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
