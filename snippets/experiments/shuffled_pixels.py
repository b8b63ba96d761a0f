"""Shuffle the pixels: one network does not notice.

The same permutation is applied to every image. A dense layer has no idea
which pixels are neighbours, so it loses nothing; a convolution counts on it.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
from plotly.subplots import make_subplots
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
plain = (digits.images / 16).astype("float32")
order = np.random.default_rng(0).permutation(64)  # one for all images
shuffled = plain.reshape(-1, 64)[:, order].reshape(-1, 8, 8)
LEARNED, SEEDS = 300, range(5)  # few digits: knowing neighbours is worth more


# %% train
def build(kind):
    """Build a network for 8 × 8 pixels."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((8, 8, 1))])
    if kind == "ann":
        model.add(layers.Flatten())
        model.add(layers.Dense(128, activation="relu"))
    else:
        model.add(layers.Conv2D(16, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
        model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
        model.add(layers.GlobalMaxPooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return model


def score(kind, images, seed):
    """Train; return the accuracy on digits held out."""
    keras.utils.set_random_seed(seed)
    x_train, x_test, y_train, y_test = train_test_split(
        images[..., None], digits.target,
        train_size=LEARNED, stratify=digits.target, random_state=seed,
    )  # fmt: skip
    model = build(kind)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=22,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    x, y = np.tile(x_train, (60, 1, 1, 1)), np.tile(y_train, 60)
    model.fit(x, y, batch_size=64, verbose=0)
    right = np.asarray(model(x_test)).argmax(axis=1) == y_test
    return float(right.mean())


ann_plain = [score("ann", plain, seed) for seed in SEEDS]
ann_shuffled = [score("ann", shuffled, seed) for seed in SEEDS]
cnn_plain = [score("cnn", plain, seed) for seed in SEEDS]
cnn_shuffled = [score("cnn", shuffled, seed) for seed in SEEDS]

# %% result
ann_parameters, cnn_parameters = (
    build(kind).count_params() for kind in ("ann", "cnn")
)
ann_plain_mean, ann_shuffled_mean, cnn_plain_mean, cnn_shuffled_mean = (
    float(np.mean(scores))
    for scores in (ann_plain, ann_shuffled, cnn_plain, cnn_shuffled)
)
ann_lost = [
    before - after
    for before, after in zip(ann_plain, ann_shuffled, strict=True)
]
cnn_lost = [
    before - after
    for before, after in zip(cnn_plain, cnn_shuffled, strict=True)
]
ann_lost_mean, cnn_lost_mean = (
    float(np.mean(ann_lost)),
    float(np.mean(cnn_lost)),
)
seed_count, learned = len(SEEDS), LEARNED
print("        in order  shuffled")
print(f"ANN  {ann_plain_mean:11.1%} {ann_shuffled_mean:9.1%}")
print(f"CNN  {cnn_plain_mean:11.1%} {cnn_shuffled_mean:9.1%}")
assert abs(ann_lost_mean) < 0.008, "claim: ann-ignores-order"
assert min(cnn_lost) > 0 and cnn_lost_mean > 0.01, "claim: cnn-needs-order"

# %% figure
PAPER = [[0, "#ffffff"], [1, "#18212b"]]
FRAME = {
    "tickvals": [], "zeroline": False, "showgrid": False,
    "showline": True, "mirror": True, "linewidth": 1,
}  # fmt: skip
shown = int(np.flatnonzero(digits.target == 3)[0])
fig = make_subplots(1, 2, subplot_titles=["what you see", "shuffled"])
for place, images in enumerate((plain, shuffled), start=1):
    fig.add_heatmap(
        z=images[shown].round(2), colorscale=PAPER, autocolorscale=False,
        showscale=False, zmin=0, zmax=1, xgap=0, ygap=0, row=1, col=place,
        name=["a three", "shuffled"][place - 1],
    )  # fmt: skip
    fig.update_yaxes(scaleanchor=["x", "x2"][place - 1], row=1, col=place)
fig.update_xaxes(**FRAME, constrain="domain")
fig.update_yaxes(**FRAME, constrain="domain", autorange="reversed")
rows = [["network", "in order, %", "shuffled, %"]]
for name, before, after in (
    ("ANN", ann_plain_mean, ann_shuffled_mean),
    ("CNN", cnn_plain_mean, cnn_shuffled_mean),
):
    rows.append([name, round(100 * before, 1), round(100 * after, 1)])
fig.update_layout(height=320, meta={"twin": rows})
fig.show()
