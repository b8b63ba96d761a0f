"""Start here: what a unit of VGG sees.

Fill in the function, then ask: `python -m pytest vgg_field_start.py`
"""


# %% yours
def fields(windows):
    """Return how many pixels wide a unit sees, after each window.

    `fields([(3, 1), (2, 2)])`: a window of 3 in steps of 1, then one of 2 in
    steps of 2. The first number is 3.
    """
    return []  # yours


# %% check
def test_small_windows():
    """Ask for three windows of 3 × 3."""
    found = list(fields([(3, 1)] * 3))
    assert found, "Nothing is returned yet: one number for each window."
    assert found[0] == 3, f"The first sees its window, 3, not {found[0]}."
    assert found[1] != 6, "Neighbours overlap: the second adds 2, not 3."
    assert found[1] != 9, "Windows do not multiply: the second adds 2."
    assert found == [3, 5, 7], f"Not these: {found}"


def test_a_step_of_two():
    """Ask for a pooling between two convolutions."""
    found = list(fields([(3, 1), (2, 2), (3, 1)]))
    assert found[1] != 5, "The pooling's window is 2 wide: it adds 1."
    assert found[2] != 6, (
        "Behind the pooling, neighbours are two pixels apart: count on."
    )
    assert found[2] != 10, "A stride counts from the next window on."
    assert found == [3, 4, 8], f"Not these: {found}"


def test_two_poolings():
    """Ask for two poolings in a row."""
    found = list(fields([(2, 2), (2, 2), (3, 1)]))
    assert found[2] != 8, "Steps multiply: behind two poolings one is 4."
    assert found == [2, 4, 12], f"Not these: {found}"


# %% try
print(*fields([(3, 1), (3, 1), (2, 2)]))
