"""Turn the digits: a CNN is as lost as an ANN.

Nothing in a convolution or in pooling knows about turns. Both networks learn
upright digits and are shown turned ones.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from scipy.ndimage import rotate, zoom
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
images = zoom(digits.images / 16, (1, 2, 2), order=1)
images = np.pad(images, ((0, 0), (2, 2), (2, 2)))[..., None].astype("float32")
x_train, x_test, y_train, y_test = train_test_split(
    images, digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
ANGLES, SEEDS = [0, 15, 30, 45, 60, 90], range(3)
turned = {
    angle: rotate(x_test, angle, axes=(1, 2), reshape=False, order=1)
    for angle in ANGLES
}


# %% train
def build(kind):
    """Build a network for 20 × 20 pixels."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((20, 20, 1))])
    if kind == "ann":
        model.add(layers.Flatten())
        model.add(layers.Dense(40, activation="relu"))
    else:
        model.add(layers.Conv2D(12, 5, activation="relu"))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.Conv2D(24, 3, activation="relu"))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.Flatten())
        model.add(layers.Dense(48, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model


def curve(kind, seed):
    """Train upright; return the accuracy by angle."""
    keras.utils.set_random_seed(seed)
    model = build(kind)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=22,
    )
    x, y = np.tile(x_train, (10, 1, 1, 1)), np.tile(y_train, 10)
    model.fit(x, y, batch_size=64, verbose=0)
    return [
        float((np.asarray(model(x)).argmax(axis=1) == y_test).mean())
        for x in turned.values()
    ]


ann_parameters = build("ann").count_params()
cnn_parameters = build("cnn").count_params()
curves = {
    kind: [curve(kind, seed) for seed in SEEDS] for kind in ("ann", "cnn")
}

# %% result
print("turned by, degrees" + "".join(f"{angle:6}" for angle in ANGLES))
for kind, runs in curves.items():
    means = np.mean(runs, axis=0)
    print(f"{kind.upper():18}" + "".join(f"{mean:6.0%}" for mean in means))
cnn_upright = [run[0] for run in curves["cnn"]]
cnn_by_45 = [run[ANGLES.index(45)] for run in curves["cnn"]]
ann_by_45 = [run[ANGLES.index(45)] for run in curves["ann"]]
cnn_upright_mean, cnn_mean_45, ann_mean_45 = (
    float(np.mean(runs)) for runs in (cnn_upright, cnn_by_45, ann_by_45)
)
seed_count = len(SEEDS)
assert (
    min(cnn_upright) > 0.95 and max(cnn_by_45) < 0.7
), "claim: cnn-not-rotation-invariant"  # fmt: skip

# %% figure
fig = go.Figure()
for kind, dash, symbol in (
    ("ann", "dash", "circle"),
    ("cnn", "solid", "square"),
):
    values = 100 * np.array(curves[kind])
    means = values.mean(axis=0)
    fig.add_scatter(
        x=ANGLES, y=means.round(1), name=kind.upper(), mode="lines+markers",
        line_dash=dash, marker_symbol=symbol,
        error_y={
            "type": "data",
            "array": (values.max(axis=0) - means).round(1),
            "arrayminus": (means - values.min(axis=0)).round(1),
            "thickness": 1,
        },
    )  # fmt: skip
fig.update_xaxes(title="test digits turned by, degrees", tickvals=ANGLES)
fig.update_yaxes(title="read correctly, %", range=[0, 103])
fig.update_layout(height=340)
fig.show()
