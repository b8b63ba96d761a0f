"""Dropout in three lines, and why nothing has to be switched over later."""

# %% solution
import keras
import numpy as np

rng = np.random.default_rng(0)
answers = np.ones((1000, 100), "float32")


def dropout(x, rate):
    """Switch a share of the answers off; strengthen the others."""
    kept = rng.random(x.shape) >= rate
    return x * kept / (1 - rate)


keras.utils.set_random_seed(0)
layer = keras.layers.Dropout(0.5)
ours, theirs = (
    dropout(answers, 0.5),
    np.asarray(layer(answers, training=True)),
)
later = np.asarray(layer(answers))  # when the network is used
for name, x in (("ours", ours), ("Keras", theirs), ("in use", later)):
    print(f"{name:7} values {np.unique(x)}, mean {x.mean():.2f}")
kept_value = float(theirs.max())
assert np.array_equal(np.unique(ours), np.unique(theirs))
assert abs(ours.mean() - 1) < 0.02 and (later == answers).all()
