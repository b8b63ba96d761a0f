"""LeNet-5 against as many parameters without convolution and pooling.

Both learn digits in the middle of 32 × 32 pixels, and are then shown digits
that are a little to the side.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from scipy.ndimage import zoom
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from snippets.models.lenet5 import build_lenet5

digits = load_digits()
images = zoom(digits.images / 16, (1, 2.5, 2.5), order=1)  # 20 × 20
images = np.pad(images, ((0, 0), (6, 6), (6, 6)))[..., None].astype("float32")
x_train, x_test, y_train, y_test = train_test_split(
    images, digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
SHIFTS, SEEDS = [0, 2, 4, 6], range(3)
DIRECTIONS = [(0, 1), (1, 0), (0, -1), (-1, 0)]


# %% build
def build_dense():
    """Build a network of dense layers with as many parameters as LeNet-5."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            layers.Flatten(),
            layers.Dense(56, activation="tanh"),
            layers.Dense(56, activation="tanh"),
            layers.Dense(10, activation="softmax"),
        ]
    )


lenet_parameters = build_lenet5().count_params()
dense_parameters = build_dense().count_params()
print(f"LeNet-5 {lenet_parameters:,} parameters, dense {dense_parameters:,}")


# %% train
def curve(build, seed):
    """Train on centred digits; return the accuracy by shift."""
    keras.utils.set_random_seed(seed)
    model = build()
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.002),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=22,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    x, y = np.tile(x_train, (10, 1, 1, 1)), np.tile(y_train, 10)
    model.fit(x, y, batch_size=64, verbose=0)
    scores = []
    for pixels in SHIFTS:
        moved = np.concatenate(
            [
                np.roll(x_test, (pixels * down, pixels * right), axis=(1, 2))
                for down, right in DIRECTIONS
            ]
        )
        answers = np.asarray(model(moved)).argmax(axis=1)
        scores.append(float((answers == np.tile(y_test, 4)).mean()))
    return scores


lenet_runs = [curve(build_lenet5, seed) for seed in SEEDS]
dense_runs = [curve(build_dense, seed) for seed in SEEDS]

# %% result
print("moved by, pixels" + "".join(f"{pixels:7}" for pixels in SHIFTS))
for name, runs in (("LeNet-5", lenet_runs), ("dense", dense_runs)):
    means = np.mean(runs, axis=0)
    print(f"{name:16}" + "".join(f"{mean:7.1%}" for mean in means))
lenet_by_2, dense_by_2 = (
    [run[1] for run in runs] for runs in (lenet_runs, dense_runs)
)
lenet_mean, lenet_mean_2, _, lenet_mean_6 = (
    float(mean) for mean in np.mean(lenet_runs, axis=0)
)
dense_mean, dense_mean_2, _, dense_mean_6 = (
    float(mean) for mean in np.mean(dense_runs, axis=0)
)
seed_count = len(SEEDS)
assert (
    min(lenet_by_2) > max(dense_by_2) + 0.02
), "claim: lenet-beats-dense-when-moved"  # fmt: skip

# %% figure
fig = go.Figure()
for name, runs, dash, symbol in (
    ("LeNet-5", lenet_runs, "solid", "square"),
    ("dense layers", dense_runs, "dash", "circle"),
):
    values = 100 * np.array(runs)
    means = values.mean(axis=0)
    fig.add_scatter(
        x=SHIFTS, y=means.round(1), name=name, mode="lines+markers",
        line_dash=dash, marker_symbol=symbol,
        error_y={
            "type": "data",
            "array": (values.max(axis=0) - means).round(1),
            "arrayminus": (means - values.min(axis=0)).round(1),
            "thickness": 1,
        },
    )  # fmt: skip
fig.update_xaxes(title="digits moved by, of 32 pixels", tickvals=SHIFTS)
fig.update_yaxes(title="read correctly, %", range=[0, 103])
fig.update_layout(height=340)
fig.show()
