"""`ivr twilio undo`: what was replaced is put back, and nothing that somebody has set since."""

from __future__ import annotations

from tests.support.commands import Ivr, one_line
from tests.support.numbers import ASKER, HALDEN, POLISH, before_of, state_of
from tests.support.twilio_rest import RestAccount


def test_undo_puts_back_what_was_there_and_an_undo_of_it_sets_it_again(
    ivr: Ivr, account: RestAccount
) -> None:
    account.set_of(ASKER).update(
        voice_url="https://old.example", voice_application_sid="AP" + "1" * 32
    )
    account.environ |= {"TWILIO_REGION": "us1"}
    account.regions[POLISH] = "ie1"
    before = state_of(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    after = state_of(account)
    assert account.regions[POLISH] == "us1"
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Put back: 14 settings of 3 numbers.\n")
    assert state_of(account) == before
    assert ivr("twilio", "undo", "--yes", **account.environ).returncode == 0
    assert state_of(account) == after


def test_there_is_nothing_to_undo_where_nothing_was_applied(ivr: Ivr, account: RestAccount) -> None:
    done = ivr("twilio", "undo", "--yes", **account.environ)
    told = f"Nothing to put back: nothing was changed from {ivr.project.resolve()}.\n"
    assert (done.returncode, done.stdout) == (0, told)


def test_undo_works_for_a_hotline_that_is_broken_meanwhile(ivr: Ivr, account: RestAccount) -> None:
    before = state_of(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    (ivr.project / "config" / "hotline.yaml").unlink()
    assert ivr("twilio", "undo", "--yes", **account.environ).returncode == 0
    assert state_of(account) == before


def test_undo_overwrites_nothing_that_somebody_has_set_since(
    ivr: Ivr, account: RestAccount
) -> None:
    before = account.set_of(ASKER).copy()
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    account.set_of(ASKER)["voice_url"] = "https://theirs.example"
    now = state_of(account)
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000001: VoiceUrl was changed since. To overwrite it: --anyway" in done.stderr
    assert done.stderr.endswith("Nothing was put back.\n")
    assert state_of(account) == now
    assert ivr("twilio", "undo", "--yes", "--anyway", **account.environ).returncode == 0
    assert account.set_of(ASKER) == before


def test_a_number_that_is_rented_no_more_is_named_by_undo(ivr: Ivr, account: RestAccount) -> None:
    before = state_of(account)
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    gone = account.numbers.pop()
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert done.returncode == 1
    assert "+4721000011: It is not among the numbers of the account any more." in done.stderr
    assert ivr("twilio", "undo", "--yes", "--anyway", **account.environ).returncode == 0
    account.numbers.append(gone)
    account.set_of(HALDEN).update(before_of(before, 2))
    assert state_of(account) == before


def test_what_was_changed_in_another_account_is_not_put_back_in_this_one(
    ivr: Ivr, account: RestAccount
) -> None:
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    now = state_of(account)
    account.sid = "AC" + "b" * 32
    account.environ["TWILIO_ACCOUNT_SID"] = account.sid
    done = ivr("twilio", "undo", "--yes", **account.environ)
    assert (done.returncode, done.stdout[:19]) == (0, "Nothing to put back")
    assert state_of(account) == now


def test_what_was_kept_and_is_damaged_is_named(ivr: Ivr, account: RestAccount) -> None:
    assert ivr("twilio", "apply", "--yes", **account.environ).returncode == 0
    [kept] = (ivr.project / ".run" / "twilio").iterdir()
    kept.write_text("{", encoding="utf-8")
    line = one_line(ivr("twilio", "undo", "--yes", **account.environ))
    assert line.startswith(f".run/twilio/{kept.name}: What was replaced cannot be read there")
