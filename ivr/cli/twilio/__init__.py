"""`ivr twilio`: the account at the carrier, asked through its REST interface."""

from __future__ import annotations

import click

from ivr.cli.lazy import Commands, Deferred

_COMMANDS = Deferred(
    {
        "apply": "ivr.cli.twilio.apply",
        "costs": "ivr.cli.twilio.costs",
        "doctor": "ivr.cli.twilio.doctor",
        "numbers": "ivr.cli.twilio.numbers",
        "plan": "ivr.cli.twilio.plan",
        "undo": "ivr.cli.twilio.undo",
    }
)


@click.group(cls=Commands, commands=_COMMANDS)
def twilio() -> None:
    """See and set what the account at Twilio holds for this hotline.

    TWILIO_ACCOUNT_SID names the account. TWILIO_AUTH_TOKEN signs in, or TWILIO_API_KEY with
    TWILIO_API_SECRET; each belongs to one region, which TWILIO_REGION names.

    \b
    Examples:
      ivr twilio numbers                              what can be rented in Norway
      ivr twilio costs --calls 1000                   what a month of calls costs
      ivr twilio plan                                 what would be set, beside what is
      ivr twilio apply                                set it
      ivr twilio undo                                 put back what was there
      ivr twilio doctor                               what is wrong, and how it is mended
    """
