"""VGG counted: where its parameters sit, and where its work is done.

The five networks come from `snippets.models.vgg`, the pictures and the
counting from `snippets.diagrams`; nothing else from this repository is
needed.
"""

# %% build
import keras
import plotly.graph_objects as go

from snippets.diagrams import architecture_diagram, layer_table, source_lines
from snippets.models.vgg import COLUMNS, build_vgg, build_vgg16, build_vgg19

# shapes without numbers in them: the weights are never made
with source_lines(), keras.StatelessScope(initialize_variables=False):
    vgg16, vgg19 = build_vgg16(), build_vgg19()
    columns = {column: build_vgg(column) for column in COLUMNS}

# %% diagram
architecture_diagram(vgg16).show()

# %% diagram_vgg19
architecture_diagram(vgg19).show()

# %% specification
rows = layer_table(vgg16)
convolutions = [row for row in rows if row["kind"] == "conv"]
dense = [row for row in rows if row["kind"] == "dense"]
pools = sum(row["kind"] == "pool" for row in rows)
parameters = sum(row["params"] for row in rows)
macs = sum(row["macs"] for row in rows)
dense_parameters = sum(row["params"] for row in dense)
fc6_parameters = dense[0]["params"]
convolution_macs = sum(row["macs"] for row in convolutions)
weights_mib = sum(row["weight_bytes"] for row in rows) / 2**20
convolution_count, dense_count = len(convolutions), len(dense)
depth = convolution_count + dense_count

dense_share = dense_parameters / parameters
fc6_share = fc6_parameters / parameters
convolution_mac_share = convolution_macs / macs

rows_19 = layer_table(vgg19)
parameters_19 = sum(row["params"] for row in rows_19)
macs_19 = sum(row["macs"] for row in rows_19)
added = [row for row in rows_19 if row["name"].endswith("_4")]
added_parameters = sum(row["params"] for row in added)
assert parameters_19 - parameters == added_parameters
assert (parameters, parameters_19) == (138_357_544, 143_667_240), (
    "claim: vgg16-parameters"
)

# what one dense layer on averaged maps would need instead of three
head_instead = (512 + 1) * 1000

# %% columns
PUBLISHED = {"A": 133, "B": 133, "C": 134, "D": 138, "E": 144}  # Table 2
print("column  layers  parameters   in millions  paper")
for column, model in columns.items():
    table = layer_table(model)
    layers = sum(row["kind"] in ("conv", "dense") for row in table)
    count = sum(row["params"] for row in table)
    print(
        f"{column:6}{layers:8}{count:13,}{count / 1e6:12.1f}"
        f"{PUBLISHED[column]:8}"
    )
    assert round(count / 1e6) == PUBLISHED[column]

# %% depth
# published, not measured here: arXiv:1409.1556, Table 3, one scale (256)
layers = [11, 13, 16, 16, 19]
top5 = [10.4, 9.9, 9.4, 8.8, 9.0]
names = ["A", "B", "C", "D", "E"]
figure = go.Figure(
    go.Scatter(
        x=layers, y=top5, text=names, mode="lines+markers+text",
        textposition="top right", name="published top-5 error",
    )
)  # fmt: skip
figure.update_layout(
    xaxis={"title": "layers with weights", "range": [10, 20.5]},
    yaxis={"title": "top-5 error, %", "range": [8.4, 10.8]},
    height=340,
)
figure.show()
