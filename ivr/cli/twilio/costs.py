"""`ivr twilio costs`: what calls cost a month, at the prices that the account pays."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from ivr.cli.project import printable
from ivr.cli.table import show
from ivr.cli.twilio.asked import refusing
from ivr.cli.twilio.numbers import in_country, money, rents

if TYPE_CHECKING:
    from ivr.carrier.rest.port import MinutePrices, Price


@dataclass(frozen=True, slots=True)
class Month:
    """The calls of a month; ``menu`` and ``talk`` are minutes, ``put_through`` of 100 calls.

    >>> Month(1000, menu=3, put_through=40, talk=5).incoming
    5000
    >>> Month(1000, menu=3, put_through=40, talk=5).outgoing
    2000
    """

    calls: int
    menu: int
    put_through: int
    talk: int

    @property
    def outgoing(self) -> int:
        """Minutes of the calls out, which callers are put through by."""
        return self.calls * self.put_through * self.talk // 100

    @property
    def incoming(self) -> int:
        """Minutes of the calls that come in, which last as long as a caller is there."""
        return self.calls * self.menu + self.outgoing


@click.command(context_settings={"show_default": True})
@click.option("--calls", type=click.IntRange(1), default=1000, help="A month.")
@click.option(
    "--menu",
    type=click.IntRange(1, 60),
    default=3,
    help="Minutes until a caller hangs up or is put through.",
)
@click.option(
    "--put-through", type=click.IntRange(0, 100), default=40, help="How many of 100 callers are."
)
@click.option(
    "--talk", type=click.IntRange(1, 120), default=5, help="Minutes of their talk with the service."
)
@in_country
def costs(*, calls: int, menu: int, put_through: int, talk: int, country: str) -> None:
    """Say what calls cost a month, at the prices that the account pays.

    The carrier bills each minute begun: the call that comes in, and beside it the one by which a
    caller is put through.

    \b
    Examples:
      ivr twilio costs                                  1000 calls a month
      ivr twilio costs --calls 300 --put-through 60     as `ivr figures` tells of yours
    """
    from ivr.account.opening import account_of

    with refusing():
        account = account_of(os.environ)
        prices = account.minute_prices(country)
    month = Month(calls, menu, put_through, talk)
    click.echo(
        f"{calls} calls a month, {menu} minutes to the end of the menu;"
        f" {put_through} of 100 are put through, for {talk} minutes more.\n"
    )
    _show(month, prices, rents(account, country))


def _show(month: Month, prices: MinutePrices, monthly: Mapping[str, Price]) -> None:
    """Print what each kind of number costs, what each way out does, and both together."""
    came, went = month.incoming, month.outgoing
    show(
        ("number", "rent", "a minute", f"{came} minutes in"),
        [
            (printable(one.kind), money(monthly.get(one.kind)), *_minutes(one, came))
            for one in prices.incoming
        ],
    )
    click.echo()
    show(
        ("put through to", "a minute", f"{went} minutes out"),
        [(printable(one.kind), *_minutes(one, went)) for one in prices.outgoing],
    )
    ins = [
        monthly[one.kind].amount + one.amount * came
        for one in prices.incoming
        if one.kind in monthly
    ]
    outs = [one.amount * went for one in prices.outgoing]
    if ins and outs:
        lowest, highest = min(ins) + min(outs), max(ins) + max(outs)
        currency = printable(prices.outgoing[0].currency)
        click.echo(f"\nTogether, of each table one line: {lowest:.2f} to {highest:.2f} {currency}.")
    click.echo("Over a trunk, minutes out are billed by Twilio as SIP, and by its provider.")


def _minutes(price: Price, many: int) -> tuple[str, str]:
    """Return what one minute costs, and what so many do."""
    return money(price, places=4), money(replace(price, amount=price.amount * many))
