"""A call can be answered wherever Python runs: nothing has to be installed for it."""

from __future__ import annotations

import subprocess
import sys

LIBRARIES = ("yaml", "pydantic", "flask", "twilio", "numpy", "opening_hours")


def test_the_conversation_loads_no_library() -> None:
    asked = f"import sys, ivr.call; print([m for m in {LIBRARIES} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
