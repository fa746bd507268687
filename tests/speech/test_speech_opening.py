"""What the best voice speaks first: the words of the calls that matter, found by making them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ivr.definition import Loaded
from ivr.serving.readiness import critical_prompts
from ivr.serving.urgency import OPENING_SPEECH_S, first_words, most_urgent_first, opening
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.requests import clip_requests

DAY = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Oslo"))
NIGHT = DAY.replace(hour=23)


def prompts_of(loaded: Loaded, requests: list[ClipRequest]) -> list[set[str]]:
    """The prompts that each request's text belongs to."""
    found: dict[tuple[str, str], set[str]] = {}
    for (language, prompt), texts in loaded.wordings.items():
        for text in texts:
            found.setdefault((language, text), set()).add(prompt)
    return [found[request.language, request.text] for request in requests]


@pytest.mark.parametrize("now", [DAY, NIGHT])
def test_the_first_words_are_those_of_a_call_in_danger(loaded: Loaded, now: dt.datetime) -> None:
    words = first_words(loaded.hotline, now)
    assert [language for language, _ in words[:2]] == ["nb", "en"]
    assert {language for language, _ in words} == {"nb", "en"}
    for language in ("nb", "en"):
        for prompt in (
            *("answer.emergency", "language.option", "main.emergency", "emergency.instruction"),
            *("service.ambulance.announce", "service.out_of_hours.announce"),
        ):
            texts = loaded.wordings.get((language, prompt))
            if texts is not None:
                assert any((language, text) in words for text in texts), (language, prompt)


def test_every_set_up_waits_for_a_minute_of_speech_at_most(loaded: Loaded) -> None:
    chosen = opening(loaded, clip_requests(loaded), DAY)
    texts = {(one.language, one.text): one for one in chosen}
    seconds = sum(len(one.text.split()) * 60 / one.voice.words_per_minute for one in texts.values())
    assert 0.8 * OPENING_SPEECH_S < seconds <= OPENING_SPEECH_S
    assert len(chosen) == 2 * len(texts)
    assert [*texts] == [*first_words(loaded.hotline, DAY)][: len(texts)]


def test_what_is_critical_comes_first_and_norwegian_and_english_before_the_others(
    loaded: Loaded,
) -> None:
    requests = most_urgent_first(loaded, clip_requests(loaded, "silent"), DAY)
    assert {*requests} == {*clip_requests(loaded, "silent")}
    critical = critical_prompts(loaded.hotline)
    kinds = [bool(prompts & critical) for prompts in prompts_of(loaded, requests)]
    last = max(place for place, is_critical in enumerate(kinds) if is_critical)
    early = set(first_words(loaded.hotline, DAY))
    assert all(
        kinds[place] or (one.language, one.text) in early
        for place, one in enumerate(requests[:last])
    )
    order = [*dict.fromkeys(one.language for one in requests)]
    assert order == ["nb", "en", *(c for c in loaded.hotline.languages if c not in ("nb", "en"))]
