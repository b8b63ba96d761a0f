"""Depth helps, until it does not.

Stacks of 3 × 3 convolutions as in VGG, without batch normalisation or
shortcuts. Only their number changes.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    (digits.images / 16)[..., None].astype("float32"), digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
DEPTHS, SEEDS = [1, 2, 4, 8, 32], range(3)


# %% train
def build(depth):
    """Stack convolutions; averaging and one dense layer decide."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((8, 8, 1))])
    for _ in range(depth):
        model.add(
            layers.Conv2D(
                12, 3, padding="same", activation="relu",
                kernel_initializer="he_normal",
            )
        )  # fmt: skip
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return model


def score(depth, seed):
    """Train; return the accuracy on digits held out."""
    keras.utils.set_random_seed(seed)
    model = build(depth)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=43,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    x, y = np.tile(x_train, (5, 1, 1, 1)), np.tile(y_train, 5)
    model.fit(x, y, verbose=0)
    right = np.asarray(model(x_test)).argmax(axis=1) == y_test
    return float(right.mean())


scores = {depth: [score(depth, seed) for seed in SEEDS] for depth in DEPTHS}

# %% result
print("layers  mean   worst  best")
for depth, runs in scores.items():
    mean, worst, best = np.mean(runs), min(runs), max(runs)
    print(f"{depth:6} {mean:6.1%} {worst:6.1%} {best:6.1%}")
layers_1, layers_2, layers_4, layers_8, layers_32 = scores.values()
mean_1, mean_2, mean_4, mean_8, mean_32 = (
    float(np.mean(runs)) for runs in scores.values()
)
seed_count = len(SEEDS)
assert (
    max(layers_1) < min(layers_2) and max(layers_2) < min(layers_8) - 0.05
), "claim: depth-helps"  # fmt: skip
assert max(layers_32) < min(layers_8) - 0.1, "claim: depth-collapses"

# %% figure
fig = go.Figure()
means = [100 * np.mean(runs) for runs in scores.values()]
fig.add_scatter(
    x=[str(depth) for depth in DEPTHS],
    y=np.round(means, 1),
    mode="lines+markers",
    name="mean",
    error_y={
        "type": "data",
        "array": [
            round(100 * max(runs) - mean, 1)
            for runs, mean in zip(scores.values(), means, strict=True)
        ],
        "arrayminus": [
            round(mean - 100 * min(runs), 1)
            for runs, mean in zip(scores.values(), means, strict=True)
        ],
    },
)
fig.update_xaxes(title="convolutions, one after the other", type="category")
fig.update_yaxes(title="test digits read correctly, %", range=[0, 103])
fig.update_layout(height=340)
fig.show()
