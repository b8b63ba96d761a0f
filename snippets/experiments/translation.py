"""Move the digits a little, and most networks are lost.

An ANN and two CNNs with about the same number of parameters learn centred
digits and are asked to read the same kind of digit moved to the side.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
images = np.pad(digits.images / 16, ((0, 0), (4, 4), (4, 4)))[..., None]
x_train, x_test, y_train, y_test = train_test_split(
    images.astype("float32"), digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
SHIFTS, SEEDS = [0, 1, 2, 3, 4], range(3)
DIRECTIONS = [(0, 1), (1, 0), (0, -1), (-1, 0)]


def moved(x, pixels, direction):
    """Move all images; the margin is wide enough for every shift."""
    down, right = direction
    return np.roll(x, (pixels * down, pixels * right), axis=(1, 2))


# %% build
def build(kind):
    """Build a network of some 22,000 parameters for 16 × 16 pixels."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((16, 16, 1))])
    if kind == "ann":
        model.add(layers.Flatten())
        model.add(layers.Dense(80, activation="relu"))
    else:
        model.add(layers.Conv2D(16, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2))
        wide = 32 if kind == "cnn_flatten" else 56
        model.add(layers.Conv2D(wide, 3, padding="same", activation="relu"))
        if kind == "cnn_flatten":
            model.add(layers.MaxPooling2D(2))
            model.add(layers.Flatten())
            model.add(layers.Dense(32, activation="relu"))
        else:
            model.add(layers.Conv2D(26, 3, padding="same", activation="relu"))
            model.add(layers.GlobalMaxPooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return model


KINDS = ["ann", "cnn_flatten", "cnn_pooled"]
counts = {kind: build(kind).count_params() for kind in KINDS}
ann_parameters, flatten_parameters, pooled_parameters = counts.values()
for kind, count in counts.items():
    print(f"{kind:12} {count:6,} parameters")


# %% train
def train(kind, seed, shifted):
    """Train on centred digits, or on digits moved anew in each epoch."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    model = build(kind)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=21,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    epochs = 12 if shifted else 8
    x, y = [], []
    for _ in range(epochs):
        order = rng.permutation(len(x_train))
        batch = x_train[order]
        if shifted:
            shifts = rng.integers(-4, 5, (len(order), 2))
            batch = np.stack(
                [
                    np.roll(image, shift, axis=(0, 1))
                    for image, shift in zip(batch, shifts, strict=True)
                ]
            )
        x.append(batch)
        y.append(y_train[order])
    model.fit(
        np.concatenate(x), np.concatenate(y),
        batch_size=64, shuffle=False, verbose=0,
    )  # fmt: skip
    return model


def accuracy(model, pixels):
    """Return the share read correctly, over all four directions."""
    x = np.concatenate([moved(x_test, pixels, d) for d in DIRECTIONS])
    right = np.asarray(model(x)).argmax(axis=1)
    return float((right == np.tile(y_test, 4)).mean())


def curves(kind, shifted):
    """Return accuracy by shift, one row a seed."""
    models = [train(kind, seed, shifted) for seed in SEEDS]
    return [[accuracy(model, shift) for shift in SHIFTS] for model in models]


centred = {kind: curves(kind, shifted=False) for kind in KINDS}
augmented = {
    kind: curves(kind, shifted=True) for kind in ("ann", "cnn_pooled")
}

# %% result
print("moved by       " + "".join(f"{s:7}" for s in SHIFTS))
for name, runs in (
    *centred.items(),
    ("ann + shifts", augmented["ann"]),
    ("cnn + shifts", augmented["cnn_pooled"]),
):
    means = np.mean(runs, axis=0)
    print(f"{name:14} " + "".join(f"{mean:7.0%}" for mean in means))


def at(runs, shift):
    """Pick one shift: a number a seed."""
    return [run[SHIFTS.index(shift)] for run in runs]


ann_centred, ann_by_2 = at(centred["ann"], 0), at(centred["ann"], 2)
flatten_centred = at(centred["cnn_flatten"], 0)
flatten_by_2 = at(centred["cnn_flatten"], 2)
pooled_centred = at(centred["cnn_pooled"], 0)
pooled_by_1 = at(centred["cnn_pooled"], 1)
pooled_by_2 = at(centred["cnn_pooled"], 2)
ann_shifted_by_2 = at(augmented["ann"], 2)
cnn_shifted_by_2 = at(augmented["cnn_pooled"], 2)
seed_count = len(SEEDS)
ann_mean_0, ann_mean_2 = float(np.mean(ann_centred)), float(np.mean(ann_by_2))
flatten_mean_2 = float(np.mean(flatten_by_2))
pooled_mean_1 = float(np.mean(pooled_by_1))
pooled_mean_2 = float(np.mean(pooled_by_2))
ann_shifted_mean = float(np.mean(ann_shifted_by_2))
ann_shifted_mean_0 = float(np.mean(at(augmented["ann"], 0)))
cnn_shifted_mean = float(np.mean(cnn_shifted_by_2))
assert (
    min(ann_centred) > 0.9 and max(ann_by_2) < 0.3
), "claim: ann-fails-when-moved"  # fmt: skip
assert (
    min(flatten_centred) > 0.9 and max(flatten_by_2) < 0.5
), "claim: flatten-cnn-fails-when-moved"  # fmt: skip
assert (
    min(pooled_by_2) > max(flatten_by_2) + 0.3
), "claim: global-pooling-survives-shifts"  # fmt: skip
assert max(pooled_by_1) < min(pooled_by_2) - 0.04, "claim: odd-shifts-hurt"
assert (
    min(cnn_shifted_by_2) > max(ann_shifted_by_2) + 0.2
), "claim: shift-augmentation-helps-cnn-more"  # fmt: skip

# %% figure
NAMES = {
    "ann": "ANN",
    "cnn_flatten": "CNN, flattened",
    "cnn_pooled": "CNN, pooled",
}  # fmt: skip
LOOKS = [("dash", "circle"), ("dot", "diamond"), ("solid", "square")]


def curve_figure(runs_of):
    """Draw the means; the bars go from the worst seed to the best."""
    fig = go.Figure()
    for kind in KINDS:
        runs = runs_of.get(kind)
        if runs is None:  # the others keep their colours
            fig.add_scatter(x=[], y=[], showlegend=False)
            continue
        dash, symbol = LOOKS[KINDS.index(kind)]
        values = 100 * np.array(runs)
        means = values.mean(axis=0)
        fig.add_scatter(
            x=SHIFTS,
            y=means.round(1),
            name=NAMES[kind],
            mode="lines+markers",
            line_dash=dash,
            marker_symbol=symbol,
            error_y={
                "type": "data",
                "array": (values.max(axis=0) - means).round(1),
                "arrayminus": (means - values.min(axis=0)).round(1),
                "thickness": 1,
            },
        )
    fig.update_xaxes(title="digits moved by, pixels", tickvals=SHIFTS)
    fig.update_yaxes(title="read correctly, %", range=[0, 103])
    fig.update_layout(height=360)
    return fig


curve_figure(centred).show()

# %% augmented_figure
curve_figure(augmented).show()
