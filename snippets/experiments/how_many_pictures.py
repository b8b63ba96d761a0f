"""One, two, five, ten pictures of a kind: how much is enough?

A new last layer on a trained network, the same layer on the same network
before training, and a small CNN that learns everything from these pictures.
All are asked about the same pictures, which none of them has seen.
"""
# time limit: 300 s

# %% features
import keras
import numpy as np
import plotly.graph_objects as go
from sklearn.linear_model import LogisticRegression

from snippets.data import imagenet, stamps
from snippets.models.efficientnet import build_efficientnet_lite0

COUNTS, DRAWS, CNN_DRAWS, SIDE = (1, 2, 5, 10), 20, 3, 32
pictures, kinds = stamps.load_data(side=224)


def features(network):
    """Return what comes out of a network's last pooling, `(72, 1280)`."""
    frozen = keras.Model(network.inputs[0], network.get_layer("pool").output)
    return frozen.predict(imagenet.scaled(pictures), batch_size=8, verbose=0)


keras.utils.set_random_seed(0)
trained = features(imagenet.efficientnet_lite0())
untrained = features(build_efficientnet_lite0())


# %% head
def head_accuracy(found, count, seed):
    """Train a last layer on a draw; return the share that it gets right.

    A dense layer with softmax is called logistic regression in statistics.
    Untrained features are tiny, so both are brought to the same size first.
    """
    learn, _ = stamps.draw(kinds, count, seed)
    _, test = stamps.draw(kinds, max(COUNTS), seed)
    middle, size = found[learn].mean(axis=0), found[learn].std(axis=0).mean()
    found = (found - middle) / size
    head = LogisticRegression(max_iter=1000).fit(found[learn], kinds[learn])
    return float((head.predict(found[test]) == kinds[test]).mean())


# %% cnn
small_pictures, _ = stamps.load_data(side=SIDE)
small = imagenet.scaled(small_pictures)


def build(seed):
    """Build a CNN of 9,700 parameters."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(4, activation="softmax"),
        ]
    )


cnn = build(0)
cnn.compile(
    optimizer=keras.optimizers.Adam(0.003),
    loss="sparse_categorical_crossentropy",
    steps_per_execution=25,
    jit_compile=False,
)
cnn.optimizer.build(cnn.trainable_variables)
unused = [variable.numpy() for variable in cnn.optimizer.variables]
cnn_count = cnn.count_params()


def cnn_accuracy(count, seed):
    """Train the CNN from nothing on a draw; return training and test."""
    learn, _ = stamps.draw(kinds, count, seed)
    _, test = stamps.draw(kinds, max(COUNTS), seed)
    cnn.set_weights(build(seed).get_weights())
    for variable, value in zip(cnn.optimizer.variables, unused, strict=True):
        variable.assign(value)  # it forgets the run before
    rng = np.random.default_rng(seed)
    order = rng.choice(learn, 640)  # 80 steps, 8 pictures each
    cnn.fit(
        small[order], kinds[order], batch_size=8, shuffle=False, verbose=0
    )
    right = np.asarray(cnn(small)).argmax(axis=1) == kinds
    return float(right[learn].mean()), float(right[test].mean())


# %% measure
on_trained = {
    count: [head_accuracy(trained, count, seed) for seed in range(DRAWS)]
    for count in COUNTS
}
on_untrained = {
    count: [head_accuracy(untrained, count, seed) for seed in range(DRAWS)]
    for count in COUNTS
}
from_nothing = {
    count: [cnn_accuracy(count, seed) for seed in range(CNN_DRAWS)]
    for count in COUNTS
}

# %% table
ROWS = {
    "new last layer, trained network": on_trained,
    "new last layer, untrained network": on_untrained,
    "small CNN from nothing": {
        count: [test for _, test in runs]
        for count, runs in from_nothing.items()
    },
}
for name, row in ROWS.items():
    means = "".join(f"{np.mean(row[count]):6.0%}" for count in COUNTS)
    print(f"{name:34}{means}")

# %% figure
figure = go.Figure()
for name, row in ROWS.items():
    middle = np.array([np.mean(row[count]) for count in COUNTS])
    lowest = np.array([min(row[count]) for count in COUNTS])
    highest = np.array([max(row[count]) for count in COUNTS])
    figure.add_scatter(
        x=list(COUNTS),
        y=(100 * middle).round(1),
        error_y={
            "array": (100 * (highest - middle)).round(1),
            "arrayminus": (100 * (middle - lowest)).round(1),
        },
        name=name,
        mode="lines+markers",
    )
figure.update_xaxes(
    title="pictures of each kind to learn from", tickvals=list(COUNTS)
)
figure.update_yaxes(title="right, %", range=[0, 102])
figure.update_layout(height=380)
figure.show()

# %% claims
trained_one, trained_ten = on_trained[1], on_trained[10]
untrained_ten = on_untrained[10]
cnn_ten = [test for _, test in from_nothing[10]]
cnn_ten_learned = [learned for learned, _ in from_nothing[10]]
one_mean, ten_mean, five_mean, untrained_mean, cnn_mean, learned_mean = (
    float(np.mean(shares))
    for shares in (
        trained_one, trained_ten, on_trained[5], untrained_ten, cnn_ten,
        cnn_ten_learned,
    )
)  # fmt: skip
one_lowest, one_highest = min(trained_one), max(trained_one)
draw_count, cnn_draw_count = DRAWS, CNN_DRAWS
assert min(trained_ten) > max(untrained_ten), "claim: training-did-it"
assert min(trained_ten) > max(cnn_ten), "claim: transfer-beats-nothing"
assert one_mean > untrained_mean and one_mean > cnn_mean, (
    "claim: one-picture-beats-ten"
)
spread_one = float(np.std(trained_one))
spread_ten = float(np.std(trained_ten))
assert spread_one > 1.5 * spread_ten, "claim: few-pictures-are-luck"
