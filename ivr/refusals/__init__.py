"""What was refused or failed, counted and logged: never who called, and never a line a call."""

from ivr.refusals.tally import Kind, Refusals

__all__ = ["Kind", "Refusals"]
