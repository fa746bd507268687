"""`ivr twilio apply`: numbers are set, all or those that are named, once somebody agrees."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.support.commands import Ivr, one_line
from tests.support.hotline import BASE_URL
from tests.support.numbers import (
    ASKER,
    HALDEN,
    HEALTH,
    NUMBERS,
    OVERRIDES,
    POLISH,
    WOULD_CHANGE,
    applying,
    state_of,
    told_to,
    until_asked,
)
from tests.support.processes import wait_until
from tests.support.twilio_rest import RestAccount, broken, busy, rest_account


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


def test_one_number_alone_is_set(ivr: Ivr, account: RestAccount) -> None:
    arguments = ("twilio", "apply", "--yes", "--number", HALDEN)
    assert ivr(*arguments, **account.environ).returncode == 0
    assert account.set_of(ASKER)["voice_url"] == ""
    assert account.set_of(HALDEN)["voice_url"] == f"{BASE_URL}/voice{OVERRIDES}"


def test_a_number_that_the_content_does_not_name_is_refused(ivr: Ivr, account: RestAccount) -> None:
    line = one_line(ivr("twilio", "apply", "--number", "+4721000012", **account.environ))
    named = "--number: [+4721000012] is not among the numbers of the content."
    assert line.startswith(f"{named} Did you mean [+47210000")


def test_a_key_sets_numbers_as_the_token_does(ivr: Ivr) -> None:
    with rest_account(key=True) as account:
        account.environ |= {"PUBLIC_BASE_URL": BASE_URL}
        account.plant("hotline.example/healthz", broken(HEALTH))
        account.rent(ASKER)
        done = ivr("twilio", "apply", "--yes", **account.environ)
        assert done.returncode == 0, done.stderr
        assert account.environ["TWILIO_API_SECRET"] not in done.stdout


def test_in_another_region_numbers_are_set_there_before_their_calls_come(ivr: Ivr) -> None:
    with rest_account("ie1") as account:
        account.environ |= {"PUBLIC_BASE_URL": BASE_URL}
        account.plant("hotline.example/healthz", broken(HEALTH))
        account.rent(ASKER)
        before = state_of(account)
        assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
        assert [one.host.split(".")[0] for one in account.changes()] == ["api", "routes"]
        assert account.numbers[0].settings["us1"]["voice_url"] == ""
        assert account.regions[ASKER] == "ie1"
        assert ivr("twilio", "undo", "--yes", **account.environ).returncode == 0
        hosts = [one.host.split(".")[0] for one in account.changes()]
        assert hosts == ["api", "routes", "routes", "api"]
        account.regions = {}  # which is the same: us1 is where nothing is set
        assert state_of(account) == before


def test_settings_that_would_mean_nothing_are_not_made(ivr: Ivr, account: RestAccount) -> None:
    account.regions[ASKER] = "ie1"
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    told = "TWILIO_REGION: The calls to [+4721000001] are processed in ie1, where the settings"
    assert told in done.stderr
    assert account.changes() == []


def test_an_account_with_none_of_the_numbers_is_refused(ivr: Ivr, account: RestAccount) -> None:
    account.numbers.clear()
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert done.stderr.startswith("The account has none of the numbers of the content.")


def test_numbers_are_not_pointed_to_where_no_hotline_answers(
    ivr: Ivr, account: RestAccount
) -> None:
    account.plant("hotline.example/healthz", broken("<html>", 502))
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert f"PUBLIC_BASE_URL: No hotline answers at {BASE_URL}/healthz" in done.stderr
    assert "--anyway" in done.stderr
    assert account.changes() == []
    done = ivr("twilio", "apply", "--yes", "--anyway", **account.environ)
    assert done.returncode == 0
    assert f"PUBLIC_BASE_URL: warning: No hotline answers at {BASE_URL}/healthz" in done.stderr
    assert "--anyway" not in done.stderr


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


def test_a_setting_that_the_carrier_does_not_keep_is_told(ivr: Ivr, account: RestAccount) -> None:
    number = account.numbers[0]
    told = {"sid": number.sid, "phone_number": number.number}
    account.plant(number.sid, broken(json.dumps(told)))
    done = ivr("twilio", "apply", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000001: VoiceUrl was set, and is read back as something else." in done.stderr


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


def test_a_disk_that_is_full_changes_nothing(ivr: Ivr, account: RestAccount) -> None:
    (ivr.project / ".run").write_text("no folder", encoding="utf-8")
    line = one_line(ivr("twilio", "apply", "--yes", **account.environ))
    assert "cannot be written" in line
    assert account.changes() == []


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
