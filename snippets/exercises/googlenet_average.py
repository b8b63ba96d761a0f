"""Average, then decide; or decide everywhere, then average: the same."""

# %% solution
import keras
import numpy as np


def average_first(maps, weights, bias):
    """Average each map, then apply the dense layer."""
    return maps.mean(axis=(0, 1)) @ weights + bias


def decide_first(maps, weights, bias):
    """Apply the dense layer at each place, then average its answers."""
    everywhere = maps @ weights + bias  # (7, 7, 1000)
    return everywhere.mean(axis=(0, 1))


keras.utils.set_random_seed(0)
maps = np.random.default_rng(0).random((7, 7, 1024), "float32")
dense = keras.layers.Dense(1000)
by_keras = np.asarray(dense(maps.mean(axis=(0, 1))[None]))[0]
answers = [
    decide(maps, *dense.get_weights())
    for decide in (average_first, decide_first)
]
difference = float(max(np.abs(answer - by_keras).max() for answer in answers))
print(f"all three agree; largest difference: {difference:.0e}")
assert difference < 1e-4
