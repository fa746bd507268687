"""`ivr twilio numbers`: what can be rented, which a person does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from ivr.cli.project import Refused, printable, tell
from ivr.cli.table import show
from ivr.cli.twilio.asked import refusing

if TYPE_CHECKING:
    from ivr.carrier.rest.port import Account, FreeNumber, Price
    from ivr.problems import Problem

CONSOLE: Final = "https://console.twilio.com"

WANTED: Final = {
    "none": "nothing",
    "any": "an address",
    "local": "an address in the country",
    "foreign": "an address abroad",
}
"""What the carrier wants to know of whoever rents a number."""


def _country(_: click.Context, __: click.Parameter, text: str) -> str:
    if not (text.isascii() and text.isalpha() and len(text) == len("NO")):
        raise click.BadParameter(f"[{printable(text)}] is no country. Norway is NO.")
    return text.upper()


in_country = click.option(
    "--country",
    default="NO",
    show_default=True,
    callback=_country,
    metavar="XX",
    help="The country, by its two letters.",
)


@click.command()
@in_country
@click.option(
    "--most",
    type=click.IntRange(1, 50),
    default=5,
    show_default=True,
    help="How many of each kind.",
)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def numbers(*, country: str, most: int, as_json: bool) -> None:
    """List telephone numbers that can be rented: their kind, place and price.

    Each can be called. Nothing is rented: that is a person's click, in the console.

    \b
    Examples:
      ivr twilio numbers                    five of each kind in Norway
      ivr twilio numbers --most 20 --json   more, for programs
    """
    from ivr.account.opening import account_of

    try:
        with refusing():
            account = account_of(os.environ)
            free = [*account.free_numbers(country, most)]
    except Refused as refused:
        if as_json:
            tell([_json(country, [], {}, refused.problems)])
        raise
    prices = rents(account, country)
    if as_json:
        tell([_json(country, free, prices)])
    else:
        _show(country, free, prices)


def rents(account: Account, country: str) -> dict[str, Price]:
    """Return what numbers cost a month, by kind; none where the account may not be asked."""
    from ivr.carrier.rest.port import AccountRefusal

    try:
        return {price.kind: price for price in account.monthly_prices(country)}
    except AccountRefusal:
        return {}


def _show(country: str, free: list[FreeNumber], prices: dict[str, Price]) -> None:
    if not free:
        click.echo(f"Twilio has no number to rent in {country} that can be called.")
        return
    rows = [
        (
            printable(one.number),
            printable(one.kind),
            printable(one.place),
            WANTED.get(one.address, printable(one.address)),
            money(prices.get(one.kind)),
        )
        for one in free
    ]
    show(("number", "kind", "place", "Twilio wants", "a month"), rows)
    click.echo()
    click.echo(f"Nothing was rented. A person does it: {CONSOLE}, Phone Numbers, Buy a number.")
    click.echo("There Twilio also says which papers it wants of whoever rents one.")


def money(price: Price | None, places: int = 2) -> str:
    """Return a price in words, with so many decimal places."""
    return f"{price.amount:.{places}f} {printable(price.currency)}" if price else "not told"


def _json(
    country: str,
    free: list[FreeNumber],
    prices: dict[str, Price],
    problems: Iterable[Problem] = (),
) -> str:
    costs = {
        kind: {"amount": f"{price.amount:.2f}", "currency": price.currency}
        for kind, price in prices.items()
    }
    numbers = [{**asdict(one), "price": costs.get(one.kind)} for one in free]
    told = {"country": country, "numbers": numbers, "rent": CONSOLE}
    told["problems"] = [problem.record() for problem in problems]
    return json.dumps(told, ensure_ascii=False, indent=2)
