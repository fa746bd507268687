"""Keys: what the application is told, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ivr.phone import Heard, KeyPressed, Listening, Silence

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone

MENU = '<Gather action="/key" numDigits="1" finishOnKey="" timeout="8"><Play>/a.wav</Play></Gather>'


@pytest.fixture
def menu(site: Site) -> Site:
    return site.twiml("/voice", MENU).twiml("/key", "<Hangup/>").clip("/a.wav", 4.0)


def test_a_key_after_the_prompt_reaches_the_action(menu: Site, phone: Telephone) -> None:
    """The caller listens to the end, presses 1, and is understood."""
    record = phone.call("1")
    form = menu.last("/key").form
    assert (form["Digits"], form["FinishedOnKey"], form["msg"]) == ("1", "", "Gather End")
    assert form["CallStatus"] == "in-progress"
    assert record.of(KeyPressed) == (KeyPressed(4.5, "1"),)
    assert (record.heard[0].end, record.heard[0].interrupted) == (4.0, False)


def test_a_key_during_the_prompt_stops_the_audio_at_once(menu: Site, phone: Telephone) -> None:
    """Those who know the menu need not hear it."""
    record = phone.call("2", barge_in=1.25)
    assert (record.heard[0].end, record.heard[0].interrupted) == (1.25, True)
    assert record.of(KeyPressed) == (KeyPressed(1.25, "2", barge_in=True),)
    assert record.seconds == 1.25
    assert menu.last("/key").form["Digits"] == "2"


@pytest.mark.parametrize("key", ["#", "*", "0"])
def test_with_no_finish_key_every_key_is_a_digit(menu: Site, phone: Telephone, key: str) -> None:
    """A hotline that uses # and * in its menu switches the finish key off."""
    phone.call(key)
    assert menu.last("/key").form["Digits"] == key


def test_silence_falls_through_without_asking_the_action(site: Site, phone: Telephone) -> None:
    """The next verb runs once the prompt and the time-out are over."""
    site.twiml("/voice", MENU + "<Redirect>/silent</Redirect>").clip("/a.wav", 4.0)
    site.twiml("/silent", "<Hangup/>")
    record = phone.call("-")
    assert site.paths() == ["/voice", "/silent"]
    assert record.of(Silence) == (Silence(4.0, 12.0),)
    assert "Digits" not in site.last("/silent").form


def test_silence_with_nothing_after_ends_the_call(menu: Site, phone: Telephone) -> None:
    """What a hotline must never do to a caller is shown for what it is."""
    record = phone.call("-")
    assert (record.reason, record.seconds) == ("end of TwiML", 12.0)
    assert menu.paths() == ["/voice"]


def test_silence_asks_the_action_where_the_document_wants_it(site: Site, phone: Telephone) -> None:
    """actionOnEmptyResult sends empty digits and an empty finish key."""
    site.twiml("/voice", '<Gather action="/key" actionOnEmptyResult="true"/>')
    site.twiml("/key", "<Hangup/>")
    record = phone.call()
    assert site.last("/key").form["Digits"] == ""
    assert site.last("/key").form["FinishedOnKey"] == ""
    assert record.seconds == 5.0


def test_the_finish_key_ends_the_entry_and_is_no_digit(site: Site, phone: Telephone) -> None:
    """By default # ends an entry of any length."""
    site.twiml("/voice", '<Gather action="/key"/>').twiml("/key", "<Hangup/>")
    phone.call("12#")
    form = site.last("/key").form
    assert (form["Digits"], form["FinishedOnKey"]) == ("12", "#")


def test_the_finish_key_alone_is_an_empty_entry(site: Site, phone: Telephone) -> None:
    """So with the default finish key, # can never be a menu key."""
    site.twiml("/voice", '<Gather action="/key" numDigits="1"/><Say>Nothing came.</Say>')
    record = phone.call("#")
    assert site.paths() == ["/voice"]
    assert [heard.text for heard in record.heard] == ["Nothing came."]


def test_an_entry_of_several_digits_ends_at_its_count(site: Site, phone: Telephone) -> None:
    """The third key is not waited for."""
    site.twiml("/voice", '<Gather action="/key" numDigits="2"/>').twiml("/key", "<Hangup/>")
    record = phone.call("123")
    assert site.last("/key").form["Digits"] == "12"
    assert record.seconds == 1.0


