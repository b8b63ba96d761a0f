"""Neurons side by side make a layer, layers in a row make a network.

The pictures come from `snippets.diagrams`, this course's own drawing library.
"""

# %% neuron
import keras
import numpy as np

from snippets.diagrams import dense_diagram

keras.utils.set_random_seed(0)
features = ["sepal length", "sepal width", "petal length", "petal width"]

one_neuron = keras.Sequential(
    [keras.Input((4,)), keras.layers.Dense(1, name="neuron")]
)
dense_diagram(one_neuron, feature_names=features).show()

# %% layer
one_layer = keras.Sequential(
    [keras.Input((4,)), keras.layers.Dense(4, name="layer")]
)
dense_diagram(one_layer, feature_names=features).show()

# %% network
network = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, "relu", name="hidden_1"),
        keras.layers.Dense(4, "relu", name="hidden_2"),
        keras.layers.Dense(3, "sigmoid", name="species"),
    ]
)
species = ["setosa", "versicolor", "virginica"]
dense_diagram(network, feature_names=features, class_names=species).show()

# %% by_hand
flower = np.array([5.1, 3.5, 1.4, 0.2])  # cm, in the order of `features`
kernel, bias = (np.array(w) for w in one_layer.get_weights())

neuron_by_neuron = [sum(kernel[:, n] * flower) + bias[n] for n in range(4)]
as_a_matrix = flower @ kernel + bias
from_keras = np.array(one_layer(flower[None]))[0]

for way in (neuron_by_neuron, as_a_matrix, from_keras):
    print("  ".join(f"{value:6.3f}" for value in way))
largest_difference = float(np.abs(neuron_by_neuron - from_keras).max())
weights_in_layer = kernel.size
biases_in_layer = bias.size
assert largest_difference < 1e-5, "claim: dense-is-a-matrix-product"
