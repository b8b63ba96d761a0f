"""Each claim's assertion fails once its experiment is spoilt: it can tell the effect.

The table is sabotages.toml. In every run those of fast snippets are tried; all of them
once a month, and by `make test FULL=1`. To try one that you have just written:

    make test FULL=1 ARGS="tests/snippets/test_sabotage.py -k the-claims-id"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from lessonkit.ledger.assertions import assertions
from lessonkit.run import snippet
from lessonkit.run.store import Store
from tests.monthly import FULL
from tests.snippets import spoil
from tests.snippets.conftest import PROJECT
from tests.verdicts import Verdicts

SABOTAGES = spoil.read(Path(__file__).with_name("sabotages.toml"))
FAST = 8  # seconds of CPU that a snippet takes, its start included


def test_each_asserted_claim_has_one_sabotage() -> None:
    found = assertions(PROJECT).found
    asserted = {id: assertion.snippet.name for id, assertion in found.items()}
    assert {id: spoilt.snippet for id, spoilt in SABOTAGES.items()} == asserted


@pytest.mark.parametrize("claim", SABOTAGES)
def test_a_sabotage_fits_its_snippet_and_leaves_the_assertions_alone(
    claim: str,
) -> None:
    spoilt = SABOTAGES[claim]
    source = _source(spoilt)
    assert source.count(spoilt.old) == 1
    assert _assertions(_spoil(spoilt)) == _assertions(source)


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    """Return what failed as it must before."""
    return Verdicts(PROJECT, Path(__file__), library=False)


@pytest.fixture(scope="module")
def endings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    verdicts: Verdicts,
    outputs: None,
) -> Iterator[dict[str, Future[tuple[str, str]]]]:
    """Start the sabotages that were asked for, in as many processes as cores."""
    folder = tmp_path_factory.mktemp("sabotage")
    asked = [
        item.callspec.params["claim"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.function is test_without_the_effect_the_assertion_fails
    ]
    with spoil.pool() as pool:
        yield {
            claim: pool.submit(
                spoil.run,
                _spoil(SABOTAGES[claim]),
                folder / claim / "spoilt.py",
                _path(SABOTAGES[claim]),
            )
            for claim in asked
            if _is_tried(SABOTAGES[claim])
            and not verdicts.stands(_key(verdicts, claim))
        }


@pytest.mark.parametrize("claim", SABOTAGES)
def test_without_the_effect_the_assertion_fails(
    claim: str, endings: dict[str, Future[tuple[str, str]]], verdicts: Verdicts
) -> None:
    if not _is_tried(SABOTAGES[claim]):
        pytest.skip(f"its snippet takes {FAST} s of CPU or more: make test FULL=1")
    key = _key(verdicts, claim)
    if verdicts.stands(key):
        return
    limit = snippet.find(PROJECT, SABOTAGES[claim].snippet).time_limit
    ending = endings[claim].result(timeout=len(endings) * limit)
    assert ending == ("AssertionError", f"claim: {claim}"), SABOTAGES[claim].why
    verdicts.keep(key, f"sabotage: {claim}")


def _key(verdicts: Verdicts, claim: str) -> str:
    """Hash the spoilt source, and what else its run depends on, as the site's does."""
    spoilt = SABOTAGES[claim]
    entry = Store(PROJECT).get(snippet.find(PROJECT, spoilt.snippet))
    return verdicts.key(claim, _spoil(spoilt), entry.fingerprint if entry else "")


def _is_tried(spoilt: spoil.Sabotage) -> bool:
    if FULL:
        return True
    entry = Store(PROJECT).get(snippet.find(PROJECT, spoilt.snippet))
    quick = entry is not None and entry.cpu_seconds < FAST
    return quick and not spoilt.monthly


def _source(spoilt: spoil.Sabotage) -> str:
    return _path(spoilt).read_text("utf-8")


def _path(spoilt: spoil.Sabotage) -> Path:
    return PROJECT.snippets / f"{spoilt.snippet}.py"


def _spoil(spoilt: spoil.Sabotage) -> str:
    return _source(spoilt).replace(spoilt.old, spoilt.new)


def _assertions(source: str) -> list[str]:
    tree = ast.walk(ast.parse(source))
    return [ast.unparse(node) for node in tree if isinstance(node, ast.Assert)]
