"""Planted faults are found: a few here, all of them by `make mutants`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.proof import PROMISES
from ivr.proof.case import promise_of
from tests.mutations.mutation import ROOT, Mutant, copied_tree, judge, mutants, plant

ALL = mutants()
QUICK = [mutant for mutant in ALL if mutant.quick]


@pytest.mark.parametrize("mutant", QUICK, ids=str)
def test_a_planted_fault_is_found(mutant: Mutant) -> None:
    verdict = judge(mutant)
    assert verdict.by, f"{mutant.breaks}, and nobody noticed:\n{verdict.output[-2000:]}"


@pytest.mark.parametrize("mutant", ALL, ids=str)
def test_a_mutant_can_still_be_planted(mutant: Mutant) -> None:
    """Whoever changes the source under a mutant sees here which one has to follow."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.find) == 1, f"{mutant.file}: {mutant.find!r}"
    assert mutant.find != mutant.replace
    assert bool(mutant.tests) != bool(mutant.promise)


def test_there_are_many_and_no_two_are_called_alike() -> None:
    assert len(ALL) >= 45
    assert len({mutant.name for mutant in ALL}) == len(ALL)
    assert 5 <= len(QUICK) <= 12


def test_a_mutant_that_breaks_nothing_survives() -> None:
    """The judge does not call everything caught."""
    file = "tests/proof/small/config/budgets.yaml"
    comment = (ROOT / file).read_text(encoding="utf-8").splitlines()[0]
    assert comment.startswith("#")
    planted = Mutant("comment", "nothing", file, comment, f"{comment} ", "emergency is near")
    assert judge(planted).by == ""


def test_the_tree_itself_is_never_touched() -> None:
    mutant = QUICK[0]
    before = (ROOT / mutant.file).read_bytes()
    with copied_tree() as tree:
        plant(mutant, tree)
        assert mutant.replace in (tree / mutant.file).read_text(encoding="utf-8")
        assert Path(tree) != ROOT
        copied = tree
    assert (ROOT / mutant.file).read_bytes() == before
    assert not copied.exists()


def test_a_promise_that_a_mutant_names_is_a_promise() -> None:
    promises = {promise_of(promise) for promise in PROMISES}
    named = {mutant.promise for mutant in ALL if " " in mutant.promise}
    assert len(named & promises) >= 15
