"""When to stop: digits that are held back say when it is enough.

A CNN learns from 200 digits. It gets better and better at these; at others
it gets better, and then surer of its mistakes. Digits for validation, which
it does not learn from, show when that begins. Test digits have no say in it.
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
images = (digits.images / 16)[..., None].astype("float32")
x_rest, x_test, y_rest, y_test = train_test_split(
    images, digits.target,
    test_size=1197, stratify=digits.target, random_state=0,
)  # fmt: skip
x_train, x_val, y_train, y_val = train_test_split(
    x_rest, y_rest, test_size=400, stratify=y_rest, random_state=0
)
learned, validated, tested = len(x_train), len(x_val), len(x_test)
held_back = tf.data.Dataset.from_tensors((x_val, y_val))
print(f"{learned} to learn from, {validated} to validate, {tested} to test")


# %% train
def build():
    """Build a small CNN."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


model = build()
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    steps_per_execution=7,
    jit_compile=False,
)
model.optimizer.build(model.trainable_variables)
unused = [variable.numpy() for variable in model.optimizer.variables]


def train(seed, callbacks=()):
    """Train for 30 epochs, unless a callback stops it before."""
    keras.utils.set_random_seed(seed)
    model.set_weights(build().get_weights())
    for variable, value in zip(
        model.optimizer.variables, unused, strict=True
    ):
        variable.assign(value)  # it forgets the run before
    history = model.fit(
        x_train, y_train, batch_size=32, epochs=30, verbose=0,
        validation_data=held_back,
        callbacks=list(callbacks),
    )  # fmt: skip
    loss, accuracy = model.evaluate(x_test, y_test, tested, verbose=0)
    return history.history, loss, accuracy


# %% stop
def stop():
    """Wait for five epochs without a lower loss, then take the best."""
    return keras.callbacks.EarlyStopping(
        "val_loss", patience=5, restore_best_weights=True
    )


SEEDS = range(3)
to_the_end = [train(seed) for seed in SEEDS]
stopped = [train(seed, [stop()]) for seed in SEEDS]

# %% result
print("         test loss              read correctly      epochs")
print("seed     to the end  stopped    to the end  stopped")
for seed in SEEDS:
    (long, loss, right), (short, loss_s, right_s) = (
        to_the_end[seed], stopped[seed]
    )  # fmt: skip
    print(f"{seed:<8} {loss:10.2f} {loss_s:8.2f} {right:13.1%} {right_s:8.1%}"
          f" {len(short['loss']):8}")  # fmt: skip
end_losses, stopped_losses = (
    [float(loss) for _, loss, _ in runs] for runs in (to_the_end, stopped)
)
end_right, stopped_right = (
    float(np.mean([right for *_, right in runs]))
    for runs in (to_the_end, stopped)
)
epochs_used = [len(history["loss"]) for history, *_ in stopped]
latest_stop, seed_count = max(epochs_used), len(SEEDS)
end_loss, stopped_loss = map(
    lambda losses: float(np.mean(losses)), (end_losses, stopped_losses)
)
assert abs(stopped_right - end_right) < 0.02, "claim: stopping-same-accuracy"
lower_by = [
    end - early for end, early in zip(end_losses, stopped_losses, strict=True)
]
assert min(lower_by) > 0.005, "claim: stopping-lowers-loss"

# %% figure
history = to_the_end[0][0]
best_epoch = int(np.argmin(history["val_loss"])) + 1
fig = go.Figure()
for key, name, dash in (
    ("loss", "digits to learn from", "dash"),
    ("val_loss", "digits for validation", "solid"),
):
    fig.add_scatter(
        x=list(range(1, 31)), y=np.round(history[key], 3), name=name,
        mode="lines", line_dash=dash,
    )  # fmt: skip
fig.add_scatter(
    x=[best_epoch], y=[round(min(history["val_loss"]), 3)],
    name="stop here", mode="markers", marker_size=11,
    marker_symbol="diamond",
)  # fmt: skip
fig.update_xaxes(title="epoch")
fig.update_yaxes(title="loss", range=[0, 0.8])
fig.update_layout(height=340)
fig.show()
