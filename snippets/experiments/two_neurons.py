"""Backpropagation through two neurons, number by number.

One flower goes forward through a chain of two neurons. Then the blame for
the loss goes back through it. TensorFlow finds the same slopes.
"""

# %% forward
import numpy as np


def sigmoid(z):
    """Return a number between 0 and 1."""
    return float(1 / (1 + np.exp(-z)))


width = 1.4  # of a petal, in cm; the flower is a versicolor: 1 is right
w1, b1 = 0.8, -0.5
w2, b2 = 1.5, -1.0

hidden = sigmoid(w1 * width + b1)
says = sigmoid(w2 * hidden + b2)
loss = float(-np.log(says))
print(f"hidden {hidden:.3f}, says {says:.3f}, loss {loss:.3f}")

# %% backward
blame_2 = says - 1  # of the second sum
slope_w2 = blame_2 * hidden
back = blame_2 * w2  # what arrives at the first neuron's answer
own_slope = hidden * (1 - hidden)  # of the sigmoid, where it stands
blame_1 = back * own_slope  # of the first sum
slope_w1 = blame_1 * width
print(f"slope of w2 {slope_w2:.3f}, of w1 {slope_w1:.3f}")

# %% check
# From here on TensorFlow computes it, and a nudge of the first weight.
import tensorflow as tf

weights = [tf.Variable(w) for w in (w1, w2)]
with tf.GradientTape() as tape:
    first = tf.sigmoid(weights[0] * width + b1)
    tape_loss = -tf.math.log(tf.sigmoid(weights[1] * first + b2))
by_tape = [float(slope) for slope in tape.gradient(tape_loss, weights)]

nudge = 0.001
moved = sigmoid(w2 * sigmoid((w1 + nudge) * width + b1) + b2)
by_nudge = (float(-np.log(moved)) - loss) / nudge
print(f"TensorFlow: w2 {by_tape[1]:.3f}, w1 {by_tape[0]:.3f}")
print(f"a nudge of w1: {by_nudge:.3f}")
largest_gap = max(abs(slope_w1 - by_tape[0]), abs(slope_w2 - by_tape[1]))
assert max(largest_gap, abs(by_nudge - slope_w1)) < 1e-3 < abs(slope_w1), (
    "claim: blame-is-gradient"
)


# %% drawing
class Drawing(str):
    """SVG that a page or a notebook shows as a picture."""

    def _repr_svg_(self):
        return str(self)


def text(words, x, y, colour="#18212b", size=15):
    """Write around a point."""
    return (
        f'<text x="{x}" y="{y}" dy=".35em" fill="{colour}"'
        f' font-size="{size}">{words}</text>'
    )


def arrow(x1, x2, y, colour):
    """Draw an arrow along a line."""
    tip = 7 if x2 > x1 else -7
    return (
        f'<path d="M{x1} {y}H{x2}m{-tip} -4l{tip} 4l{-tip} 4" fill="none"'
        f' stroke="{colour}" stroke-width="2"/>'
    )


def number(value):
    """Write a number with a real minus."""
    return f"{value:.2f}".replace("-", "−")


FORWARD, BACK, INK = "#005b94", "#a33b00", "#18212b"
LINE = 'fill="#fff" stroke="#18212b" stroke-width="1.5"'
X = {"width": 36, "first": 158, "second": 280, "loss": 398}
nodes = [
    f'<rect x="{X["width"] - 26}" y="52" width="52" height="40" {LINE}/>',
    *(
        f'<circle cx="{X[n]}" cy="72" r="27" {LINE}/>'
        for n in ("first", "second")
    ),
    f'<rect x="{X["loss"] - 30}" y="52" width="60" height="40" {LINE}/>',
]
over = zip(
    ("petal width", "neuron 1", "neuron 2", "loss"), X.values(), strict=True
)
inside = zip((width, hidden, says, loss), X.values(), strict=True)
under = zip((blame_1, blame_2), (X["first"], X["second"]), strict=True)
lines = [(63, 129, f"× {w1}", slope_w1), (187, 251, f"× {w2}", slope_w2)]
Drawing(
    '<svg xmlns="http://www.w3.org/2000/svg" width="436" height="190"'
    ' viewBox="0 0 436 190"'
    ' style="font-family: sans-serif; text-anchor: middle">'
    '<rect width="436" height="190" fill="#fff"/>'
    + "".join(
        [
            *nodes,
            *(text(name, x, 28, size=13) for name, x in over),
            *(text(number(v), x, 72, FORWARD) for v, x in inside),
            *(text(number(v), x, 130, BACK) for v, x in under),
            *(arrow(a, b, 72, FORWARD) for a, b, _, _ in lines),
            arrow(308, 366, 72, FORWARD),
            *(text(w, (a + b) / 2, 56, INK, 13) for a, b, w, _ in lines),
            *(arrow(b - 3, a + 3, 130, BACK) for a, b, _, _ in lines),
            arrow(366, 308, 130, BACK),
            *(
                text(number(s), (a + b) / 2, 154, BACK)
                for a, b, _, s in lines
            ),
            *(
                text("blame", x, 112, BACK, 11)
                for x in (X["first"], X["second"])
            ),
            *(
                text("slope", (a + b) / 2, 173, BACK, 11)
                for a, b, _, _ in lines
            ),
        ]
    )
    + "</svg>"
)
