"""How LeNet-5 was trained in 1998, run on a few digits.

The recipe of section III of the paper, with its appendix C: one digit a
step, and a learning rate for each weight.

Imports from this repository: MNIST from `data`, LeNet-5 from `models`.
"""
# time limit: 600 s

# %% imports
import keras
import numpy as np
import tensorflow as tf

from snippets.data.mnist import load_data
from snippets.models.lenet5 import build_lenet5_1998, distance_loss

# %% scale
DIGITS, MEASURED = 60, 20  # paper: 60,000 and 500

# %% preprocess
(x, y), _ = load_data()
x, y = np.pad(x[:DIGITS], ((0, 0), (2, 2), (2, 2)))[..., None], y[:DIGITS]
x = (x / 255 * 1.275 - 0.1).astype("float32")  # paper -0.1, ink 1.175

# %% curvature
keras.utils.set_random_seed(0)
model = build_lenet5_1998()
until_f6 = keras.Model(model.inputs, model.get_layer("F6").output)


@tf.function
def squared_slopes(picture):
    """Square what each weight does to a random sum of F6, each + or -."""
    with tf.GradientTape() as tape:
        signs = tf.sign(tf.random.uniform((1, 84), -1, 1))
        mixed = tf.reduce_sum(until_f6(picture[None]) * signs)
    slopes = tape.gradient(mixed, model.trainable_variables)
    return [slope**2 for slope in slopes]


def curvatures():
    """Estimate how sharply the loss bends along each weight.

    Distances bend by 2 along each number of F6. On average over the signs,
    the square above is the sum of the squares for each of these numbers.
    """
    found = [squared_slopes(picture) for picture in x[:MEASURED]]
    return [
        2 * sum(squares) / MEASURED for squares in zip(*found, strict=True)
    ]


# %% train
SCHEDULE = [5e-4] * 2 + [2e-4] * 3 + [1e-4] * 3 + [5e-5] * 4 + [1e-5] * 8
MU = 0.02  # keeps the steps small where nothing bends


class RateForEachWeight(keras.optimizers.SGD):
    """Step by rate / (MU + curvature)."""

    def apply(self, gradients, variables):
        """Make the gradients smaller, then step."""
        pairs = zip(gradients, self.bends, strict=True)
        super().apply([g / (MU + bend) for g, bend in pairs], variables)


optimizer = RateForEachWeight()
optimizer.bends = [keras.Variable(w * 0) for w in model.trainable_variables]


def before_each_pass(number, logs=None):
    """Set the rate, and measure anew how the loss bends."""
    optimizer.learning_rate = SCHEDULE[number]
    for bend, new in zip(optimizer.bends, curvatures(), strict=True):
        bend.assign(new)


model.compile(
    optimizer, distance_loss, steps_per_execution=100, jit_compile=False
)
history = model.fit(
    x, y, batch_size=1, epochs=len(SCHEDULE), verbose=0,
    callbacks=[keras.callbacks.LambdaCallback(before_each_pass)],
)  # fmt: skip

# %% result
losses = history.history["loss"]
each = np.concatenate([np.ravel(1 / (MU + bend)) for bend in optimizer.bends])
slowest, fastest = SCHEDULE[-1] * each.min(), SCHEDULE[-1] * each.max()
print(f"mean loss: first pass {losses[0]:.1f}, last {losses[-1]:.1f}")
print(f"rates in the last pass from {slowest:.1g} to {fastest:.1g}")
assert len(SCHEDULE) == 20 and losses[-1] < losses[0]
assert fastest <= SCHEDULE[-1] / MU and slowest > 0
