"""Start here: the sizes of AlexNet's feature maps.

Fill in the function, then ask: `python -m pytest alexnet_sizes_start.py`
"""

# %% yours
LAYERS = [  # name, window, stride, padding on each side
    ("conv1", 11, 4, 0),
    ("pool1", 3, 2, 0),
    ("conv2", 5, 1, 2),
    ("pool2", 3, 2, 0),
    ("conv3", 3, 1, 1),
    ("conv4", 3, 1, 1),
    ("conv5", 3, 1, 1),
    ("pool5", 3, 2, 0),
]


def sizes(n):
    """Return the side of each map, in order, for an image of `n` pixels.

    Do not round: a fraction says that the windows do not fit.
    """
    return []  # yours


# %% check
def test_sizes():
    """Ask for an image of 227 pixels."""
    found = list(sizes(227))
    assert found, "Nothing is returned yet: one number for each layer."
    assert len(found) == 8, f"There are 8 layers; you returned {len(found)}."
    assert found[0] != 54, "Count the places: the first one counts as well."
    assert found[0] == 55, f"conv1 makes 55 of 227, not {found[0]}."
    assert found[1] != 113, "Each layer's input is the map of the one before."
    assert found[2] != 23, "Padding lies on both sides of the map."
    assert found[2] != 25, "Padding lies on both sides: add it twice."
    assert found == [55, 27, 27, 13, 13, 13, 13, 6], f"Not these: {found}"


def test_what_does_not_fit():
    """Ask for 224 pixels, the size that the paper's figure names."""
    found = list(sizes(224))
    assert found[0] != 54, "Do not round: it hides that 224 does not fit."
    assert found[0] == 54.25, f"conv1 would make 54.25 of 224: {found[0]}?"


# %% try
print(*sizes(227))
