"""What the caller hears: clips, spoken text, silence, and what happens when a clip is broken."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from ivr.phone import ApplicationError, Fault, Heard, Paused, write_wav
from ivr.phone.http.clips import AUDIO_TYPES

if TYPE_CHECKING:
    from tests.phone.conftest import Site, Telephone


def test_a_clip_moves_the_clock_by_its_real_length(site: Site, phone: Telephone) -> None:
    """Twelve thousand samples are a second and a half."""
    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 1.5)
    record = phone.call()
    assert record.heard[0] == Heard(0.0, 1.5, "clip", "http://app.example/a.wav")
    assert record.seconds == 1.5


def test_a_clip_is_fetched_unsigned_and_once_a_call(site: Site, phone: Telephone) -> None:
    """Twilio fetches media without a signature and keeps it."""
    site.twiml("/voice", '<Play loop="2">/a.wav</Play><Play>/a.wav</Play>').clip("/a.wav", 1.0)
    record = phone.call()
    assert site.paths("GET") == ["/a.wav"]
    assert "x-twilio-signature" not in site.last("/a.wav").headers
    assert len(record.heard) == 3
    phone.call()
    assert site.paths("GET") == ["/a.wav", "/a.wav"]


def test_a_clip_can_say_what_is_said_in_it(site: Site, phone: Telephone) -> None:
    """A screen can then show the words, in any alphabet."""
    words = "For lege, trykk tre — دکتر"
    site.twiml("/voice", "<Play>/a.wav</Play>")
    site.clip("/a.wav", 1.0, Content_Language="nb", X_Transcript=quote(words))
    (heard,) = phone.call().heard
    assert (heard.language, heard.text) == ("nb", words)


def test_spoken_text_takes_the_time_of_150_words_a_minute(site: Site, phone: Telephone) -> None:
    """Five words are two seconds; a loop says them again."""
    site.twiml("/voice", '<Say language="en-GB" loop="2">For a doctor, press two.</Say>')
    record = phone.call()
    assert [(heard.at, heard.end, heard.language) for heard in record.heard] == [
        (0.0, 2.0, "en-GB"),
        (2.0, 4.0, "en-GB"),
    ]


def test_a_pause_is_silence(site: Site, phone: Telephone) -> None:
    """One second unless the document says otherwise."""
    site.twiml("/voice", '<Pause/><Pause length="3"/>')
    record = phone.call()
    assert record.of(Paused) == (Paused(0.0, 1.0), Paused(1.0, 4.0))


def test_an_endless_loop_is_a_thousand_times(site: Site, phone: Telephone) -> None:
    """Twilio's own end to loop="0"."""
    site.twiml("/voice", '<Play loop="0">/a.wav</Play>').clip("/a.wav", 1.0)
    record = phone.call()
    assert (len(record.heard), record.seconds) == (1000, 1000.0)


def test_a_missing_clip_ends_the_call_with_the_carriers_apology(
    site: Site, phone: Telephone
) -> None:
    """The fallback does not help: it is for documents, not for media."""
    site.twiml("/voice", "<Say>Hello.</Say><Play>/gone.wav</Play><Say>Never.</Say>")
    site.twiml("/fallback", "<Say>Never either.</Say>")
    record = phone.call(carrier=phone.carrier(fallback="/fallback"))
    assert record.reason == "application error"
    assert record.faults == (
        Fault(0.4, 11200, "http://app.example/gone.wav", "answered with HTTP status 404"),
    )
    assert [heard.text for heard in record.heard] == ["Hello."]
    assert len(record.of(ApplicationError)) == 1
    assert site.paths() == ["/voice"]


@pytest.mark.parametrize("named", ["text/html", "application/octet-stream", "audio/ogg"])
def test_a_clip_with_the_wrong_type_is_refused(site: Site, phone: Telephone, named: str) -> None:
    """Error 13420, though the bytes are a good WAV file."""
    site.twiml("/voice", "<Play>/a.wav</Play>").clip("/a.wav", 1.0, Content_Type=named)
    record = phone.call()
    assert record.reason == "application error"
    assert (record.faults[0].code, named in record.faults[0].problem) == (13420, True)


def test_a_clip_with_no_type_is_refused(site: Site, phone: Telephone) -> None:
    """A server that names no type is misconfigured."""
    site.twiml("/voice", "<Play>/a.wav</Play>")
    site.page("/a.wav", write_wav(array("h", [0])))
    assert phone.call().faults[0].problem == "Content-Type is none, which is no audio"


@pytest.mark.parametrize("named", sorted(AUDIO_TYPES))
def test_every_type_twilio_lists_is_taken(site: Site, phone: Telephone, named: str) -> None:
    """Parameters after the type do not matter."""
    site.twiml("/voice", "<Play>/a.wav</Play>")
    site.clip("/a.wav", 1.0, Content_Type=named.upper() + "; charset=binary")
    assert phone.call().faults == ()


def test_another_format_is_refused_in_so_many_words(site: Site, phone: Telephone) -> None:
    """Twilio plays MP3; this emulator would only have to guess its length."""
    site.twiml("/voice", "<Play>/a.mp3</Play>")
    site.page("/a.mp3", b"ID3" + bytes(500), Content_Type="audio/mpeg")
    record = phone.call()
    assert record.faults[0].problem == (
        "is not a WAV file, and this emulator measures WAV only (audio/mpeg)"
    )
    assert record.reason == "application error"


def test_a_clip_url_is_relative_to_its_document(site: Site, phone: Telephone) -> None:
    """As in a browser."""
    site.twiml("/voice", "<Redirect>/deep/er/menu</Redirect>")
    site.twiml("/deep/er/menu", "<Play>../a.wav</Play>").clip("/deep/a.wav", 1.0)
    assert phone.call().faults == ()


def test_prompts_answer_the_call_and_a_first_pause_does_not(site: Site, phone: Telephone) -> None:
    """A pause before anything else delays the pick-up."""
    site.twiml("/voice", "<Pause/><Redirect>/next</Redirect>")
    site.twiml("/next", "<Say>Hello</Say><Redirect>/last</Redirect>").twiml("/last", "")
    phone.call()
    told = [seen.form["CallStatus"] for seen in site.seen]
    assert told == ["ringing", "ringing", "in-progress"]
