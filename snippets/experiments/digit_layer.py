"""One dense layer reads a digit: ten weighted sums of its pixels.

What a picture is to a computer, a hundred digits to look at, and the weights
of ten neurons, drawn as pictures.
"""

# %% data
import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()  # 8 × 8 pixels; ink from 0 to 16
x_train, x_test, y_train, y_test = train_test_split(
    digits.data, digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
train_count, test_count = len(x_train), len(x_test)
print(f"{train_count} digits to learn from, {test_count} to be tested on")


# %% drawing
class Drawing(str):
    """SVG that a page or a notebook shows as a picture."""

    def _repr_svg_(self):
        return str(self)


def drawing(width, height, *parts):
    """Put parts on a sheet of white paper."""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    style = "font: 15px sans-serif; text-anchor: middle"
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    inside = "".join([paper, *parts])
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">'
        f"{inside}</svg>"
    )


def grid(values, colour, x=0, y=0, cell=30):
    """Draw a square for each number of an 8 × 8 picture."""
    return "".join(
        f'<rect x="{x + cell * c}" y="{y + cell * r}" width="{cell}"'
        f' height="{cell}" fill="{colour(values[r, c])}"/>'
        for r, c in np.ndindex(values.shape)
    )


def label(text, x, y, colour="#18212b"):
    """Write a text around the middle of its line."""
    return (
        f'<text x="{x:g}" y="{y:g}" dy=".35em" fill="{colour}">{text}</text>'
    )


def mixed(colour, share):
    """Mix a colour with white paper, as `#rrggbb`."""
    parts = (255 + (part - 255) * share for part in colour)
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def ink(amount):
    """Return the grey of an amount of ink; no ink is nearly white."""
    return mixed((24, 33, 43), 0.05 + 0.95 * amount / 16)


# %% numbers
shown = 30  # of the test digits: a three
picture = x_test[shown].reshape(8, 8).astype(int)
truth = int(y_test[shown])
middle = 15  # of a square
drawing(
    510, 240,
    grid(picture, ink),
    *(
        label(picture[r, c], 270 + 30 * c + middle, 30 * r + middle)
        for r, c in np.ndindex(8, 8)
    ),
)  # fmt: skip

# %% hundred
columns = [digits.images[digits.target == n][:10] for n in range(10)]
sheet = np.block(
    [
        [np.pad(column[row], 1, constant_values=-1) for column in columns]
        for row in range(10)
    ]
)
greys = np.where(sheet < 0, 255, 255 * (1 - np.maximum(sheet / 16, 0.05)))
small = Image.fromarray(greys.astype("uint8"))
small.resize((5 * small.width, 5 * small.height), Image.NEAREST)

# %% learn
weights, biases = np.zeros((64, 10)), np.zeros(10)
learning_rate = 0.002
is_digit = np.eye(10)[y_train]  # 3 becomes [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]

for _ in range(200):
    powers = np.exp(x_train @ weights + biases)
    share = powers / powers.sum(axis=1, keepdims=True)

    error = share - is_digit  # above 0: too much, below 0: too little
    weights = weights - learning_rate * (x_train.T @ error) / train_count
    biases = biases - learning_rate * error.mean(axis=0)

weight_count = weights.size
parameters = weights.size + biases.size

# %% score
answers = (x_test @ weights + biases).argmax(axis=1)
accuracy = float((answers == y_test).mean())
wrong_count = int((answers != y_test).sum())
print(f"{accuracy:.1%} of {test_count} new digits right")
assert accuracy > 0.9, "claim: ten-sums-read-digits"

# %% pictures
most = np.abs(weights).max()


def sign(weight):
    """Return blue for a weight that speaks for, orange for one against."""
    colour = (0, 91, 148) if weight > 0 else (163, 59, 0)
    return mixed(colour, 0.02 + 0.98 * abs(weight) / most)


places = [(110 * (n % 5), 130 * (n // 5)) for n in range(10)]
drawing(
    540, 250,
    *(
        grid(weights[:, n].reshape(8, 8), sign, x, y, cell=12)
        + label(n, x + 48, y + 108)
        for n, (x, y) in enumerate(places)
    ),
)  # fmt: skip

# %% sums
sums = x_test[shown] @ weights + biases
order = np.argsort(-sums)
for n in order[:3]:
    print(f"{n}: {sums[n]:5.2f}")
best, second = int(order[0]), int(order[1])
assert best == truth

# %% softmax
powers = np.exp(sums)
shares = powers / powers.sum()
print("digit    sum    e to the sum    share")
for n in order[:4]:
    print(f"{n:5} {sums[n]:6.2f} {powers[n]:15,.2f} {shares[n]:8.1%}")

# %% widget
examples = [
    {"ink": x_test[at].astype(int).tolist(), "digit": int(y_test[at])}
    for at in [int(np.flatnonzero(y_test == n)[0]) for n in range(10)]
]
weight_rows = weights.round(5).tolist()  # a row a pixel, a column a digit
bias_row = biases.round(5).tolist()
