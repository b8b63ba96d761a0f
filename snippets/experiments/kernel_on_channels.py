"""One answer of a kernel on three colours, and one on sixteen maps.

The kernels on the colours are trained ones, of EfficientNet-Lite0. Those on
the maps are of the small CNN of this lesson, trained here.
"""

# %% picture
import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from snippets.data import here, photographs, torch_file

flower = photographs.photograph("dahlia")
side = min(flower.size)
left, top = (n // 2 - side // 2 for n in flower.size)
square = flower.crop((left, top, left + side, top + side))
small = square.resize((16, 16), Image.Resampling.BOX)
picture = np.round(np.asarray(small) / 255, 2)  # red, green, blue: 0 to 1
print("rows, columns, colours:", picture.shape)

# %% trained
tensors = torch_file.read(
    here.file("efficientnet-lite0/efficientnet_lite0.pth")
)
scale, shift, mean, variance = (
    tensors[f"_bn0.{name}"]
    for name in ("weight", "bias", "running_mean", "running_var")
)
factor = scale / np.sqrt(variance + 1e-3)  # batch norm, folded in
stem = tensors["_conv_stem.weight"].transpose(2, 3, 1, 0) * factor
# the network sees (255 × colour − 127) / 128: folded in, too
biases = shift - mean * factor - (stem * 127 / 128).sum(axis=(0, 1, 2))
weights = np.round(stem * 255 / 128, 2)  # rows, columns, colours, kernels
print("rows, columns, colours, kernels:", weights.shape)

# %% colours
CHOSEN = {"red, not blue": 23, "blue, not red": 3, "light above dark": 30}
row, column = 7, 10
window = picture[row : row + 3, column : column + 3]
kernel, bias = weights[..., CHOSEN["red, not blue"]], biases[23]

parts = [float((window[..., c] * kernel[..., c]).sum()) for c in range(3)]
total = sum(parts) + float(bias)
answer = max(0.0, total)

for name, part in zip(("red", "green", "blue"), parts, strict=True):
    print(f"{name:6} {part:6.2f}")
print(f"bias   {bias:6.2f}")
print(f"sum    {total:6.2f}, after ReLU {answer:.2f}")


# %% keras
def by_slices(image, kernel, bias):
    """Add up one map a channel, and the bias; then ReLU."""
    windows = sliding_window_view(image, (3, 3), axis=(0, 1))
    maps = [
        (windows[:, :, c] * kernel[..., c]).sum(axis=(2, 3))
        for c in range(image.shape[-1])
    ]
    return np.maximum(0, sum(maps) + bias)


def by_keras(image, kernel, bias):
    """Let a Conv2D layer do it."""
    layer = keras.layers.Conv2D(1, 3, activation="relu")
    layer.build((None, None, None, image.shape[-1]))
    layer.set_weights([kernel[..., None], np.array([bias])])
    return np.asarray(layer(image[None]))[0, ..., 0]


gaps = [
    np.abs(
        by_slices(picture, weights[..., n], biases[n])
        - by_keras(picture, weights[..., n], biases[n])
    ).max()
    for n in CHOSEN.values()
]
largest_gap = float(max(gaps))
print(f"largest difference: {largest_gap:.0e}")
assert largest_gap < 1e-4, "claim: channels-add-up"

# %% edges
number = CHOSEN["light above dark"]
edges = by_slices(picture, weights[..., number], biases[number])
lower_edge = float(edges[12].max())
upper_edge = float(edges[3, 2:10].max())
on_plain_ground = float(biases[number])  # its weights add up to nearly 0
inside = float(edges[4:7, 3:9].max())
heard = np.abs(weights[..., number]).sum(axis=(0, 1))
share_of_green = float(heard[1] / heard.sum())
print(f"light above dark: {lower_edge:.1f} at the flower's lower edge,")
print(f"{upper_edge:.1f} at its upper one, {inside:.1f} above its centre")
print(
    f"bias {on_plain_ground:.1f}; {share_of_green:.0%} of its weights: green"
)
assert lower_edge == edges.max() and upper_edge == 0  # the page says so
assert abs(weights[..., number].sum()) < 1

# %% network
keras.utils.set_random_seed(0)
digits = load_digits()
images = (digits.images / 16)[..., None].astype("float32")
x_train, _, y_train, _ = train_test_split(
    images, digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
model = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss="sparse_categorical_crossentropy",
    steps_per_execution=22,
)
model.fit(x_train, y_train, batch_size=64, epochs=20, verbose=0)

# %% maps
first, pool, second = model.layers[:3]
three = images[3:4]
sixteen_maps = np.asarray(pool(first(three)))[0]  # 4 × 4 × 16
framed = np.pad(sixteen_maps, ((1, 1), (1, 1), (0, 0)))  # zeros around
second_weights, second_biases = (np.asarray(w) for w in second.get_weights())
answers = np.asarray(second(pool(first(three))))[0]
strongest = np.argsort(-answers.max(axis=(0, 1)))[:3]
by_hand = np.stack(
    [
        by_slices(framed, second_weights[..., n], second_biases[n])
        for n in strongest
    ],
    axis=-1,
)
weights_of_sixteen, weights_of_one = second_weights[..., 0].size, 3 * 3
gap_of_maps = float(np.abs(by_hand - answers[..., strongest]).max())
print(
    f"32 kernels of {second_weights.shape[:3]}; difference {gap_of_maps:.0e}"
)
assert gap_of_maps < 1e-4, "claim: sixteen-maps-add-up"

# %% widget
NAMES = ("red", "green", "blue")


def channel(name, kind, numbers):
    """Describe one channel for the page: its numbers, in rows."""
    return {"name": name, "kind": kind, "rows": numbers.round(2).tolist()}


def described(name, kernel, bias):
    """Describe one kernel for the page: a 3 × 3 slice for each channel."""
    slices = kernel.transpose(2, 0, 1).round(2).tolist()
    return {"name": name, "slices": slices, "bias": round(float(bias), 2)}


colours = {
    "channels": [
        channel(name, name, picture[..., c]) for c, name in enumerate(NAMES)
    ],
    "kernels": [
        described(name, weights[..., n], biases[n])
        for name, n in CHOSEN.items()
    ],
    "at": [row, column],
}
sixteen = {
    "channels": [
        channel(f"map {n + 1}", "ink", framed[..., n]) for n in range(16)
    ],
    "kernels": [
        described(f"kernel {n + 1}", second_weights[..., n], second_biases[n])
        for n in strongest
    ],
    "at": [1, 1],
}
