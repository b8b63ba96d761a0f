"""What three convolution layers react to: edges, strokes, whole digits.

A small network learns to read the 8 × 8 digits that ship with scikit-learn.
Then each unit is shown the pieces of image that excite it most. A piece is as
large as the unit's receptive field: it is all that the unit can see.

The picture of the network comes from `snippets.diagrams`; there is no other
import from this repository.
"""

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from scipy.ndimage import zoom
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from snippets.diagrams import architecture_diagram, layer_table, source_lines

keras.utils.set_random_seed(0)
digits = load_digits()
x = zoom(digits.images / 16, (1, 2, 2), order=1)  # 16 × 16, ink is 1
x = np.pad(x, ((0, 0), (2, 2), (2, 2)))[..., None]  # with a white margin
x_train, x_test, y_train, y_test = train_test_split(
    x, digits.target, test_size=0.25, stratify=digits.target, random_state=0
)


# %% network
def build():
    """Build three convolutions; the last one sees all 20 × 20 pixels."""
    few = keras.regularizers.L2(0.001)  # fades what the digits do not ask for
    options = {"activation": "relu", "kernel_regularizer": few}
    return keras.Sequential(
        [
            keras.Input((20, 20, 1), name="image"),
            keras.layers.Conv2D(8, 5, **options, name="conv1"),
            keras.layers.MaxPooling2D(2, name="pool1"),
            keras.layers.Conv2D(16, 3, **options, name="conv2"),
            keras.layers.MaxPooling2D(2, name="pool2"),
            keras.layers.Conv2D(32, 3, **options, name="conv3"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dense(10, activation="softmax", name="digit"),
        ],
        name="reader",
    )


with source_lines():
    model = build()
architecture_diagram(model).show()

SEEN = {"conv1": (5, 1), "conv2": (10, 2), "conv3": (20, 4)}  # size, stride
fields = {row["name"]: row["receptive_field"] for row in layer_table(model)}
assert all(
    fields[name] == f"{size} × {size}" for name, (size, _) in SEEN.items()
)

# %% train
untrained = keras.models.clone_model(model)
untrained.set_weights(model.get_weights())
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    steps_per_execution=42,
)
history = model.fit(x_train, y_train, batch_size=32, epochs=40, verbose=0)
right = model.predict(x_test, verbose=0).argmax(axis=1) == y_test
accuracy = float(right.mean())
train_count, test_count = len(y_train), len(y_test)
parameters = model.count_params()
print(f"{parameters} parameters, {accuracy:.1%} of {test_count} digits right")
assert accuracy > 0.95


# %% excite
def maps_of(network, name):
    """Return a layer's feature maps for all test digits."""
    part = keras.Model(network.inputs, network.get_layer(name).output)
    return part.predict(x_test, verbose=0)


def favourites(maps, unit, how_many):
    """Find the digits that excite a unit most, and where in them."""
    best = maps[..., unit].reshape(len(maps), -1)
    digit = np.argsort(-best.max(axis=1), kind="stable")[:how_many]
    places = best[digit].argmax(axis=1)
    return [
        (int(i), *divmod(int(place), maps.shape[2]))
        for i, place in zip(digit, places, strict=True)
    ]


def piece(name, i, row, column):
    """Cut out what a unit sees at a place of its feature map."""
    size, stride = SEEN[name]
    top, left = row * stride, column * stride
    return x_test[i, top : top + size, left : left + size, 0]


def agreement(maps, unit, how_many=20):
    """Return the share of a unit's favourites that show the same digit."""
    labels = y_test[[i for i, *_ in favourites(maps, unit, how_many)]]
    return float(np.bincount(labels).max() / how_many)


def mean_agreement(network, name):
    """Average the agreement over all units of a layer that ever fire."""
    maps = maps_of(network, name)
    alive = [u for u in range(maps.shape[-1]) if maps[..., u].max() > 0]
    return float(np.mean([agreement(maps, unit) for unit in alive]))


agree = {name: mean_agreement(model, name) for name in SEEN}
agree_before = {name: mean_agreement(untrained, name) for name in SEEN}
for name in SEEN:
    print(f"{name}: {agree[name]:.0%}, untrained {agree_before[name]:.0%}")

