"""The test calls, one after the other, from the first look to the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import httpx

from ivr import carrier
from ivr.call import Spoken
from ivr.model import Hotline
from ivr.phone import Account, CallOverrunError, CallRecord, EmulatedCarrier, Limits, PhoneError
from ivr.problems import Problem, Severity
from ivr.problems.verdicts import Check, Verdict, good, wrong
from ivr.proof.probe.caller import ProbeCaller
from ivr.proof.probe.content import Known, Served, known, ready, served
from ivr.proof.probe.in_time import names_113, too_late
from ivr.proof.probe.judging import OF_WORDS, Judge
from ivr.proof.probe.plan import HANG_UP, Call, Press, Wanted, planned, planned_blindly
from ivr.proof.probe.reach import out_of_reach, refused
from ivr.proof.probe.report import Report
from ivr.proof.probe.wire import Tap
from ivr.proof.random.calls import ACCOUNT_SID
from ivr.serving.assembly import Site

MARK: Final[Mapping[str, str]] = {carrier.PROBE: "yes"}
"""The field that tells a test call from a caller's; it is signed like the rest."""

CALLER: Final = "+4700000099"
"""The number that test calls come from: one that no telephone can have."""

MOST_TURNS: Final = 60


@dataclass(frozen=True, slots=True)
class Rung:
    """The hotline that is rung: its address, the token that signs, and the folder it serves."""

    url: str
    token: str = field(repr=False)
    site: Site


class Probe:
    """Rings a hotline; ``report`` is filled as it goes, so that what was found is not lost.

    ``transport`` carries the requests.
    """

    def __init__(self, rung: Rung, wanted: Wanted, transport: httpx.BaseTransport) -> None:
        self._rung = rung
        self._wanted = wanted
        self._judge = Judge()
        self._tap = Tap(transport, self._judge.see)
        self._client = httpx.Client(transport=self._tap)
        self.report = Report(rung.url, dt.datetime.now(dt.UTC).astimezone())

    def run(self) -> None:
        """Make every call and look at everything; raises nothing but what breaks it off."""
        with self._client:
            try:
                self._run()
            finally:
                self.report.requests = self._tap.requests
                self.report.waits = tuple(self._tap.waits)

    def _run(self) -> None:
        try:
            told = served(self._client, self._rung.url)
        except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:
            self.report.add([wrong("the address", out_of_reach(self._rung.url, error))])
            return
        about = known(self._rung.site, told, self._rung.url)
        self.report.served, self.report.folder = told.version, about.folder
        self.report.add(about.checks)
        self._judge.expected = about.expected
        if not self._ring(about, told):
            return
        if self._is_whole:
            self.report.add([self._fallback(), ready(self._client, self._rung.url)])
        self.report.add(self._judge.checks())
        if about.expected is not None and self._has_changed(told):
            _take_back(self.report)

    def _has_changed(self, told: Served) -> bool:
        try:
            return served(self._client, self._rung.url) != told
        except httpx.TransportError:
            return False

    @property
    def _hotline(self) -> Hotline | None:
        """The hotline whose words are known."""
        expected = self._judge.expected
        return None if expected is None else expected.hotline

    @property
    def _is_whole(self) -> bool:
        return self._wanted == Wanted()

    def _ring(self, about: Known, told: Served) -> bool:
        """Make the calls; return False when nobody can be rung at all."""
        hotline, rung = about.hotline, self._rung
        calls = planned_blindly(hotline, told.languages, self._wanted)
        if self._hotline is not None:
            calls = planned(self._hotline, self._wanted)
        numbers = (*hotline.entrances,) if hotline else ()
        self.report.add(self._not_offered(told, calls))
        telephone = self._carrier(carrier.ANSWER, numbers)
        for call in calls:
            check = self._call(telephone, call)
            first = self._judge.first
            if first is None:
                error = self._tap.failed or httpx.TransportError("no answer")
                self.report.add([wrong("the answer", out_of_reach(rung.url, error))])
                return False
            if problem := refused(rung.url, first):
                self.report.add([wrong("the answer", problem)])
                return False
            self.report.rang = True
            self.report.add([check])
        return self.report.rang

    def _not_offered(self, told: Served, calls: list[Call]) -> Iterator[Check]:
        """Yield the languages that are to be tried, and cannot be chosen."""
        offered = tuple(self._hotline.languages) if self._hotline else told.languages
        url = self._rung.url
        for code in self._wanted.languages:
            if code not in offered:
                cause = f"[{code}] is not offered. Offered: {', '.join(offered) or 'none'}."
                yield wrong(code, Problem("probe-languages-differ", url, None, cause))
            elif not calls:
                cause = f"[{code}] cannot be chosen on {', '.join(self._wanted.numbers)}."
                fix = "Leave --number out, or name a shared one."
                yield wrong(code, Problem("probe-languages-differ", url, None, cause, fix))

    def _carrier(self, address: str, numbers: tuple[str, ...]) -> EmulatedCarrier:
        url = self._rung.url
        return EmulatedCarrier(
            self._client,
            account=Account(ACCOUNT_SID, self._rung.token, numbers, MARK),
            voice_url=f"{url}{address}",
            fallback_url=f"{url}{carrier.FALLBACK}",
            status_callback=f"{url}{carrier.STATUS}",
            limits=Limits(turns=MOST_TURNS),
            media_proxy=True,
        )

    def _call(self, telephone: EmulatedCarrier, call: Call) -> Check:
        judge = self._judge
        judge.begin()
        what = f"{call.name} on {call.to}"
        hotline, start = self._hotline, len(self._tap.waits)
        caller = ProbeCaller(
            call.presses,
            self._spoken,
            lambda spoken: hotline is not None and names_113(hotline, call, spoken),
            lambda: sum(self._tap.waits[start:]),
        )
        self.report.calls += 1
        record = self._record(telephone, caller, call)
        if isinstance(record, Problem):
            return wrong(what, record)
        problems = [*judge.differences, *judge.broken(record.faults)]
        if hotline is not None and call.language:
            problems += too_late(hotline, call, caller.seconds)
        if problems:
            return wrong(what, problems[0])
        reached = f", to {', '.join(caller.rung)}" if caller.rung else ""
        timed = f", 113 after {caller.seconds:.1f} s" if caller.seconds is not None else ""
        return good(what, f"{record.seconds:.0f} s of call{timed}{reached}")

    def _record(
        self, telephone: EmulatedCarrier, caller: ProbeCaller, call: Call
    ) -> CallRecord | Problem:
        try:
            return telephone.call(caller, to=call.to, from_=CALLER)
        except CallOverrunError as error:
            told = str(error)
        except PhoneError as error:
            told = str(error)
        fix = "Play it: ivr call --url, with the same number and keys."
        return Problem("probe-call-broken", self._rung.url, None, f"{told}.", fix)

    def _spoken(self, address: str) -> Spoken | None:
        expected = self._judge.expected
        return None if expected is None else expected.spoken(address)

    def _fallback(self) -> Check:
        """Have the carrier ask for the apology as if a document had failed."""
        numbers = (*self._hotline.entrances,) if self._hotline else ()
        to = next(iter(numbers), CALLER)
        call = Call("the fallback", to, (Press(HANG_UP),))
        return self._call(self._carrier(carrier.FALLBACK, numbers), call)


def _take_back(report: Report) -> None:
    """Judge no word of calls during which the content has changed."""
    for place, check in enumerate(report.checks):
        if check.problem is not None and check.problem.code in OF_WORDS:
            problem = replace(check.problem, severity=Severity.WARNING)
            report.checks[place] = Check(check.what, Verdict.UNKNOWN, problem=problem)
