"""`ivr twilio plan`: what would be set of each number, beside what is."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import Ivr, one_line
from tests.support.hotline import BASE_URL
from tests.support.numbers import (
    ASKER,
    HALDEN,
    NUMBERS,
    OVERRIDES,
    WOULD_CHANGE,
    as_set,
    state_of,
)
from tests.support.twilio_rest import SECRETS, RestAccount, busy, refused


def test_the_plan_shows_what_is_set_beside_what_would_be_and_changes_nothing(
    ivr: Ivr, account: RestAccount
) -> None:
    for number in NUMBERS:
        as_set(account, number)
    old = f"http://old.example/voice/{OVERRIDES}"
    account.set_of(ASKER).update(voice_url=old, voice_method="GET", trunk_sid="TK" + "1" * 32)
    account.rent("+4721999999")
    before = state_of(account)
    done = ivr("twilio", "plan", "--number", ASKER, **account.environ)
    assert (done.returncode, done.stderr) == (WOULD_CHANGE, "")
    warned = "warning: The carrier can never reach [hotline.example]"
    lines = [line for line in done.stdout.splitlines() if warned not in line]
    assert lines == [
        "+4721000001  Asker",
        "  a call comes in:",
        f"    is       GET http://old.example/voice/{OVERRIDES}",
        f"    will be  POST {BASE_URL}/voice{OVERRIDES}",
        "    differs  not encrypted; another host; a trailing slash",
        f"  when that fails: POST {BASE_URL}/voice/fallback{OVERRIDES}",
        f"  a call is over: POST {BASE_URL}/voice/status{OVERRIDES}",
        "  instead:",
        f"    is       TK{'1' * 32} takes the calls",
        "    will be  nobody takes the calls",
        "  label: Asker",
        "  region: us1",
        "Would change: 2 settings of 1 number. To change it: ivr twilio apply",
    ]
    assert state_of(account) == before


def test_numbers_that_one_side_alone_has_are_told_and_left_alone(
    ivr: Ivr, account: RestAccount
) -> None:
    account.numbers.pop()
    account.rent("+4721999999", voice_url="https://other.example")
    town = ivr.project / "config" / "municipalities" / "asker.yaml"
    text = town.read_text(encoding="utf-8")
    town.write_text(text.replace("+47 21 00 00 01", "+47 00 00 00 01"), encoding="utf-8")
    done = ivr("twilio", "plan", **account.environ)
    assert "Examples, which no telephone can have: +4700000001.\n" in done.stdout
    assert "Not in the content, and left alone: +4721000001, +4721999999.\n" in done.stdout
    missing = "[+4721000011] is not among the numbers of the account."
    assert f"config/municipalities/halden.yaml: warning: {missing}" in done.stdout
    before = account.set_of("+4721999999")["voice_url"], account.set_of(ASKER)["voice_url"]
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    after = account.set_of("+4721999999")["voice_url"], account.set_of(ASKER)["voice_url"]
    assert before == after == ("https://other.example", "")


def test_an_account_that_is_set_would_not_change(ivr: Ivr, account: RestAccount) -> None:
    for number in NUMBERS:
        as_set(account, number)
    done = ivr("twilio", "plan", **account.environ)
    assert done.returncode == 0
    assert "Nothing would change: 3 numbers of the content in the account." in done.stdout
    done = ivr("twilio", "plan", "--json", **account.environ)
    told = json.loads(done.stdout)
    assert [one["changes"] for one in told["numbers"]] == [[], [], []]


def test_programs_read_each_change_with_what_differs(ivr: Ivr, account: RestAccount) -> None:
    as_set(account, ASKER)
    account.set_of(ASKER).update(voice_url=f"{BASE_URL}/voice")
    done = ivr("twilio", "plan", "--json", "--number", "+47 21 00 00 01", **account.environ)
    told = json.loads(done.stdout)
    [number] = told["numbers"]
    assert number["changes"] == [
        {
            "field": "VoiceUrl",
            "is": f"{BASE_URL}/voice",
            "will": f"{BASE_URL}/voice{OVERRIDES}",
            "told": "no overrides",
        }
    ]


def test_what_signs_in_at_an_address_is_not_shown(ivr: Ivr, account: RestAccount) -> None:
    account.set_of(ASKER).update(voice_url="https://us:er@old.example/voice")
    for options in ([], ["--json"]):
        done = ivr("twilio", "plan", *options, **account.environ)
        assert "https://…@old.example/voice" in done.stdout
        assert "us:er" not in done.stdout


def test_a_label_that_somebody_has_chosen_is_told_before_it_is_replaced(
    ivr: Ivr, account: RestAccount
) -> None:
    account.set_of(HALDEN)["friendly_name"] = "Kari's line"
    done = ivr("twilio", "plan", **account.environ)
    assert done.stdout.count("somebody has chosen it") == 1
    assert (
        "    is       Kari's line\n"
        "    will be  Halden\n"
        "    differs  somebody has chosen it; the console alone shows it\n"
    ) in done.stdout


def test_a_number_without_voice_is_warned_of(ivr: Ivr, account: RestAccount) -> None:
    account.numbers[0].voice = False
    done = ivr("twilio", "plan", **account.environ)
    assert "warning: [+4721000001] takes no telephone calls. Rent one that does." in done.stdout


@pytest.mark.parametrize(
    ("part", "fault", "told"),
    [
        ("IncomingPhoneNumbers.json", refused(401, 20003, "Authenticate"), "TWILIO_AUTH_TOKEN"),
        ("IncomingPhoneNumbers.json", busy(3600), "api.twilio.com"),
        ("routes.twilio.com", refused(500, 20500, "Internal"), "routes.twilio.com"),
    ],
)
def test_an_account_that_refuses_to_be_asked_is_changed_in_nothing(
    ivr: Ivr, account: RestAccount, part: str, fault: object, told: str
) -> None:
    account.plant(part, fault)  # type: ignore[arg-type] # a list of them has no narrower type
    for command in ("plan", "apply"):
        line = one_line(ivr("twilio", command, **account.environ))
        assert told in line
        assert SECRETS["us1"] not in line
    assert account.changes() == []


def test_programs_read_why_nothing_can_be_planned(ivr: Ivr, account: RestAccount) -> None:
    account.plant("IncomingPhoneNumbers.json", refused(401, 20003, "Authenticate"))
    done = ivr("twilio", "plan", "--json", **account.environ)
    assert done.returncode == 1
    assert [one["code"] for one in json.loads(done.stdout)["problems"]] == ["account-refused"]


def test_settings_that_are_missing_and_those_that_are_wrong_are_told_at_once(ivr: Ivr) -> None:
    given = {"TWILIO_REGION": "ie", "PUBLIC_BASE_URL": "https://h.example/", "TWILIO_API_KEY": "x"}
    named = {"TWILIO_REGION", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"}
    for command, more in (("plan", {"TWILIO_AUTH_TOKEN"}), ("undo", set[str]())):
        done = ivr("twilio", command, **given)
        assert done.returncode == 1
        told = {line.partition(":")[0].partition(" ")[0] for line in done.stderr.splitlines()}
        assert told - {"Nothing"} == named | more
    done = ivr("twilio", "plan", "--json", **given)
    told = {one["file"] for one in json.loads(done.stdout)["problems"]}
    assert told == named | {"TWILIO_AUTH_TOKEN"}


def test_a_setting_whose_name_is_mistyped_is_asked_about(ivr: Ivr, account: RestAccount) -> None:
    account.environ["TWILIO_ACOUNT_SID"] = account.environ.pop("TWILIO_ACCOUNT_SID")
    line = one_line(ivr("twilio", "undo", **account.environ))
    asked = "Did you mean it by [TWILIO_ACOUNT_SID]?"
    assert line == f"TWILIO_ACCOUNT_SID is not set. {asked}"
