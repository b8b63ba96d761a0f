"""EfficientNet-Lite0 counted: why it fits into four and a half million.

The network comes from `snippets.models.efficientnet`, the pictures and the
counting from `snippets.diagrams`; nothing else from this repository is
needed.
"""

# %% layers
import keras
from keras import layers

from snippets.diagrams import architecture_diagram, layer_table, source_lines
from snippets.models.efficientnet import block, build_efficientnet_lite0
from snippets.models.resnet import build_resnet50


def counted(model):
    """Return a model's trainable parameters and its MACs."""
    rows = layer_table(model)
    return [sum(row[key] for row in rows) for key in ("trainable", "macs")]


def on_maps(*steps):
    """Put layers in a row, on 80 maps of 14 × 14 pixels."""
    return keras.Sequential([keras.Input((14, 14, 80)), *steps])


bare = {"padding": "same", "use_bias": False}
full = on_maps(layers.Conv2D(80, 3, **bare))
split = on_maps(
    layers.DepthwiseConv2D(3, **bare), layers.Conv2D(80, 1, **bare)
)
full_weights, full_macs = counted(full)
split_weights, split_macs = counted(split)
depthwise_weights = split.layers[0].count_params()
pointwise_weights = split.layers[1].count_params()
saving = full_weights / split_weights
print(f"3×3 on 80 maps, 80 maps out {full_weights:10,}")
print(f"depthwise 3×3 {depthwise_weights:24,}")
print(f"1×1 {pointwise_weights:34,}")
assert full_weights > 8 * split_weights, "claim: depthwise-saves"
assert full_macs / full_weights == split_macs / split_weights == 14 * 14

# %% block
image = keras.Input((14, 14, 80), name="maps")
inverted = keras.Model(
    image, block(image, 3, 1, 6, 80, "block"), name="inverted_bottleneck"
)
architecture_diagram(inverted).show()
entering, inside = 80, inverted.get_layer("block_depthwise").output.shape[-1]

# %% diagram
# shapes without numbers in them: the weights are never made
with source_lines(), keras.StatelessScope(initialize_variables=False):
    model = build_efficientnet_lite0()
    resnet50 = build_resnet50()
architecture_diagram(model).show()

# %% specification
rows = layer_table(model)
parameters, macs = counted(model)
stored = model.count_params()  # with what batch normalisation remembers
maps = (stored - parameters) // 2  # each has a mean and a variance there
folded = parameters - maps  # one bias for each factor and shift
weights_mib = sum(row["weight_bytes"] for row in rows) / 2**20
blocks = sum(row["name"].endswith("_project") for row in rows)
shortcuts = sum(row["name"].endswith("_add") for row in rows)
depthwise = sum(
    isinstance(layer, layers.DepthwiseConv2D) for layer in model.layers
)
resnet_parameters, resnet_macs = counted(resnet50)
fewer = resnet_parameters / parameters
less_work = resnet_macs / macs
in_dense = model.get_layer("fc").count_params()
dense_share = in_dense / parameters
print(f"{blocks} blocks, {depthwise} depthwise convolutions, ", end="")
print(f"{shortcuts} shortcuts")
print(f"{'EfficientNet-Lite0':20}{parameters:12,}{macs:16,} MACs")
print(f"{'ResNet-50':20}{resnet_parameters:12,}{resnet_macs:16,} MACs")
assert parameters == 4_652_008
assert fewer > 5 and less_work > 9, "claim: lite0-is-small"

# %% where
kinds = {"depthwise 3×3 and 5×5": 0, "1×1": 0, "dense": 0, "others": 0}
for row in rows:
    layer = model.get_layer(row["name"])
    if isinstance(layer, layers.DepthwiseConv2D):
        kind = "depthwise 3×3 and 5×5"
    elif isinstance(layer, layers.Conv2D) and layer.kernel_size == (1, 1):
        kind = "1×1"
    else:
        kind = "dense" if row["kind"] == "dense" else "others"
    kinds[kind] += row["trainable"]
for kind, count in kinds.items():
    print(f"{kind:24}{count:10,}{count / parameters:8.1%}")
assert sum(kinds.values()) == parameters
looking_share = kinds["depthwise 3×3 and 5×5"] / parameters
assert looking_share < 0.05, "claim: few-weights-look-around"
