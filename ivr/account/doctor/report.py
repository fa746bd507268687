"""What was found on the way from the account to the answer: one line each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.problems.verdicts import Check, Verdict, failures

NOTE: Final = "doctor.json"
"""What the last look has left in the journal's folder."""


@dataclass(slots=True)
class Report:
    """Everything that was found.

    Attributes:
        url: The address that the carrier calls; empty where the settings tell none.
        at: When, aware.
        checks: In the order in which things were looked at.
    """

    url: str
    at: dt.datetime
    checks: list[Check] = field(default_factory=list)

    def add(self, checks: Iterable[Check]) -> None:
        """Take in what was found, one after the other, so that nothing found is lost."""
        for check in checks:
            self.checks.append(check)

    @property
    def exit_code(self) -> int:
        """0 for nothing wrong, 1 for something wrong, 2 when nothing could be looked at."""
        found = {check.verdict for check in self.checks}
        return 1 if Verdict.WRONG in found else 0 if Verdict.GOOD in found else 2

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        found = [check.verdict for check in self.checks]
        if self.exit_code > 1:
            return "Nothing could be looked at."
        counts = ", ".join(f"{found.count(verdict)} {verdict}" for verdict in Verdict)
        return f"{'Wrong' if Verdict.WRONG in found else 'Good'}: {counts}."

    def record(self) -> dict[str, object]:
        """Return the report as programs read it; docs/monitoring.md tells its shape."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "url": self.url,
            "ok": self.exit_code == 0,
            "failures": failures(self.checks),
            "checks": [check.record() for check in self.checks],
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing as the last report tells it: what is wrong has its fix in ``told``."""

    what: str
    verdict: Verdict
    told: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The last report, and when it was made (aware)."""

    at: dt.datetime
    checks: Sequence[Seen]


def noted(folder: Path) -> Noted | None:
    """Return the last report; None where there is none that can be read."""
    try:
        told = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        checks = [
            Seen(str(one["what"]), Verdict(one["verdict"]), str(one["told"]))
            for one in told["checks"]
        ]
        return Noted(dt.datetime.fromisoformat(told["at"]).astimezone(dt.UTC), checks)
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
