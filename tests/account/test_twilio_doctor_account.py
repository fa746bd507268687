"""`ivr twilio doctor`: the account, what may not be asked of it, and what it has noted."""

from __future__ import annotations

import pytest

from tests.support.doctor import REGION, Scene
from tests.support.numbers import ASKER
from tests.support.twilio_rest import KEY, KEY_SECRETS, broken, closing, refused


def test_what_the_settings_do_not_tell_is_unknown_and_the_rest_is_looked_at(scene: Scene) -> None:
    scene.settings["TWILIO_ACCOUNT_SID"] = ""
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    fallback, account = found.of("unknown")
    assert fallback == (
        f"the fallback: {scene.served.settings['FALLBACK_URL']} answers the carrier alone (403). "
        "Set TWILIO_ACCOUNT_SID, with which the request is signed as the carrier's."
    )
    assert account.startswith("the account: TWILIO_ACCOUNT_SID is not set. Copy it from the ")
    assert scene.account.asked == []


def test_credentials_that_are_refused_are_told_once(scene: Scene) -> None:
    scene.account.plant("", refused(401, 20003, "Authenticate"))
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert line.startswith("TWILIO_AUTH_TOKEN: Twilio refuses it (error 20003) ")
    assert "a signed request: accepted" in found.of("good")
    assert not [one for one in scene.account.asked if "Balance" in one.path]


def test_a_key_that_may_not_ask_for_everything_is_asked_with_for_the_rest(scene: Scene) -> None:
    scene.account.rights = "standard"
    key = {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": KEY_SECRETS[REGION]}
    scene.settings |= key
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line.startswith("TWILIO_API_KEY: It is a key that may not ask for the account. Make a ")
    assert any(line.startswith(f"the number {ASKER}: ") for line in found.of("good"))


def test_a_carrier_that_cannot_be_asked_is_unknown(scene: Scene) -> None:
    scene.account.plant("", closing())
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line.startswith("the account: The connection failed or broke off")


def test_one_answer_that_cannot_be_read_stops_no_other(scene: Scene) -> None:
    scene.account.plant("/Balance.json", broken("{}"))
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line.startswith("the balance: ")
    assert any(line.startswith(f"the number {ASKER}: ") for line in found.of("good"))


def test_the_carriers_alerts_are_told_by_their_number_with_what_to_do(scene: Scene) -> None:
    for _ in range(2):
        scene.account.note("11200", f"{scene.served.way_in.url}/voice/turn?m=asker&l=pl")
    scene.account.note("99999", level="warning")
    unknown, known = scene.look("--no-clips").of("wrong")
    assert unknown.startswith("the carrier's alerts: 99999, not known here: once in 24 hours, last")
    assert unknown.endswith(". Read https://www.twilio.com/docs/api/errors/99999")
    begin = (
        "the carrier's alerts: 11200, no usable answer came from an address: 2 times in 24 hours"
    )
    assert known.startswith(begin)
    assert known.endswith(
        ", at /voice/turn. Look at the server's log of that time, and at the proxy before it."
    )


@pytest.mark.parametrize(
    ("field_", "value", "line"),
    [
        ("status", "suspended", "the account: It is suspended: no call is answered."),
        ("kind", "Trial", "the account: It is a trial account: callers hear the carrier's own"),
        ("profiles", [], "the business profile: None is approved: a newer account then holds two"),
    ],
)
def test_an_account_that_is_not_ready(scene: Scene, field_: str, value: object, line: str) -> None:
    setattr(scene.account, field_, value)
    [told] = scene.look("--no-clips").of("wrong")
    assert told.startswith(line)
