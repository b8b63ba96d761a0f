"""ReLU learns fast. Here, tanh learns as fast.

The same small network with three activation functions, each with the best of
two learning rates: how many epochs until it knows its training digits?
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_digits

digits = load_digits()
x_train = (digits.images / 16)[..., None].astype("float32")
y_train = digits.target
RATES, SEEDS, EPOCHS, TARGET = [0.003, 0.01], range(3), 12, 0.95


# %% train
def curve(activation, rate, seed):
    """Return the training accuracy, epoch by epoch."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(8, 3, padding="same", activation=activation),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, padding="same", activation=activation),
            layers.Flatten(),
            layers.Dense(32, activation=activation),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=rate),
        loss="sparse_categorical_crossentropy",
        metrics=[keras.metrics.SparseCategoricalAccuracy("accuracy")],
        steps_per_execution=15,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    history = model.fit(
        x_train, y_train, batch_size=128, epochs=EPOCHS, verbose=0
    )
    return history.history["accuracy"]


def epochs_until(accuracy):
    """Count epochs up to the target; one more than all if never reached."""
    reached = [n for n, a in enumerate(accuracy, start=1) if a >= TARGET]
    return reached[0] if reached else EPOCHS + 1


def slowness(runs):
    """Rank a learning rate: epochs to the target, else what was reached."""
    return sum(map(epochs_until, runs)), -np.mean(runs)


curves = {}  # of the best learning rate: one a seed
for activation in ("relu", "tanh", "sigmoid"):
    tried = {
        rate: [curve(activation, rate, seed) for seed in SEEDS]
        for rate in RATES
    }
    best = min(RATES, key=lambda rate: slowness(tried[rate]))
    curves[activation] = tried[best]
    print(f"{activation:8} learning rate {best}, epochs to {TARGET:.0%}: "
          + ", ".join(str(epochs_until(c)) for c in tried[best]))  # fmt: skip

# %% result
relu_epochs, tanh_epochs, sigmoid_epochs = (
    [epochs_until(run) for run in runs] for runs in curves.values()
)
relu_mean, tanh_mean, sigmoid_mean = (
    float(np.mean(runs))
    for runs in (relu_epochs, tanh_epochs, sigmoid_epochs)
)
sigmoid_end = float(np.mean([run[-1] for run in curves["sigmoid"]]))
seed_count, target, epochs = len(SEEDS), TARGET, EPOCHS
assert (
    min(sigmoid_epochs) > max(relu_epochs) + 2
), "claim: sigmoid-learns-slowest"  # fmt: skip
assert tanh_mean < relu_mean + 1, "claim: relu-not-faster-here"

# %% figure
fig = go.Figure()
looks = [("solid", "circle"), ("dash", "diamond"), ("dot", "square")]
for (name, runs), (dash, symbol) in zip(curves.items(), looks, strict=True):
    fig.add_scatter(
        x=list(range(1, EPOCHS + 1)),
        y=(100 * np.mean(runs, axis=0)).round(1),
        name={"relu": "ReLU"}.get(name, name),
        mode="lines+markers",
        line_dash=dash,
        marker_symbol=symbol,
    )
fig.update_xaxes(title="epoch")
fig.update_yaxes(title="training digits read correctly, %", range=[0, 103])
fig.update_layout(height=340)
fig.show()
