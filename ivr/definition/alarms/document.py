"""config/alarms.yaml as its editor writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ivr.definition.documents.scalars import WHOLE, Hours, Text, YesNo
from ivr.definition.documents.shared import Document, Names

Times = Annotated[int, Field(ge=1, le=10_000), WHOLE]


class RuleDocument(Document):
    """An alarm: whether and how it is told."""

    watched: YesNo = True
    """Whether it is looked for at all."""
    urgent: YesNo = False
    """Whether it is told in quiet hours too; others wait until those end."""
    repeat_after_hours: Annotated[int, Field(ge=1, le=720), WHOLE] | None = None
    """After how many hours it is told again while nothing has changed. Left out, it is told once,
    and once more when it is over."""


class InARowDocument(RuleDocument):
    """A service has not answered several times in a row."""

    times: Times = 3
    """How many transfers in a row that nobody answered, within a day."""


class ShareDocument(RuleDocument):
    """A service has not answered many of the transfers of an hour."""

    percent: Annotated[int, Field(ge=1, le=100), WHOLE] = 50
    """The share of an hour's transfers that nobody answered."""
    at_least: Times = 6
    """How many transfers an hour must have to be judged."""


class CountDocument(RuleDocument):
    """Something has happened too often in an hour."""

    times: Times = 20
    """How often within an hour."""


class NoCallsDocument(RuleDocument):
    """Nobody has called for long."""

    hours: Hours
    """When calls are expected, as OpenStreetMap writes opening hours: Mo-Fr 08:00-15:30; PH off."""
    after_hours: Annotated[int, Field(ge=1, le=168), WHOLE] = 7
    """How many of those hours without a call."""


class FigureDocument(RuleDocument):
    """A figure will soon be spoken no longer."""

    days: Annotated[int, Field(ge=1, le=366), WHOLE] = 14
    """How many days before the last on which it is spoken."""


class JournalDocument(RuleDocument):
    """The journal's database is away, and events wait on the disk; or some were lost."""

    kilobytes: Annotated[int, Field(ge=1, le=1_000_000), WHOLE] = 100
    """How much waits on the disk; a call takes some two."""


class ProbeDocument(RuleDocument):
    """A test call did not come where it should, or none has been made for long."""

    after_hours: Annotated[int, Field(ge=1, le=720), WHOLE] = 24
    """How many hours after the last test call the next one is overdue."""


class RulesDocument(Document):
    """What is watched; a rule that is left out, or left empty, is off."""

    unanswered_in_a_row: InARowDocument | None = None
    """A service of a municipality has not answered several times in a row."""
    unanswered_share: ShareDocument | None = None
    """A service of a municipality has not answered many of the transfers of an hour."""
    refused_signatures: CountDocument | None = None
    """Requests were refused because their signature was wrong."""
    fallback_played: RuleDocument | None = None
    """A caller heard the apology, for an answer could not be had."""
    no_calls: NoCallsDocument | None = None
    """Nobody has called for long, in the hours in which calls are expected."""
    figure_expires: FigureDocument | None = None
    """A figure will soon be spoken no longer."""
    clip_lost: RuleDocument | None = None
    """A clip could not be played."""
    journal_behind: JournalDocument | None = None
    """The journal's database is away, or events were lost."""
    probe_failed: ProbeDocument | None = None
    """The last test call did not come where it should, or was made long ago."""
    language_lost: RuleDocument | None = None
    """A language that callers could choose is offered no longer."""


class ChannelDocument(Document):
    """A way in which notices are sent."""

    urgent_only: YesNo = False
    """Whether only urgent alarms go this way."""


class WebhookDocument(ChannelDocument):
    """Notices as JSON, posted to a web address."""

    url: Annotated[Text, Field(examples=["${ALARM_WEBHOOK}"])]
    """Where to; write ${VARIABLE} for what the operator sets, as it may hold a secret."""


class EmailDocument(ChannelDocument):
    """Notices by e-mail."""

    to: Annotated[Names, Field(min_length=1), Field(examples=["${ALARM_MAIL_TO}"])]
    """The mailboxes; those in a variable are parted by commas."""
    sender: Annotated[Text, Field(examples=["${ALARM_MAIL_FROM}"])]
    """The mailbox they come from."""
    server: Annotated[Text, Field(examples=["${ALARM_MAIL_SERVER}"])]
    """The host name of the server that takes the mail."""
    port: Annotated[int, Field(ge=1, le=65535), WHOLE] = 587
    """Its port."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted: starttls (port 587), tls from the first byte (port 465), or
    none, for a server on this machine."""
    user: Text | None = None
    """Who signs in there; nobody does when this is left out or its variable is not set."""
    password: Annotated[Text, Field(examples=["${ALARM_MAIL_PASSWORD}"])] | None = None
    """With which password: always a ${VARIABLE}."""


class CommandDocument(ChannelDocument):
    """Notices as JSON, given to a program of the operator's."""

    run: Annotated[list[Text], Field(min_length=1), Field(examples=[["/usr/local/bin/page"]])]
    """The program and its arguments, with no shell between; it has 30 seconds."""


class ChannelsDocument(Document):
    """How notices are sent; they are always written to the log as well."""

    webhook: WebhookDocument | None = None
    """As JSON to a web address."""
    email: EmailDocument | None = None
    """By e-mail."""
    command: CommandDocument | None = None
    """To a program."""


class AlarmsDocument(Document):
    """config/alarms.yaml: who is told, and how, when the hotline is not well."""

    quiet_hours: Hours | None = None
    """When only urgent alarms are told, as OpenStreetMap writes opening hours: 22:00-07:00."""
    rules: RulesDocument = Field(default_factory=RulesDocument)
    """What is watched."""
    channels: ChannelsDocument = Field(default_factory=ChannelsDocument)
    """How notices are sent. One whose ${VARIABLE} is not set is left out."""
