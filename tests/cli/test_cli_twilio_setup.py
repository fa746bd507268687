"""`ivr twilio plan`, `apply` and `undo`: numbers at the carrier, set and put back."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Final

import pytest

from tests.support.commands import COMMAND, Ivr, one_line
from tests.support.hotline import BASE_URL, SMALL, copied, rented
from tests.support.processes import Process, environment, started, wait_until
from tests.support.twilio_rest import (
    SECRETS,
    RestAccount,
    broken,
    busy,
    closing,
    hanging,
    refused,
    rest_account,
)

ASKER, POLISH, HALDEN = NUMBERS = "+4721000001", "+4721000002", "+4721000011"
OVERRIDES: Final = "#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx&e=dublin"
HEALTH: Final = '{"status": "ok", "content": "3f2a91c", "languages": ["nb"]}'
WOULD_CHANGE: Final = 3


@pytest.fixture
def ivr(tmp_path: Path) -> Ivr:
    """The small hotline with numbers that can be rented, in a folder of its own."""
    return Ivr(rented(copied(tmp_path, SMALL)))


@pytest.fixture
def account() -> Iterator[RestAccount]:
    """An account with the three numbers, none of them set, and a hotline that answers."""
    with rest_account() as account:
        account.environ |= {"PUBLIC_BASE_URL": BASE_URL}
        account.plant("hotline.example/healthz", broken(HEALTH))
        for number in (ASKER, POLISH, HALDEN):
            account.rent(number)
        yield account


def settings(account: RestAccount) -> object:
    return [dict(one.settings) for one in account.numbers], dict(account.regions)


def deep(account: RestAccount) -> str:
    return json.dumps(settings(account), sort_keys=True)


def before_of(before: str, place: int) -> dict[str, str]:
    """Return what was set of a number, the first being 0."""
    told: dict[str, str] = json.loads(before)[0][place]["us1"]
    return told


def as_set(account: RestAccount, number: str) -> None:
    label = {ASKER: "Asker", POLISH: "Asker, polski", HALDEN: "Halden"}[number]
    account.set_of(number).update(
        friendly_name=label,
        voice_url=f"{BASE_URL}/voice{OVERRIDES}",
        voice_fallback_url=f"{BASE_URL}/voice/fallback{OVERRIDES}",
        status_callback=f"{BASE_URL}/voice/status{OVERRIDES}",
    )


def test_the_plan_shows_what_is_set_beside_what_would_be_and_changes_nothing(
    ivr: Ivr, account: RestAccount
) -> None:
    for number in (ASKER, POLISH, HALDEN):
        as_set(account, number)
    old = f"http://old.example/voice/{OVERRIDES}"
    account.set_of(ASKER).update(voice_url=old, voice_method="GET", trunk_sid="TK" + "1" * 32)
    account.rent("+4721999999")
    before = deep(account)
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
    assert deep(account) == before


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
    for number in (ASKER, POLISH, HALDEN):
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


def test_apply_sets_every_number_and_does_nothing_the_second_time(
    ivr: Ivr, account: RestAccount
) -> None:
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 0, done.stderr
    assert "+4721000002 is set, and read back:\n" in done.stdout
    assert f"  a call is over: POST {BASE_URL}/voice/status{OVERRIDES}\n" in done.stdout
    ending = "Changed: 12 settings of 3 numbers. To put back what was there: ivr twilio undo\n"
    assert done.stdout.endswith(ending)
    label = account.set_of(POLISH)["friendly_name"]
    assert (label, account.set_of(POLISH)["voice_url"]) == (
        "Asker, polski",
        f"{BASE_URL}/voice{OVERRIDES}",
    )
    made = len(account.changes())
    again = ivr("twilio", "apply", "--yes", **account.environ)
    assert again.returncode == 0
    told = "Nothing to change: every number of the content is set as it is to be.\n"
    assert again.stdout.endswith(told)
    assert len(account.changes()) == made


def test_what_was_replaced_is_kept_for_its_owner_before_anything_is_changed(
    ivr: Ivr, account: RestAccount
) -> None:
    account.set_of(ASKER).update(voice_url="https://us:er@old.example/voice")
    account.plant("IncomingPhoneNumbers/PN", hanging())
    with applying(ivr, account, "--yes") as process:
        wait_until(account.changes)
        [kept] = (ivr.project / ".run" / "twilio").iterdir()
        process.send(signal.SIGKILL)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "us:er@old.example" in kept.read_text(encoding="utf-8")


def test_what_signs_in_at_an_address_is_not_shown(ivr: Ivr, account: RestAccount) -> None:
    account.set_of(ASKER).update(voice_url="https://us:er@old.example/voice")
    for options in ([], ["--json"]):
        done = ivr("twilio", "plan", *options, **account.environ)
        assert "https://…@old.example/voice" in done.stdout
        assert "us:er" not in done.stdout


def test_undo_puts_back_what_was_there_and_an_undo_of_it_sets_it_again(
    ivr: Ivr, account: RestAccount
) -> None:
    account.set_of(ASKER).update(
        voice_url="https://old.example", voice_application_sid="AP" + "1" * 32
    )
    account.environ |= {"TWILIO_REGION": "us1"}
    account.regions[POLISH] = "ie1"
    before = deep(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    after = deep(account)
    assert account.regions[POLISH] == "us1"
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Put back: 14 settings of 3 numbers.\n")
    assert deep(account) == before
    assert ivr("twilio", "undo", "--yes", **account.environ).returncode == 0
    assert deep(account) == after


def test_there_is_nothing_to_undo_where_nothing_was_applied(ivr: Ivr, account: RestAccount) -> None:
    done = ivr("twilio", "undo", "--yes", **account.environ)
    told = f"Nothing to put back: nothing was changed from {ivr.project.resolve()}.\n"
    assert (done.returncode, done.stdout) == (0, told)


def test_undo_works_for_a_hotline_that_is_broken_meanwhile(ivr: Ivr, account: RestAccount) -> None:
    before = deep(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    (ivr.project / "config" / "hotline.yaml").unlink()
    assert ivr("twilio", "undo", "--yes", **account.environ).returncode == 0
    assert deep(account) == before


def test_undo_overwrites_nothing_that_somebody_has_set_since(
    ivr: Ivr, account: RestAccount
) -> None:
    before = account.set_of(ASKER).copy()
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    account.set_of(ASKER)["voice_url"] = "https://theirs.example"
    now = deep(account)
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000001: VoiceUrl was changed since. To overwrite it: --anyway" in done.stderr
    assert done.stderr.endswith("Nothing was put back.\n")
    assert deep(account) == now
    assert ivr("twilio", "undo", "--yes", "--anyway", **account.environ).returncode == 0
    assert account.set_of(ASKER) == before


def test_a_refusal_in_the_middle_tells_what_was_done_and_what_was_not(
    ivr: Ivr, account: RestAccount
) -> None:
    before = deep(account)
    account.plant(account.numbers[1].sid, refused(400, 21402, "VoiceUrl is not valid"))
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000001 is set, and read back:" in done.stdout
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith(
        "+4721000002: not changed.\n"
        "+4721000011: not changed.\n"
        "What was changed can be put back: ivr twilio undo\n"
    )
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.stdout.endswith("Put back: 4 settings of 1 number.\n")
    assert deep(account) == before


def test_whoever_applies_again_after_a_refusal_can_put_back_all_of_it(
    ivr: Ivr, account: RestAccount
) -> None:
    before = deep(account)
    once = refused(400, 21402, "VoiceUrl is not valid")
    once.times = 1
    account.plant(account.numbers[1].sid, once)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 1
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.stdout.endswith("Put back: 12 settings of 3 numbers.\n")
    assert deep(account) == before


def test_an_answer_that_breaks_off_is_followed_by_a_look_at_what_came_of_it(
    ivr: Ivr, account: RestAccount
) -> None:
    account.plant(account.numbers[0].sid, closing())
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert done.stderr.endswith("Nothing was changed.\n")
    assert [*(ivr.project / ".run" / "twilio").iterdir()] == []


def test_what_is_broken_off_by_hand_tells_what_was_done(ivr: Ivr, account: RestAccount) -> None:
    account.plant(account.numbers[1].sid, hanging())
    with applying(ivr, account, "--yes") as process:
        wait_until(lambda: len(account.changes()) == 2)
        process.send(signal.SIGINT)
        done = process.finished()
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "+4721000002: It was broken off by hand.",
            "+4721000002: not changed.",
            "+4721000011: not changed.",
            "What was changed can be put back: ivr twilio undo",
        ],
    )


def test_a_process_killed_in_the_middle_leaves_what_undo_puts_back(
    ivr: Ivr, account: RestAccount
) -> None:
    before = deep(account)
    account.plant(account.numbers[1].sid, hanging())
    with applying(ivr, account, "--yes") as process:
        wait_until(lambda: len(account.changes()) == 2)
        process.send(signal.SIGKILL)
    assert account.set_of(ASKER)["voice_url"] == f"{BASE_URL}/voice{OVERRIDES}"
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        "Put back: 4 settings of 1 number.",
    )
    assert deep(account) == before


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


def test_a_number_that_goes_between_plan_and_change_is_told(ivr: Ivr, account: RestAccount) -> None:
    gone = account.numbers[0].sid
    account.plant(gone, refused(404, 20404, "The requested resource was not found"))
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert gone in done.stderr
    assert done.stderr.endswith("Nothing was changed.\n")


def test_the_second_of_two_who_apply_at_once_overwrites_nothing(
    ivr: Ivr, account: RestAccount, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Ivr(rented(copied(tmp_path_factory.mktemp("other"), SMALL)))
    first, second = os.openpty()
    with applying(ivr, account, terminal=second) as process:
        shown = until_asked(first)
        assert "Change 12 settings of 3 numbers? [y/N]: " in shown
        theirs = account.environ | {"CONNECTION_OVERRIDES": "none"}
        assert other("twilio", "apply", "--yes", **theirs).returncode == 0
        now = deep(account)
        os.write(first, b"y\n")
        assert process.finished().returncode == 1
    told = os.read(first, 65_536).decode()
    assert "+4721000001: VoiceUrl was changed by somebody else meanwhile." in told
    assert "Nothing was changed." in told
    assert deep(account) == now


def test_whoever_says_no_changes_nothing(ivr: Ivr, account: RestAccount) -> None:
    first, second = os.openpty()
    with applying(ivr, account, terminal=second) as process:
        until_asked(first)
        os.write(first, b"n\n")
        assert process.finished().returncode == 0
    assert os.read(first, 65_536).decode().endswith("Nothing was changed.\r\n")
    assert account.changes() == []


def test_nobody_is_asked_where_nobody_sits(ivr: Ivr, account: RestAccount) -> None:
    line = one_line(ivr("twilio", "apply", **account.environ))
    assert line == "Nobody can be asked here, so nothing was changed. To agree before: --yes"
    assert account.changes() == []


def test_numbers_are_not_pointed_to_where_no_hotline_answers(
    ivr: Ivr, account: RestAccount
) -> None:
    account.plant("hotline.example/healthz", broken("<html>", 502))
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert f"No hotline answers at {BASE_URL}/healthz" in done.stderr
    assert account.changes() == []
    done = ivr("twilio", "apply", "--yes", "--anyway", **account.environ)
    assert done.returncode == 0
    assert f"No hotline answers at {BASE_URL}/healthz" in done.stderr


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("PUBLIC_BASE_URL", "http://localhost:8000"),
        ("PUBLIC_BASE_URL", "https://10.0.0.7"),
        ("PUBLIC_BASE_URL", "http://hotline.example"),
        ("FALLBACK_URL", "http://localhost/away"),
        ("AUDIO_BASE_URL", "https://clips.internal"),
    ],
)
def test_numbers_are_not_pointed_to_what_the_carrier_cannot_reach(
    ivr: Ivr, account: RestAccount, name: str, url: str
) -> None:
    done = ivr("twilio", "apply", "--yes", "--anyway", **account.environ | {name: url})
    assert done.returncode == 1
    assert re.search(rf"^{name}: ", done.stderr, re.MULTILINE), done.stderr
    assert account.changes() == []


def test_a_number_that_the_content_does_not_name_is_refused(ivr: Ivr, account: RestAccount) -> None:
    line = one_line(ivr("twilio", "apply", "--number", "+4721000012", **account.environ))
    named = "--number: [+4721000012] is not among the numbers of the content."
    assert line.startswith(f"{named} Did you mean [+47210000")


def test_one_number_alone_is_set(ivr: Ivr, account: RestAccount) -> None:
    arguments = ("twilio", "apply", "--yes", "--number", HALDEN)
    assert ivr(*arguments, **account.environ).returncode == 0
    assert account.set_of(ASKER)["voice_url"] == ""
    assert account.set_of(HALDEN)["voice_url"] == f"{BASE_URL}/voice{OVERRIDES}"


def test_settings_that_would_mean_nothing_are_not_made(ivr: Ivr, account: RestAccount) -> None:
    account.regions[ASKER] = "ie1"
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    told = "TWILIO_REGION: The calls to [+4721000001] are processed in ie1, where the settings"
    assert told in done.stderr
    assert account.changes() == []


def test_in_another_region_numbers_are_set_there_before_their_calls_come(ivr: Ivr) -> None:
    with rest_account("ie1") as account:
        account.environ |= {"PUBLIC_BASE_URL": BASE_URL}
        account.plant("hotline.example/healthz", broken(HEALTH))
        account.rent(ASKER)
        before = deep(account)
        assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
        assert [one.host.split(".")[0] for one in account.changes()] == ["api", "routes"]
        assert account.numbers[0].settings["us1"]["voice_url"] == ""
        assert account.regions[ASKER] == "ie1"
        assert ivr("twilio", "undo", "--yes", **account.environ).returncode == 0
        hosts = [one.host.split(".")[0] for one in account.changes()]
        assert hosts == ["api", "routes", "routes", "api"]
        account.regions = {}  # which is the same: us1 is where nothing is set
        assert deep(account) == before


def test_a_setting_that_the_carrier_does_not_keep_is_told(ivr: Ivr, account: RestAccount) -> None:
    number = account.numbers[0]
    told = {"sid": number.sid, "phone_number": number.number}
    account.plant(number.sid, broken(json.dumps(told)))
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000001: VoiceUrl was set, and is read back as something else." in done.stderr


def test_a_number_without_voice_is_warned_of(ivr: Ivr, account: RestAccount) -> None:
    account.numbers[0].voice = False
    done = ivr("twilio", "plan", **account.environ)
    assert "warning: [+4721000001] takes no telephone calls. Rent one that does." in done.stdout


def test_an_account_with_none_of_the_numbers_is_refused(ivr: Ivr, account: RestAccount) -> None:
    account.numbers.clear()
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert done.stderr.startswith("The account has none of the numbers of the content.")


def test_a_number_that_is_rented_no_more_is_named_by_undo(ivr: Ivr, account: RestAccount) -> None:
    before = deep(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    gone = account.numbers.pop()
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000011: It is not among the numbers of the account any more." in done.stderr
    assert ivr("twilio", "undo", "--yes", "--anyway", **account.environ).returncode == 0
    account.numbers.append(gone)
    account.set_of(HALDEN).update(before_of(before, 2))
    assert deep(account) == before


def test_what_was_changed_in_another_account_is_not_put_back_in_this_one(
    ivr: Ivr, account: RestAccount
) -> None:
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    now = deep(account)
    account.sid = "AC" + "b" * 32
    account.environ["TWILIO_ACCOUNT_SID"] = account.sid
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert (done.returncode, done.stdout[:19]) == (0, "Nothing to put back")
    assert deep(account) == now


def test_a_key_sets_numbers_as_the_token_does(ivr: Ivr) -> None:
    with rest_account(key=True) as account:
        account.environ |= {"PUBLIC_BASE_URL": BASE_URL}
        account.plant("hotline.example/healthz", broken(HEALTH))
        account.rent(ASKER)
        done = ivr("twilio", "apply", "--yes", **account.environ)
        assert done.returncode == 0, done.stderr
        assert account.environ["TWILIO_API_SECRET"] not in done.stdout


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


def test_numbers_are_set_to_the_last_though_the_disk_is_full_that_it_is_told_to(
    ivr: Ivr, account: RestAccount
) -> None:
    for arguments, code, is_set in (
        (("plan",), WOULD_CHANGE, False),
        (("apply", "--yes"), 0, True),
        (("undo", "--yes"), 0, False),
    ):
        with Path("/dev/full").open("wb") as full, told_to(full, ivr, account, *arguments) as done:
            assert (done.wait(), done.communicate()[1]) == (code, b"")
        assert [bool(account.set_of(one)["voice_url"]) for one in NUMBERS] == [is_set] * 3


def test_numbers_are_set_to_the_last_though_nobody_reads_on(ivr: Ivr, account: RestAccount) -> None:
    """Whoever reads goes away after the plan, while the first number is set."""
    account.plant(account.numbers[0].sid, busy(1, times=1))
    with told_to(PIPE, ivr, account, "apply", "--yes") as done:
        wait_until(account.changes)
        assert done.stdout is not None
        done.stdout.close()
        assert done.wait() == 0
    assert [bool(account.set_of(one)["voice_url"]) for one in NUMBERS] == [True] * 3


def test_an_undo_that_is_killed_is_gone_on_with(ivr: Ivr, account: RestAccount) -> None:
    before = deep(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    once = hanging()
    once.times = 1
    account.plant(account.numbers[1].sid, once)
    made = len(account.changes())
    with applying(ivr, account, "--yes", command="undo") as process:
        wait_until(lambda: len(account.changes()) == made + 2)
        process.send(signal.SIGKILL)
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.stdout.startswith("Going on with what was put back on ")
    assert done.stdout.endswith("Put back: 8 settings of 2 numbers.\n")
    assert deep(account) == before


def test_a_disk_that_is_full_changes_nothing(ivr: Ivr, account: RestAccount) -> None:
    (ivr.project / ".run").write_text("no folder", encoding="utf-8")
    line = one_line(ivr("twilio", "apply", "--yes", **account.environ))
    assert "cannot be written" in line
    assert account.changes() == []


def test_what_was_kept_and_is_damaged_is_named(ivr: Ivr, account: RestAccount) -> None:
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    [kept] = (ivr.project / ".run" / "twilio").iterdir()
    kept.write_text("{", encoding="utf-8")
    line = one_line(ivr("twilio", "undo", "--yes", **account.environ))
    assert line.startswith(f".run/twilio/{kept.name}: What was replaced cannot be read there")


def told_to(
    output: IO[bytes] | int, ivr: Ivr, account: RestAccount, *arguments: str
) -> Popen[bytes]:
    """Run a command whose lines go somewhere."""
    whole = (*COMMAND, "--project", str(ivr.project), "twilio", *arguments)
    return Popen(whole, env=environment(**account.environ), stdout=output, stderr=PIPE)


@contextmanager
def applying(
    ivr: Ivr,
    account: RestAccount,
    *options: str,
    command: str = "apply",
    terminal: int | None = None,
) -> Iterator[Process]:
    """Apply, or undo, in a process of its own."""
    whole = (*COMMAND, "--project", str(ivr.project), "twilio", command, *options)
    with started(*whole, env=environment(**account.environ), terminal=terminal) as process:
        yield process


def until_asked(terminal: int) -> str:
    """Return what a terminal has shown when somebody is asked."""
    shown = ""
    while "[y/N]: " not in shown:
        shown += os.read(terminal, 65_536).decode()
    return shown
