"""Proof instead of samples: every state of every call, time budgets, what-if at a moment."""

from ivr.proof.finding import Finding
from ivr.proof.lengths import Lengths
from ivr.proof.prove import PROPERTIES, Proof, prove, prove_scene, scenes, unreached

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
