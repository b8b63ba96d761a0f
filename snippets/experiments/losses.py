"""What four losses charge, from surely right to surely wrong.

The horizontal axis is the weighted sum of the right class, before its
activation.
Keras computes every loss and TensorFlow its slope.
"""

# %% losses
import keras
import numpy as np
import plotly.graph_objects as go
import tensorflow as tf

per_sample = {"reduction": None}
mse = keras.losses.MeanSquaredError(**per_sample)
binary = keras.losses.BinaryCrossentropy(from_logits=True, **per_sample)
categorical = keras.losses.CategoricalCrossentropy(
    from_logits=True, **per_sample
)
hinge = keras.losses.Hinge(**per_sample)

# %% charge
score = tf.constant(np.linspace(-6, 6, 121), dtype="float32")
yes = tf.ones((len(score), 1))
first_of_three = tf.one_hot([0] * len(score), 3)


def three_scores(s):
    """Put the scores of two wrong classes, both 0, beside the right one."""
    return tf.stack([s, tf.zeros_like(s), tf.zeros_like(s)], axis=1)


charges = {
    "MSE after sigmoid": lambda s: mse(yes, tf.sigmoid(s[:, None])),
    "binary cross-entropy": lambda s: binary(yes, s[:, None]),
    "categorical cross-entropy, 3 classes": lambda s: categorical(
        first_of_three, three_scores(s)
    ),
    "hinge": lambda s: hinge(yes, s[:, None]),
}
losses, pulls = {}, {}
for name, charge in charges.items():
    with tf.GradientTape() as tape:
        tape.watch(score)
        loss = charge(score)
    losses[name] = loss.numpy()
    pulls[name] = -tape.gradient(loss, score).numpy()

# %% numbers
print(f"{'loss (and pull) at a sum of  ':37} +6           0          −6")
for name in charges:
    cells = [
        f"{losses[name][n]:5.2f} ({pulls[name][n]:4.2f})" for n in (-1, 60, 0)
    ]
    print(f"{name:36}", *cells)

mse_pull = float(pulls["MSE after sigmoid"][0])
binary_pull = float(pulls["binary cross-entropy"][0])
mse_worst = float(losses["MSE after sigmoid"][0])
binary_worst = float(losses["binary cross-entropy"][0])
hinge_at_six = float(losses["hinge"][-1])
binary_at_six = float(losses["binary cross-entropy"][-1])
unsure_loss = float(losses["binary cross-entropy"][60])
unsure_of_three = float(losses["categorical cross-entropy, 3 classes"][60])
assert mse_pull < 0.01 < 0.99 < binary_pull and hinge_at_six == 0

# %% figure
dashes = ("dot", "solid", "dash", "dashdot")
fig = go.Figure()
for name, dash in zip(charges, dashes, strict=True):
    fig.add_scatter(
        x=score.numpy().round(1),
        y=losses[name].round(4),
        mode="lines",
        line_dash=dash,
        name=name,
    )
buttons = [
    {
        "label": label,
        "method": "update",
        "args": [
            {"y": [y.round(4).tolist() for y in curves.values()]},
            {"yaxis.title.text": title, "yaxis.range": [0, top]},
        ],
    }
    for label, curves, title, top in (
        ("charge", losses, "loss", 7),
        ("pull", pulls, "pull on the sum", 1.1),
    )
]
fig.update_xaxes(
    title="weighted sum of the right class,<br>before its activation"
)
fig.update_yaxes(title="loss", range=[0, 7])
fig.update_layout(updatemenus=[{"type": "buttons", "buttons": buttons}])
fig.show()
