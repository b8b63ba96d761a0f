"""Several kernel sizes side by side: no gain on small digits.

A small inception module against one 3 × 3 convolution with about as many
parameters, in the same network.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    (digits.images / 16)[..., None].astype("float32"), digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
SEEDS = range(4)


# %% build
def conv(filters, size):
    """Make a convolution that keeps height and width."""
    return keras.layers.Conv2D(
        filters, size, padding="same", activation="relu"
    )


def build(kind):
    """Build a stem, one block of either kind, and the same ending."""
    image = keras.Input((8, 8, 1))
    x = conv(16, 3)(image)
    if kind == "branches":
        pool = keras.layers.MaxPooling2D(3, strides=1, padding="same")
        x = keras.layers.Concatenate()(
            [
                conv(8, 1)(x),
                conv(16, 3)(conv(12, 1)(x)),
                conv(8, 5)(conv(6, 1)(x)),
                conv(8, 1)(pool(x)),
            ]
        )
    else:
        x = conv(26, 3)(x)
    x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(10, activation="softmax")(x)
    return keras.Model(image, x)


def block_parameters(kind):
    """Count the parameters between the stem and the ending."""
    layers = build(kind).layers
    kernels = [layer for layer in layers if hasattr(layer, "kernel")]
    return sum(layer.count_params() for layer in kernels[1:-1])


branch_parameters = block_parameters("branches")
single_parameters = block_parameters("single")
print(f"branches {branch_parameters:,} parameters in the block")
print(f"single   {single_parameters:,}")


# %% train
def score(kind, seed):
    """Train; return the accuracy on digits held out."""
    keras.utils.set_random_seed(seed)
    model = build(kind)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=22,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    x, y = np.tile(x_train, (8, 1, 1, 1)), np.tile(y_train, 8)
    model.fit(x, y, batch_size=64, verbose=0)
    right = np.asarray(model(x_test)).argmax(axis=1) == y_test
    return float(right.mean())


branches = [score("branches", seed) for seed in SEEDS]
single = [score("single", seed) for seed in SEEDS]

# %% result
branches_mean, single_mean = float(np.mean(branches)), float(np.mean(single))
seed_count = len(SEEDS)
print("block     mean   worst  best")
for name, runs in (("branches", branches), ("single", single)):
    print(f"{name:8} {np.mean(runs):6.1%} {min(runs):6.1%} {max(runs):6.1%}")
gain = branches_mean - single_mean
assert abs(gain) < 0.01, "claim: branches-nothing-here"
