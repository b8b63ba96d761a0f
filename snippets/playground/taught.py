"""Teach it your own: a last layer, taught in the page or here.

The network stays as ImageNet left it and describes each picture by 1,280
numbers, the averages of its last feature maps. What is taught is one dense
layer of softmax after them. `load` puts a layer that the page has saved onto
the network; `train` is the page's own rule.

Imports from this repository: the network and its weights, the photographs,
and `folded`, which rounds. `make data` fetches the weights.
"""
# time limit: 120 s

# %% load
import json
from pathlib import Path

import keras
import numpy as np

from snippets.data import imagenet
from snippets.playground import folded


def without_last_layer():
    """Build the network up to the averages, with 8 bits a weight.

    Returns:
        A model. Input `(batch, 224, 224, 3)` as `imagenet.prepare` makes it;
        output `(batch, 1280)`.
    """
    whole = imagenet.efficientnet_lite0()
    folded.give_back(whole, folded.round_all(folded.fold(whole)))
    return keras.Model(whole.inputs, whole.get_layer("pool").output)


def load(path, network):
    """Put a layer that was taught in the page onto a network.

    Args:
        path: The file that the page saved.
        network: As `without_last_layer` returns it.

    Returns:
        A model whose output is a probability for each name, and the names.

    Raises:
        ValueError: The file holds no layer for this network.
    """
    taught = json.loads(Path(path).read_text("utf-8"))
    names, weights = taught["names"], np.array(taught["weights"])
    wanted = (network.output.shape[1], len(names))
    if weights.shape != wanted:
        raise ValueError(
            f"{path} has weights of the shape {weights.shape}, and this"
            f" network needs {wanted}: save it in the page once more"
        )
    last = keras.layers.Dense(len(names), activation="softmax", name="taught")
    model = keras.Model(network.inputs, last(network.output))
    last.set_weights([weights, np.array(taught["bias"])])
    return model, names


# %% train
DECAY = 0.01  # how strongly weights are pulled towards zero
STEPS = 100


def train(features, numbers, classes):
    """Train a last layer by gradient descent, from zero: no chance in it.

    What all pictures have in common is subtracted first; in the end the bias
    takes it over.

    Args:
        features: `(pictures, 1280)`.
        numbers: The class of each picture.
        classes: How many there are.

    Returns:
        Weights `(1280, classes)`, bias `(classes,)`, and the loss before each
        step.
    """
    mean = features.mean(axis=0)
    x, right = features - mean, np.eye(classes)[numbers]
    weights, bias = np.zeros((x.shape[1], classes)), np.zeros(classes)
    # no steeper than the loss can curve, so it falls at every step
    rate = 1 / ((x**2).sum(axis=1).mean() / 2 + 0.5 + DECAY)
    losses = []
    for _ in range(STEPS):
        shares = softmax(x @ weights + bias)
        losses.append(float(-np.log(shares[right == 1]).mean()))
        error = (shares - right) / len(x)
        weights -= rate * (x.T @ error + DECAY * weights)
        bias -= rate * error.sum(axis=0)
    return weights, bias - mean @ weights, losses


def softmax(sums):
    """Turn sums into shares of one, a row at a time."""
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# %% ours
from snippets.data import photographs

OURS = ("cat", "coffee", "dahlia")
ZOOM = 0.78  # of the shorter side: what a crop shows
# where a crop lies, from 0 (left, top) to 1; the last is kept back
PLACES = [
    (0, 0), (0.5, 1), (1, 0), (0.25, 0.5), (0.75, 0.5), (0, 1), (1, 1),
    (0.5, 0),
]  # fmt: skip


def crop(photograph, x, y):
    """Cut a square out of a photograph."""
    width, height = photograph.size
    side = ZOOM * min(width, height)
    left, top = x * (width - side), y * (height - side)
    return photograph.crop((left, top, left + side, top + side))


ours = [[name, photographs.NAMES.index(name)] for name in OURS]
places, zoom = [list(place) for place in PLACES], ZOOM
settings = {"decay": DECAY, "steps": STEPS}
preprocessing = {"side": imagenet.SIDE, "kept": imagenet.KEPT}
preprocessing |= {"mean": 127, "spread": 128}

# %% made
if __name__ == "__main__":
    network = without_last_layer()
    pictures = [
        imagenet.prepare(crop(photographs.photograph(name), *place))
        for name in OURS
        for place in PLACES[:-1]
    ]
    numbers = np.repeat(np.arange(len(OURS)), len(PLACES) - 1)
    features = network.predict(np.array(pictures), verbose=0)
    weights, bias, losses = train(features, numbers, len(OURS))
    saved = {
        "names": OURS,
        "weights": weights.tolist(),
        "bias": bias.tolist(),
        "preprocessing": preprocessing,
    }
    Path("cat-coffee-dahlia.json").write_text(json.dumps(saved), "utf-8")
    feature_count = features.shape[1]
    print(f"loss {losses[0]:.2f}, after {STEPS} steps {losses[-1]:.2f}")

# %% example
if __name__ == "__main__":
    model, names = load("cat-coffee-dahlia.json", network)
    shown = ["cat", "dahlia", "raccoon"]
    photos = [photographs.photograph(name) for name in shown]
    inputs = np.array([imagenet.prepare(photo) for photo in photos])
    answers = model.predict(inputs, verbose=0)
    for name, shares in zip(shown, answers, strict=True):
        best = shares.argmax()
        print(f"{name}: {names[best]}, {shares[best]:.0%}")
