"""Callees that are no person: what the operator can do about a voicemail that answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from ivr.definition import load
from ivr.phone import (
    CallRecord,
    DialEnded,
    LegRung,
    Outcome,
    ScriptedCaller,
    Transferred,
    WhisperHeard,
)
from ivr.problems import BrokenHotline
from tests.support.commands import Ivr
from tests.support.hotline import VARIABLES, copy_of, served, with_clips
from tests.support.ringing import Line

ROUTES: Final = ["+4723327000", "+4723327001"]
ASKED: Final = "Trykk en tast for å ta imot samtalen."
PERSON: Final = Outcome("answered", talk_seconds=60)
VOICEMAIL: Final = "voicemail"

Ring = Callable[..., CallRecord]


def changed(small: Path, folder: Path, option: str, prompt: str = "") -> Path:
    """The small hotline with an option at its guidance line, and perhaps a prompt."""
    root = copy_of(small, folder)
    put(root / "config/services.yaml", f'  routes: ["{ROUTES[0]}"', f"  {option}\n")
    if prompt:
        put(root / "prompts/nb.yaml", "  whisper.intro:", f"  whisper.accept: {prompt}\n")
    return root


def put(path: Path, before: str, line: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, line + before), encoding="utf-8")


@pytest.fixture
def ring(small: Path, tmp_path: Path) -> Ring:
    """Ring the guidance line of the small hotline as it is with an option."""

    def one(*outcomes: str | Outcome, option: str, prompt: str = "") -> CallRecord:
        root = with_clips(changed(small, tmp_path / "project", option, prompt))
        line = Line(served(root), load(root, VARIABLES).hotline)
        return line.call(ScriptedCaller("0", outcomes))

    return one


def rung(record: CallRecord) -> list[str]:
    return [leg.to for leg in record.of(LegRung)]


def test_without_the_option_every_answer_is_one(ring: Ring) -> None:
    assert rung(ring(VOICEMAIL, option="ring_seconds: 30")) == ROUTES[:1]


def test_a_short_answer_is_none_where_the_operator_says_so(ring: Ring) -> None:
    """The next route is rung, and in the end the number is told."""
    record = ring(VOICEMAIL, VOICEMAIL, option="answered_after_seconds: 60")
    assert rung(record)[:2] == ROUTES
    assert [dial.status for dial in record.of(DialEnded)][:2] == ["completed"] * 2
    assert any("to tre" in heard.text for heard in record.heard), "the number, digit by digit"


def test_a_person_who_talks_as_long_as_the_bound_has_answered(ring: Ring) -> None:
    assert rung(ring(PERSON, option="answered_after_seconds: 60")) == ROUTES[:1]


@pytest.mark.parametrize("key", "0159#*")
def test_a_callee_who_presses_any_key_is_connected(ring: Ring, key: str) -> None:
    record = ring(Outcome(whisper_keys=key), option="accept: true", prompt=ASKED)
    assert rung(record) == ROUTES[:1]
    assert len(record.of(Transferred)) == 1
    words = [whisper.text for whisper in record.of(WhisperHeard)]
    assert words[0] == "Samtale fra helselinjen."
    assert words[-1] == ASKED


def test_a_voicemail_presses_none_and_the_next_route_is_rung(ring: Ring) -> None:
    record = ring(VOICEMAIL, PERSON, option="accept: true", prompt=ASKED)
    assert rung(record) == ROUTES
    assert [talk.to for talk in record.of(Transferred)] == ROUTES[1:]


def test_a_callee_who_hangs_up_instead_has_not_answered(ring: Ring) -> None:
    record = ring(Outcome(whisper_keys="x"), PERSON, option="accept: true", prompt=ASKED)
    assert rung(record) == ROUTES


def test_the_prompt_is_asked_for_in_one_language_and_only_where_it_is_used(
    small: Path, tmp_path: Path
) -> None:
    with pytest.raises(BrokenHotline) as broken:
        load(changed(small, tmp_path / "lacking", "accept: true"), VARIABLES)
    [problem] = broken.value.problems
    assert problem.file == "prompts/nb.yaml"
    assert "whisper.accept" in problem.cause
    assert not load(changed(small, tmp_path / "asked", "accept: true", ASKED), VARIABLES).warnings


@pytest.mark.parametrize("option", ["accept: true", "answered_after_seconds: 8"])
def test_every_promise_holds_with_the_options(small: Path, tmp_path: Path, option: str) -> None:
    asked = ASKED if option.startswith("accept") else ""
    root = with_clips(changed(small, tmp_path / "project", option, asked))
    done = Ivr(root)("check", "--full", "--jobs", "1", **VARIABLES)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "option", ["answered_after_seconds: -1", "answered_after_seconds: 61", "accept: perhaps"]
)
def test_what_the_options_cannot_be_is_a_mistake(small: Path, tmp_path: Path, option: str) -> None:
    with pytest.raises(BrokenHotline, match=option.partition(":")[0]):
        load(changed(small, tmp_path / "project", option), VARIABLES)
