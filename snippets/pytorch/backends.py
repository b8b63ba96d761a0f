"""Keras on TensorFlow, JAX and PyTorch: the same weights, the same answers.

A process for each backend builds the networks of the lessons from the same
files and gives them the same weights. Needs torch and jax:
`pip install -r requirements-hosting.txt`. Imports from this repository:
`on_backend`, and through it the networks.
"""
# time limit: 900 s

# %% run
import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

from snippets.pytorch import on_backend

BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def run(backend, folder):
    """Have a process of its own read two images, and return its times."""
    done = subprocess.run(
        [sys.executable, on_backend.__file__, folder],
        env={**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"},
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(
            f"{BACKENDS[backend]} failed:\n{done.stderr[-2000:]}"
        )
    return json.loads(done.stdout.splitlines()[-1])


with tempfile.TemporaryDirectory() as folder:
    reports = {backend: run(backend, folder) for backend in BACKENDS}
    said = {
        backend: dict(np.load(Path(folder) / f"{backend}.npz"))
        for backend in BACKENDS
    }

# %% compare
differences = {}
print(
    f"{'largest difference':20}",
    *(f"{one:>10}" for one in ("JAX", "PyTorch")),
)
for network in on_backend.NETWORKS:
    expected = said["tensorflow"][network]
    row = {
        backend: float(abs(said[backend][network] - expected).max())
        / float(abs(expected).max())
        for backend in ("jax", "torch")
    }
    differences[network] = row
    print(f"{network:20}", *(f"{value:10.1e}" for value in row.values()))
largest = max(max(row.values()) for row in differences.values())
assert 0 < largest < 1e-4, "claim: same-answers-on-three-backends"

# %% times
first, step, versions = {}, {}, {}
for backend, report in reports.items():
    first[backend], step[backend] = report["steps"]
    package = "tensorflow-cpu" if backend == "tensorflow" else backend
    versions[backend] = version(package).partition("+")[0]
    print(
        f"{BACKENDS[backend]:10} {versions[backend]:8} first step"
        f" {first[backend]:5.2f} s, then {1000 * step[backend]:5.1f} ms"
    )
