"""The words for 113 in the language of a call: which they are, and whether they come in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ivr.call import Spoken
from ivr.model import Hotline
from ivr.problems import Problem
from ivr.proof.probe.plan import Call
from ivr.proof.timing.budgets import budget_of
from ivr.proof.timing.times import Milestone


def names_113(hotline: Hotline, call: Call, spoken: Spoken) -> bool:
    """Tell whether what is said names the emergency number in the language of a call."""
    if spoken.language != call.language:
        return False
    place = hotline.municipalities[hotline.entrance(call.to).municipality]
    prompt = place.prompts[spoken.language].get(spoken.prompt)
    today = dt.datetime.now(hotline.timezone).date()
    return prompt is not None and hotline.emergency_service in prompt.wording(today).numbers


def too_late(hotline: Hotline, call: Call, seconds: float | None) -> Iterator[Problem]:
    """Yield that the words were over too late, so many ``seconds`` after the answer, or never.

    They are held to the budget `dial_113` of config/budgets.yaml.
    """
    said = hotline.budgets["dial_113"]
    if seconds is None:
        cause = f"{call.language}: the words for 113 are never heard."
        yield Problem("probe-too-late", said.file, said.line, cause, "Say them before the menu.")
        return
    name = call.language
    milestone = Milestone("dial 113", name, name, call.to, seconds, len(call.presses))
    budget = budget_of(hotline, milestone)
    if budget is not None and seconds > budget[1]:
        cause = f"{name}: 113 is named {seconds:.1f} s after the answer, {budget[1]:g} are allowed."
        fix = "Mend what is slow, or say less before it."
        yield Problem("probe-too-late", said.file, said.line, cause, fix)
