"""ResNet counted: layers, parameters and work, against the paper and Keras.

The networks come from `snippets.models.resnet`, the pictures and the counting
from `snippets.diagrams`; nothing else from this repository is needed.
"""

# %% build
import keras

from snippets.diagrams import architecture_diagram, layer_table, source_lines
from snippets.models.resnet import (
    build_resnet18,
    build_resnet34,
    build_resnet50,
    build_resnet101,
    build_resnet152,
)

# shapes without numbers in them: the weights are never made
with source_lines(), keras.StatelessScope(initialize_variables=False):
    resnet50, resnet152 = build_resnet50(), build_resnet152()
    others = [build_resnet18(), build_resnet34(), build_resnet101()]
    option_a = build_resnet34(shortcut="A")
    plain = build_resnet34(shortcut=None)
    of_keras = keras.applications.ResNet50(weights=None)

# %% diagram
architecture_diagram(resnet50).show()

# %% diagram_resnet152
architecture_diagram(resnet152).show()
blocks_in_conv4 = sum(
    layer.name.startswith("conv4") and layer.name.endswith("_add")
    for layer in resnet152.layers
)

# %% specification
rows = layer_table(resnet50)
convolutions = [row for row in rows if row["kind"] == "conv"]
shortcuts = [row for row in convolutions if "shortcut" in row["name"]]
convolution_count = len(convolutions)
shortcut_count = len(shortcuts)
on_the_way = convolution_count - shortcut_count
dense_count = sum(row["kind"] == "dense" for row in rows)
parameters = sum(row["trainable"] for row in rows)
with_statistics = sum(row["params"] for row in rows)
statistics = with_statistics - parameters
macs = sum(row["macs"] for row in rows)
weights_mib = sum(row["weight_bytes"] for row in rows) / 2**20
print(
    f"{convolution_count} convolutions, {shortcut_count} of them in"
    f" shortcuts: {on_the_way} on the way, and {dense_count} dense layer"
)
assert (
    on_the_way == 49 and shortcut_count == 4 and dense_count == 1
), "claim: resnet-50-counts-forty-nine-and-one"  # fmt: skip
assert parameters == 25_557_032

# %% depths
PUBLISHED = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}  # Table 1
networks = sorted(
    [*others, resnet50, resnet152], key=lambda model: len(model.layers)
)
print("network     trainable   with statistics            MACs   paper, 10⁹")
for model in networks:
    table = layer_table(model)
    trained = sum(row["trainable"] for row in table)
    stored = sum(row["params"] for row in table)
    work = sum(row["macs"] for row in table)
    published = PUBLISHED[int(model.name.removeprefix("resnet"))]
    print(
        f"{model.name:9}{trained:12,}{stored:18,}{work:16,}{published:13.1f}"
    )
    assert abs(work / 1e9 - published) < 0.07

parameters_a = sum(row["trainable"] for row in layer_table(option_a))
parameters_b = sum(row["trainable"] for row in layer_table(others[1]))
parameters_plain = sum(row["trainable"] for row in layer_table(plain))
projections = sum(
    row["trainable"]
    for row in layer_table(others[1])
    if "shortcut" in row["name"]
)
assert parameters_b - parameters_a == projections
assert parameters_plain == parameters_a, "claim: identity-shortcut-is-free"

# %% keras
theirs = layer_table(of_keras)
keras_parameters = sum(row["trainable"] for row in theirs)
keras_stored = sum(row["params"] for row in theirs)
biases = sum(
    layer.bias.shape[0]
    for layer in of_keras.layers
    if isinstance(layer, keras.layers.Conv2D)
)
print(f"keras.applications   {keras_parameters:12,} trainable")
print(f"biases it adds       {biases:12,}")
print(f"left                 {keras_parameters - biases:12,}")
print(f"ours                 {parameters:12,}")
assert keras_parameters - biases == parameters
assert biases == statistics // 2  # one a feature map; the statistics are two
assert sum(row["macs"] for row in theirs) == macs

# %% version_1_5
# the stride of a stage in its 3×3 instead of its first 1×1
moved = 0
for stage in (3, 4, 5):
    first = next(r for r in rows if r["name"] == f"conv{stage}_1_a")
    moved += 3 * first["macs"]  # four times the positions
macs_1_5 = macs + moved
assert macs_1_5 == 4_089_184_256
print(f"stride in the 1×1 (paper) {macs:15,} MACs")
print(f'stride in the 3×3 ("v1.5"){macs_1_5:15,} MACs')