def test_a_time_out_after_some_digits_sends_them(site: Site, phone: Telephone) -> None:
    """The time-out runs again from each key."""
    site.twiml("/voice", '<Gather action="/key" timeout="3"/>').twiml("/key", "<Hangup/>")
    record = phone.call("12")
    assert site.last("/key").form["Digits"] == "12"
    assert record.seconds == 0.5 + 0.5 + 3.0
    assert record.of(Silence) == ()


def test_the_default_action_is_the_document_itself(site: Site, phone: Telephone) -> None:
    """And the defaults of Gather are five seconds and #."""
    site.twiml("/voice", "<Gather/>").twiml("/voice", "<Hangup/>")
    record = phone.call("7#")
    assert site.paths() == ["/voice", "/voice"]
    assert site.last("/voice").form["Digits"] == "7"
    assert record.of(Listening) == (Listening(0.0, 5, None, "#"),)


def test_the_action_can_be_asked_by_get(site: Site, phone: Telephone) -> None:
    """The digits are then part of the URL that is signed."""
    site.twiml("/voice", '<Gather action="/key?step=2" method="GET"/>')
    site.twiml("/key", "<Hangup/>")
    phone.call("9#")
    seen = site.last("/key")
    assert (seen.method, seen.form) == ("GET", {})
    assert "?step=2&" in seen.url
    assert "&Digits=9&" in seen.url


def test_the_caller_can_hang_up_at_a_prompt(menu: Site, phone: Telephone) -> None:
    """The application hears nothing more of it."""
    record = phone.call("x", barge_in=2.0)
    assert (record.reason, record.seconds) == ("caller hung up", 2.0)
    assert record.heard[0].interrupted
    assert menu.paths() == ["/voice"]


def test_a_key_pressed_too_late_is_not_heard(menu: Site, phone: Telephone) -> None:
    """At the moment the time-out ends, it has ended."""
    record = phone.call("1", barge_in=12.0)
    assert record.of(KeyPressed) == ()
    assert menu.paths() == ["/voice"]


def test_several_prompts_play_in_turn_and_the_cut_one_is_the_last_heard(
    site: Site, phone: Telephone
) -> None:
    """What comes after the cut was never heard."""
    inside = "<Play>/a.wav</Play><Pause length='1'/><Say>Two words</Say><Play>/a.wav</Play>"
    site.twiml("/voice", f'<Gather action="/key">{inside}</Gather>').twiml("/key", "<Hangup/>")
    site.clip("/a.wav", 2.0)
    record = phone.call("1", barge_in=3.5)
    assert [(heard.kind, heard.at, heard.end) for heard in record.heard] == [
        ("clip", 0.0, 2.0),
        ("say", 3.0, 3.5),
    ]


def test_keys_pressed_outside_a_gathering_are_lost(site: Site, phone: Telephone) -> None:
    """A prompt that does not listen cannot be cut."""
    site.twiml("/voice", '<Play>/a.wav</Play><Gather action="/key" numDigits="1"/>')
    site.clip("/a.wav", 4.0).twiml("/key", "<Hangup/>")
    record = phone.call("1")
    assert not record.heard[0].interrupted
    assert record.of(KeyPressed) == (KeyPressed(4.5, "1"),)


TONE = MENU.replace("</Gather>", "<Play>/tone.wav</Play></Gather>").replace('"8"', '"1"')


@pytest.fixture
def quiet(site: Site) -> Site:
    """The wait is filled with a sound in which nothing is said: ISO 639's zxx."""
    site.twiml("/voice", TONE).twiml("/key", "<Hangup/>").clip("/a.wav", 4.0)
    return site.clip("/tone.wav", 7.0, Content_Language="zxx")


def test_a_sound_without_words_is_part_of_the_wait(quiet: Site, phone: Telephone) -> None:
    """A caller presses when the words are over, which cuts the sound and no prompt."""
    record = phone.call("1")
    assert record.of(KeyPressed) == (KeyPressed(4.5, "1"),)
    assert [one.url.rpartition("/")[2] for one in record.heard] == ["a.wav"]
    assert [(e.at, e.end, e.interrupted) for e in record.of(Heard)] == [
        (0.0, 4.0, False),
        (4.0, 4.5, True),
    ]
    assert quiet.last("/key").form["Digits"] == "1"


def test_a_caller_who_is_silent_has_the_whole_wait(quiet: Site, phone: Telephone) -> None:
    del quiet
    record = phone.call("-")
    assert record.of(Silence) == (Silence(4.0, 12.0),)
    assert record.seconds == 12.0
