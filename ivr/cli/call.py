"""`ivr call`: the telephone in the terminal."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from ivr.cli.emulation import ACCOUNT_SID, Emulation
from ivr.cli.moment import moment_of
from ivr.cli.project import Refused
from ivr.cli.replay import read_replay

if TYPE_CHECKING:
    from ivr.phone import Caller, CallRecord, EmulatedCarrier

CALLER: Final = "+4700000099"
"""The number the emulated caller rings from: one that no telephone can have."""

NOBODY: Final = "+4700000000"
"""The number called when none is known: it leads to the default municipality."""


@click.command()
@click.option("--keys", help="Press these keys, one per prompt: 5,4,0. A - is silence, x hangs up.")
@click.option("--at", metavar="TIME", help='When the call is made, such as "2027-05-17 22:10".')
@click.option("--to", metavar="NUMBER", help="The number called.  [default: the project's first]")
@click.option("--from", "from_", default=CALLER, show_default=True, help="The caller's number.")
@click.option(
    "--outcome", help="What comes of each transfer: answered, busy, no-answer or failed; by commas."
)
@click.option("--barge-in", type=float, help="Press this many seconds into each prompt.")
@click.option("--json", "as_json", is_flag=True, help="Print every event of the call as JSON.")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the call as the caller heard it to this WAV file.",
)
@click.option(
    "--replay",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Make the call kept in this file: its number, moment, keys and outcomes.",
)
@click.option("--url", help="Ring this hotline instead; TWILIO_AUTH_TOKEN signs the requests.")
@click.pass_obj
def call(
    project: Path,
    *,
    keys: str | None,
    at: str | None,
    to: str | None,
    from_: str,
    outcome: str | None,
    barge_in: float | None,
    as_json: bool,
    save: Path | None,
    replay: Path | None,
    url: str | None,
) -> None:
    """Ring the hotline: see what is heard, press keys, decide who answers.

    Without --keys the call runs in real time and the keyboard is the telephone's. With --keys
    it runs as fast as the hotline answers, on a clock of its own.

    \b
    Examples:
      ivr call --keys 5,4,0                          Polish, what it costs, a person
      ivr call --keys ""                             a caller who never presses a key
      ivr call --keys 1,3 --at "2027-05-17 22:10"    the doctor, on a holiday evening
      ivr call --keys 1,1,1 --outcome busy --save call.wav
    """
    from ivr.phone import PhoneError

    if replay is not None:
        kept = read_replay(replay)
        to, at, keys = to or kept.to, at or kept.at, keys or kept.keys
        outcome, from_ = outcome or kept.outcomes, kept.from_ or from_
        barge_in = kept.barge_in if barge_in is None else barge_in
    emulation = _emulation(project, url)
    moment = moment_of(at, ZoneInfo(emulation.timezone)) if at else None
    carrier = _carrier(emulation)
    called = to or next(iter(emulation.numbers), NOBODY)
    try:
        with _caller(keys, outcome, barge_in, as_json=as_json) as caller:
            record = carrier.call(caller, to=called, from_=from_, at=moment)
    except PhoneError as error:
        raise Refused(str(error)) from None
    _report(record, save, as_json=as_json)


def _emulation(project: Path, url: str | None) -> Emulation:
    if url is not None:
        token = os.environ.get("TWILIO_AUTH_TOKEN")
        if not token:
            raise Refused("--url needs TWILIO_AUTH_TOKEN in the environment, to sign the requests.")
        return Emulation(url.rstrip("/"), token, "Europe/Oslo", ())
    emulation = Emulation.find(project)
    if emulation is None:
        fix = "Start it in another terminal: make run"
        raise Refused(f"No hotline is running in {project.resolve()}. {fix}")
    return emulation


def _caller(
    keys: str | None, outcome: str | None, barge_in: float | None, *, as_json: bool
) -> AbstractContextManager[Caller]:
    from ivr.cli.narrated import NarratedCaller
    from ivr.phone import ScriptedCaller
    from ivr.phone.terminal import TerminalPhone

    if keys is None and outcome is None and barge_in is None:
        return TerminalPhone()
    outcomes = [word.strip() for word in outcome.split(",")] if outcome else []
    kind = ScriptedCaller if as_json else NarratedCaller
    return nullcontext(kind(keys or "", outcomes, barge_in=barge_in))


def _carrier(emulation: Emulation) -> EmulatedCarrier:
    import httpx

    from ivr.phone import Account, EmulatedCarrier

    try:
        httpx.get(f"{emulation.url}/healthz", timeout=5, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        fix = "Start the hotline in another terminal: make run"
        reason = str(error).partition("\n")[0]
        raise Refused(f"No hotline answers on {emulation.url} ({reason}). {fix}") from None
    return EmulatedCarrier(
        httpx.Client(trust_env=False),
        account=Account(ACCOUNT_SID, emulation.token, emulation.numbers),
        voice_url=f"{emulation.url}/voice",
        fallback_url=f"{emulation.url}/voice/fallback",
        status_callback=f"{emulation.url}/voice/status",
    )


def _report(record: CallRecord, save: Path | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(record.as_json())
    if save is not None:
        try:
            record.save_wav(save)
        except OSError as error:
            raise Refused(f"--save: {save} cannot be written: {error.strerror}.") from None
        click.echo(f"Saved {save}: {record.seconds:.0f} s as the caller heard it.", err=as_json)
    if record.faults:
        lines = "\n".join(f"{fault.code} {fault.url}: {fault.problem}" for fault in record.faults)
        raise Refused(lines)
