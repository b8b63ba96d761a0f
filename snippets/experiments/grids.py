"""Four kinds of data that are grids, and one network that reads a whole page.

Images, sounds and scans have one thing in common: neighbours belong together.
That is all that a convolution asks for.
"""

# %% data
import keras
import numpy as np
from plotly.subplots import make_subplots
from scipy.signal import ShortTimeFFT, chirp
from sklearn.datasets import load_digits, load_sample_image

keras.utils.set_random_seed(0)
digits = load_digits()

# a photograph: 12 × 12 pixels to one
flower = load_sample_image("flower.jpg").mean(axis=2)[:420, :636] / 255
photograph = flower.reshape(35, 12, 53, 12).mean(axis=(1, 3))

# a sound: how strong each pitch (rows) is at each moment (columns)
time = np.linspace(0, 2, 8000)
whistle = chirp(time, 300, 2, 1500) + 0.5 * chirp(time, 1700, 2, 900)
spectrum = ShortTimeFFT(np.hanning(160), hop=160, fs=4000)
sound = np.abs(spectrum.stft(whistle))[::-1]

# a scan: one slice of a made-up head (half axes, centre, density)
rows, columns = np.mgrid[-1:1:48j, -1:1:48j]
scan = np.zeros((48, 48))
for height, width, down, right, density in (
    (0.95, 0.72, 0, 0, 1.0), (0.87, 0.64, 0, 0, -0.8),
    (0.30, 0.12, -0.1, 0.24, -0.15), (0.38, 0.16, -0.1, -0.24, -0.15),
    (0.14, 0.14, 0.45, 0.05, 0.35),
):  # fmt: skip
    inside = ((rows - down) / height) ** 2 + ((columns - right) / width) ** 2
    scan += density * (inside < 1)

# %% train
# Reads 8 × 8 pixels. All its layers are convolutions, so that it can also be
# laid over a larger page; the last kind of answer is "no digit here".
page = np.zeros((40, 56), "float32")
for down, right, digit in ((3, 5, 3), (25, 12, 3), (9, 30, 0), (28, 43, 7)):
    found = digits.images[np.flatnonzero(digits.target == digit)[-1]]
    page[down : down + 8, right : right + 8] = found / 16
x = np.pad(digits.images[:1500] / 16, ((0, 0), (6, 6), (6, 6)))
y = np.where(digits.target[:1500] == 3, 1, 0)
down, right = np.random.default_rng(0).integers(0, 13, (2, 1500))
off = [
    i[d : d + 8, r : r + 8] for i, d, r in zip(x, down, right, strict=True)
]
far = (np.abs(down - 6) > 1) | (np.abs(right - 6) > 1)
x_train = np.concatenate([digits.images[:1500] / 16, np.array(off)[far]])
y_train = np.concatenate([y, np.zeros(far.sum(), int)])
model = keras.Sequential(
    [
        keras.Input((None, None, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(1, 4, activation="sigmoid"),  # is there a 3?
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss="binary_crossentropy",
    steps_per_execution=40,
)
model.fit(
    x_train[..., None], y_train[:, None, None, None],
    batch_size=64, epochs=12, verbose=0,
)  # fmt: skip
where = np.asarray(model(page[None, ..., None]))[0, ..., 0]
best = [np.unravel_index(i, where.shape) for i in np.argsort(-where.ravel())]
first = tuple(int(n) for n in best[0])
other = next(p for p in best if np.abs(np.subtract(p, first)).max() > 8)
found_places = sorted([first, tuple(int(n) for n in other)])
distances = [
    max(abs(row - r), abs(column - c))
    for (row, column), (r, c) in zip(
        found_places, [(3, 5), (25, 12)], strict=True
    )
]
farthest = max(distances)
print("most like a 3 at", *found_places, "- really at (3, 5) (25, 12)")
assert farthest <= 1, "claim: convolution-finds-where"

# %% size
dense = keras.layers.Dense(10)
dense(digits.images[:1].reshape(1, -1))  # built for 64 pixels
try:
    dense(page.reshape(1, -1))
    dense_refuses = False
except ValueError as error:
    dense_refuses = True
    print("a dense layer, given a page:", str(error).partition(",")[0])
answers_on_page = where.size
assert dense_refuses and answers_on_page > 1, "claim: dense-has-one-size"

# %% figure
PAPER = [[0, "#ffffff"], [1, "#18212b"]]
PHOTO = [[0, "#18212b"], [1, "#ffffff"]]
panels = {
    "photograph": (photograph, PHOTO),
    "sound": (sound / sound.max(), PAPER),
    "slice of a scan": (scan, PHOTO),
    "page of digits": (page, PAPER),
}
fig = make_subplots(2, 2, subplot_titles=list(panels), vertical_spacing=0.12)
twin = [["grid", "rows × columns", "a row is", "a column is"]]
meanings = [
    ("height", "width"), ("pitch", "moment"), ("height", "width"),
    ("height", "width"),
]  # fmt: skip
for place, (name, (grid, scale)) in enumerate(panels.items()):
    at = {"row": place // 2 + 1, "col": place % 2 + 1}
    fig.add_heatmap(
        z=grid.round(2), colorscale=scale, autocolorscale=False,
        showscale=False, zmin=0, zmax=1, xgap=0, ygap=0, name=name, **at,
    )  # fmt: skip
    twin.append([name, "{} × {}".format(*grid.shape), *meanings[place]])
off = {
    "tickvals": [], "zeroline": False, "showgrid": False,
    "showline": True, "mirror": True, "linewidth": 1,
}  # fmt: skip
fig.update_xaxes(**off)
fig.update_yaxes(**off, autorange="reversed")
fig.update_layout(height=440, meta={"twin": twin})
fig.show()

# %% where
fig = make_subplots(1, 2, subplot_titles=["the page", "is there a 3?"])
for place, (name, grid) in enumerate({"page": page, "answer": where}.items()):
    fig.add_heatmap(
        z=grid.round(2), colorscale=PAPER, autocolorscale=False,
        showscale=False, zmin=0, zmax=1, xgap=0, ygap=0, name=name,
        row=1, col=place + 1,
    )  # fmt: skip
    fig.update_yaxes(scaleanchor=f"x{place + 1}" if place else "x", row=1,
                     col=place + 1)  # fmt: skip
fig.update_xaxes(**off, constrain="domain")
fig.update_yaxes(**off, constrain="domain", autorange="reversed")
twin = [["answer", "row", "column", "how sure"]]
for row, column in found_places:
    sure = float(where[row, column].round(3))
    twin.append(["a 3", row, column, sure])
fig.update_layout(height=300, meta={"twin": twin})
fig.show()
