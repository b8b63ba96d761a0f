"""LeNet-5 counted: the network of 1998 beside the one that is copied.

The networks come from `snippets.models.lenet5`, the pictures and the counting
from `snippets.diagrams`; nothing else from this repository is needed.
"""

# %% build

import keras
import plotly.graph_objects as go

from snippets.diagrams import architecture_diagram, layer_table, source_lines
from snippets.models.lenet5 import (
    TABLE_I,
    build_lenet5,
    build_lenet5_1998,
    connections,
)

with source_lines():
    copied, original = build_lenet5(), build_lenet5_1998()

# %% diagram
architecture_diagram(copied).show()

# %% diagram_1998
architecture_diagram(original).show()

# %% specification
rows, rows_1998 = layer_table(copied), layer_table(original)
parameters = sum(row["params"] for row in rows)
parameters_1998 = sum(row["trainable"] for row in rows_1998)
fixed_1998 = sum(row["params"] for row in rows_1998) - parameters_1998
macs = sum(row["macs"] for row in rows)
macs_1998 = sum(row["macs"] or 0 for row in rows_1998)
weights_kib = sum(row["weight_bytes"] for row in rows) / 1024
weights_kib_1998 = sum(row["weight_bytes"] for row in rows_1998) / 1024
connections_1998 = sum(map(connections, original.layers))
connections_c1 = connections(original.get_layer("C1"))
assert (parameters, parameters_1998) == (61_706, 60_000), (
    "claim: lenet5-sixty-thousand"
)
assert (macs, macs_1998) == (416_520, 326_520)
assert connections_1998 == 340_908

# %% difference
was = {row["name"]: row["trainable"] for row in rows_1998}
now = {row["name"]: row["trainable"] for row in rows}
print("layer      1998    copied   difference")
for name in was:
    if was[name] or now.get(name):
        print(
            f"{name:9}{was[name]:6,}{now[name]:10,}"
            f"{now[name] - was[name]:+13,}"
        )
print(f"together {parameters_1998:6,}{parameters:10,}", end="")
print(f"{parameters - parameters_1998:+13,}")
more_c3 = now["C3"] - was["C3"]
less_pooling = was["S2"] + was["S4"]
more_output = now["output"]
assert more_c3 - less_pooling + more_output == parameters - parameters_1998

# %% c3
marks = TABLE_I.split()
table = [[int(mark == "X") for mark in marks[n : n + 16]] for n in
         range(0, len(marks), 16)]  # fmt: skip
pairs = sum(map(sum, table))
seen = [
    [column, ", ".join(str(row) for row in range(6) if table[row][column])]
    for column in range(16)
]
figure = go.Figure(
    go.Heatmap(
        z=table, x=list(range(16)), y=list(range(6)), showscale=False,
        xgap=2, ygap=2, zmin=0, zmax=1, name="connected",
    )
)  # fmt: skip
figure.update_layout(
    xaxis={"title": "map of C3", "dtick": 1},
    yaxis={"title": "map of S2", "dtick": 1, "autorange": "reversed"},
    height=300,
    meta={"twin": [["map of C3", "maps of S2 that it sees"], *seen]},
)
figure.update_xaxes(showgrid=False, zeroline=False)
figure.update_yaxes(showgrid=False, zeroline=False)
figure.show()

# %% sharing
SIDES = [8, 16, 32, 64, 128, 256]
first_dense = [side * side * 6 + 6 for side in SIDES]
first_convolution = [5 * 5 * 6 + 6 for _ in SIDES]
dense_at_32 = first_dense[SIDES.index(32)]
c1_parameters = now["C1"]
assert first_convolution[0] == c1_parameters
dense = keras.Sequential([keras.Input((32 * 32,)), keras.layers.Dense(6)])
assert dense.count_params() == dense_at_32
figure = go.Figure()
for name, values in (
    ("six dense neurons", first_dense),
    ("six 5×5 kernels (C1)", first_convolution),
):
    figure.add_trace(
        go.Scatter(x=SIDES, y=values, mode="lines+markers", name=name)
    )
figure.update_layout(
    xaxis={"title": "side of the image, pixels", "type": "log",
           "tickvals": SIDES},
    yaxis={"title": "parameters", "type": "log", "dtick": 1},
    height=360,
)  # fmt: skip
figure.show()
