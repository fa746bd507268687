"""From the document of config/alarms.yaml to the frozen values that are watched by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from ivr.definition.alarms.document import (
    AlarmsDocument,
    CommandDocument,
    EmailDocument,
    NoCallsDocument,
    RuleDocument,
    RulesDocument,
    WebhookDocument,
)
from ivr.definition.opening_hours import read_hours
from ivr.model.alarms import CHANNELS, Alarms, Channel, Command, Email, Rule, Watched, Webhook
from ivr.model.phone_numbers import with_variables

Given = WebhookDocument | EmailDocument | CommandDocument

_OPTIONAL: Final = ("user", "password")
"""Options without which a channel is used all the same."""


def alarms_of(
    document: AlarmsDocument | None, place: tuple[ZoneInfo, str], environ: Mapping[str, str]
) -> Alarms:
    """Return what is watched, and the channels that can be used as the variables are set.

    ``place`` is the time zone and country of the hours. Without a document nothing is watched.
    """
    if document is None:
        return Alarms()
    quiet = document.quiet_hours
    rules = tuple(_rules(document.rules, place))
    channels = {}
    for name in CHANNELS:
        given: Given | None = getattr(document.channels, name)
        if given is not None and not any(text is None for _, text in needed(given, environ)):
            channels[name] = _channel(given, environ)
    return Alarms(rules, channels, None if quiet is None else read_hours(quiet, *place))


def needed(
    given: Given, environ: Mapping[str, str], *, optional: bool = False
) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    """Yield what a channel cannot do without: its place, and the text with variables filled in.

    The text is None where a variable is not set. ``optional`` yields what it can do without.
    """
    for option in type(given).model_fields:
        if (option in _OPTIONAL) is optional:
            value = getattr(given, option)
            if isinstance(value, list):
                for index, text in enumerate(value):
                    yield (option, index), with_variables(text, environ)
            elif isinstance(value, str):
                yield (option,), with_variables(value, environ)


def mailboxes(text: str) -> tuple[str, ...]:
    """Return the mailboxes that a text names, parted by commas.

    >>> mailboxes("vakt@kommune.example, it@kommune.example")
    ('vakt@kommune.example', 'it@kommune.example')
    """
    return tuple(filter(None, (one.strip() for one in text.split(","))))


def _rules(document: RulesDocument, place: tuple[ZoneInfo, str]) -> Iterator[Rule]:
    for name in RulesDocument.model_fields:
        rule: RuleDocument | None = getattr(document, name)
        if rule is not None and rule.watched:
            own = type(rule).model_fields.keys() - RuleDocument.model_fields.keys() - {"hours"}
            limits = {limit: getattr(rule, limit) for limit in sorted(own)}
            hours = read_hours(rule.hours, *place) if isinstance(rule, NoCallsDocument) else None
            yield Rule(Watched(name), rule.urgent, rule.repeat_after_hours, limits, hours)


def _channel(given: Given, environ: Mapping[str, str]) -> Channel:
    def filled(text: str | None) -> str:
        return with_variables(text or "", environ) or ""

    match given:
        case WebhookDocument():
            return Webhook(filled(given.url), given.urgent_only)
        case CommandDocument():
            return Command(tuple(map(filled, given.run)), given.urgent_only)
        case EmailDocument():
            return Email(
                to=tuple(one for text in given.to for one in mailboxes(filled(text))),
                sender=filled(given.sender),
                server=filled(given.server),
                port=given.port,
                security=given.security,
                user=filled(given.user),
                password=filled(given.password),
                urgent_only=given.urgent_only,
            )
