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
INK, BLUE, ORANGE = (24, 33, 43), (0, 91, 148), (163, 59, 0)


def mixed(colour, share):
    """Mix a colour with white paper; `share` holds a part for each pixel."""
    part = share[..., None]
    return (255 + (np.array(colour) - 255) * part).astype("uint8")


def ink(picture):
    """Return the greys of a picture; no ink is nearly white."""
    return mixed(INK, 0.05 + 0.95 * picture / 16)


def enlarged(pixels, side):
    """Make a square of each pixel."""
    small = Image.fromarray(pixels)
    size = small.width * side, small.height * side
    return small.resize(size, Image.NEAREST)


# %% numbers
shown = 30  # of the test digits: a three
picture = x_test[shown].reshape(8, 8).astype(int)
truth = int(y_test[shown])
enlarged(ink(picture), 24).quantize(20)

# %% rows
print("\n".join(" ".join(f"{n:3}" for n in row) for row in picture))

# %% hundred
columns = [digits.images[digits.target == n][:10] for n in range(10)]
table = np.array(columns).swapaxes(0, 1)  # a row of all digits, ten times
framed = np.pad(ink(table), ((0, 0),) * 2 + ((1, 1),) * 2 + ((0, 0),),
                constant_values=255)  # fmt: skip
enlarged(framed.swapaxes(1, 2).reshape(100, 100, 3), 4).quantize(4)

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
share = 0.02 + 0.98 * np.round(6 * np.abs(weights) / most) / 6
signs = np.where(
    weights[..., None] > 0, mixed(BLUE, share), mixed(ORANGE, share)
)
pictures = signs.transpose(1, 0, 2).reshape(10, 8, 8, 3)
framed = np.pad(
    pictures, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=255
)
sheet = framed.reshape(2, 5, 10, 10, 3).swapaxes(1, 2).reshape(20, 50, 3)
enlarged(sheet, 9).quantize(16)

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
weight_rows = weights.round(4).tolist()  # a row a pixel, a column a digit
bias_row = biases.round(4).tolist()
