"""Weights that are kept beside a snippet are those that its story tells of."""

import hashlib
import json
from datetime import date

import numpy as np
import pytest

from tests.snippets.conftest import PROJECT

KEPT = sorted(PROJECT.snippets.rglob("*.npz"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_kept_weights_have_a_story(path):
    story = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == story["sha256"]
    assert (PROJECT.snippets / f"{story['snippet']}.py").is_file()
    assert date.fromisoformat(story["date"]) <= date.today()
    assert set(story["versions"]) >= {"keras", "tensorflow", "numpy"}


def test_lenets_weights_are_those_of_both_networks():
    with np.load(PROJECT.snippets / "experiments" / "lenet_on_mnist.npz") as kept:
        sizes = {name: len(kept[name]) for name in kept}
        kinds = {kept[name].dtype for name in kept}
    assert kinds == {np.dtype("float16")}
    for seed in range(3):
        assert sizes.pop(f"published_{seed}") == 60_000
        assert sizes.pop(f"copied_{seed}") == 61_706
    assert not sizes
