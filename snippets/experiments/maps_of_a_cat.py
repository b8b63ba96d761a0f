"""What becomes of a photograph on its way through the network.

For each stage, the four feature maps that vary most are shown. They have
fewer and fewer pixels, and mean more and more.
"""

# %% maps
import keras
import numpy as np
from PIL import Image

from snippets.data import imagenet
from snippets.data.photographs import for_page, photograph

STAGES = {
    "stem": "stem_relu",
    "stage 3": "stage3_2_depthwise_relu",
    "stage 4": "stage4_2_depthwise_relu",
    "stage 6": "stage6_3_depthwise_relu",
    "last convolution": "head_relu",
}
model = imagenet.efficientnet_lite0()
look = keras.Model(
    model.input, [model.get_layer(name).output for name in STAGES.values()]
)
image = imagenet.prepare(photograph("cat"))
found = dict(zip(STAGES, look(image[None], training=False), strict=True))
maps = {stage: np.asarray(answer)[0] for stage, answer in found.items()}
for stage, answer in maps.items():
    print(f"{stage:17} {answer.shape}: rows, columns, maps")

# %% silent
zero_share = {s: float((answer == 0).mean()) for s, answer in maps.items()}
for stage, part in zero_share.items():
    print(f"{stage:17} {part:4.0%} of all answers are zero")
stem_zero, last_zero = zero_share["stem"], zero_share["last convolution"]
assert last_zero > stem_zero + 0.2, "claim: later-maps-are-silent"


# %% pictures
def picked(answer, count=4):
    """Return the maps that vary most over the photograph."""
    strongest = np.argsort(-answer.std(axis=(0, 1)), kind="stable")[:count]
    return [answer[..., n] for n in np.sort(strongest)]


def sheet(answer):
    """Show four maps as one picture: white is a strong answer."""
    tiles = []
    for part in picked(answer):
        bright = Image.fromarray(np.uint8(255 * part / part.max()))
        large = bright.resize((112, 112), Image.Resampling.NEAREST)
        tiles.append(np.pad(np.asarray(large), 2, constant_values=127))
    return np.block([tiles[:2], tiles[2:]])[2:-2, 2:-2]


ALTS = {
    "stem": "Four grey pictures in which the cat is plain to see.",
    "stage 3": "The cat's stripes, whiskers and outlines as bright lines.",
    "stage 4": "Coarse pictures in which eyes, nose or ears light up.",
    "stage 6": "Fourteen by fourteen squares; a few are bright.",
    "last convolution": "Seven by seven squares, many of them white.",
}
cards = [
    {
        "title": f"{stage}: {answer.shape[0]} × {answer.shape[1]}",
        "note": f"four of {answer.shape[2]} maps",
        "alt": ALTS[stage],
        "picture": for_page(sheet(answer), 226),
    }
    for stage, answer in maps.items()
]
