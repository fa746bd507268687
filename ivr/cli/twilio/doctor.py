"""`ivr twilio doctor`: what is wrong between the account and the answer."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.progress import show_progress
from ivr.cli.project import Refused, check_folder, printable, tell
from ivr.cli.scheduled import ALLOW_MORE, leave, within
from ivr.problems import Problem, Refusal

if TYPE_CHECKING:
    import ssl

    from ivr.account.doctor.report import Report
    from ivr.carrier.rest.port import Account, AccountRefusal
    from ivr.serving.settings import Settings

CANNOT_LOOK: Final = 2
"""What the command exits with when nothing could be looked at."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.option("--no-clips", is_flag=True, help="Fetch no clips.")
@click.option(
    "--timeout",
    type=click.IntRange(1, 3600),
    default=600,
    show_default=True,
    help="Seconds after which the whole is given up.",
)
@click.pass_obj
def doctor(project: Path, *, as_json: bool, no_clips: bool, timeout: int) -> None:
    """Look at everything between the account and the answer, and change nothing.

    A line each: the public address, its name, certificate and clock; whether it takes what the
    carrier has signed, and nothing else; the beginning of every clip; what callers hear while the
    server is away; whom each service would ring; the account, its balance, the countries it may
    dial, every number's settings, and what the carrier has noted as wrong within a day. What is
    wrong is told with its fix, what cannot be judged with how to make it known. Nobody is rung.

    The settings are those of the server, with TWILIO_ACCOUNT_SID for the account; without it the
    rest is looked at. What was found is left in journal/doctor.json.

    Exits with 0 when nothing is wrong as far as can be judged, with 1 when something is wrong, and
    with 2 when nothing could be looked at.

    \b
    Examples:
      ivr twilio doctor                  all of it
      ivr twilio doctor --no-clips       in a few seconds
    """
    try:
        check_folder(project)
        settings, trusted = _settings(project), _trusted()
    except Refused as refused:
        if as_json:
            tell([_json(_refused(refused))])
        refused.exit_code = CANNOT_LOOK
        raise
    from ivr.account.doctor.report import NOTE

    report = _looked(settings, trusted, timeout, with_clips=not no_clips)
    leave(project, NOTE, report.record())
    lines = (printable(str(check)) for check in report.checks)
    tell([_json(report)] if as_json else [*lines, report.sentence])
    raise SystemExit(report.exit_code)


def _json(report: Report) -> str:
    return json.dumps(report.record(), ensure_ascii=False, indent=2)


def _refused(refused: Refused) -> Report:
    """Return the report of one who could not even begin to look, for what was wrong here."""
    from ivr.account.doctor.report import Report
    from ivr.problems.verdicts import wrong

    found = [wrong("the settings", problem) for problem in refused.problems]
    return Report("", dt.datetime.now(dt.UTC).astimezone(), found)


def _settings(project: Path) -> Settings:
    """Return the settings of the server; raises Refused with every fault."""
    from ivr.account.opening import with_missing
    from ivr.serving.settings import Settings

    settings, said = Settings.read({**os.environ, "HOTLINE_ROOT": str(project)})
    if faults := [one for one in said if not one.is_warning]:
        raise Refused(Refusal(*with_missing(settings.variables, faults)))
    return settings


def _looked(
    settings: Settings, trusted: ssl.SSLContext, timeout: int, *, with_clips: bool
) -> Report:
    """Return what was found within a time."""
    from ivr.account.doctor.looking import Doctor

    def progress(done: int, number: int) -> None:
        show_progress(done, number, "Fetching clip {} of {}")

    told = progress if with_clips else None
    looking = Doctor(settings, _account(settings), told, trusted)
    cause = f"After {timeout} s the rest was given up."
    late = Problem("doctor-out-of-time", settings.base_url, None, cause, ALLOW_MORE)
    looking.report.add(within(timeout, looking.run, late))
    return looking.report


def _trusted() -> ssl.SSLContext:
    """Return the authorities whose certificates count; raises Refused where they cannot be read."""
    import httpx

    try:
        return httpx.create_ssl_context()
    except OSError as error:
        name = "SSL_CERT_FILE"
        cause = f"The certificates that are to be trusted cannot be read: {error.strerror}."
        problem = Problem("bad-setting", name, None, cause, "Name a file of certificates.")
        raise Refused(Refusal(problem)) from None


def _account(settings: Settings) -> Account | AccountRefusal:
    """Return the account that the settings name, or why there is none."""
    from ivr.account.opening import account_of
    from ivr.carrier.rest.port import AccountRefusal

    try:
        return account_of(settings.variables)
    except AccountRefusal as refusal:
        return refusal
