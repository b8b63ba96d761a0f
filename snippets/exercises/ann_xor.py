"""Three neurons with weights chosen by hand compute XOR."""

# %% solution
import numpy as np


def relu(z):
    """Let positive sums through, and nothing else."""
    return np.maximum(0, z)


# two weights and a bias
FIRST = [1, 1, 0]  # at least one of both is on
SECOND = [1, 1, -1]  # both are on
OUTPUT = [1, -2, 0]  # the first, less twice the second


def neuron(weights, a, b):
    """Add up the weighted inputs and the bias."""
    return weights[0] * a + weights[1] * b + weights[2]


for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
    at_least_one = relu(neuron(FIRST, a, b))
    both = relu(neuron(SECOND, a, b))
    output = neuron(OUTPUT, at_least_one, both)
    print(f"{a} and {b}: {at_least_one} − 2 × {both} = {output}")
    assert output == (a != b)

# %% linear
inputs = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])  # last: bias
xor = np.array([0, 1, 1, 0])
weights, *_ = np.linalg.lstsq(inputs, xor, rcond=None)
best_line = inputs @ weights
print("best without ReLU:", best_line.round(2))
assert np.allclose(best_line, 0.5)
