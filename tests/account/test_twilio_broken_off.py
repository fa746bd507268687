"""`ivr twilio apply` and `undo` that break off: what was changed is told, and can be put back."""

from __future__ import annotations

import os
import signal

import pytest

from tests.support.commands import Ivr
from tests.support.hotline import BASE_URL, SMALL, copied, rented
from tests.support.numbers import ASKER, OVERRIDES, applying, state_of, until_asked
from tests.support.processes import wait_until
from tests.support.twilio_rest import RestAccount, closing, hanging, refused


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


def test_a_refusal_in_the_middle_tells_what_was_done_and_what_was_not(
    ivr: Ivr, account: RestAccount
) -> None:
    before = state_of(account)
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
    assert state_of(account) == before


def test_whoever_applies_again_after_a_refusal_can_put_back_all_of_it(
    ivr: Ivr, account: RestAccount
) -> None:
    before = state_of(account)
    once = refused(400, 21402, "VoiceUrl is not valid")
    once.times = 1
    account.plant(account.numbers[1].sid, once)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 1
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.stdout.endswith("Put back: 12 settings of 3 numbers.\n")
    assert state_of(account) == before


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
    before = state_of(account)
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
    assert state_of(account) == before


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
        now = state_of(account)
        os.write(first, b"y\n")
        assert process.finished().returncode == 1
    told = os.read(first, 65_536).decode()
    assert "+4721000001: VoiceUrl was changed by somebody else meanwhile." in told
    assert "Nothing was changed." in told
    assert state_of(account) == now


def test_an_undo_that_is_killed_is_gone_on_with(ivr: Ivr, account: RestAccount) -> None:
    before = state_of(account)
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
    assert state_of(account) == before
