"""Which gradients reach the first layer, and which die on the way.

Fully connected networks of thirty layers, before any training.
"""

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
import tensorflow as tf
from sklearn.datasets import load_digits

digits = load_digits()
x_train = (digits.data / 16).astype("float32")[:512]
x_train -= x_train.mean(axis=0)
y_train = digits.target[:512]
DEPTH, WIDTH, SEEDS = 30, 64, range(3)


# %% build
def build(activation, start, normalise=False, shortcuts=False):
    """Build thirty dense layers of 64 neurons and a last one of ten."""
    layers = keras.layers
    image = x = keras.Input((64,))
    for _ in range(DEPTH):
        y = layers.Dense(WIDTH, kernel_initializer=start)(x)
        if normalise:
            y = layers.BatchNormalization()(y)
        y = layers.Activation(activation)(y)
        x = layers.Add()([x, y]) if shortcuts else y
    return keras.Model(image, layers.Dense(10)(x))


# %% gradients
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def gradient_norms(seed, **options):
    """Return the size of the loss's gradient for each layer's weights."""
    keras.utils.set_random_seed(seed)
    model = build(**options)
    with tf.GradientTape() as tape:
        value = loss(y_train, model(x_train, training=True))
    kernels = [
        layer.kernel.value
        for layer in model.layers
        if isinstance(layer, keras.layers.Dense)
    ]
    gradients = tape.gradient(value, kernels)
    # with 64 bits: the square of a tiny number is too small for 32
    return [float(np.linalg.norm(np.float64(g))) for g in gradients]


KINDS = {
    "sigmoid": {"activation": "sigmoid", "start": "glorot_uniform"},
    "tanh": {"activation": "tanh", "start": "glorot_uniform"},
    "ReLU": {"activation": "relu", "start": "he_normal"},
    "sigmoid, batch norm": {
        "activation": "sigmoid", "start": "glorot_uniform", "normalise": True,
    },
    "ReLU, shortcuts": {
        "activation": "relu", "start": "he_normal", "shortcuts": True,
    },
    "ReLU, both": {
        "activation": "relu", "start": "he_normal", "normalise": True,
        "shortcuts": True,
    },
}  # fmt: skip
norms = {
    name: np.array([gradient_norms(seed, **how) for seed in SEEDS])
    for name, how in KINDS.items()
}


def first_over_last(name):
    """Compare the first hidden layer with the last one: a number a seed."""
    return [float(run[0] / run[DEPTH - 1]) for run in norms[name]]


# %% result
ratio = {name: first_over_last(name) for name in KINDS}
first = {name: [float(run[0]) for run in norms[name]] for name in KINDS}
print("                       first layer   first / last")
for name in KINDS:
    size, share = np.median(first[name]), np.median(ratio[name])
    print(f"{name:20} {size:13.1e} {share:14.1e}")
sigmoid_ratio, tanh_ratio = ratio["sigmoid"], ratio["tanh"]
relu_ratio, norm_ratio = ratio["ReLU"], ratio["sigmoid, batch norm"]
shortcut_first, both_first = first["ReLU, shortcuts"], first["ReLU, both"]
seed_count, depth = len(SEEDS), DEPTH
orders_lost = int(-np.log10(max(sigmoid_ratio)))  # in each seed, or more
assert orders_lost > 12, "claim: sigmoid-gradients-vanish"
assert (
    min(relu_ratio) > 0.05 and min(tanh_ratio) > 0.05
), "claim: relu-keeps-gradients"  # fmt: skip
assert min(norm_ratio) > 0.1, "claim: batch-norm-keeps-gradients"
assert (
    min(shortcut_first) > 1000 * max(both_first)
), "claim: shortcuts-alone-explode"  # fmt: skip

# %% figure
fig = go.Figure()
dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"]
for (name, runs), dash in zip(norms.items(), dashes, strict=True):
    middle = np.median(runs[:, :DEPTH], axis=0)
    fig.add_scatter(
        x=np.arange(1, DEPTH + 1),
        y=[float(f"{size:.3g}") for size in middle],
        name=name,
        mode="lines",
        line_dash=dash,
    )
fig.update_xaxes(title="layer, counted from the input")
fig.update_yaxes(
    title="size of its gradient", type="log", exponentformat="power"
)
fig.update_layout(height=400)
fig.show()
