"""Dropout helps where there is something wrong to learn by heart.

On clean digits it changes nothing. With every third training label wrong, it
keeps the network from memorising the errors; so does stopping early.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    (digits.data / 16).astype("float32"), digits.target,
    train_size=600, stratify=digits.target, random_state=0,
)  # fmt: skip
NOISE, EPOCHS, SEEDS = 0.3, 40, range(3)
rng = np.random.default_rng(0)
wrong = rng.random(len(y_train)) < NOISE
noisy = np.where(wrong, (y_train + rng.integers(1, 10, 600)) % 10, y_train)
wrong_share = float((noisy != y_train).mean())
test_batch = tf.data.Dataset.from_tensors((x_test, y_test))


# %% train
def curve(labels, rate, seed):
    """Return the accuracy on clean test digits, epoch by epoch."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((64,)),
            layers.Dense(256, activation="relu"),
            layers.Dropout(rate),
            layers.Dense(256, activation="relu"),
            layers.Dropout(rate),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss="sparse_categorical_crossentropy",
        metrics=[keras.metrics.SparseCategoricalAccuracy("accuracy")],
        steps_per_execution=19,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    history = model.fit(
        x_train, labels, batch_size=32, epochs=EPOCHS, verbose=0,
        validation_data=test_batch,
    )  # fmt: skip
    return history.history["val_accuracy"]


curves = {
    ("clean", 0.0): [curve(y_train, 0.0, seed) for seed in SEEDS],
    ("clean", 0.5): [curve(y_train, 0.5, seed) for seed in SEEDS],
    ("noisy", 0.0): [curve(noisy, 0.0, seed) for seed in SEEDS],
    ("noisy", 0.5): [curve(noisy, 0.5, seed) for seed in SEEDS],
}
clean, clean_dropout, noise, noise_dropout = (
    [float(run[-1]) for run in runs] for runs in curves.values()
)
STOP = 5  # an early stop, chosen once for all seeds
noise_stopped = [float(run[STOP - 1]) for run in curves["noisy", 0.0]]

# %% result
print("labels                   mean   worst  best")
for name, runs in (
    ("clean", clean),
    ("clean, dropout", clean_dropout),
    ("noisy", noise),
    ("noisy, dropout", noise_dropout),
    ("noisy, stopped early", noise_stopped),
):
    low, high = min(runs), max(runs)
    print(f"{name:21} {np.mean(runs):8.1%} {low:6.1%} {high:6.1%}")
clean_mean, clean_dropout_mean, noise_mean, noise_dropout_mean = (
    float(np.mean(runs))
    for runs in (clean, clean_dropout, noise, noise_dropout)
)
stopped_mean = float(np.mean(noise_stopped))
seed_count = len(SEEDS)
dropout_gain_clean = clean_dropout_mean - clean_mean
assert abs(dropout_gain_clean) < 0.01, "claim: dropout-nothing-on-clean"
assert min(noise_dropout) > max(noise) + 0.03, "claim: dropout-holds-noise"
assert (
    min(noise_stopped) > max(noise) + 0.03
), "claim: early-stopping-does-too"  # fmt: skip

# %% figure
fig = go.Figure()
looks = {
    ("clean", 0.0): ("clean labels", "solid"),
    ("clean", 0.5): ("clean, dropout", "dash"),
    ("noisy", 0.0): ("wrong labels", "dot"),
    ("noisy", 0.5): ("wrong, dropout", "dashdot"),
}
for key, (name, dash) in looks.items():
    fig.add_scatter(
        x=list(range(1, EPOCHS + 1)),
        y=(100 * np.mean(curves[key], axis=0)).round(1),
        name=name,
        mode="lines",
        line_dash=dash,
    )
fig.update_xaxes(title="epoch")
fig.update_yaxes(title="clean test digits read correctly, %")
fig.update_layout(height=360)
fig.show()
