"""Five activation functions, and the slopes that training needs.

Keras computes the functions, and TensorFlow's automatic differentiation
computes their derivatives: nothing here is drawn from a formula.
"""

# %% functions
import keras
import numpy as np
import tensorflow as tf
from plotly.subplots import make_subplots

functions = {
    "step": lambda z: keras.ops.where(z > 0, 1.0, 0.0),
    "sigmoid": keras.activations.sigmoid,
    "tanh": keras.activations.tanh,
    "ReLU": keras.activations.relu,
    "GELU": keras.activations.gelu,
}

# %% slopes
sums = tf.constant(np.linspace(-4, 4, 161), dtype="float32")
values, slopes = {}, {}
for name, function in functions.items():
    with tf.GradientTape() as tape:
        tape.watch(sums)
        value = function(sums)
    slope = tape.gradient(value, sums)
    if slope is None:  # no path from input to output: nothing to follow
        slope = tf.zeros_like(sums)
    values[name], slopes[name] = value.numpy(), slope.numpy()
    print(
        f"{name:8} values {value.numpy().min():5.2f} to"
        f" {value.numpy().max():5.2f},  steepest slope"
        f" {slope.numpy().max():.2f}"
    )

# %% numbers
z = sums.numpy()
sigmoid_steepest = float(slopes["sigmoid"].max())
sigmoid_at_four = float(slopes["sigmoid"][z == 4][0])
ten_sigmoids = sigmoid_steepest**10
tanh_steepest = float(slopes["tanh"].max())
gelu_lowest = float(values["GELU"].min())
gelu_lowest_at = float(z[values["GELU"].argmin()])
assert slopes["step"].max() == 0
assert slopes["ReLU"][z > 0].min() == 1 == slopes["ReLU"].max()

# %% figure
fig = make_subplots(1, 2, subplot_titles=("value", "slope"))
dashes = ("dot", "solid", "dash", "solid", "dashdot")
colours = ("#3f4a56", "#006ead", "#009163", "#f0500f", "#a83279")
for name, dash, colour in zip(functions, dashes, colours, strict=True):
    for column, curve in enumerate((values, slopes), start=1):
        fig.add_scatter(
            x=z.round(2),
            y=curve[name].round(4),
            mode="lines",
            line={"dash": dash, "color": colour},
            name=name,
            legendgroup=name,
            showlegend=column == 1,
            row=1,
            col=column,
        )
fig.update_xaxes(title="weighted sum")
fig.update_yaxes(range=[-1.2, 2.2])


def only(*names):
    """Return the arguments that show some of the functions."""
    return [{"visible": [t.name in names for t in fig.data]}]


choices = {"all five": only(*functions)} | {n: only(n) for n in functions}
fig.update_layout(
    updatemenus=[
        {
            "name": "activation",
            "buttons": [
                {"label": label, "method": "restyle", "args": args}
                for label, args in choices.items()
            ],
        }
    ]
)
fig.show()
