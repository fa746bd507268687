"""A notice over one channel: posted, mailed, or given to a program, within seconds."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import ssl
import subprocess
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from zoneinfo import ZoneInfo

import requests

from ivr.journal.alarms.state import Notice
from ivr.journal.alarms.telling import headline, record, sentence
from ivr.model.alarms import Channel, Command, Email, Webhook

NETWORK_S: Final = 10
"""Seconds that a server may take for an answer."""

COMMAND_S: Final = 30
"""Seconds that a program may take."""

_UNFOLDED: Final = SMTP.clone(max_line_length=990)
"""Headlines on one line: some programs show the blank at which a long one is broken."""

_WELL: Final = 300
"""Answers below are taken for a receipt."""


def send(channel: Channel, notice: Notice, zone: ZoneInfo) -> str:
    """Send a notice; return why that could not be done, empty when it was.

    What is returned holds no address, which may hold a secret, and no password.
    """
    match channel:
        case Webhook():
            return _post(channel, notice, zone)
        case Email():
            return _mail(channel, notice, zone)
        case Command():
            return _run(channel, notice, zone)


def _post(channel: Webhook, notice: Notice, zone: ZoneInfo) -> str:
    try:
        # The answer is not read: it may be long, and says nothing that its status does not.
        with requests.post(
            channel.url,
            json=record(notice, zone),
            timeout=NETWORK_S,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.Timeout:
        return f"no answer within {NETWORK_S} seconds"
    except requests.RequestException as error:
        return f"the address cannot be reached ({type(error).__name__})"
    return "" if status < _WELL else f"the answer was {status}"


def _mail(channel: Email, notice: Notice, zone: ZoneInfo) -> str:
    try:
        with _server(channel) as server:
            if channel.user:
                server.login(channel.user, channel.password)
            refused = server.send_message(_letter(channel, notice, zone))
    except smtplib.SMTPResponseException as error:
        return f"the mail server answered {error.smtp_code}"
    except smtplib.SMTPRecipientsRefused:
        return "the mail server takes no mail for any of the mailboxes"
    except ssl.SSLError as error:
        return f"the connection cannot be encrypted ({error.reason or type(error).__name__})"
    except TimeoutError:
        return f"no answer within {NETWORK_S} seconds"
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return f"the mail server cannot be used ({type(error).__name__})"
    few = len(refused) < len(channel.to)
    return "" if few else "the mail server takes no mail for any of the mailboxes"


def _server(channel: Email) -> smtplib.SMTP:
    """Return a connection to the mail server, encrypted as it is to be."""
    trust = ssl.create_default_context()
    if channel.security == "tls":
        return smtplib.SMTP_SSL(channel.server, channel.port, timeout=NETWORK_S, context=trust)
    server = smtplib.SMTP(channel.server, channel.port, timeout=NETWORK_S)
    if channel.security == "starttls":
        try:
            server.starttls(context=trust)
        except BaseException:
            server.close()
            raise
    return server


def _letter(channel: Email, notice: Notice, zone: ZoneInfo) -> EmailMessage:
    letter = EmailMessage(_UNFOLDED)
    letter["From"], letter["To"] = channel.sender, ", ".join(channel.to)
    letter["Subject"] = " ".join(headline(notice).split())
    letter["Date"] = format_datetime(notice.at.astimezone(zone))
    # No out-of-office answers one.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(sentence(notice, zone) + "\n")
    return letter


def _run(channel: Command, notice: Notice, zone: ZoneInfo) -> str:
    """Give a notice to a program, which is ended with all that it started when it takes long."""
    try:
        program = subprocess.Popen(  # noqa: S603 - the operator's own, without a shell
            channel.run,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"the program cannot be started: {error.strerror}"
    try:
        program.communicate(json.dumps(record(notice, zone)).encode(), timeout=COMMAND_S)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        return f"the program took more than {COMMAND_S} seconds"
    return "" if program.returncode == 0 else f"the program ended with {program.returncode}"
