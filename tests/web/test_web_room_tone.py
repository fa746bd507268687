"""A wait that sounds alive, and lasts as long as a silent one."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from ivr.definition import load
from ivr.phone import (
    CallRecord,
    Heard,
    KeyPressed,
    Listening,
    Outcome,
    ScriptedCaller,
    SilentCaller,
    ToneHeard,
    read_wav,
)
from ivr.speech.dsp.mulaw import decode
from ivr.speech.dsp.wav import unwrap
from ivr.web.audio import FOREVER
from tests.support.hotline import BASE_URL, VARIABLES, copy_of
from tests.support.ringing import Line

POLISH: Final = "+4700000002"
HINT: Final = "Proszę się nie spieszyć."
BARE: Final = dict.fromkeys(
    ("/audio/tone/1-3000.wav", "/audio/tone/1-30000.wav"), 200
) | dict.fromkeys(("/audio/tone/1-0.wav", "/audio/tone/1-30001.wav", "/audio/tone/x.wav"), 404)
"""Addresses of tone, and how each is answered."""

Serve = Callable[..., Flask]


def lined(serve: Serve, root: Path) -> Line:
    return Line(serve(root), load(root, VARIABLES).hotline)


@pytest.fixture(scope="module")
def on(serve: Serve, small: Path) -> Line:
    return lined(serve, small)


@pytest.fixture(scope="module")
def off(serve: Serve, small: Path, tmp_path_factory: pytest.TempPathFactory) -> Line:
    root = copy_of(small, tmp_path_factory.mktemp("off") / "project")
    with (root / "config/hotline.yaml").open("a", encoding="utf-8") as file:
        file.write("room_tone: off\n")
    return lined(serve, root)


def meanwhile(record: CallRecord, gathering: int) -> list[tuple[float, str]]:
    """What is played in one wait from the first tone on: seconds, and words or nothing."""
    begins = [one.at for one in record.of(Listening)]
    ends = [*begins[1:], record.seconds]
    inside = [h for h in record.of(Heard) if begins[gathering] <= h.at < ends[gathering]]
    first = next((i for i, one in enumerate(inside) if one.is_wordless), len(inside))
    return [(round(one.end - one.at, 2), one.text) for one in inside[first:]]


def test_a_key_in_the_midst_of_the_tone_is_taken_at_once(on: Line) -> None:
    """The tone is inside the Gather, as the prompts are."""
    words = on.call(ScriptedCaller("x"), to=POLISH).heard[-1].end
    record = on.call(ScriptedCaller("3,x", barge_in=words + 2.5), to=POLISH)
    assert record.of(KeyPressed) == (KeyPressed(words + 2.5, "3"),)
    assert "3" in [request.form.get("Digits") for request in record.requests]
    cut = next(one for one in record.of(Heard) if one.interrupted)
    assert (cut.is_wordless, cut.end) == (True, words + 2.5)


@pytest.mark.parametrize("keys", ["", "1", "2", "3", "#", "4", "3,#"])
@pytest.mark.parametrize("own", [True, False])
def test_a_call_lasts_as_long_with_the_tone_as_without(
    on: Line, off: Line, keys: str, *, own: bool
) -> None:
    """To the hundredth of a second, from any door, and silent to the end."""
    to = POLISH if own else on.number
    keys = keys if own else f"3,{keys}".rstrip(",")
    seconds = [line.call(ScriptedCaller(keys, ["busy"] * 9), to=to).seconds for line in (on, off)]
    assert seconds[0] == pytest.approx(seconds[1], abs=0.01)


def test_switched_off_nothing_but_the_prompts_is_played(on: Line, off: Line) -> None:
    """The TwiML is what it was: no tone, no reminder, and the whole wait as the timeout."""

    def documents(line: Line) -> list[str]:
        line.call(SilentCaller(), to=POLISH)
        return [tapped.body.decode() for tapped in line.wire.tapped if b"<Gather" in tapped.body]

    with_tone, without = documents(on), documents(off)
    hint = next(re.findall(r"<Play>[^<]*</Play>", one)[-2] for one in with_tone if "4000" in one)
    for one, plain in zip(with_tone, without, strict=True):
        assert "tone" not in plain
        bare = re.sub(r"<Play>[^<]*/audio/tone/[^<]*</Play>", "", one.replace(hint, ""))
        seconds = re.search(r'timeout="(\d+)"', plain)
        assert seconds is not None
        assert bare.replace('timeout="1"', seconds[0]) == plain
    assert [re.findall(r'timeout="(\d+)"', one) for one in without][:2] == [["8"], ["8"]]


def test_a_caller_who_thinks_is_told_to_take_their_time(on: Line) -> None:
    """Once a wait, after four seconds, in the caller's language; a second stays for the key."""
    record = on.call(SilentCaller(), to=POLISH)
    tone, hint, rest = meanwhile(record, 0)
    assert (tone, hint[1], rest[1]) == ((4.0, ""), HINT, "")
    assert tone[0] + hint[0] + rest[0] == pytest.approx(7.0, abs=0.01)
    assert [text for _, text in meanwhile(record, 1)] == [""], "the second time waiting is the hint"


