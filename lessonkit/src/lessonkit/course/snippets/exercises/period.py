"""How long an orbit takes, as a function."""


# %% solution
def period(distance):
    """Return the years of an orbit; at distance 1 it takes one year."""
    return distance**1.5


for far in (1, 4, 9):
    print(f"at distance {far}: {period(far):.0f} years")
