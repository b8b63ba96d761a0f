"""Every network of the course, counted: parameters, MACs, depth and memory.

The networks come from `snippets.models`, their costs from
`snippets.diagrams`; nothing else is imported from this repository. Error
rates cannot be counted. They are the published ones, each with its protocol.
"""

# %% build
from functools import partial

import keras
import plotly.graph_objects as go

from snippets.diagrams import layer_table
from snippets.models import alexnet, googlenet, lenet5, resnet, vgg

BUILDERS = {
    "lenet5_1998": lenet5.build_lenet5_1998,
    "lenet5": lenet5.build_lenet5,
    "alexnet": alexnet.build_alexnet,
    "alexnet_ungrouped": partial(alexnet.build_alexnet, groups=1),
    "vgg11": vgg.build_vgg11,
    "vgg13": vgg.build_vgg13,
    "vgg16c": vgg.build_vgg16c,
    "vgg16": vgg.build_vgg16,
    "vgg19": vgg.build_vgg19,
    "googlenet": googlenet.build_googlenet,
    "googlenet_auxiliary": partial(googlenet.build_googlenet, auxiliary=True),
    "resnet18": resnet.build_resnet18,
    "resnet34": resnet.build_resnet34,
    "resnet50": resnet.build_resnet50,
    "resnet101": resnet.build_resnet101,
    "resnet152": resnet.build_resnet152,
}


def build(builder):
    """Build a network without memory for its weights: they are not needed."""
    with keras.StatelessScope(initialize_variables=False):
        return builder()


# %% count
def depth_of(model, macs):
    """Count the layers that multiply, on the longest way through a model."""
    depth = {}
    for layer in model.layers:
        source = layer.input
        sources = source if isinstance(source, list) else [source]
        before = max([depth.get(id(tensor), 0) for tensor in sources] or [0])
        depth[id(layer.output)] = before + bool(macs[layer.name])
    return max(depth.values())


def count(model):
    """Return what a network costs: numbers, work, layers, memory."""
    rows = layer_table(model)
    macs = {row["name"]: row["macs"] for row in rows}
    assert None not in macs.values()  # nothing is left uncounted
    return {
        "params": sum(row["trainable"] for row in rows),
        "macs": sum(macs.values()),
        "depth": depth_of(model, macs),
        "weights_mib": sum(row["weight_bytes"] for row in rows) / 2**20,
    }


counts = {name: count(build(builder)) for name, builder in BUILDERS.items()}
for name, found in counts.items():
    print(
        f"{name:20} {found['params']:12,} parameters {found['macs']:15,} MACs"
        f" {found['depth']:4} deep {found['weights_mib']:7.2f} MiB"
    )

# %% check
in_millions = {"vgg11": 133, "vgg13": 133, "vgg16c": 134, "vgg16": 138}
in_millions |= {"vgg19": 144}  # arXiv:1409.1556, Table 2
for name, millions in in_millions.items():
    assert round(counts[name]["params"] / 1e6) == millions
in_billions = {"resnet18": 1.8, "resnet34": 3.6, "resnet50": 3.8}
in_billions |= {"resnet101": 7.6, "resnet152": 11.3}  # 1512.03385, Table 1
for name, billions in in_billions.items():
    assert abs(counts[name]["macs"] / 1e9 - billions) < 0.07
    assert counts[name]["depth"] == int(name.removeprefix("resnet"))
assert counts["lenet5_1998"]["params"] == 60_000
assert counts["googlenet"]["depth"] == 22

# %% errors
TEN_CROPS = "ImageNet validation, one network, ten crops"
top5 = {  # percent; the only protocol under which all four families were run
    "alexnet": (18.2, "alexnet"),  # section 6
    "vgg16": (9.33, "resnet"),  # this and the others: Table 3
    "googlenet": (9.15, "resnet"),
    "resnet34": (7.46, "resnet"),
    "resnet50": (6.71, "resnet"),
    "resnet101": (6.05, "resnet"),
    "resnet152": (5.71, "resnet"),
}


