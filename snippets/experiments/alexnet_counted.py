"""AlexNet counted: two groups or one, 224 or 227 pixels.

The networks come from `snippets.models.alexnet`, the pictures and the
counting from `snippets.diagrams`; nothing else from this repository is
needed.
"""

# %% build
import math

import keras

from snippets.diagrams import architecture_diagram, layer_table, source_lines
from snippets.models.alexnet import build_alexnet

# shapes without numbers in them: the weights are never made
with source_lines(), keras.StatelessScope(initialize_variables=False):
    alexnet = build_alexnet()
    ungrouped = build_alexnet(groups=1)
    naive = build_alexnet(input_shape=(224, 224, 3))
    naive_ungrouped = build_alexnet(input_shape=(224, 224, 3), groups=1)

# %% diagram
architecture_diagram(alexnet).show()

# %% sizes
for side in (224, 227):
    exact = (side - 11) / 4 + 1
    print(f"({side} - 11) / 4 + 1 = {exact}")
first_maps = alexnet.get_layer("conv1").output.shape[1]
naive_maps = naive.get_layer("conv1").output.shape[1]
print(f"Keras makes {naive_maps} of 224, and {first_maps} of 227")
assert (naive_maps, first_maps) == (54, 55), "claim: alexnet-needs-227"

# %% naive
right, wrong = layer_table(ungrouped), layer_table(naive_ungrouped)
print("layer       227 pixels        224 pixels")
for a, b in zip(right, wrong, strict=True):
    if a["kind"] in ("conv", "pool", "flatten"):
        shapes = [" × ".join(map(str, row["output_shape"])) for row in (a, b)]
        print(f"{a['name']:9}{shapes[0]:>15}{shapes[1]:>18}")
parameters_ungrouped = sum(row["params"] for row in right)
naive_parameters = sum(row["params"] for row in wrong)
fc6_right, fc6_wrong = (
    next(row["params"] for row in table if row["name"] == "fc6")
    for table in (right, wrong)
)
assert parameters_ungrouped - naive_parameters == fc6_right - fc6_wrong
assert naive_parameters == 50_844_008

# %% specification
rows = layer_table(alexnet)
parameters = sum(row["params"] for row in rows)
macs = sum(row["macs"] for row in rows)
macs_ungrouped = sum(row["macs"] for row in right)
weights_mib = sum(row["weight_bytes"] for row in rows) / 2**20
convolutions = [row for row in rows if row["kind"] == "conv"]
dense = [row for row in rows if row["kind"] == "dense"]
convolution_count, dense_count = len(convolutions), len(dense)
pool_count = sum(row["kind"] == "pool" for row in rows)
dense_parameters = sum(row["params"] for row in dense)
dense_share = dense_parameters / parameters
convolution_share = sum(row["macs"] for row in convolutions) / macs
assert (parameters, parameters_ungrouped) == (60_965_224, 62_378_344)

# %% uses
# a MAC is one use of one weight
uses = {
    name: next(row["macs"] for row in rows if row["name"] == name)
    / math.prod(alexnet.get_layer(name).kernel.shape)
    for name in ("conv1", "fc8")
}
pixels, places = alexnet.input_shape[1] ** 2, first_maps**2
print(f"each weight of conv1 is used at {places:,} places, one of fc8 once")
assert uses == {"conv1": places, "fc8": 1}

# %% groups
print("layer    two groups    one group    difference")
total = 0
for a, b in zip(rows, right, strict=True):
    if a["params"] != b["params"]:
        total += b["params"] - a["params"]
        print(
            f"{a['name']:8}{a['params']:11,}{b['params']:13,}"
            f"{b['params'] - a['params']:14,}"
        )
print(f"all     {parameters:11,}{parameters_ungrouped:13,}{total:14,}")
assert parameters + total == parameters_ungrouped

# %% neurons
units = [
    row["output_shape"] for row in rows if row["kind"] in ("conv", "dense")
]
counts = [shape[0] * shape[1] * shape[2] for shape in units if len(shape) > 1]
counts += [shape[0] for shape in units if len(shape) == 1]
first_neurons, neurons = counts[0], sum(counts)
convolution_neurons = sum(counts[:convolution_count])
print(f"first layer {first_neurons:,}, all layers {neurons:,},", end=" ")
print(f"of these the convolutions {convolution_neurons:,}")
