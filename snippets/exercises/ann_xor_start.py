"""Start here: XOR with three neurons, by hand.

Fill in the numbers, then ask: `python -m pytest ann_xor_start.py`
"""

# %% yours
# each neuron: a weight for its first input, one for its second, and a bias
FIRST = [0, 0, 0]  # yours
SECOND = [0, 0, 0]  # yours
OUTPUT = [0, 0, 0]  # yours; its inputs: the answers of the other two


# %% check
def neuron(weights, a, b):
    """Add up the weighted inputs and the bias; no activation yet."""
    return sum(w * x for w, x in zip(weights, (a, b, 1), strict=False))


def network(a, b):
    """Send two inputs through both neurons with ReLU, and the last."""
    hidden = [max(0, neuron(weights, a, b)) for weights in (FIRST, SECOND)]
    return neuron(OUTPUT, *hidden)


def test_weights():
    """Ask for three numbers a neuron."""
    for weights in (FIRST, SECOND, OUTPUT):
        assert len(weights) == 3, "A neuron has two weights and a bias."
    assert any(FIRST + SECOND + OUTPUT), "All numbers are still zero."


def test_xor():
    """Ask for all four cases."""
    found = [network(a, b) for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))]
    assert found != [0, 1, 1, 1], "This is OR: both on must give 0."
    assert found != [0, 0, 0, 1], "This is AND: it is the opposite case."
    assert found != [1, 0, 0, 1], "This is the opposite: it says 'equal'."
    assert found[0] == 0, (
        f"Nothing on must give 0, not {found[0]}: see biases."
    )
    assert found[1] == found[2] == 1, f"One on must give 1: {found[1:3]}"
    assert found[3] == 0, (
        f"Both on must give 0, not {found[3]}: take the excess away twice."
    )


# %% try
for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
    print(a, b, network(a, b))
