"""How many examples does a network need? About as many as any network.

An ANN and a CNN with about the same number of parameters, and two methods
that are not networks, learn from 30 to 1,000 digits.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

digits = load_digits()
images = (digits.images / 16)[..., None].astype("float32")
x_pool, x_test, y_pool, y_test = train_test_split(
    images, digits.target,
    test_size=0.4, stratify=digits.target, random_state=0,
)  # fmt: skip
SIZES, SEEDS, STEPS = [30, 100, 300, 1000], range(3), 400


# %% build
def build(kind):
    """Build a network of some 10,000 parameters."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((8, 8, 1))])
    if kind == "ann":
        model.add(layers.Flatten())
        model.add(layers.Dense(132, activation="relu"))
    else:
        model.add(layers.Conv2D(16, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
        model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax"))
    return model


ann_parameters = build("ann").count_params()
cnn_parameters = build("cnn").count_params()
print(f"ANN {ann_parameters:,} parameters, CNN {cnn_parameters:,}")


# %% train
def examples(size, seed):
    """Draw a training set with as many of each digit as possible."""
    x, _, y, _ = train_test_split(
        x_pool, y_pool, train_size=size, stratify=y_pool, random_state=seed
    )
    return x, y


def score(kind, size, seed):
    """Train with the same number of steps, however few the examples are."""
    x, y = examples(size, seed)
    if kind in ("svm", "nearest"):
        method = SVC() if kind == "svm" else KNeighborsClassifier(1)
        method.fit(x.reshape(size, -1), y)
        return float(method.score(x_test.reshape(len(x_test), -1), y_test))
    keras.utils.set_random_seed(seed)
    model = build(kind)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=100,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    drawn = np.random.default_rng(seed).integers(0, size, STEPS * 32)
    model.fit(x[drawn], y[drawn], batch_size=32, shuffle=False, verbose=0)
    right = np.asarray(model(x_test)).argmax(axis=1) == y_test
    return float(right.mean())


KINDS = ["ann", "cnn", "svm", "nearest"]
curves = {
    kind: [[score(kind, size, seed) for size in SIZES] for seed in SEEDS]
    for kind in KINDS
}

# %% result
NAMES = dict(zip(KINDS, ["ANN", "CNN", "SVM", "nearest"], strict=True))
print("digits  " + "".join(f"{size:8,}" for size in SIZES))
for kind, runs in curves.items():
    means = np.mean(runs, axis=0)
    print(f"{NAMES[kind]:8}" + "".join(f"{mean:8.1%}" for mean in means))
ann_30, cnn_30, svm_30, nearest_30 = (
    [run[0] for run in curves[kind]] for kind in KINDS
)
ann_1000, cnn_1000, svm_1000, nearest_1000 = (
    [run[-1] for run in curves[kind]] for kind in KINDS
)
ann_mean_30, cnn_mean_30, svm_mean_30, nearest_mean_30 = (
    float(np.mean(runs)) for runs in (ann_30, cnn_30, svm_30, nearest_30)
)
ann_mean_1000, cnn_mean_1000, svm_mean_1000, nearest_mean_1000 = (
    float(np.mean(runs))
    for runs in (ann_1000, cnn_1000, svm_1000, nearest_1000)
)
seed_count = len(SEEDS)
assert (
    min(cnn_1000) > max(cnn_30) + 0.08 and min(ann_1000) > max(ann_30) + 0.08
), "claim: more-data-helps"  # fmt: skip
assert cnn_mean_30 > ann_mean_30 - 0.03, "claim: cnn-not-hungrier-than-ann"
assert (
    max(svm_mean_1000, nearest_mean_1000) > cnn_mean_1000 - 0.015
), "claim: classical-methods-keep-up-here"  # fmt: skip

# %% figure
fig = go.Figure()
looks = ["dash", "solid", "dot", "dashdot"]
symbols = ["circle", "square", "diamond", "cross"]
for kind, dash, symbol in zip(KINDS, looks, symbols, strict=True):
    values = 100 * np.array(curves[kind])
    means = values.mean(axis=0)
    fig.add_scatter(
        x=SIZES, y=means.round(1), name=NAMES[kind], mode="lines+markers",
        line_dash=dash, marker_symbol=symbol,
        error_y={
            "type": "data",
            "array": (values.max(axis=0) - means).round(1),
            "arrayminus": (means - values.min(axis=0)).round(1),
            "thickness": 1,
        },
    )  # fmt: skip
fig.update_xaxes(
    title="digits to learn from", type="log",
    tickvals=SIZES, ticktext=[f"{size:,}" for size in SIZES],
)  # fmt: skip
fig.update_yaxes(title="test digits read correctly, %")
fig.update_layout(height=360)
fig.show()
