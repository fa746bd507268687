"""What test calls have shown: one line each, good, wrong or unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from ivr.problems.verdicts import Check, failures


@dataclass(slots=True)
class Report:
    """Everything that was found.

    Attributes:
        url: The hotline that was rung.
        at: When, aware.
        checks: In the order in which they were made.
        rang: Whether a call was answered at all.
        calls: How many were made.
        requests: How many requests that took.
        waits: Seconds of each answer that a call waited for.
        served: The version of the content that is served; empty where nobody tells.
        folder: That of this folder.
    """

    url: str
    at: dt.datetime
    checks: list[Check] = field(default_factory=list)
    rang: bool = False
    calls: int = 0
    requests: int = 0
    waits: Sequence[float] = ()
    served: str = ""
    folder: str = ""

    def add(self, checks: Iterable[Check]) -> None:
        """Take in what was found."""
        self.checks += checks

    @property
    def is_good(self) -> bool:
        """Whether a call was answered, and nothing is wrong as far as can be judged."""
        return self.rang and not self.failures

    @property
    def failures(self) -> list[str]:
        """What is wrong, a line each."""
        return failures(self.checks)

    @property
    def exit_code(self) -> int:
        """0 for good, 1 for something wrong, 2 when nobody could be rung."""
        return 0 if self.is_good else 1 if self.rang else 2

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        half, most = (round(1000 * seconds) for seconds in (self.half, self.most))
        if not self.rang:
            return "Nobody can be rung."
        verdict = f"Wrong: {len(self.failures)}." if self.failures else "Good."
        made = f"Calls: {self.calls}, requests: {self.requests}; half of the answers within"
        return f"{verdict} {made} {half} ms, all within {most} ms."

    @property
    def half(self) -> float:
        """The seconds within which half of the answers came."""
        return median(self.waits) if self.waits else 0.0

    @property
    def most(self) -> float:
        """The seconds of the slowest answer."""
        return max(self.waits, default=0.0)

    def record(self) -> dict[str, object]:
        """Return the report as programs read it; docs/monitoring.md tells its shape."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "url": self.url,
            "ok": self.is_good,
            "rang": self.rang,
            "content": {"served": self.served, "folder": self.folder},
            "calls": self.calls,
            "requests": self.requests,
            "milliseconds": {"half": round(1000 * self.half), "most": round(1000 * self.most)},
            "checks": [check.record() for check in self.checks],
        }

    def note(self) -> dict[str, object]:
        """Return what the alarms and the metrics read of it."""
        at = self.at.isoformat(timespec="seconds")
        return {"at": at, "ok": self.is_good, "failures": self.failures}
