"""Proof instead of samples: every state of every call, time budgets, what-if at a moment."""

from ivr.proof.counterexample import Counterexample
from ivr.proof.prove import PROMISES, Proof, prove, prove_scenario, scenarios, unreached
from ivr.proof.timing.lengths import Lengths

__all__ = [
    "PROMISES",
    "Counterexample",
    "Lengths",
    "Proof",
    "prove",
    "prove_scenario",
    "scenarios",
    "unreached",
]
