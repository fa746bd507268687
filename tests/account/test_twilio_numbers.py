"""`ivr twilio numbers`: what a person could rent, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.commands import Ivr, one_line
from tests.support.twilio_rest import RestAccount, refused, rest_account


@pytest.fixture
def rest() -> Iterator[RestAccount]:
    with rest_account() as account:
        account.offer("NO", "local", "+4721000011", "+4721000012", locality="Tromsø")
        account.offer("NO", "toll_free", "+4780000000", address_requirements="none")
        account.prices["NO"] = {"local": "3.00"}
        yield account


def test_numbers_are_listed_with_what_each_costs_and_wants(ivr: Ivr, rest: RestAccount) -> None:
    done = ivr("twilio", "numbers", "--most", "1", **rest.environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "number       kind       place   Twilio wants  a month\n"
        "-----------  ---------  ------  ------------  --------\n"
        "+4721000011  local      Tromsø  an address    3.00 USD\n"
        "+4780000000  toll free          nothing       not told\n"
        "\n"
        "Nothing was rented. A person does it: https://console.twilio.com, Phone Numbers,"
        " Buy a number.\n"
        "There Twilio also says which papers it wants of whoever rents one.\n"
    )
    assert rest.changes() == []


def test_programs_get_them_as_json(ivr: Ivr, rest: RestAccount) -> None:
    done = ivr("twilio", "numbers", "--country", "no", "--json", **rest.environ)
    told = json.loads(done.stdout)
    assert told["country"] == "NO"
    assert [one["number"] for one in told["numbers"]] == [
        "+4721000011",
        "+4721000012",
        "+4780000000",
    ]
    assert told["numbers"][0]["price"] == {"amount": "3.00", "currency": "USD"}
    assert told["numbers"][2]["price"] is None


def test_an_account_that_may_not_ask_for_prices_lists_numbers_all_the_same(
    ivr: Ivr, rest: RestAccount
) -> None:
    rest.plant("pricing", refused(403, 20003))
    done = ivr("twilio", "numbers", **rest.environ)
    assert (done.returncode, done.stdout.count("not told")) == (0, 3)


def test_a_country_without_numbers_is_told(ivr: Ivr, rest: RestAccount) -> None:
    done = ivr("twilio", "numbers", "--country", "AQ", **rest.environ)
    assert done.stdout == "Twilio has no number to rent in AQ that can be called.\n"


def test_a_wrong_token_is_one_line(ivr: Ivr, rest: RestAccount) -> None:
    done = ivr("twilio", "numbers", **{**rest.environ, "TWILIO_AUTH_TOKEN": "0f" * 16})
    assert one_line(done).startswith("TWILIO_AUTH_TOKEN: Twilio refuses it (error 20003)")


def test_programs_read_why_nothing_can_be_listed(ivr: Ivr, rest: RestAccount) -> None:
    done = ivr("twilio", "numbers", "--json", **{**rest.environ, "TWILIO_AUTH_TOKEN": "0f" * 16})
    told = json.loads(done.stdout)
    assert (done.returncode, told["numbers"]) == (1, [])
    assert [one["code"] for one in told["problems"]] == ["account-refused"]


def test_a_word_that_is_no_country_is_told(ivr: Ivr) -> None:
    done = ivr("twilio", "numbers", "--country", "Norge")
    assert done.returncode == 2
    assert "[Norge] is no country. Norway is NO." in done.stderr


def test_the_command_runs_as_a_process_of_its_own(ivr: Ivr, rest: RestAccount) -> None:
    """Nothing but the standard variables leads it to the account."""
    done = ivr.process("twilio", "numbers", "--json", **rest.environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["numbers"]) == 3
