"""One neuron on the hard pair of species, with raw and with scaled inputs."""

# %% solution
import numpy as np
from sklearn.datasets import load_iris


def standardise(measurements):
    """Give each column the mean 0 and the standard deviation 1."""
    return (measurements - measurements.mean(axis=0)) / measurements.std(
        axis=0
    )


iris = load_iris()
raw = iris.data[50:]  # versicolor and virginica, four measurements
labels = iris.target[50:] - 1


def train(inputs, learning_rate=0.3, steps=200):
    """Return the losses on the way and the flowers right at the end."""
    weights, bias, losses = np.zeros(4), 0.0, []
    for _ in range(steps):
        probability = 1 / (1 + np.exp(-(inputs @ weights + bias)))
        truth = np.where(labels == 1, probability, 1 - probability)
        losses.append(float(-np.log(truth).mean()))
        error = probability - labels
        weights = weights - learning_rate * inputs.T @ error / len(inputs)
        bias = bias - learning_rate * error.mean()
    return losses, int(np.sum((probability > 0.5) == labels))


raw_losses, raw_right = train(raw)
scaled_losses, scaled_right = train(standardise(raw))
for name, losses, right in (
    ("raw cm", raw_losses, raw_right),
    ("scaled", scaled_losses, scaled_right),
):
    shown = ", ".join(f"{losses[n]:.2f}" for n in (0, 3, 50, 199))
    print(f"{name}: {right} of 100 right\n  loss {shown}")
raw_peak, scaled_peak = max(raw_losses), max(scaled_losses)
assert raw_peak > raw_losses[0] and scaled_peak == scaled_losses[0]
