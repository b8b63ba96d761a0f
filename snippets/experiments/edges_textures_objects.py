"""Edges, then textures, then objects: what each stage notices.

A photograph is cut into square tiles, and the tiles are put in another order.
Small tiles keep edges, middling ones keep textures such as fur, and only the
largest keep whole things. A stage that notices nothing looks at what the
tiles have kept.
"""
# time limit: 300 s

# %% shuffle
import keras
import numpy as np
import plotly.graph_objects as go

from snippets.data import imagenet
from snippets.data.photographs import NAMES, for_page, photograph
from snippets.models.efficientnet import build_efficientnet_lite0

TILES = [8, 16, 32, 56, 112]  # pixels of a side
SIDE = 224


def shuffled(image, tile, seed=0):
    """Put the tiles of a picture in another order."""
    n = SIDE // tile
    tiles = image.reshape(n, tile, n, tile, 3).transpose(0, 2, 1, 3, 4)
    tiles = tiles.reshape(n * n, tile, tile, 3)
    tiles = tiles[np.random.default_rng(seed).permutation(n * n)]
    tiles = tiles.reshape(n, n, tile, tile, 3).transpose(0, 2, 1, 3, 4)
    return tiles.reshape(SIDE, SIDE, 3)


# %% stages
ENDS = {
    "stem": "stem_relu",
    "stage 3": "stage3_2_add",
    "stage 4": "stage4_2_add",
    "stage 5": "stage5_3_add",
    "stage 6": "stage6_3_add",
    "stage 7": "stage7_4_add",
    "last": "head_relu",  # convolution
}
images = np.stack([imagenet.prepare(photograph(name)) for name in NAMES])


def summaries(look, images):
    """Return how strongly each map answers, on average over its places."""
    found = look(images, training=False)
    return [np.asarray(answer).mean(axis=(1, 2)) for answer in found]


# %% compare
def what_stays(model, tiles):
    """Compare each stage's answers to tiles with those to the whole."""
    ends = [model.get_layer(name).output for name in ENDS.values()]
    look = keras.Model(model.input, ends)
    whole = summaries(look, images)
    stays = {stage: [] for stage in ENDS}
    for tile in tiles:
        cut = summaries(look, np.stack([shuffled(x, tile) for x in images]))
        for stage, before, after in zip(ENDS, whole, cut, strict=True):
            usual = before.mean(axis=0)  # what all photographs have in common
            pairs = zip(before - usual, after - usual, strict=True)
            likeness = [np.corrcoef(a, b)[0, 1] for a, b in pairs]
            stays[stage].append(float(np.mean(likeness)))
    return stays


def show(stays, tiles):
    """Print a table: a row a stage, a column a size of tiles."""
    print("tiles of  " + "".join(f"{tile:>8}" for tile in tiles) + "  pixels")
    for stage, likeness in stays.items():
        print(f"{stage:10}" + "".join(f"{value:8.2f}" for value in likeness))


kept = what_stays(imagenet.efficientnet_lite0(), TILES)
photo_count = len(NAMES)
show(kept, TILES)

# %% untrained
keras.utils.set_random_seed(0)
untrained = what_stays(build_efficientnet_lite0(), [8, 32])
show(untrained, [8, 32])

# %% claims
small, middle = TILES.index(8), TILES.index(32)
stem_small, stage_5_small = kept["stem"][small], kept["stage 5"][small]
stem_middle, stage_4_middle = kept["stem"][middle], kept["stage 4"][middle]
last_small, last_middle = kept["last"][small], kept["last"][middle]
last_large = kept["last"][-1]
assert stem_small > 0.9 and last_small < 0.2, "claim: first-layer-sees-edges"
assert stage_4_middle > 0.6 and last_middle < 0.4, (
    "claim: middle-stages-see-textures"
)
by_depth = [likeness[middle] for likeness in kept.values()]
assert by_depth == sorted(by_depth, reverse=True), "claim: deeper-sees-larger"

untrained_small = untrained["stage 6"][0]
trained_small = kept["stage 6"][small]
untrained_middle = untrained["last"][1]
assert trained_small < untrained_small - 0.2, "claim: training-makes-it-so"
assert last_middle < untrained_middle - 0.2

# %% figure
figure = go.Figure()
for n, (stage, likeness) in enumerate(kept.items()):
    if stage in ("stem", "stage 3", "stage 4", "stage 6", "last"):
        figure.add_scatter(
            x=TILES,
            y=likeness,
            name=stage,
            mode="lines+markers",
            marker_symbol=["circle", "square", "diamond", "x-thin"][n % 4],
        )
figure.update_layout(
    xaxis={
        "title": "side of a tile in pixels",
        "type": "log",
        "tickvals": TILES,
        "ticktext": [str(tile) for tile in TILES],
    },
    yaxis={"title": "likeness to the whole photograph", "range": [0, 1.04]},
    height=380,
)
figure.show()

# %% pictures
SEEN = {
    8: "Tiles of 8 pixels: edges are left.",
    32: "Tiles of 32 pixels: fur and stripes are left.",
    112: "Tiles of 112 pixels: large parts are left.",
    224: "The whole photograph.",
}
square = np.asarray(imagenet.square(photograph("cat")))
cards = [
    {
        "note": note,
        "alt": "The cat's face." if tile == SIDE else
        f"The cat's face in squares of {tile} pixels, in a wild order.",
        "picture": for_page(shuffled(square, tile)),
    }
    for tile, note in SEEN.items()
]  # fmt: skip
