"""One kernel at four places, and the one slope that each weight gets.

A kernel of 2 × 2 looks at a picture of 3 × 3, a neuron weighs its four
answers. The blame goes back to all four places, and adds up in the kernel.
TensorFlow finds the same slopes.
"""

# %% forward
import numpy as np

# All of these are chosen so that you can follow in your head.
picture = np.array([[0, 2, 3], [0, 1, 2], [1, 2, 0]])
kernel = np.array([[-1, 1], [-1, 1]])
neuron = np.array([[2, -1], [-2, 1]])  # the neuron's weights, one a place

PLACES = [(0, 0), (0, 1), (1, 0), (1, 1)]


def forward(kernel):
    """Return the sums, the answers after ReLU, what is said and the loss."""
    sums = np.zeros((2, 2))
    for r, c in PLACES:
        sums[r, c] = (picture[r : r + 2, c : c + 2] * kernel).sum()
    answers = np.maximum(0, sums)
    says = float(1 / (1 + np.exp(-(answers * neuron).sum())))
    return sums, answers, says, float(-np.log(says))


sums, answers, says, loss = forward(kernel)
print("answers", answers.tolist())
print(f"says {says:.2f}, right would be 1, loss {loss:.3f}")

# %% slopes
blame = says - 1  # of the neuron
# ReLU passes it on where the sum was positive, and nothing elsewhere.
slopes = np.where(sums > 0, blame * neuron, 0)
print("slope of the loss at each answer", slopes.tolist())

# %% gradient
gradient = np.zeros((2, 2))
for i, j in PLACES:  # each weight's row and column
    under = picture[i : i + 2, j : j + 2]  # its pixels
    gradient[i, j] = (under * slopes).sum()
print("slope of the loss at each weight", gradient.tolist())

# %% one
# The same for one weight, written out.
row, column = 0, 1
pixels = picture[row : row + 2, column : column + 2].flatten().tolist()
at_places = slopes.flatten().tolist()
products = [x * slope for x, slope in zip(pixels, at_places, strict=True)]
slope = sum(products)
for x, at_place, product in zip(pixels, at_places, products, strict=True):
    print(f"{x} × {at_place:4.1f} = {product:4.1f}")
print(f"added up  {slope:4.1f}")

# %% check
# From here on TensorFlow computes it: with Keras's layer, with a kernel of
# its own for each place, and by a nudge.
import keras
import tensorflow as tf

layer = keras.layers.Conv2D(1, 2, use_bias=False, activation="relu")
image = tf.constant(picture[None, :, :, None], "float32")
layer.build(image.shape)
layer.set_weights([kernel[:, :, None, None]])
with tf.GradientTape() as tape:
    found = layer(image)[0, :, :, 0]
    keras_loss = -tf.math.log(tf.sigmoid(tf.reduce_sum(found * neuron)))
by_keras = tape.gradient(keras_loss, layer.kernel)[:, :, 0, 0].numpy()

windows = tf.constant(
    [picture[r : r + 2, c : c + 2] for r, c in PLACES], "float32"
)
kernels = tf.Variable(np.array([kernel] * 4, "float32"))  # one a place
with tf.GradientTape() as tape:
    found = tf.nn.relu(tf.reduce_sum(windows * kernels, axis=(1, 2)))
    own_loss = -tf.math.log(
        tf.sigmoid(tf.reduce_sum(found * neuron.flatten()))
    )
by_place = tape.gradient(own_loss, kernels).numpy()

nudge = 0.001
nudged = kernel.astype(float)
nudged[row, column] += nudge
moved = forward(nudged)[3] - loss
by_nudge = moved / nudge

print("Keras", by_keras.tolist())
print("four kernels", by_place[:, row, column].tolist())
print(f"a nudge of {nudge}: the loss moves by {moved:.4f}")
keras_gap = float(np.abs(by_keras - gradient).max())
nudge_gap = abs(by_nudge - slope)
assert max(keras_gap, nudge_gap) < 0.01 < np.abs(gradient).min(), (
    "claim: shared-slope-is-a-sum"
)
unshared_gap = float(np.abs(by_place[:, row, column] - products).max())
summed_gap = float(np.abs(by_place.sum(axis=0) - by_keras).max())
assert max(unshared_gap, summed_gap) < 1e-4, "claim: sharing-adds-the-slopes"

