"""Counting the parameters of any fully connected network."""

# %% solution
from itertools import pairwise

import keras


def count(*sizes):
    """Return the parameters of a dense network with layers of these sizes."""
    total = 0
    for inputs, neurons in pairwise(sizes):
        total += inputs * neurons + neurons  # weights, then biases
    return total


def count_with_keras(*sizes):
    """Build the network and ask Keras."""
    model = keras.Sequential([keras.Input((sizes[0],))])
    for neurons in sizes[1:]:
        model.add(keras.layers.Dense(neurons))
    return model.count_params()


for sizes in ((4, 4, 4, 3), (4, 16, 16, 3), (28 * 28, 100, 10)):
    assert count(*sizes) == count_with_keras(*sizes)
    print(f"{'-'.join(map(str, sizes)):10} {count(*sizes):6,} parameters")

wide = count(4, 16, 16, 3)
digits = count(28 * 28, 100, 10)
digits_first_layer = count(28 * 28, 100)
first_layer_share = digits_first_layer / digits
