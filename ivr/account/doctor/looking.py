"""Everything that is looked at, one after the other; what cannot be judged stops nothing else."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from typing import Final

import httpx

from ivr.account.doctor import routes, standing
from ivr.account.doctor.address import LOOK_S, behind, way_in
from ivr.account.doctor.alerts import WHAT as ALERTS
from ivr.account.doctor.alerts import alerts
from ivr.account.doctor.clips import Progress, clips
from ivr.account.doctor.clock import OWN, own_clock, server_clock
from ivr.account.doctor.fallback import fallback
from ivr.account.doctor.numbers import WHAT as NUMBERS
from ivr.account.doctor.numbers import numbers
from ivr.account.doctor.report import Report
from ivr.account.doctor.signature import signatures
from ivr.carrier.rest.port import Account, AccountRefusal
from ivr.problems import Problem
from ivr.problems.verdicts import Check, unknown, wrong
from ivr.proof.probe.content import Known, Served, known, ready, served
from ivr.proof.probe.reach import CODE, out_of_reach
from ivr.proof.probe.wire import Exchange, Tap
from ivr.serving.assembly import Assembly, Site
from ivr.serving.settings import Settings

REFUSED: Final = "account-refused"
"""The code of credentials that the carrier does not take."""

_NO_MORE: Final = frozenset({REFUSED, "account-away", "bad-setting"})
"""Codes after which the account is asked nothing more."""


class Doctor:
    """Looks at everything; ``report`` is filled as it goes, so that what was found is not lost.

    ``account`` may be why there is none. ``progress`` learns how many clips of how many have been
    fetched; without it none is. ``trusted`` are the authorities whose certificates count.
    """

    def __init__(
        self,
        settings: Settings,
        account: Account | AccountRefusal,
        progress: Progress | None,
        trusted: ssl.SSLContext,
    ) -> None:
        self._settings = settings
        self._account = account
        self._progress = progress
        self._trusted = trusted
        self._seen: list[Exchange] = []
        self.report = Report(settings.base_url, dt.datetime.now(dt.UTC).astimezone())

    def run(self) -> None:
        """Look at everything; raises nothing but what breaks it off."""
        url, add = self._settings.base_url, self.report.add
        transport = Tap(httpx.HTTPTransport(verify=self._trusted), self._seen.append)
        with httpx.Client(transport=transport, timeout=LOOK_S) as client:
            told = self._reached(client)
            about = known(Site.of(self._settings), told or Served(), url)
            if told is not None or about.assembly is None:
                add(about.checks)
            add([behind(url)] if told is None else self._served(client, about))
        add([_unread(about.folder)] if about.assembly is None else self._of_folder(about.assembly))
        self._of_account(about.assembly)

    def _reached(self, client: httpx.Client) -> Served | None:
        """Return what is served, or None where the address cannot be reached."""
        url = self._settings.base_url
        self.report.add(way_in(url, dt.datetime.now(dt.UTC), self._trusted))
        if any(check.problem and check.problem.code == CODE for check in self.report.checks):
            return None
        try:
            return served(client, url)
        except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:
            self.report.add([wrong("the address", out_of_reach(url, error))])
            return None

    def _served(self, client: httpx.Client, about: Known) -> Iterator[Check]:
        url = self._settings.base_url

        def ask(request: httpx.Request) -> Exchange:
            client.send(request)
            return self._seen[-1]

        yield ready(client, url)
        yield server_clock(url, self._seen[-1])
        try:
            yield from signatures(url, self._settings.tokens[0], ask)
        except httpx.TransportError as error:
            yield wrong("a signed request", out_of_reach(url, error))
        if about.assembly is not None and about.expected is not None and self._progress:
            yield from clips(about.assembly, url, self._trusted, self._progress)

    def _of_folder(self, assembly: Assembly) -> Iterator[Check]:
        yield from fallback(assembly, self._settings, self._trusted)
        yield from routes.services(assembly.hotline)
        yield from routes.trunks(assembly.hotline)

    def _of_account(self, assembly: Assembly | None) -> None:
        """Ask the account; what it does not tell is told, and the rest is asked all the same."""
        if isinstance(self._account, AccountRefusal):
            self.report.add(
                unknown(standing.ACCOUNT, problem) for problem in self._account.problems
            )
            return
        for what, checks in self._asked(self._account, assembly):
            try:
                self.report.add(checks)
            except AccountRefusal as refusal:
                [problem, *_] = refusal.problems
                judge = wrong if problem.code == REFUSED else unknown
                # What a setting does is told by its name.
                self.report.add([judge(problem.file if problem.file.isupper() else what, problem)])
                if problem.code in _NO_MORE:
                    return

    def _asked(
        self, account: Account, assembly: Assembly | None
    ) -> Iterator[tuple[str, Iterator[Check]]]:
        """Yield what is asked of the account; each asks nothing before it is taken in."""
        yield standing.ACCOUNT, standing.state(account)
        yield OWN, own_clock(account)
        yield standing.BALANCE, standing.balance(account)
        yield standing.PROFILE, standing.profile(account)
        if assembly is not None:
            yield "dialling", routes.dialling(assembly.hotline, account)
            yield NUMBERS, numbers(assembly.hotline, self._settings, account)
        yield ALERTS, alerts(account, dt.datetime.now(dt.UTC))


def _unread(folder: str) -> Check:
    """Return that what a folder says that cannot be read was held against nothing."""
    cause = "Neither the fallback, who would be rung, trunks nor numbers could be looked at."
    problem = Problem("doctor-not-looked", folder, None, cause, "Mend the folder first: ivr check")
    return unknown("what the folder says", problem)
