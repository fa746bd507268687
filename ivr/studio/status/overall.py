"""The whole in one line: that all is well, or what is not and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.account.doctor.report import Noted, noted
from ivr.studio.context import Studio
from ivr.studio.pages.alarms import Alarms, alarms
from ivr.studio.pages.words import UiLanguage
from ivr.studio.status.content import content
from ivr.studio.status.finding import Finding, State
from ivr.studio.status.kept import kept
from ivr.studio.status.look import Look
from ivr.studio.status.measured import measured
from ivr.studio.status.waiting import waiting

_ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class Overall:
    """How a hotline is.

    Attributes:
        look: The look that it was found by.
        findings: What is wrong first, then what was not measured, what waits, and the rest.
        alarms: The alarms.
        doctor: The doctor's last report; None where there is none.
    """

    look: Look
    findings: Sequence[Finding]
    alarms: Alarms
    doctor: Noted | None

    @classmethod
    def of(cls, studio: Studio, ui: UiLanguage) -> Overall:
        """Look at everything."""
        look = Look.at(studio, ui)
        on, doctor = alarms(look.journal.folder, look.zone, look.now), noted(look.journal.folder)
        found = [*content(look), *measured(look, on, doctor), *kept(look)]
        if look.assembly is not None:
            found += waiting(look, look.assembly.loaded)
        found.sort(key=lambda one: _ORDER.index(one.state))
        return cls(look, found, on, doctor)

    @property
    def state(self) -> State:
        """How it is as a whole; what waits for somebody is nothing wrong."""
        worst = self.findings[0].state
        return worst if worst in (State.WRONG, State.UNMEASURED) else State.GOOD

    @property
    def sentence(self) -> str:
        """The one line that is read first."""
        worst = [one for one in self.findings if one.state is self.state]
        if self.state is State.GOOD:
            return self.look.say("all_well")
        names = ", ".join(self.look.say(f"what_{one.what}").lower() for one in worst)
        if self.state is State.UNMEASURED:
            return self.look.say("nothing_wrong", names=names)
        first = worst[0]
        told = self.look.say("wrong_one", told=first.told)
        if first.since is not None:
            told = self.look.say("wrong_since", told=first.told, since=first.since)
        return told if len(worst) == 1 else self.look.say("wrong_many", told=told, n=len(worst) - 1)

    def record(self) -> dict[str, object]:
        """Return it as programs read it."""
        return {
            "at": self.look.now.isoformat(timespec="seconds"),
            "state": self.state.value,
            "told": self.sentence,
            "findings": [one.record() for one in self.findings],
            "doctor": [
                {"what": one.what, "verdict": one.verdict.value, "told": one.told}
                for one in (self.doctor.checks if self.doctor else ())
            ],
        }
