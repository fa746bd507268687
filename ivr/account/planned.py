"""What would change at the carrier: the numbers of the content beside those of the account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ivr.account.wanted import Change, WantedNumber, fields_of, setting_differences
from ivr.carrier.rest.access import DEFAULT_REGION
from ivr.carrier.rest.port import Account, RentedNumber
from ivr.definition.numbering import plan_of
from ivr.did_you_mean import nearest
from ivr.problems import Problem, Refusal, Severity


@dataclass(frozen=True, slots=True)
class PlannedNumber:
    """A number that the content names and the account has.

    Attributes:
        wanted: What it ought to be set to.
        rented: What it is set to.
        region: Where its calls are processed.
        changes: What would make the one of the other.
    """

    wanted: WantedNumber
    rented: RentedNumber
    region: str
    changes: tuple[Change, ...]

    @property
    def fields(self) -> dict[str, str]:
        """What it is set to, by field."""
        return fields_of(self.rented, self.region)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its calls are processed where the settings that are told here mean nothing."""
        return not self.wanted.region and self.region != DEFAULT_REGION


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, and what only one side has, which nobody touches.

    Attributes:
        numbers: Those of both, in the order of the content.
        examples: Those of the content that no telephone can have.
        others: Those that the account alone has.
        problems: What keeps numbers from being set, or from ringing.
    """

    numbers: tuple[PlannedNumber, ...]
    examples: tuple[str, ...] = ()
    others: tuple[RentedNumber, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def changing(self) -> tuple[PlannedNumber, ...]:
        """The numbers of which something would change."""
        return tuple(number for number in self.numbers if number.changes)


def planned(
    wanted: Iterable[WantedNumber],
    account: Account,
    only: Collection[str] = (),
) -> Plan:
    """Return what would change in an account; ``only`` these numbers, or all.

    Raises:
        Refusal: A number of ``only`` is not in the content, or the account was not to be asked.
    """
    named = {one.number: one for one in wanted}
    _refuse_unknown(only, named)
    rented = {one.number: one for one in account.numbers()}
    chosen = [one for one in named.values() if not only or one.number in only]
    both = tuple(
        _planned(one, rented[one.number], account.region(one.number))
        for one in chosen
        if one.number in rented
    )
    missing = [one for one in chosen if one.number not in rented]
    examples = tuple(one.number for one in missing if is_example(one.number))
    others = tuple(one for one in rented.values() if one.number not in named and not only)
    problems = [
        *map(_not_rented, (one for one in missing if one.number not in examples)),
        *map(_not_callable, (one for one in both if not one.rented.capable)),
        *map(_elsewhere, (one for one in both if one.is_elsewhere)),
    ]
    return Plan(both, examples, others, tuple(problems))


def is_example(number: str) -> bool:
    """Tell whether a number is one that stands in texts, since no telephone can have it.

    >>> is_example("+4700000001"), is_example("+4721000001")
    (True, False)
    """
    plan = plan_of("NO")  # whose examples the shipped content has
    return plan is not None and plan.read(number).is_example


def _planned(wanted: WantedNumber, rented: RentedNumber, region: str) -> PlannedNumber:
    return PlannedNumber(wanted, rented, region, setting_differences(wanted, rented, region))


def _refuse_unknown(only: Collection[str], named: Mapping[str, WantedNumber]) -> None:
    unknown = [number for number in only if number not in named]
    if unknown:
        raise Refusal(*(_not_named(number, named) for number in unknown))


def _not_named(number: str, named: Iterable[str]) -> Problem:
    cause = f"[{number}] is not among the numbers of the content."
    return Problem("number-not-named", "--number", None, cause, nearest(number, named))


def _not_rented(wanted: WantedNumber) -> Problem:
    cause = f"[{wanted.number}] is not among the numbers of the account."
    fix = "Rent it, or write the number that you rent in its place."
    return _warning(wanted, "number-not-rented", cause, fix)


def _not_callable(number: PlannedNumber) -> Problem:
    cause = f"[{number.wanted.number}] takes no telephone calls."
    return _warning(number.wanted, "number-without-voice", cause, "Rent one that does.")


def _elsewhere(number: PlannedNumber) -> Problem:
    cause = f"The calls to [{number.wanted.number}] are processed in {number.region}, where the "
    cause += f"settings that it has in {DEFAULT_REGION} mean nothing."
    fix = (
        f"Write {number.region}, and set a token of there; or {DEFAULT_REGION}, to move the calls."
    )
    return Problem("number-elsewhere", "TWILIO_REGION", None, cause, fix)


def _warning(wanted: WantedNumber, code: str, cause: str, fix: str) -> Problem:
    file = f"config/municipalities/{wanted.municipality}.yaml"
    return Problem(code, file, None, cause, fix, Severity.WARNING)
