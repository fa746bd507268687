"""`ivr twilio doctor`: all is well, and each of twelve faults is the one thing that it finds."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from ivr.carrier.overrides import DEFAULT
from tests.support.deployment import deployed
from tests.support.doctor import SERVER, Scene, alone, certificate_of
from tests.support.numbers import ASKER
from tests.support.proxy import Passed

DAY: Final = dt.timedelta(days=1)
TEN_MINUTES: Final = dt.timedelta(minutes=10)


def test_all_is_well_and_nothing_is_changed(scene: Scene) -> None:
    found = scene.look()
    assert found.of("wrong") == found.of("unknown") == []
    assert found.code == 0


def test_a_number_that_leads_elsewhere(scene: Scene) -> None:
    scene.account.set_of(ASKER)["voice_url"] = f"https://old.example/voice#{DEFAULT}"
    alone(
        scene,
        f"the number {ASKER}: The address for calls is another host: "
        f"[https://old.example/voice#{DEFAULT}], not [{{url}}/voice#{DEFAULT}]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_number_that_calls_without_encryption(scene: Scene) -> None:
    plain = scene.served.way_in.url.replace("https", "http")
    scene.account.set_of(ASKER)["voice_url"] = f"{plain}/voice#{DEFAULT}"
    alone(
        scene,
        f"the number {ASKER}: The address for calls is not encrypted: "
        f"[{plain}/voice#{DEFAULT}], not [{{url}}/voice#{DEFAULT}]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_server_that_answers_without_encryption(scene: Scene) -> None:
    scene.served.way_in.plain = True
    plain = scene.served.way_in.url.replace("https", "http")
    alone(
        scene,
        f"plain http: {plain}/healthz answers, without encryption: callers' numbers could be read "
        "on the way. Have the proxy refuse http, or send it on to https.",
    )


def test_a_server_with_another_token(scene: Scene) -> None:
    """The account takes the token of this machine, and so does what lies there for the fallback."""
    served = scene.served
    former, variables = served.way_in.upstream, {"PUBLIC_BASE_URL": served.way_in.url}
    with deployed(
        served.project, *SERVER, **variables, SIP_TRUNK=served.trunk, TWILIO_AUTH_TOKEN="0b" * 16
    ) as other:
        served.way_in.upstream = other.url
        try:
            alone(
                scene,
                "a signed request: {url}/voice/status refuses the signature (403): the hotline has "
                "another token, or another PUBLIC_BASE_URL. Compare TWILIO_AUTH_TOKEN and "
                "PUBLIC_BASE_URL here and at the server; its log tells.",
            )
        finally:
            served.way_in.upstream = former


def test_a_number_without_a_fallback(scene: Scene) -> None:
    scene.account.set_of(ASKER)["voice_fallback_url"] = ""
    alone(
        scene,
        f"the number {ASKER}: The fallback is not set, and is to be "
        f"[{scene.served.settings['FALLBACK_URL']}]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_certificate_that_has_expired(scene: Scene, tmp_path: Path) -> None:
    """What lies behind the address is not looked at, and everything else is."""
    now = dt.datetime.now(dt.UTC)
    scene.show(certificate_of(tmp_path, now - 90 * DAY, now - DAY))
    found = scene.look()
    [line] = found.of("wrong")
    assert line == (
        "the certificate: The certificate of localhost does not hold: certificate has expired. "
        "Renew it, and see why it was not renewed by itself; callers get nobody until then."
    )
    [line] = found.of("unknown")
    assert line == (
        "what is served: Neither signatures, clips nor the content that is served could be looked "
        "at. Mend the address first."
    )
    good = found.of("good")
    assert good[0].startswith("the name: localhost is ")
    assert any(line.startswith(f"the number {ASKER}: ") for line in good)


def test_a_certificate_that_was_not_renewed(scene: Scene, tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    end = now + 10.5 * DAY
    scene.show(certificate_of(tmp_path, now - 80 * DAY, end))
    alone(
        scene,
        f"the certificate: The certificate holds for 10 more days, until {end:%Y-%m-%d}, and has "
        "not been renewed. Renew it, and see why nothing renews it by itself; callers get nobody "
        "after that.",
    )


def test_a_country_that_may_not_be_rung(scene: Scene) -> None:
    scene.account.permissions["NO"] = (False, False, False)
    alone(
        scene,
        "dialling to NO: Telephones of NO may not be rung (error 13227). 14 routes ring telephones "
        "there, such as guidance (+4723327000). Allow it in the console: Voice, Settings, Geo "
        "permissions, NO.",
    )


def test_an_account_without_money(scene: Scene) -> None:
    scene.account.balance = "0.40"
    alone(
        scene,
        "the balance: 0.40 USD is left, less than 20: at nothing the account is suspended. Pay in, "
        "or turn on Auto recharge in the console: Billing.",
    )


def test_a_clip_that_is_not_there(scene: Scene) -> None:
    lost: list[str] = []

    def lose(passed: Passed) -> None:
        if passed.path.startswith("/audio/pl/") and (not lost or passed.path in lost):
            lost.append(passed.path)
            passed.answer(404)

    scene.served.way_in.change = lose
    found = scene.look("--json")
    told = json.loads("\n".join(found.lines))
    [line] = told["failures"]
    assert line.startswith("a clip: pl [")
    assert line.endswith(f"]: {lost[0]} is answered with 404. Run there: ivr audio build --verify")
    assert found.code == 1


def test_a_fallback_that_is_out_of_date(scene: Scene) -> None:
    scene.document = "<Response><Say>Ring 112.</Say></Response>"
    alone(
        scene,
        f"the fallback: {scene.served.settings['FALLBACK_URL']} says something else than this "
        "folder would have it say. Put there what this prints: ivr export fallback",
    )


def test_a_number_that_is_answered_in_another_region(scene: Scene) -> None:
    scene.account.regions[ASKER] = "us1"
    alone(
        scene,
        f"the number {ASKER}: The region is [us1], and is to be [ie1]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_server_whose_clock_is_ten_minutes_off(scene: Scene) -> None:
    def behind(passed: Passed) -> None:
        passed.headers["date"] = format_datetime(dt.datetime.now(dt.UTC) - TEN_MINUTES, usegmt=True)

    scene.served.way_in.change = behind
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert line.startswith("the server's clock: It is 10 min ")
    assert line.endswith(
        " s behind this machine's. Opening hours and announcements, certificates and the journal "
        "go by it; signatures do not. Have it set by the network: timedatectl set-ntp true, or "
        "chrony; see: timedatectl"
    )


def test_a_machine_whose_clock_is_ten_minutes_off_the_carriers(scene: Scene) -> None:
    scene.account.ahead = TEN_MINUTES
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert line.startswith("this machine's clock: It is ")
    assert " s behind the carrier's. " in line


def test_a_number_that_comes_here_and_that_nobody_lists(scene: Scene) -> None:
    scene.account.rent("+4721000099", voice_url=f"{scene.served.way_in.url}/voice#{DEFAULT}")
    alone(
        scene,
        "the number +4721000099: Calls to +4721000099 come here, and no municipality lists it: "
        "they are answered as the default municipality. List it in config/municipalities, or point "
        "it elsewhere at the carrier.",
    )
