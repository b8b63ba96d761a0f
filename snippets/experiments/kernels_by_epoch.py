"""Kernels and loss of a small CNN, epoch by epoch.

The network of `first_cnn`, from its random weights on. Sixteen kernels turn
from noise into what they will be, while the loss falls.
"""

# %% data
import keras
import numpy as np
from plotly.subplots import make_subplots
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
digits = load_digits()
images = (digits.images / 16)[..., None].astype("float32")
x_train, x_test, y_train, y_test = train_test_split(
    images, digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip

# %% model
model = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    steps_per_execution=22,
)

# %% train
EPOCHS = 20
kernels = [model.layers[0].kernel.numpy()[:, :, 0]]  # 3 × 3 × 16
losses = [float(model.evaluate(x_train, y_train, verbose=0)[0])]


class Note(keras.callbacks.Callback):
    """Keep the kernels after each epoch."""

    def on_epoch_end(self, epoch, logs=None):
        """Copy the weights of the first layer."""
        kernels.append(model.layers[0].kernel.numpy()[:, :, 0])
        losses.append(float(logs["loss"]))


model.fit(
    x_train, y_train, batch_size=64, epochs=EPOCHS, verbose=0,
    callbacks=[Note()],
)  # fmt: skip

# %% moved
start, end = kernels[0], kernels[-1]
total = float(np.abs(end - start).mean())
left = [float(np.abs(end - kernel).mean()) / total for kernel in kernels]
halfway = next(n for n, share in enumerate(left) if share < 0.5)
loss_before, loss_halfway, loss_after = losses[0], losses[halfway], losses[-1]
kernels_moved = 1 - left[halfway]
loss_fallen = (loss_before - loss_halfway) / (loss_before - loss_after)
print(f"more than half of the way after epoch {halfway} of {EPOCHS}:")
print(f"{kernels_moved:.0%} of it; the loss, {loss_fallen:.0%} of its own")
print(
    f"loss {loss_before:.2f}, then {loss_halfway:.2f},"
    f" at last {loss_after:.3f}"
)
alike = float(np.corrcoef(start.ravel(), end.ravel())[0, 1])
print(f"correlation of the kernels at the start and at the end: {alike:.2f}")
assert alike > 0.5 > loss_after / loss_before, (
    "claim: kernels-keep-their-start"
)

# %% figure
shown = [0, 1, 2, 3, 4, 6, 8, 12, 16, 20]
most = float(np.abs(end).max())


def pictures(kernels):
    """Return what each of 16 kernels looks like, in rows of numbers."""
    return [(kernels[..., n] / most).round(2) for n in range(16)]


fig = make_subplots(1, 2, subplot_titles=["sixteen kernels", "loss"])
for n, picture in enumerate(pictures(start)):
    fig.add_heatmap(
        z=picture, x0=4 * (n % 4), y0=4 * (n // 4), dx=1, dy=1,
        coloraxis="coloraxis", xgap=0, ygap=0, name=f"kernel {n + 1}",
        row=1, col=1,
    )  # fmt: skip
epochs = list(range(EPOCHS + 1))
rounded = [round(loss, 3) for loss in losses]
fig.add_scatter(x=epochs, y=rounded, mode="lines", name="loss", row=1, col=2)
fig.add_scatter(
    x=[0], y=rounded[:1], mode="markers", marker_size=12, name="now",
    row=1, col=2,
)  # fmt: skip
fig.frames = [
    {
        "name": f"{n}",
        "data": [
            *({"type": "heatmap", "z": z} for z in pictures(kernels[n])),
            {"type": "scatter", "x": [n], "y": [rounded[n]]},
        ],
        "traces": [*range(16), 17],
    }
    for n in shown
]
off = {"tickvals": [], "zeroline": False, "showgrid": False}
fig.update_xaxes(**off, constrain="domain", row=1, col=1)
fig.update_yaxes(
    **off, constrain="domain", autorange="reversed", scaleanchor="x",
    row=1, col=1,
)  # fmt: skip
fig.update_xaxes(title="epoch", row=1, col=2)
fig.update_yaxes(range=[0, 2.5], row=1, col=2)
now = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
table = [["epoch", "loss", "still to go"]]
table += [[n, rounded[n], f"{left[n]:.0%}"] for n in shown]
fig.update_layout(
    height=400,
    showlegend=False,
    coloraxis={"cmin": -1, "cmax": 1, "showscale": False},
    coloraxis_colorscale=[[0, "#a33b00"], [0.5, "#f4f3f1"], [1, "#005b94"]],
    meta={"twin": table},
    sliders=[
        {
            "currentvalue": {"prefix": "epoch "},
            "name": "epoch",
            "steps": [
                {
                    "label": f"{n}: loss {losses[n]:.2f}",
                    "method": "animate",
                    "args": [[f"{n}"], now],
                }
                for n in shown
            ],
        }
    ],
    updatemenus=[
        {
            "type": "buttons",
            "buttons": [
                {
                    "label": "Play",
                    "method": "animate",
                    "args": [None, {"frame": {"duration": 700}}],
                }
            ],
        }
    ],
)
fig.show()
