"""Start here: how long does an orbit take?

Fill in the function, then ask: `python -m pytest period_start.py`
"""


# %% yours
def period(distance):
    """Return the years of an orbit; at distance 1 it takes one year."""
    return 0  # yours


# %% check
def test_the_earth():
    """Ask for distance 1."""
    assert period(1) != 0, "Nothing is computed yet. Begin with distance 1."
    assert abs(period(1) - 1) < 1e-9, "At distance 1 it takes one year."


def test_far_out():
    """Ask for distance 4, and for others."""
    found = period(4)
    assert found != 4, "A far planet is slower as well: 4 years are too few."
    assert found != 16, "That is the power 2; the line's slope is 1.5."
    assert abs(found - 8) < 1e-9, f"Distance 4 takes 8 years, not {found}."
    assert abs(period(9) - 27) < 1e-9, "It works for distances up to 4 only."


# %% try
print("at distance 4:", period(4), "of 8 years")