# %% question
# The lower left weight: what is asked, and what is often answered instead.
asked_under = picture[1:3, 0:2]
asked = float(gradient[1, 0])
asked_mean = asked / 4
asked_unbent = float((asked_under * blame * neuron).sum())
asked_apart = float(asked_under.sum() * slopes.sum())
assert asked_unbent == slope  # two mistakes with one number, the page says
assert asked_apart == gradient[1, 1]


# %% numbers
class Drawing(str):
    """SVG that a page or a notebook shows as a picture."""

    def _repr_svg_(self):
        return str(self)


INK, FORWARD, BACK = "#18212b", "#005b94", "#a33b00"
PLAIN, FAR, UNDER = "#fff", "#dde3e9", "#fff3d6"
CELL = 28


def number(value):
    """Write a number with a real minus."""
    return f"{value:g}".replace("-", "−")


def text(words, x, y, colour=INK, size=15):
    """Write around a point."""
    return (
        f'<text x="{x}" y="{y}" dy=".35em" fill="{colour}"'
        f' font-size="{size}">{words}</text>'
    )


def square(x, y, cells, fill, stroke, width):
    """Draw a square of so many cells from its upper left corner."""
    return (
        f'<rect x="{x}" y="{y}" width="{cells * CELL}"'
        f' height="{cells * CELL}" fill="{fill}" stroke="{stroke}"'
        f' stroke-width="{width}"/>'
    )


def grid(name, values, x, y, colour=INK, fill=lambda i, j: PLAIN):
    """Draw numbers in squares, with a name above."""
    drawn = [text(name, x + len(values) * CELL / 2, y - 14, size=13)]
    for i, line in enumerate(np.asarray(values).tolist()):
        for j, value in enumerate(line):
            left, top = x + j * CELL, y + i * CELL
            drawn += [
                square(left, top, 1, fill(i, j), "#75818e", 1),
                text(number(value), left + 14, top + 14, colour),
            ]
    return "".join(drawn)


def canvas(height, *parts):
    """Put parts on white paper."""
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="436"'
        f' height="{height}" viewBox="0 0 436 {height}"'
        ' style="font-family: sans-serif; text-anchor: middle">'
        f'<rect width="436" height="{height}" fill="#fff"/>'
        + "".join(parts)
        + "</svg>"
    )


def listed(numbers):
    """Write numbers as a row of words."""
    return ", ".join(number(value) for value in np.ravel(numbers))


shown_answers, shown_neuron = listed(answers), listed(neuron)
shown_slopes, neuron_first = listed(slopes), int(neuron[0, 0])
shown_picture = "; ".join(listed(line) for line in picture)
sums_last = float(sums[1, 1])

canvas(
    212,
    grid("picture", picture, 16, 32),
    text("∗", 118, 74),
    grid("kernel", kernel, 136, 46),
    text("→", 212, 74, FORWARD),
    grid("answers", answers, 232, 46, FORWARD),
    text("×", 304, 74),
    grid("neuron", neuron, 320, 46),
    text("→", 391, 74, FORWARD),
    text(number(says), 416, 74, FORWARD),
    grid("slopes", slopes, 232, 140, BACK),
    text("←", 306, 168, BACK),
    text(f"blame {number(blame)}", 368, 158, BACK, 13),
    text("times its weights", 368, 178, BACK, 13),
)

# %% places
APART = 106


def place(n):
    """Draw the picture with the window at one place, and its product."""
    r, c = PLACES[n]

    def fill(i, j):
        """Mark the pixel under the weight, and what is not in the window."""
        if (i, j) == (r + row, c + column):
            return UNDER
        return PLAIN if 0 <= i - r < 2 and 0 <= j - c < 2 else FAR

    x, y = 16 + n * APART, 32
    middle, below = x + 1.5 * CELL, y + 3 * CELL
    return [
        grid(f"place {n + 1}", picture, x, y, fill=fill),
        square(x + c * CELL, y + r * CELL, 2, "none", FORWARD, 3),
        text(f"{pixels[n]} × {number(at_places[n])}", middle, below + 22),
        text(f"= {number(products[n])}", middle, below + 44, BACK),
        text("+" if n < 3 else "", middle + APART / 2, below + 44),
    ]


shown_pixels, shown_products = listed(pixels), listed(products)
asked_sum = " + ".join(
    f"{x} × {number(at_place)}"
    for x, at_place in zip(asked_under.flatten(), at_places, strict=True)
)

canvas(
    208,
    *(part for n in range(4) for part in place(n)),
    text(f"added up: {number(slope)}", 218, 190, BACK, 16),
)
