"""A second version of a large file: LFS stores all, Xet what changed.

Imports from this repository: LeNet-5, and `rehearsal`, a Hub on your own
machine, whose storage can be measured.
"""
# time limit: 300 s

# %% rehearsal
from snippets.hosting import rehearsal
from snippets.hosting.rehearsal import tell, terminal

rehearsal.start()  # without it, all this happens on the real Hub

# %% large
import os
from pathlib import Path

import keras
import numpy as np

from snippets.models.lenet5 import build_lenet5

keras.utils.set_random_seed(0)
model = build_lenet5(input_shape=(200, 200, 1))  # more pixels, more weights
Path("large").mkdir()
model.save_weights("large/model.weights.h5")
file_bytes = Path("large/model.weights.h5").stat().st_size


def grown(command, storage):
    """Run a command; return by how many bytes a storage of the Hub grew."""
    before = tell("stored")[storage]
    terminal(command)
    return tell("stored")[storage] - before


# %% first
xet_first = grown("hf upload reader/by-xet large .", "xet")
os.environ["HF_HUB_DISABLE_XET"] = "1"  # the way of Git LFS
lfs_first = grown("hf upload reader/by-lfs large .", "lfs")
del os.environ["HF_HUB_DISABLE_XET"]

# %% change
last = model.layers[-1]
kernel, bias = last.get_weights()
random = np.random.default_rng(0)
last.set_weights([kernel + random.normal(0, 0.01, kernel.shape), bias])
model.save_weights("large/model.weights.h5")

# %% again
xet_second = grown("hf upload reader/by-xet large .", "xet")
os.environ["HF_HUB_DISABLE_XET"] = "1"
lfs_second = grown("hf upload reader/by-lfs large .", "lfs")

# %% table
print("bytes stored      first time      second time")
print(f"Git LFS         {lfs_first:12,} {lfs_second:16,}")
print(f"Xet             {xet_first:12,} {xet_second:16,}")
assert lfs_second == file_bytes, "claim: lfs-stores-all-again"
assert xet_second < file_bytes / 20, "claim: xet-stores-what-changed"
