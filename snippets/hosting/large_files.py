"""What a second version of a large file costs: LFS stores all, Xet what changed.

Imports from this repository: LeNet-5, and `rehearsal`, a Hub on your own
machine, whose storage can be weighed.
"""
# time limit: 300 s

# %% rehearsal
from snippets.hosting import rehearsal

# %% large
from pathlib import Path

import keras
import numpy as np
from huggingface_hub import HfApi

from snippets.models.lenet5 import build_lenet5

keras.utils.set_random_seed(0)
model = build_lenet5(input_shape=(200, 200, 1))  # more pixels, more weights
Path("large").mkdir()
model.save_weights("large/model.weights.h5")
file_bytes = Path("large/model.weights.h5").stat().st_size
api = HfApi()


def publish(repo):
    """Upload the folder and return by how much the Hub's storage grew."""
    before = rehearsal.stored_bytes()
    api.create_repo(repo, exist_ok=True)
    api.upload_folder(repo_id=repo, folder_path="large")
    return rehearsal.stored_bytes() - before


# %% first
xet_first = publish("reader/by-xet")
print(f"the file        {file_bytes:12,} bytes")
print(f"stored by Xet   {xet_first:12,} bytes")

# %% again
last = model.layers[-1]
kernel, bias = last.get_weights()
random = np.random.default_rng(0)
last.set_weights([kernel + random.normal(0, 0.01, kernel.shape), bias])
model.save_weights("large/model.weights.h5")

xet_second = publish("reader/by-xet")
print(f"stored by Xet   {xet_second:12,} bytes more")
