"""GoogLeNet counted: row by row against the paper's table.

The networks come from `snippets.models`, the picture and the counting from
`snippets.diagrams`; nothing else from this repository is needed.
"""

# %% build
import math

import keras

from snippets.diagrams import architecture_diagram, layer_table, source_lines
from snippets.models.alexnet import build_alexnet
from snippets.models.googlenet import build_googlenet

# shapes without numbers in them: the weights are never made
with source_lines(), keras.StatelessScope(initialize_variables=False):
    googlenet = build_googlenet()
    training = build_googlenet(auxiliary=True)
    alexnet = build_alexnet()

# %% diagram
architecture_diagram(googlenet).show()

# %% diagram_auxiliary
architecture_diagram(training).show()

# %% specification
rows = layer_table(googlenet)
training_rows = layer_table(training)
parameters = sum(row["params"] for row in rows)
parameters_auxiliary = sum(row["params"] for row in training_rows)
macs = sum(row["macs"] for row in rows)
macs_auxiliary = sum(row["macs"] for row in training_rows)
weights_mib = sum(row["weight_bytes"] for row in rows) / 2**20
convolution_count = sum(row["kind"] == "conv" for row in rows)
dense_count = sum(row["kind"] == "dense" for row in rows)
head_1, head_2 = (
    sum(r["params"] for r in training_rows if r["name"].startswith(head))
    for head in ("aux1", "aux2")
)
assert parameters + head_1 + head_2 == parameters_auxiliary
assert (parameters, parameters_auxiliary) == (6_998_552, 13_378_280)

alexnet_parameters = alexnet.count_params()
fewer = alexnet_parameters / parameters
head_parameters = rows[-1]["params"]
head_if_flattened = 7 * 7 * 1024 * 1000 + 1000

# %% rows
# arXiv:1409.4842, Table 1: parameters in units of 1,024, and 10⁶ "ops"
PAPER = {
    "conv1": (2.7, 34), "conv2": (112, 360),
    "inception_3a": (159, 128), "inception_3b": (380, 304),
    "inception_4a": (364, 73), "inception_4b": (437, 88),
    "inception_4c": (463, 100), "inception_4d": (580, 119),
    "inception_4e": (840, 170), "inception_5a": (1072, 54),
    "inception_5b": (1388, 71), "fc": (1000, 1),
}  # fmt: skip
print("                weights / 1024   paper   MACs / 10⁶   paper")
disagree = []
kernel_weights = 0
for part, (paper_weights, paper_ops) in PAPER.items():
    mine = [row for row in rows if row["name"].startswith(part)]
    work = sum(row["macs"] for row in mine)
    weights = sum(
        math.prod(layer.kernel.shape)
        for layer in googlenet.layers
        if layer.name.startswith(part) and hasattr(layer, "kernel")
    )
    kernel_weights += weights
    far = abs(weights / 1024 - paper_weights) > 0.04 * paper_weights
    far = far or abs(work / 1e6 - paper_ops) > 0.04 * paper_ops + 0.5
    disagree += [part] if far else []
    print(
        f"{part:14}{weights / 1024:16.1f}{paper_weights:8}"
        f"{work / 1e6:13.1f}{paper_ops:8}{'   differs' if far else ''}"
    )
paper_units, paper_macs = map(sum, zip(*PAPER.values(), strict=True))
print(
    f"{'together':14}{kernel_weights / 1024:16.1f}{paper_units:8.0f}"
    f"{macs / 1e6:13.1f}{paper_macs:8}"
)
disagreeing = len(disagree)
assert disagree == ["conv1", "inception_4c", "inception_5a"]

# %% totals
biases = parameters - kernel_weights
paper_weights_in_all = round(paper_units * 1024)
rows_apart = kernel_weights - paper_weights_in_all
conv1_paper_macs = PAPER["conv1"][1]
conv1_macs = next(r["macs"] for r in rows if r["name"] == "conv1") / 1e6
print(f"the paper's rows, added up  {paper_weights_in_all:10,}")
print(f"what its rows are apart     {rows_apart:10,}")
print(f"biases                      {biases:10,}")
print(f"counted                     {parameters:10,}")
assert biases == sum(
    layer.bias.shape[0]
    for layer in googlenet.layers
    if hasattr(layer, "bias")
)
