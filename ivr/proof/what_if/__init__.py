"""What happens to a call at one moment, and why."""

from ivr.proof.what_if.tree import Branch, WhatIf, what_if

__all__ = ["Branch", "WhatIf", "what_if"]
