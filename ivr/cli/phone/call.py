"""`ivr call`: the telephone in the terminal."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from ivr.cli.moment import moment_of
from ivr.cli.phone.replay import read_replay
from ivr.cli.phone.target import elsewhere, nearby, reached
from ivr.cli.project import Refused, printable

if TYPE_CHECKING:
    from ivr.phone import Caller, CallRecord
    from ivr.phone.callers.speaker import Speaker

CALLER: Final = "+4700000099"
"""The number the emulated caller rings from: one that no telephone can have."""

NOBODY: Final = "+4700000000"
"""The number called when none is known: it leads to the default municipality."""

CHOSEN: Final = "--language: the keys of a replay choose the language already. Leave it out."


@click.command()
@click.option("--keys", help="Press these keys, one per prompt: 5,4,0. A - is silence, x hangs up.")
@click.option(
    "--language",
    "--lang",
    metavar="CODE",
    help="Choose this language first, such as uk: its keys are pressed before all others.",
)
@click.option(
    "--at",
    metavar="TIME",
    help='When the call is made, such as "2027-05-17 22:10": a test call, which no figure counts.',
)
@click.option("--to", metavar="NUMBER", help="The number called.  [default: the project's first]")
@click.option("--from", "from_", default=CALLER, show_default=True, help="The caller's number.")
@click.option(
    "--outcome",
    help="What comes of each transfer, by commas: answered, voicemail, busy, no-answer, failed or "
    "canceled.",
)
@click.option("--barge-in", type=float, help="Press this many seconds into each prompt.")
@click.option("--play", is_flag=True, help="Play the sound as it is heard, where a player is.")
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
    language: str | None,
    at: str | None,
    to: str | None,
    from_: str,
    outcome: str | None,
    barge_in: float | None,
    play: bool,
    as_json: bool,
    save: Path | None,
    replay: Path | None,
    url: str | None,
) -> None:
    """Ring the hotline: see what is heard, press keys, decide who answers.

    Without --keys the call runs in real time and the keyboard is the telephone's, with no Enter:

    \b
      0-9 * #    go to the hotline, in the midst of a sentence too
      h, Ctrl-C  hang up
      a b n f    while it rings: a answers, b is busy, n does not answer, f fails
      any key    during a conversation: the callee hangs up
      Ctrl-Z     sets the call aside; its clock stands still until fg

    With --keys, --outcome or --barge-in it runs as fast as the hotline answers, on a clock of its
    own, and is played when it is over. Callees answer when no more outcomes are given; canceled is
    a caller who gives up while it rings.

    Which languages there are, and so their keys, is what the hotline that is rung says it offers;
    with --url, which of its numbers belong to a language is read from the project here.

    \b
    Examples:
      ivr call --language uk --play                  Ukrainian, by your own keys, aloud
      ivr call --language pl --keys 4,0              Polish, what it costs, a person
      ivr call --keys ""                             a caller who never presses a key
      ivr call --keys 1,3 --at "2027-05-17 22:10"    the doctor, on a holiday evening
      ivr call --keys 1,1,1 --outcome busy --save call.wav
    """
    from ivr.phone import PhoneError, ScriptedCaller, TimedCaller
    from ivr.phone.callers.speaker import Speaker

    to, from_ = _number(to or ""), _number(from_)
    timed = None
    if replay is not None:
        if language is not None:
            raise Refused(CHOSEN)
        kept = read_replay(replay)
        to, at, keys = to or kept.to, at or kept.at, keys or kept.keys
        outcome, from_ = outcome or kept.outcomes, kept.from_ or from_
        barge_in = kept.barge_in if barge_in is None else barge_in
        if kept.call and (keys, outcome, barge_in) == kept.decided:
            timed = _timed(kept.call, as_json=as_json)
    where = elsewhere(url, project if language else None) if url is not None else nearby(project)
    moment = moment_of(at, ZoneInfo(where.timezone)) if at else None
    target, called = reached(where), to or next(iter(where.numbers), NOBODY)
    first = target.choosing(language, called) if language is not None else ()
    speaker = Speaker(_player() if play else ())
    try:
        made = _caller(first, keys, outcome, barge_in, speaker, as_json=as_json)
        with nullcontext(timed) if timed else made as caller:
            # At another moment nobody calls: counted, it would be a day that has not been.
            carrier = target.carrier(is_counted=moment is None)
            record = carrier.call(caller, to=called, from_=from_, at=moment)
    except PhoneError as error:
        raise Refused(printable(str(error))) from None
    if isinstance(caller, ScriptedCaller | TimedCaller) and speaker.is_on:
        _play(record, speaker)
    _report(record, save, as_json=as_json)


def _number(typed: str) -> str:
    """Return a number without the spaces people write; anything else as it is."""
    bare = typed.replace(" ", "")
    return bare if bare.startswith("+") and bare.isascii() else typed


def _caller(
    first: tuple[str, ...],
    keys: str | None,
    outcome: str | None,
    barge_in: float | None,
    speaker: Speaker,
    *,
    as_json: bool,
) -> AbstractContextManager[Caller]:
    """Return who makes the call: a script, or the person at the keyboard when there is none."""
    from ivr.phone import ScriptedCaller, read_keys
    from ivr.phone.callers.screen import TranscribedCaller
    from ivr.phone.callers.terminal import TerminalPhone

    if keys is None and outcome is None and barge_in is None:
        return TerminalPhone(first=first, speaker=speaker)
    outcomes = [word.strip() for word in outcome.split(",")] if outcome else []
    kind = ScriptedCaller if as_json else TranscribedCaller
    return nullcontext(kind((*first, *read_keys(keys or "")), outcomes, barge_in=barge_in))


def _timed(text: str, *, as_json: bool) -> Caller:
    """Return who makes a call of the studio's phone again, each key at its second."""
    from ivr.phone import TimedCaller
    from ivr.phone.callers.screen import TranscribedTimedCaller
    from ivr.studio.phone.reading import read_call
    from ivr.studio.phone.script import BrokenCallError

    try:
        return read_call(text).telephone(TimedCaller if as_json else TranscribedTimedCaller)
    except BrokenCallError as broken:
        raise Refused(f"--replay: [call] cannot be read: {printable(str(broken))}.") from None


def _player() -> tuple[str, ...]:
    """Return the command that plays sound here; without one, say so and go on in silence."""
    from ivr.phone.callers.speaker import PLAYERS, find_player

    if not (player := find_player()):
        fix = "Install FFmpeg, which has ffplay, or keep the sound: --save call.wav"
        none = ", ".join(command for command, *_ in PLAYERS)
        click.echo(f"--play: no sound, for none of {none} is installed. {fix}", err=True)
    return player


def _play(record: CallRecord, speaker: Speaker) -> None:
    """Play a whole call; Ctrl-C ends that."""
    from ivr.phone.callers.mix import render

    with suppress(KeyboardInterrupt), speaker:
        speaker.play(render(record.events, record.seconds))
        speaker.finish()
    if speaker.trouble:
        click.echo(f"--play: no sound: {speaker.trouble}", err=True)


def _report(record: CallRecord, save: Path | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(record.as_json())
    if save is not None:
        try:
            record.save_wav(save)
        except OSError as error:
            raise Refused(f"--save: {save} cannot be written: {error.strerror}.") from None
        told = f"Saved {save}: a call of {record.seconds:.0f} s as the caller heard it"
        click.echo(f"{told}, of each talk three seconds.", err=as_json)
    if record.faults:
        lines = "\n".join(f"{fault.code} {fault.url}: {fault.problem}" for fault in record.faults)
        raise Refused(lines)
