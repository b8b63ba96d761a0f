"""Start here: measurements on one scale.

Fill in `standardise`, then ask: `python -m pytest ann_scaling_start.py`
"""

# %% yours
import numpy as np
from sklearn.datasets import load_iris


def standardise(measurements):
    """Give each column the mean 0 and the standard deviation 1.

    A row is a flower, a column one of its measurements.
    """
    return measurements  # yours


# %% check
TABLE = [
    [1.0, 10.0],
    [2.0, 30.0],
    [3.0, 80.0],
]  # three flowers, two measurements


def test_standardise():
    """Ask for the table above."""
    given = np.array(TABLE)
    found = np.asarray(standardise(given))
    assert np.array_equal(given, TABLE), (
        "Return a new table, and leave the raw one."
    )
    assert found.shape == (3, 2), (
        f"3 × 2 numbers went in, {found.shape} came out."
    )
    assert not np.array_equal(found, given), "Nothing is scaled yet."
    assert not np.allclose(found.mean(), 0) or np.allclose(
        found.mean(axis=0), 0
    ), "Each column has a mean of its own: `axis=0`."
    assert found.min() < 0, (
        "Scaled, but not around 0: subtract the mean first."
    )
    assert np.allclose(found.mean(axis=0), 0), (
        "The mean of a column is not 0."
    )
    deviation = given.std(axis=0)
    assert not np.allclose(found.std(axis=0), deviation), (
        "The means are right. Now divide by the standard deviation."
    )
    assert not np.allclose(found.std(axis=0), 1 / deviation), (
        "Divide by the standard deviation, not by its square."
    )
    assert np.allclose(found.std(axis=0), found.std()), (
        "Each column has a deviation of its own: `axis=0`."
    )
    assert np.allclose(found.std(axis=0), 1), (
        "The deviation of a column is not 1."
    )


# %% try
def train(inputs, labels, learning_rate=0.3, steps=200):
    """Train one neuron; return the losses on the way."""
    weights, bias, losses = np.zeros(inputs.shape[1]), 0.0, []
    for _ in range(steps):
        probability = 1 / (1 + np.exp(-(inputs @ weights + bias)))
        truth = np.where(labels == 1, probability, 1 - probability)
        losses.append(float(-np.log(truth).mean()))
        error = probability - labels
        weights = weights - learning_rate * inputs.T @ error / len(inputs)
        bias = bias - learning_rate * error.mean()
    return losses


iris = load_iris()
raw, labels = iris.data[50:], iris.target[50:] - 1  # versicolor and virginica
for name, inputs in (("raw cm", raw), ("yours", standardise(raw))):
    losses = train(inputs, labels)
    print(f"{name:7}", *(f"{losses[step]:6.2f}" for step in (0, 3, 50, 199)))
