"""A call can be answered wherever Python runs: nothing has to be installed for it."""

from __future__ import annotations

import sys

from tests.support.processes import ran

LIBRARIES = ("yaml", "pydantic", "flask", "twilio", "numpy", "opening_hours")


def test_the_conversation_loads_no_library() -> None:
    asked = f"import sys, ivr.call; print([m for m in {LIBRARIES} if m in sys.modules])"
    told = ran(sys.executable, "-c", asked)
    assert (told.stdout, told.stderr) == ("[]\n", "")
