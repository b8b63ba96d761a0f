"""Start here: how deep is a network that branches?

Fill in the function, then ask: `python -m pytest evolution_depth_start.py`
"""


# %% yours
def depth(network):
    """Return how many layers that multiply stand on the longest way.

    `network` names each layer, from the image to the answer, with a pair: 1
    if it is a convolution or a dense layer, else 0; and the layers before it.
    """
    return 0  # yours


# %% check
CHAIN = {
    "image": (0, []),
    "conv": (1, ["image"]),
    "pool": (0, ["conv"]),
    "dense": (1, ["pool"]),
}
INCEPTION = {
    "image": (0, []),
    "one": (1, ["image"]),
    "reduce": (1, ["image"]),
    "three": (1, ["reduce"]),
    "join": (0, ["one", "three"]),
    "dense": (1, ["join"]),
}
RESIDUAL = {
    "image": (0, []),
    "conv1": (1, ["image"]),
    "conv2": (1, ["conv1"]),
    "add": (0, ["conv2", "image"]),
    "dense": (1, ["add"]),
}


def test_a_chain():
    """Ask for a convolution, a pooling and a dense layer in a row."""
    found = depth(CHAIN)
    assert found != 0, "Nothing is counted yet: this chain is 2 deep."
    assert found not in (3, 4), (
        "Count what multiplies only: not the image, not the pooling."
    )
    assert found == 2, f"Not {found}: a convolution and a dense layer."


def test_branches_side_by_side():
    """Ask for a branch of one convolution beside one of two."""
    found = depth(INCEPTION)
    assert found != 4, "Not all that multiply: those on one way through."
    assert found != 2, "Another way is longer: reduce, three, dense."
    assert found == 3, f"Not {found}: reduce, three, dense."


def test_a_shortcut():
    """Ask for a block that has a shortcut around it."""
    found = depth(RESIDUAL)
    assert found != 1, "The shortcut is a way too, but not the longest."
    assert found == 3, f"Not {found}: conv1, conv2, dense."


# %% try
print(depth(INCEPTION))
