"""What is in your photograph? The network that the page carries.

EfficientNet-Lite0 with its ImageNet weights, batch norm folded in and rounded
to 8 bits per weight. It is measured before and after the rounding, and with 4
bits, on photographs of the course, each also mirrored, in grey, and closer.

Imports from this repository: the network and its weights, the photographs,
and `folded`, which rounds. `make data` fetches the weights.
"""
# time limit: 300 s

# %% network
import base64
import gzip
import io
import tomllib

import keras
import numpy as np
from PIL import Image, ImageOps

from snippets.data import imagenet, photographs
from snippets.models.efficientnet import STAGES
from snippets.playground import folded

network = imagenet.efficientnet_lite0()
exact_steps = folded.fold(network)
shown = [photographs.photograph(name) for name in photographs.NAMES]


# %% measured
def closer(photograph):
    """Cut a quarter off each side."""
    width, height = photograph.size
    sides = (width // 8, height // 8, 7 * width // 8, 7 * height // 8)
    return photograph.crop(sides)


views = [lambda same: same, ImageOps.mirror, ImageOps.grayscale, closer]
pictures = np.array(
    [imagenet.prepare(view(photo)) for photo in shown for view in views]
)
picture_count = len(pictures)
exact = network.predict(pictures, batch_size=8, verbose=0)
order = np.argsort(-exact, axis=1)
first, second = order[:, 0], order[:, 1]
rows = np.arange(picture_count)
leads = exact[rows, first] - exact[rows, second]


def measured(bits):
    """Round the network, and see what becomes of its answers.

    Returns:
        For each picture whether the first answer is the same, and by how much
        its probability changes.
    """
    steps = folded.round_all(exact_steps, bits)
    folded.give_back(network, steps)
    answers = network.predict(pictures, batch_size=8, verbose=0)
    changes = np.abs(answers - exact)[rows, first]
    return answers.argmax(axis=1) == first, changes


same_with_4 = int(measured(4)[0].sum())
kept, changes = measured(8)  # which stays in the network
same_with_8 = int(kept.sum())
change = float(changes.mean())
largest_lead_lost = float(leads[~kept].max(initial=0))
print(f"of {picture_count} pictures, the same first answer")
print(f"  with 8 bits a weight: {same_with_8}")
print(f"  with 4 bits a weight: {same_with_4}")
print(f"probability of the first answer, mean change: {change:.3f}")
print(
    f"where another is first now, it led by {largest_lead_lost:.3f} at most"
)

assert (
    same_with_4 < 0.5 * picture_count < 0.8 * picture_count < same_with_8
), "claim: eight-bits-are-enough"

# %% carried
names = imagenet.class_names()
weights = gzip.compress(
    folded.packed(
        exact_steps,
        name="EfficientNet-Lite0",
        side=imagenet.SIDE,
        kept=imagenet.KEPT,
        mean=127,
        spread=128,
        classes=names,
    ),
    9,
    mtime=0,
)
numbers = sum(step["whole"].size + step["bias"].size for step in exact_steps)
_sent = gzip.compress(base64.b64encode(weights), 9)  # as a script is sent
megabytes = len(_sent) / 1e6
print(f"{numbers:,} numbers, {megabytes:.1f} MB on their way to a reader")

# %% photographs
_list = (photographs.PLACE / "credits.toml").read_text("utf-8")
credits = tomllib.loads(_list)


def small(photograph, side=96):
    """Return the square that the network sees, as a small JPEG in base64."""
    stored = io.BytesIO()
    square = imagenet.square(photograph).resize((side, side), Image.LANCZOS)
    square.save(stored, "JPEG", quality=80)
    return base64.b64encode(stored.getvalue()).decode()


examples = [
    {
        "title": credits[name]["title"],
        "credit": f"{credits[name]['author']}, {credits[name]['licence']}",
        "small": small(photo),
        "file": (photographs.PLACE / f"{name}.jpg").read_bytes(),
    }
    for name, photo in zip(photographs.NAMES, shown, strict=True)
]


# %% stages
def stage(name):
    """Say how large a stage's maps are, and how many blocks it has."""
    parts = [part for part in network.layers if part.name.startswith(name)]
    _, _, size, maps = parts[-1].output.shape
    shortcuts = sum(part.name.endswith("_add") for part in parts)
    blocks = sum(part.name.endswith("_project") for part in parts)
    return {
        "name": name, "side": size, "maps": maps,
        "passable": shortcuts, "blocks": blocks,
    }  # fmt: skip


side = imagenet.SIDE
stages = [stage(name) for name in ("stem", *STAGES, "head")]
for row in stages:
    print(
        f"{row['name']:8}{row['maps']:6} maps, {row['side']} × {row['side']}"
    )

# %% still
# what the page shows before a reader loads the network
FEW, LARGEST = 12, 56  # maps of a stage, and pixels of one at most


def sheet(answer):
    """Return a stage's liveliest maps, below one another, as a grey JPEG.

    Args:
        answer: `(rows, columns, maps)`. Zero becomes middle grey.
    """
    liveliest = np.argsort(-answer.std(axis=(0, 1)), kind="stable")[:FEW]
    grey = 127.5 * (1 + answer[..., liveliest] / np.abs(answer).max())
    rows = np.uint8(grey.round()).transpose(2, 0, 1)
    stored, wide = io.BytesIO(), min(LARGEST, answer.shape[1])
    tall = Image.fromarray(rows.reshape(-1, answer.shape[1]))
    tall.resize((wide, FEW * wide), Image.Resampling.BOX).save(
        stored, "JPEG", quality=60
    )
    return base64.b64encode(stored.getvalue()).decode()


ends = [
    [part for part in network.layers if part.name.startswith(row["name"])][-1]
    for row in stages
]
tap = keras.Model(
    network.inputs, [network.outputs[0], *(end.output for end in ends)]
)
cat_answer, *cat_maps = tap(pictures[:1], training=False)
still = {
    "title": examples[0]["title"],
    "picture": small(shown[0], side),
    "top": [
        {"name": name, "share": round(share, 4)}
        for name, share in imagenet.top(np.asarray(cat_answer)[0])
    ],
    "maps": {
        row["name"]: sheet(np.asarray(maps)[0])
        for row, maps in zip(stages, cat_maps, strict=True)
    },
}

# %% answers
answers = network.predict(pictures[:: len(views)], verbose=0)
for name, answer in zip(photographs.NAMES, answers, strict=True):
    best = imagenet.top(answer, 3)
    said = ", ".join(f"{word} {100 * share:.0f} %" for word, share in best)
    print(f"{name}: {said}")
rocket = photographs.NAMES.index("rocket")
rocket_first = names[answers[rocket].argmax()]
rocket_exact = names[first[rocket * len(views)]]
assert rocket_first != rocket_exact
