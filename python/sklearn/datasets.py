"""`load_iris` and `load_digits`, with the same numbers as in scikit-learn.

Only Python in the page imports this. Its answers hold `data`, `target` and
`target_names`, those of the digits also `images`; a test compares them.
"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np

HERE = Path(__file__).parent


def load_iris():
    """Return 150 irises: four measurements in cm each, and which of three species."""
    path = HERE / "iris.csv"
    with path.open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")[2:]
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    return SimpleNamespace(
        data=table[:, :4],
        target=table[:, 4].astype(int),
        target_names=np.array(names),
    )


def load_digits():
    """Return 1,797 digits: 8 × 8 pixels from 0 to 16 each, and which digit."""
    table = np.loadtxt(HERE / "digits.csv.gz", delimiter=",")
    return SimpleNamespace(
        data=table[:, :64],
        images=table[:, :64].reshape(-1, 8, 8),
        target=table[:, 64].astype(int),
        target_names=np.arange(10),
    )
