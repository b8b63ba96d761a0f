"""Start here: count the parameters of a dense network.

Fill in the function, then ask: `python -m pytest ann_count_start.py`
"""


# %% yours
def count(*sizes):
    """Return the parameters of a dense network with layers of these sizes.

    `count(4, 5, 3)`: 4 inputs, a layer of 5 neurons, and one of 3.
    """
    return 0  # yours


# %% check
def test_one_layer():
    """Ask for 4 inputs and 3 neurons."""
    found = count(4, 3)
    assert found != 0, (
        "Nothing is counted yet. Begin with 4 inputs, 3 neurons."
    )
    assert found != 4 * 3, "The biases are missing: each neuron has one."
    assert found != 4 * 3 + 4, "Biases belong to neurons, not to inputs."
    assert found != 4 * 3 + 1, "Each neuron has a bias of its own."
    assert found == 15, f"4 inputs and 3 neurons have 15, not {found}."


def test_more_layers():
    """Ask for the network of the lesson."""
    found = count(4, 4, 4, 3)
    assert found != 20, "You counted the first layer only."
    assert found != 15, "A layer's inputs are the answers of the one before."
    assert found == 55, f"4-4-4-3 has 55 parameters, not {found}."
    assert count(784, 100, 10) == 79_510, "It works for small ones only."


# %% try
print("4-4-4-3:", count(4, 4, 4, 3), "of 55")