def milestone(name, year, key):
    """Return what the timeline needs to know of a network."""
    error, source = top5.get(key, (None, "lenet"))
    protocol = TEN_CROPS if error else "no ImageNet in its day"
    return {
        "name": name,
        "year": year,
        **{m: counts[key][m] for m in ("params", "macs", "depth")},
        "top5": error if error else 0,
        "protocol": protocol,
        "source": source,
    }


timeline = [
    milestone("LeNet-5", 1998, "lenet5_1998"),
    milestone("AlexNet", 2012, "alexnet"),
    milestone("VGG-16", 2014, "vgg16"),
    milestone("GoogLeNet", 2014, "googlenet"),
    milestone("ResNet-152", 2015, "resnet152"),
]

# %% ratios
params = {name: found["params"] for name, found in counts.items()}
macs = {name: found["macs"] for name, found in counts.items()}
alexnet_over_lenet = params["alexnet"] / params["lenet5_1998"]
alexnet_over_lenet_macs = macs["alexnet"] / macs["lenet5_1998"]
vgg_over_alexnet_macs = macs["vgg16"] / macs["alexnet"]
alexnet_over_googlenet = params["alexnet"] / params["googlenet"]
vgg_over_googlenet = params["vgg16"] / params["googlenet"]
vgg_over_googlenet_macs = macs["vgg16"] / macs["googlenet"]
vgg_over_resnet = params["vgg16"] / params["resnet152"]
resnet_over_alexnet = params["resnet152"] / params["alexnet"]
depths = {name: found["depth"] for name, found in counts.items()}
resnet_over_alexnet_depth = depths["resnet152"] / depths["alexnet"]

# %% figure
FAMILIES = {
    "AlexNet": ["alexnet", "alexnet_ungrouped"],
    "VGG": ["vgg11", "vgg13", "vgg16c", "vgg16", "vgg19"],
    "GoogLeNet": ["googlenet"],
    "ResNet": ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"],
}
SYMBOLS = ["circle", "square", "diamond", "triangle-up"]
PLACES = {  # of labels that would meet others
    "googlenet": "bottom right",
    "resnet50": "middle right",
}
TITLES = {"alexnet_ungrouped": "AlexNet, ungrouped", "vgg16c": "VGG-16 C"}


def title_of(family, key):
    """Return how a network is called."""
    number = key.lstrip("abcdefghijklmnopqrstuvwxyz")
    return TITLES.get(key, f"{family}-{number}" if number else family)


def label_of(key):
    """Return a network's number of layers and error, where published."""
    if key not in top5:
        return ""
    return f"\u00a0{counts[key]['depth']} layers, {top5[key][0]} %\u00a0"


fig = go.Figure()
table = [["network", "parameters", "MACs", "top-5 error, %"]]
for (family, members), symbol in zip(FAMILIES.items(), SYMBOLS, strict=True):
    titles = [title_of(family, key) for key in members]
    for title, key in zip(titles, members, strict=True):
        error = top5[key][0] if key in top5 else None
        table.append([title, params[key], macs[key], error])
    fig.add_scatter(
        x=[params[key] for key in members],
        y=[macs[key] for key in members],
        mode="lines+markers+text",
        line={"width": 1},
        marker={"symbol": symbol, "size": 10},
        text=[label_of(key) for key in members],
        textposition=[PLACES.get(key, "middle left") for key in members],
        customdata=titles,
        hovertemplate="%{customdata}<br>%{x:,} parameters<br>%{y:,} MACs",
        name=family,
    )
fig.update_xaxes(
    title="parameters, millions", type="log", range=[6.55, 8.4],
    tickvals=[5e6, 1e7, 2e7, 5e7, 1e8, 2e8],
    ticktext=[5, 10, 20, 50, 100, 200],
)  # fmt: skip
fig.update_yaxes(
    title="MACs for one image, billions", type="log", range=[8.7, 10.5],
    tickvals=[1e9, 2e9, 5e9, 1e10, 2e10], ticktext=[1, 2, 5, 10, 20],
)  # fmt: skip
fig.update_layout(meta={"twin": table})
fig.show()
