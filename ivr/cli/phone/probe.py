"""`ivr probe`: test calls to the hotline that is served, by hand or on a schedule."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.dev_server import Emulation
from ivr.cli.lazy import lacking
from ivr.cli.project import Refused, check_folder, printable, tell
from ivr.cli.scheduled import ALLOW_MORE, leave, within
from ivr.model.phone_numbers import compact, is_called_number

if TYPE_CHECKING:
    from ivr.proof.probe.plan import Wanted
    from ivr.proof.probe.report import Report
    from ivr.proof.probe.ringing import Rung

CANNOT_RING: Final = 2
"""What the command exits with when nobody can be rung."""


@click.command()
@click.option("--url", help="Ring this address instead of PUBLIC_BASE_URL.")
@click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="Try this language alone."
)
@click.option("--number", "numbers", multiple=True, help="Call this number alone.")
@click.option(
    "--keys", help="Make one call with these keys, one per prompt: 5,4,0. A - is silence."
)
@click.option(
    "--timeout",
    type=click.IntRange(1, 3600),
    default=120,
    show_default=True,
    help="Seconds after which the whole is given up.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_obj
def probe(
    project: Path,
    *,
    url: str | None,
    languages: tuple[str, ...],
    numbers: tuple[str, ...],
    keys: str | None,
    timeout: int,
    as_json: bool,
) -> None:
    """Ring the hotline that is served, and hold what is heard against this folder.

    The calls go over the public address, signed as the carrier signs, and nobody is dialled: the
    emulated carrier answers in the callee's place. By default one call in each language goes to
    the words for 113 and whoever rings there, one to a person, one to each number, and one to the
    fallback; one after the other. Every clip is fetched and compared, every answer timed. Each
    request is marked as a test (Probe=yes), and no figure counts it.

    PUBLIC_BASE_URL, TWILIO_AUTH_TOKEN and the other settings are those of the server; without
    PUBLIC_BASE_URL the hotline of `ivr run` on this machine is rung. What was found is left in
    journal/probe.json for the alarms.

    Exits with 0 when all is well as far as can be judged, with 1 when something is wrong, and
    with 2 when nobody can be rung at all.

    \b
    Examples:
      ivr probe                                  all of it
      ivr probe --language pl --keys 4,0         in Polish: what it costs, a person
      ivr probe --url https://hotline.example    another address
    """
    try:
        check_folder(project)
        _check_installed(project)
        wanted = _wanted(languages, numbers, keys)
        rung = _rung(project, url)
    except Refused as refused:
        if as_json:
            tell([_json(_refused("the settings", refused))])
        refused.exit_code = CANNOT_RING
        raise
    report = _probed(rung, wanted, timeout)
    _leave(project, report)
    lines = (printable(str(check)) for check in report.checks)
    tell([_json(report)] if as_json else [*lines, report.sentence])
    raise SystemExit(report.exit_code)


def _json(report: Report) -> str:
    return json.dumps(report.record(), ensure_ascii=False, indent=2)


def _refused(what: str, refused: Refused) -> Report:
    """Return the report of a hotline that could not even be tried, for what was wrong here."""
    from ivr.problems.verdicts import wrong
    from ivr.proof.probe.report import Report

    report = Report("", dt.datetime.now(dt.UTC).astimezone())
    report.add(wrong(what, problem) for problem in refused.problems)
    return report


def _check_installed(project: Path) -> None:
    """Raise Refused, and leave word of it, where the libraries that ring are not installed."""
    try:
        import_module("ivr.proof.probe.ringing")
    except ModuleNotFoundError as error:
        told = lacking("ivr probe", error)
        if not told:
            raise
        refused = Refused(told)
        _leave(project, _refused("the installation", refused))
        raise refused from None


def _wanted(languages: tuple[str, ...], numbers: tuple[str, ...], keys: str | None) -> Wanted:
    """Return what the calls are narrowed to; raises Refused for what cannot be dialled or keyed."""
    from ivr.phone import PhoneError, read_keys
    from ivr.proof.probe.plan import Wanted

    numbers = tuple(map(compact, numbers))
    for number in numbers:
        if not is_called_number(number):
            fix = "Write it with its country: +4721000000."
            raise Refused(f"--number: [{printable(number)}] is no telephone number. {fix}")
    try:
        read_keys(keys or "")
    except PhoneError as error:
        raise Refused(printable(str(error))) from None
    return Wanted(languages, numbers, keys)


def _rung(project: Path, url: str | None) -> Rung:
    """Return the hotline to ring; raises Refused when the settings name none.

    Whoever has made the schedule is to hear of that, and so are the alarms.
    """
    try:
        return _set(project, url)
    except Refused as refused:
        _leave(project, _refused("the settings", refused))
        raise


def _set(project: Path, url: str | None) -> Rung:
    """Return the hotline that the settings name; raises Refused when they name none."""
    from ivr.cli.run import TRUNK
    from ivr.environment import trimmed
    from ivr.proof.probe.ringing import Rung
    from ivr.serving.assembly import Site
    from ivr.serving.settings import BadSettings, Settings

    environ = trimmed(os.environ)
    if url is not None:
        environ["PUBLIC_BASE_URL"] = url
    if not environ.get("PUBLIC_BASE_URL"):
        emulation = Emulation.find(project)
        if emulation is None:
            fix = "Set it, name one with --url, or start one here: make run"
            raise Refused(f"PUBLIC_BASE_URL is not set, and no hotline is running here. {fix}")
        site = Site(project, {"SIP_TRUNK": TRUNK} | environ, drafts=True)
        return Rung(emulation.url, emulation.token, site)
    settings, problems = Settings.read({**environ, "HOTLINE_ROOT": str(project)})
    given = {"PUBLIC_BASE_URL": "--url"} if url is not None else {}
    mistakes = [
        replace(problem, file=given.get(problem.file, problem.file))
        for problem in problems
        if not problem.is_warning
    ]
    if mistakes:
        raise Refused(BadSettings(*mistakes))
    return Rung(settings.base_url, settings.tokens[0], Site.of(settings))


def _probed(rung: Rung, wanted: Wanted, timeout: int) -> Report:
    """Return what was found within a time."""
    import httpx

    from ivr.problems import Problem
    from ivr.proof.probe.ringing import Probe

    made = Probe(rung, wanted, httpx.HTTPTransport())
    cause = f"After {timeout} s the test calls were given up."
    late = Problem("probe-out-of-time", rung.url, None, cause, ALLOW_MORE)
    made.report.add(within(timeout, made.run, late))
    return made.report


def _leave(project: Path, report: Report) -> None:
    """Leave word for the alarms."""
    from ivr.journal.alarms.probed import NOTE

    leave(project, NOTE, report.note())
