"""`ivr twilio costs`: what a month of calls costs at the account's own prices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.commands import Ivr, one_line
from tests.support.twilio_rest import RestAccount, refused, rest_account


@pytest.fixture
def rest() -> Iterator[RestAccount]:
    with rest_account() as account:
        account.prices["NO"] = {"local": "3.00", "toll free": "25.00"}
        account.minutes["NO"] = [
            ("in", "local", "0.0100"),
            ("in", "toll free", "0.0500"),
            ("out", "Norway", "0.0200", "47"),
            ("out", "Norway - Mobile", "0.0550", "47"),
            ("out", "Norway, shown from afar", "0.4000", "ROW"),
        ]
        yield account


def test_a_month_costs_a_number_its_minutes_in_and_the_minutes_out(
    ivr: Ivr, rest: RestAccount
) -> None:
    done = ivr("twilio", "costs", "--calls", "1000", **rest.environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "1000 calls a month, 3 minutes to the end of the menu; 40 of 100 are put through,"
        " for 5 minutes more.\n"
        "\n"
        "number     rent       a minute    5000 minutes in\n"
        "---------  ---------  ----------  ---------------\n"
        "local      3.00 USD   0.0100 USD  50.00 USD\n"
        "toll free  25.00 USD  0.0500 USD  250.00 USD\n"
        "\n"
        "put through to   a minute    2000 minutes out\n"
        "---------------  ----------  ----------------\n"
        "Norway           0.0200 USD  40.00 USD\n"
        "Norway - Mobile  0.0550 USD  110.00 USD\n"
        "\n"
        "Together, of each table one line: 93.00 to 385.00 USD.\n"
        "Over a trunk, minutes out are billed by Twilio as SIP, and by its provider.\n"
    )
    assert rest.changes() == []


def test_figures_of_ones_own_take_the_place_of_what_is_assumed(ivr: Ivr, rest: RestAccount) -> None:
    own = ("--calls", "300", "--menu", "2", "--put-through", "50", "--talk", "4")
    done = ivr("twilio", "costs", *own, **rest.environ)
    assert "1200 minutes in" in done.stdout
    assert "600 minutes out" in done.stdout


def test_a_rent_that_is_not_told_is_in_no_sum(ivr: Ivr, rest: RestAccount) -> None:
    rest.plant("pricing.twilio.com/v1", refused(403, 20003))
    done = ivr("twilio", "costs", **rest.environ)
    assert (done.returncode, done.stdout.count("not told")) == (0, 2)
    assert "Together" not in done.stdout


def test_a_country_without_prices_is_one_line(ivr: Ivr, rest: RestAccount) -> None:
    done = ivr("twilio", "costs", "--country", "AQ", **rest.environ)
    assert "the prices of calls in AQ" in one_line(done)