def test_who_asked_to_hear_it_again_hears_the_hint_slowly(on: Line) -> None:
    record = on.call(ScriptedCaller("#"), to=POLISH)
    said = [one for one in record.heard if one.text == HINT]
    clips = on.get(said[0].url)
    assert len(unwrap(clips)) / 8000 == pytest.approx(said[0].end - said[0].at, abs=0.01)
    normal = on.call(SilentCaller(), to=POLISH).heard
    assert said[0].url not in {one.url for one in normal}


def test_no_language_is_mixed_into_another_and_no_danger_is_told_to_wait(on: Line) -> None:
    """The language menu has tone alone; so has emergency, and English, which lacks the words."""
    menu = on.call(SilentCaller())
    assert [text for _, text in meanwhile(menu, 0)] == [""]
    emergency = on.call(ScriptedCaller("1"), to=POLISH)
    assert meanwhile(emergency, 1) == [(2.0, "")]
    english = on.call(ScriptedCaller("2"))
    assert meanwhile(english, 1) == [(7.0, "")]


def test_a_hint_without_its_clip_leaves_the_tone_whole(
    serve: Serve, small: Path, tmp_path: Path
) -> None:
    """Polish could be read aloud by the carrier, but nobody knows for how long."""
    root = copy_of(small, tmp_path / "project")
    line = lined(serve, root)
    record = line.call(SilentCaller(), to=POLISH)
    [hint] = {one.url for one in record.heard if one.text == HINT}
    (root / "audio/built" / hint.partition("/audio/")[2]).unlink()
    without = line.call(SilentCaller(), to=POLISH)
    assert meanwhile(without, 0) == [(7.0, "")]
    assert without.seconds == pytest.approx(record.seconds, abs=0.01)


def test_tone_is_fetched_like_a_clip(on: Line, serve: Serve, small: Path) -> None:
    """At an address that means the same for ever, in the carrier's sound, and nothing is said."""
    client = serve(small).test_client()
    for address, status in BARE.items():
        assert client.get(address).status_code == status
    answer = client.get("/audio/tone/1-3000.wav")
    assert answer.headers["Cache-Control"] == FOREVER
    assert (answer.mimetype, answer.headers["Content-Language"]) == ("audio/wav", "zxx")
    assert len(decode(unwrap(answer.data))) == 3 * 8000
    assert on.get(f"{BASE_URL}/audio/tone/1-3000.wav") == answer.data


def test_a_whole_call_has_no_dead_air(on: Line, tmp_path: Path) -> None:
    """Nowhere more than the last second of a wait, the lead of a clip, and the tone's own ends.

    Words are silent clips here, and ringing has its pauses: both are left out.
    """
    record = on.call(ScriptedCaller("", [Outcome(talk_seconds=2)]), to=POLISH)
    path = tmp_path / "call.wav"
    record.save_wav(path)
    heard = [sample != 0 for sample in read_wav(path.read_bytes()).telephone()]
    spans = [(one.at, one.end) for one in record.heard]
    spans += [(one.at, one.end) for one in record.of(ToneHeard)]
    for begin, end in ((round(at * 8000), round(end * 8000)) for at, end in spans):
        heard[begin:end] = [True] * len(heard[begin:end])
    silent = [len(list(run)) / 8000 for sounds, run in groupby(heard) if not sounds]
    assert record.of(ToneHeard), "somebody is rung, and the caller hears it"
    assert max(silent) < 1.1
