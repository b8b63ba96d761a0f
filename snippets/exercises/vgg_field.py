"""What a unit of VGG-16 sees, layer by layer.

The network and the counting come from `snippets.models` and
`snippets.diagrams`.
"""

# %% solution
import keras

from snippets.diagrams import layer_table
from snippets.models.vgg import build_vgg16


def fields(windows):
    """Return what a unit sees after each (size, stride), in pixels."""
    seen, step = 1, 1  # step: pixels of the image between two neighbours
    found = []
    for size, stride in windows:
        seen += (size - 1) * step
        step *= stride
        found.append(seen)
    return found


windows = []
for convolutions in (2, 2, 3, 3, 3):
    windows += [(3, 1)] * convolutions + [(2, 2)]
ours = fields(windows)

with keras.StatelessScope(initialize_variables=False):
    rows = layer_table(build_vgg16())
kinds = ("conv", "pool")
theirs = [r["receptive_field"] for r in rows if r["kind"] in kinds]
assert [f"{n} × {n}" for n in ours] == theirs
last = ours[-1]
print("after each pooling:", *(ours[n] for n in (2, 5, 9, 13, 17)), "pixels")
