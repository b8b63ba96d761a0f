"""Claims are tried on other backends as they stand, and what came of them is kept."""

import ast
import json
import os
import subprocess
import sys
from datetime import date

import pytest

from snippets.pytorch import judged, trials
from tests.monthly import monthly

EXPERIMENT = """
import sys
from pathlib import Path

scores = {"cnn": 0.9, "ann": [0.5, 0.7]}
lowest = 0.95
assert scores["cnn"] > max(scores["ann"]), "claim: better"
assert lowest + 1 < scores["cnn"], "claim: much-better"
assert all(score > 0.6 for score in scores["ann"]), "claim: both-good"
lowest = 0
assert __name__ == "__main__" and Path(__file__).name == "tried.py"
assert sys.argv == [__file__] and sys.path[0] == str(Path(__file__).parent)
"""


def judged_of(tmp_path, source, backend="jax"):
    """What is kept of a file that was run for itself."""
    file, result = tmp_path / "tried.py", tmp_path / "result.json"
    file.write_text(source)
    subprocess.run(
        [sys.executable, judged.__file__, file, result],
        env={**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"},
        check=True,
    )
    return json.loads(result.read_text())


def test_a_claim_that_fails_says_by_how_much_and_the_next_are_tried(tmp_path):
    story = judged_of(tmp_path, EXPERIMENT)
    assert story["ended"] == ""
    assert story["versions"]["jax"]
    assert story["claims"] == {
        "better": {"holds": True},
        "much-better": {
            "holds": False,
            "condition": "lowest + 1 < scores['cnn']",
            "values": {"lowest + 1": 1.95, "scores['cnn']": 0.9},
        },
        "both-good": {
            "holds": False,
            "condition": "all((score > 0.6 for score in scores['ann']))",
            "values": {"scores['ann']": [0.5, 0.7]},
        },
    }


def test_what_ends_a_run_is_said_and_what_came_before_is_kept(tmp_path):
    source = 'n = 2\nassert n == 2, "claim: a"\nassert n == 3\nassert n, "claim: b"\n'
    story = judged_of(tmp_path, source)
    assert story["ended"] == "line 3, AssertionError: "
    assert story["claims"] == {"a": {"holds": True}}


TRAINS = """
import keras
import numpy as np

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("sgd", "mse", steps_per_execution=2, jit_compile=False)
model.fit(np.ones((8, 2)), np.ones(8), batch_size=2, verbose=0)
answers = np.asarray(model(np.ones((3, 2))))
answers = np.array(model(np.ones((3, 2))))
backend = keras.backend.backend()
assert answers.shape == (3, 1), "claim: reads"
"""


@pytest.mark.parametrize("backend", trials.BACKENDS)
def test_what_only_tensorflow_takes_ends_no_run(tmp_path, backend):
    pytest.importorskip(backend)
    story = judged_of(tmp_path, TRAINS, backend)
    assert (story["ended"], story["claims"]) == ("", {"reads": {"holds": True}})


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder of snippets with one experiment, whose helper imports Keras."""
    here = tmp_path / "snippets"
    for room in ("experiments", "models", "playground", "pytorch"):
        (here / room).mkdir(parents=True)
    (here / "models" / "__init__.py").write_text("")
    (here / "models" / "net.py").write_text("import keras\n")
    (here / "experiments" / "one.py").write_text(
        'from snippets.models.net import keras\nn = 1\nassert n == 1, "claim: one"\n'
    )
    (here / "experiments" / "plain.py").write_text('n = 1\nassert n, "claim: two"\n')
    monkeypatch.setattr(trials, "HERE", here)
    monkeypatch.setattr(trials, "KEPT", here / "pytorch" / "claims.json")
    trials._imports.cache_clear()
    yield here
    trials._imports.cache_clear()


def test_experiments_with_keras_are_tried_whoever_imports_it(project):
    assert trials.experiments() == {"experiments/one": ["one"]}


def test_a_change_of_a_helper_is_a_change_of_the_experiment(project):
    before = trials.content("experiments/one")
    (project / "experiments" / "plain.py").write_text("n = 2\n")
    assert trials.content("experiments/one") == before
    (project / "models" / "net.py").write_text("import keras  # another\n")
    assert trials.content("experiments/one") != before


def run_main(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["trials", *arguments])
    trials.main()


def test_only_what_changed_is_tried_again_and_a_lost_claim_is_an_error(
    project, monkeypatch, capsys
):
    holds, asked = [True], []

    def tried(name, backend, most):
        asked.append(backend)
        claims = {"one": {"holds": holds[0]}}
        content = trials.content(name)
        return {"claims": claims, "content": content, "seconds": 1.0, "ended": ""}

    monkeypatch.setattr(trials, "tried", tried)
    run_main(monkeypatch)
    run_main(monkeypatch)
    assert asked == ["jax", "torch"]
    assert trials.kept()["experiments/one"]["jax"]["claims"]["one"]["holds"]
    holds[0] = False
    with pytest.raises(SystemExit, match="held before: one on JAX, one on PyTorch"):
        run_main(monkeypatch, "--all")
    assert "0 of 1 hold" in capsys.readouterr().out


def test_a_run_that_takes_too_long_is_ended(project):
    (project / "experiments" / "one.py").write_text("while True: pass\n")
    story = trials.tried("experiments/one", "jax", most=1)
    assert story["late"] and story["ended"] == "not done after 1 s"


def test_what_is_kept_is_about_experiments_that_there_are():
    known = trials.experiments()
    assert set(trials.kept()) <= set(known)
    for name, stories in trials.kept().items():
        for backend, story in stories.items():
            assert date.fromisoformat(story["date"]) <= date.today()
            assert story["versions"].get(backend) or story["late"] or story["ended"]
            if story["content"] == trials.content(name):
                assert set(story["claims"]) <= set(known[name])


@pytest.mark.parametrize("backend", [monthly(backend) for backend in trials.BACKENDS])
@pytest.mark.parametrize("name", ["convolution_edges", "pooling", "without_activation"])
def test_a_quick_experiment_comes_out_as_was_kept(name, backend):
    name = f"experiments/{name}"
    kept = trials.kept()[name][backend]
    now = trials.tried(name, backend, most=300)
    assert (now["claims"], now["ended"]) == (kept["claims"], kept["ended"])


def test_an_assertion_that_carries_no_claim_stays_one():
    tree = judged._Judged().visit(ast.parse('assert a\nassert b, "claim: c"\n'))
    assert ast.unparse(tree) == "assert a\n__judge__('c')"
