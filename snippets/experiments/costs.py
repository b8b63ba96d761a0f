"""What a convolution costs: few parameters, much work, much memory.

An ANN and a CNN with about the same number of parameters on the same images;
then VGG-16, counted without building its weights.
"""
# time limit: 300 s

# %% data
import time

import keras
import numpy as np
import plotly.graph_objects as go

from snippets.diagrams import layer_table
from snippets.models.vgg import build_vgg16


def build(kind):
    """Build a network of some 24,000 parameters for 28 × 28 pixels."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28, 1))])
    if kind == "ann":
        model.add(layers.Flatten())
        model.add(layers.Dense(30, activation="relu"))
    else:
        model.add(layers.Conv2D(16, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
        model.add(layers.Conv2D(64, 3, padding="same", activation="relu"))
        model.add(layers.GlobalMaxPooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return model


# %% count
def activations(model):
    """Count the numbers that one image leaves in a model's layers."""
    return sum(int(np.prod(layer.output.shape[1:])) for layer in model.layers)


ann, cnn = build("ann"), build("cnn")
ann_parameters, cnn_parameters = ann.count_params(), cnn.count_params()
ann_macs, cnn_macs = (
    sum(row["macs"] for row in layer_table(model)) for model in (ann, cnn)
)
ann_activations, cnn_activations = activations(ann), activations(cnn)
macs_ratio = cnn_macs / ann_macs
activations_ratio = cnn_activations / ann_activations
print("               ANN        CNN     ratio")
for name, a, c in (
    ("parameters", ann_parameters, cnn_parameters),
    ("MACs", ann_macs, cnn_macs),
    ("activations", ann_activations, cnn_activations),
):
    print(f"{name:11} {a:7,} {c:10,} {c / a:9.1f}")
assert (
    cnn_parameters < 1.05 * ann_parameters and macs_ratio > 50
), "claim: cnn-works-more-per-parameter"  # fmt: skip
assert activations_ratio > 10, "claim: cnn-keeps-more-in-memory"


# %% time
def seconds(model, x):
    """Return the time of one pass forward."""
    start = time.perf_counter()
    np.asarray(model(x))
    return time.perf_counter() - start


x = np.random.default_rng(0).random((256, 28, 28, 1), "float32")
for model in (ann, cnn):
    seconds(model, x)  # the first pass builds things
pairs = [(seconds(ann, x), seconds(cnn, x)) for _ in range(30)]
time_ratio = float(np.median([c / a for a, c in pairs]))
assert time_ratio > 2, "claim: cnn-takes-longer"

# %% vgg
with keras.StatelessScope(initialize_variables=False):  # no memory needed
    rows = layer_table(build_vgg16())
vgg_parameters = sum(row["params"] for row in rows)
vgg_macs = sum(row["macs"] for row in rows)
convolutions = [row for row in rows if row["kind"] == "conv"]
conv_parameters = sum(row["params"] for row in convolutions)
conv_macs = sum(row["macs"] for row in convolutions)
conv_share_parameters = conv_parameters / vgg_parameters
conv_share_macs = conv_macs / vgg_macs
print("VGG-16, share of the convolutions")
print(f"  parameters {conv_share_parameters:6.1%} of {vgg_parameters:,}")
print(f"  MACs       {conv_share_macs:6.1%} of {vgg_macs:,}")
assert (
    conv_share_parameters < 0.11 and conv_share_macs > 0.99
), "claim: convolutions-do-the-work"  # fmt: skip

# %% mobile
with keras.StatelessScope(initialize_variables=False):
    rows = layer_table(keras.applications.MobileNet(weights=None))
mobile_parameters = sum(row["params"] for row in rows)
mobile_macs = sum(row["macs"] for row in rows)
parameters_saved = vgg_parameters / mobile_parameters
macs_saved = vgg_macs / mobile_macs
print(f"MobileNet {mobile_parameters:,} parameters, {mobile_macs:,} MACs")
print(f"VGG-16: {parameters_saved:.0f} and {macs_saved:.0f} times as many")
assert (
    parameters_saved > 20 and macs_saved > 20
), "claim: mobile-net-is-small"  # fmt: skip

# %% figure
fig = go.Figure()
measures = ["parameters", "MACs", "numbers kept"]
for name, values, pattern in (
    ("ANN", (ann_parameters, ann_macs, ann_activations), ""),
    ("CNN", (cnn_parameters, cnn_macs, cnn_activations), "/"),
):
    fig.add_bar(x=measures, y=values, name=name, marker_pattern_shape=pattern)
fig.update_yaxes(title="for one image", type="log", dtick=1)
fig.update_layout(height=340)
fig.show()