conv1_agree, conv2_agree, conv3_agree = agree.values()
conv1_agree_untrained, conv2_agree_untrained, conv3_agree_untrained = (
    agree_before.values()
)
assert conv3_agree > max(conv1_agree, conv2_agree, conv3_agree_untrained), (
    "claim: last-layer-knows-digits"
)

# %% filters
# below zero: the paper between the pictures; from zero to one: ink
INK = [[0, "#ffffff"], [0.5, "#ffffff"], [0.5, "#eef4f9"], [1, "#18212b"]]
PLAIN = {"tickvals": [], "zeroline": False, "showgrid": False}
shown = int(np.flatnonzero(y_test == 5)[0])


def montage(rows):
    """Lay images of one size out in rows; -1 is the paper between them."""
    framed = [
        [np.pad(image, (0, 1), constant_values=-1) for image in row]
        for row in rows
    ]
    return np.block(framed)[:-1, :-1].round(3)


def ink(picture, **more):
    """Return a picture of images: dark where the ink is."""
    return go.Heatmap(
        z=picture,
        colorscale=INK,
        autocolorscale=False,
        zmin=-1,
        zmax=1,
        showscale=False,
        hoverinfo="skip",
        xgap=0,
        ygap=0,
        **more,
    )


kernels = np.array(model.get_layer("conv1").get_weights()[0])
kernels = kernels[:, :, 0].transpose(2, 0, 1)
kernels /= np.abs(kernels).max(axis=(1, 2), keepdims=True)
answers = maps_of(model, "conv1")[shown].transpose(2, 0, 1)
answers /= np.maximum(answers.max(axis=(1, 2), keepdims=True), 1e-6)

fig = make_subplots(
    1, 2, subplot_titles=["eight filters", "their answers to a five"]
)
for unit, kernel in enumerate(kernels):
    row, column = divmod(unit, 3)
    fig.add_heatmap(
        z=kernel.round(3),
        x0=7 * column,
        y0=7 * row,
        dx=1,
        dy=1,
        coloraxis="coloraxis",
        xgap=0,
        ygap=0,
        name=f"filter {unit + 1}",
        row=1,
        col=1,
    )
images = [*answers, np.full((16, 16), -1.0)]
images[8] = x_test[shown, 2:18, 2:18, 0]  # the ninth place: the digit itself
picture = montage([images[:3], images[3:6], images[6:]])
fig.add_trace(ink(picture, name="answers"), row=1, col=2)
fig.update_xaxes(**PLAIN, constrain="domain")
fig.update_yaxes(**PLAIN, constrain="domain", autorange="reversed")
fig.update_yaxes(scaleanchor="x", row=1, col=1)
fig.update_yaxes(scaleanchor="x2", row=1, col=2)
first = [["filter", *(f"column {n + 1}" for n in range(5))]]
for unit, kernel in enumerate(kernels):
    first += [[f"{unit + 1}", *map(float, line.round(2))] for line in kernel]
fig.update_layout(
    height=400,
    coloraxis={"cmin": -1, "cmax": 1, "showscale": False},
    coloraxis_colorscale=[[0, "#a33b00"], [0.5, "#f4f3f1"], [1, "#005b94"]],
    meta={"twin": first},
)
fig.show()

# %% favourites
ROWS, COLUMNS = 6, 5
fig = make_subplots(
    1,
    3,
    horizontal_spacing=0.06,
    subplot_titles=[f"{name}: {fields[name]} pixels" for name in SEEN],
)
seen_table = [["layer", "sees", "units", "trained", "untrained"]]
for column, name in enumerate(SEEN, start=1):
    maps = maps_of(model, name)
    alive = [u for u in range(maps.shape[-1]) if maps[..., u].max() > 0]
    tiles = [
        [piece(name, *place) for place in favourites(maps, unit, COLUMNS)]
        for unit in alive[:ROWS]  # the first six: nobody chose them
    ]
    fig.add_trace(ink(montage(tiles), name=name), row=1, col=column)
    anchor = f"x{column}" if column > 1 else "x"
    fig.update_yaxes(scaleanchor=anchor, row=1, col=column)
    shares = [f"{part[name]:.0%}" for part in (agree, agree_before)]
    seen_table.append([name, fields[name], maps.shape[-1], *shares])
fig.update_xaxes(**PLAIN, constrain="domain")
fig.update_yaxes(**PLAIN, constrain="domain", autorange="reversed")
fig.update_layout(height=440, meta={"twin": seen_table})
fig.show()
