"""The first filters of two trained networks: edges and colours.

Nobody drew them. Those of VGG-16 are a small file in this repository; those
of EfficientNet-Lite0 are in its weights.
"""

# %% filters
from pathlib import Path

import numpy as np

from snippets.data import here, photographs, torch_file

folder = Path(photographs.__file__).parent
vgg = np.load(folder / "vgg16_first_filters.npy").astype("float32")
vgg = vgg[:, :, ::-1]  # its colours are in the order blue, green, red
path = here.file("efficientnet-lite0/efficientnet_lite0.pth")
lite = torch_file.read(path)["_conv_stem.weight"].transpose(2, 3, 1, 0)
alive = np.abs(lite).sum(axis=(0, 1, 2)) > 1e-3
shown = np.argsort(~alive, kind="stable")  # those that are zero come last
print(f"VGG-16 {vgg.shape}, Lite0 {lite.shape}: rows, columns, colours, maps")
vgg_count, lite_count = vgg.shape[-1], lite.shape[-1]
silent = int((~alive).sum())


# %% even
def left_on_even_grey(filters):
    """Return what is left of each filter where all pixels are alike."""
    axes = (0, 1, 2)
    return np.abs(filters.sum(axes)) / np.abs(filters).sum(axes)


vgg_left = left_on_even_grey(vgg)
blind_count = int((vgg_left < 0.1).sum())  # to an even grey
random = np.random.default_rng(0).normal(size=vgg.shape)
blind_by_chance = int((left_on_even_grey(random) < 0.1).sum())
print(f"{blind_count} of {vgg_count} filters keep under a tenth on even grey")
print(f"random filters: {blind_by_chance}")
lite_alive_count = int(alive.sum())
lite_blind_count = int((left_on_even_grey(lite[..., alive]) < 0.1).sum())
print(f"Lite0: {lite_blind_count} of {lite_alive_count}")
assert blind_count > 48 and blind_by_chance < 32, "claim: filters-want-change"


# %% colour
def colour_share(filters):
    """Return how much of each filter is colour, and not light and dark."""
    grey = filters.mean(axis=2, keepdims=True)
    energy = (filters**2).sum(axis=(0, 1, 2))
    return 1 - 3 * (grey**2).sum(axis=(0, 1, 2)) / energy


share = colour_share(vgg)
colour_count = int((share > 0.5).sum())
grey_count = int((share < 0.1).sum())
print(f"{grey_count} look at light and dark alone, {colour_count} at colour")
assert grey_count > 15 and colour_count > 15, "claim: edges-and-colours"


# %% pictures
def sheet(filters, columns):
    """Lay filters out side by side; middle grey is a weight of zero."""
    filters = filters / np.maximum(np.abs(filters).max(axis=(0, 1, 2)), 1e-3)
    opaque = np.ones((3, 3, 1, filters.shape[-1]))
    tiles = np.concatenate([127.5 + 127.5 * filters, 255 * opaque], axis=2)
    tiles = tiles.repeat(14, axis=0).repeat(14, axis=1)
    tiles = np.pad(tiles, ((5, 5), (5, 5), (0, 0), (0, 0)))  # see-through
    side = len(tiles)
    tiles = tiles.transpose(3, 0, 1, 2).reshape(-1, columns, side, side, 4)
    return tiles.transpose(0, 2, 1, 3, 4).reshape(-1, side * columns, 4)


order = np.argsort(share, kind="stable")  # edges first, colours last
sheets = [
    {
        "title": "VGG-16",
        "note": f"{vgg_count} filters of 3 × 3 pixels, grey ones first.",
        "alt": "Most filters have a light and a dark side, many ways round;"
        " the others are blots of one colour.",
        "picture": photographs.drawing_for_page(sheet(vgg[..., order], 8)),
    },
    {
        "title": "EfficientNet-Lite0",
        "note": f"{lite_count} filters; the last {silent}, all grey,"
        " are zero.",
        "alt": "Some filters are stripes or edges, some are blots of colour,"
        " many are harder to name.",
        "picture": photographs.drawing_for_page(sheet(lite[..., shown], 8)),
    },
]
