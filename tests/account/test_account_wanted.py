"""What each number ought to be set to, and in what the account differs from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from ivr.account.wanted import Change, WantedNumber, setting_differences, wanted_numbers
from ivr.carrier.overrides import DEFAULT
from ivr.carrier.rest.port import Handler, RentedNumber
from ivr.model import Hotline
from ivr.serving.settings import Settings

BASE: Final = "https://hotline.example"
VOICE: Final = f"{BASE}/voice#{DEFAULT}"


def wanted_of(hotline: Hotline, **variables: str) -> tuple[WantedNumber, ...]:
    return wanted_numbers(hotline, Settings(BASE, (), variables=variables))


def rented_as(wanted: WantedNumber) -> RentedNumber:
    return RentedNumber(
        "PN1", wanted.number, wanted.label, wanted.voice, wanted.fallback, wanted.status
    )


def test_every_number_of_the_content_is_told_where_to_ask(small_hotline: Hotline) -> None:
    wanted = wanted_of(small_hotline)
    assert [one.number for one in wanted] == [*small_hotline.entrances]
    for one in wanted:
        assert one.voice == Handler(VOICE)
        assert one.fallback == Handler(f"{BASE}/voice/fallback#{DEFAULT}")
        assert one.status == Handler(f"{BASE}/voice/status#{DEFAULT}")


def test_a_carrier_that_knows_no_overrides_is_told_none(small_hotline: Hotline) -> None:
    assert wanted_of(small_hotline, CONNECTION_OVERRIDES="none")[0].voice.url == f"{BASE}/voice"


def test_what_lies_elsewhere_answers_when_the_server_does_not(small_hotline: Hotline) -> None:
    clips = {"AUDIO_BASE_URL": "https://clips.example/h"}
    bin_ = {"FALLBACK_URL": "https://handler.twilio.example/bin/1"}
    [away, *_] = wanted_of(small_hotline, **clips)
    assert away.fallback == Handler("https://clips.example/h/fallback.xml", "GET")
    [away, *_] = wanted_of(small_hotline, **clips, **bin_)
    assert away.fallback == Handler("https://handler.twilio.example/bin/1", "POST")


def test_the_console_shows_whose_number_it_is_and_in_which_language(hotline: Hotline) -> None:
    labels = {one.number: one.label for one in wanted_of(hotline)}
    assert labels["+4700000001"] == "Asker"
    assert labels["+4700000002"] == "Asker, polski"


def test_a_label_is_never_longer_than_the_carrier_takes(small_hotline: Hotline) -> None:
    [key, *_] = [one.municipality for one in small_hotline.entrances.values()]
    town = replace(small_hotline.municipalities[key], name="N" * 80)
    long = replace(small_hotline, municipalities={**small_hotline.municipalities, key: town})
    assert wanted_of(long)[0].label == "N" * 64


def test_calls_stay_where_they_are_processed_unless_somebody_says_where(
    small_hotline: Hotline,
) -> None:
    [silent, *_] = wanted_of(small_hotline)
    assert setting_differences(silent, rented_as(silent), "ie1") == ()
    [told, *_] = wanted_of(small_hotline, TWILIO_REGION="IE1")
    assert setting_differences(told, rented_as(told), "us1") == (Change("Region", "us1", "ie1"),)
    assert setting_differences(told, rented_as(told), "ie1") == ()


def test_overrides_in_another_order_are_no_difference(small_hotline: Hotline) -> None:
    [wanted, *_] = wanted_of(small_hotline)
    turned = "&".join(reversed(DEFAULT.replace("ct,rt,5xx", "5xx,rt,ct").split("&")))
    rented = replace(rented_as(wanted), voice=Handler(f"{BASE}/voice#{turned}"))
    assert setting_differences(wanted, rented, "us1") == ()


@pytest.mark.parametrize(
    "url", ["", f"{BASE}/voice", f"{BASE}/voice/#{DEFAULT}", VOICE.replace("rc=2", "rc=1")]
)
def test_every_other_address_is_a_difference(small_hotline: Hotline, url: str) -> None:
    [wanted, *_] = wanted_of(small_hotline)
    rented = replace(rented_as(wanted), voice=Handler(url))
    assert setting_differences(wanted, rented, "us1") == (Change("VoiceUrl", url, VOICE),)


@pytest.mark.parametrize("sid", ["AP" + "0" * 32, "TK" + "0" * 32])
def test_what_takes_the_calls_instead_lets_go_of_them(small_hotline: Hotline, sid: str) -> None:
    [wanted, *_] = wanted_of(small_hotline)
    rented = replace(rented_as(wanted), application=sid)
    assert setting_differences(wanted, rented, "us1") == (Change("Application", sid, ""),)
