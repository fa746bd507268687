"""Proof instead of samples: every state of every call, time budgets, what-if at a moment."""

from ivr.proof.counterexample import Finding
from ivr.proof.prove import PROPERTIES, Proof, prove, prove_scene, scenes, unreached
from ivr.proof.timing.lengths import Lengths

__all__ = [
    "PROPERTIES",
    "Finding",
    "Lengths",
    "Proof",
    "prove",
    "prove_scene",
    "scenes",
    "unreached",
]
