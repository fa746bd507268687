"""Whether notices can be sent as config/alarms.yaml and the operator's variables have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from ivr.definition.alarms.document import EmailDocument
from ivr.definition.alarms.made import Given, mailboxes, needed
from ivr.definition.checks.hours import check_hours_of
from ivr.definition.project import Place, Project
from ivr.environment import QUOTES, meant_for, mistyped, unseen
from ivr.model.alarms import CHANNELS
from ivr.model.hosts import host_faults
from ivr.model.phone_numbers import VARIABLE
from ivr.problems import Problem

_MAILBOX: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_AT_HOME: Final = ("localhost", "127.0.0.1", "::1")


def check_alarms(project: Project, environ: Mapping[str, str]) -> None:
    """Note hours that cannot be read, and channels over which nothing could be sent.

    What a variable holds is not repeated: it may be a secret.
    """
    document = project.alarms
    if document is None:
        return
    if document.quiet_hours is not None:
        check_hours_of(project, ("alarms", "quiet_hours"), "quiet_hours", document.quiet_hours)
    if document.rules.no_calls is not None:
        place = "alarms", "rules", "no_calls", "hours"
        check_hours_of(project, place, "no_calls", document.rules.no_calls.hours)
    channels: dict[str, Given] = {
        name: given for name in CHANNELS if (given := getattr(document.channels, name)) is not None
    }
    texts = (text for given in channels.values() for text in _written(given).values())
    names = sorted({name for text in texts for name in _named(text)})
    for name in names:
        if near := meant_for(name, environ, names):
            project.problems.append(mistyped(near, name))
    for name, given in channels.items():
        _check_channel(project, ("alarms", "channels", name), given, environ)


def _named(text: str) -> list[str]:
    return [name[2:-1] for name in re.findall(VARIABLE, text)]


def _check_channel(
    project: Project, place: Place, given: Given, environ: Mapping[str, str]
) -> None:
    options = [*needed(given, environ), *needed(given, environ, optional=True)]
    written = _written(given)
    for path, text in options:
        raw = written[path]
        if "$" in re.sub(VARIABLE, "", raw):
            cause = f"[{raw}] has a $ in it that names no variable."
            fix = "Write a variable in capitals and braces: ${ALARM_WEBHOOK}."
            project.problem("alarm-address", (*place, *path), cause, fix)
        elif text is not None:
            _check_text(project, (*place, *path), raw, text)
    _check_whole(project, place, given, environ)
    if isinstance(given, EmailDocument):
        _check_password(project, place, given, environ)


def _written(given: Given) -> dict[tuple[str | int, ...], str]:
    """Return every text of a channel as it is written, by its place."""
    found: dict[tuple[str | int, ...], str] = {}
    for option in type(given).model_fields:
        value = getattr(given, option)
        if isinstance(value, list):
            found |= {(option, index): text for index, text in enumerate(value)}
        elif isinstance(value, str):
            found[option,] = value
    return found


def _check_text(project: Project, place: Place, raw: str, text: str) -> None:
    fault, fix = _fault(str(place[3]), text)
    names = _named(raw)
    if fault and names:
        project.problems.append(Problem("bad-setting", names[0], None, f"It {fault}.", fix))
    elif fault:
        project.problem("alarm-address", place, f"[{raw}] {fault}.", fix)


def _fault(option: str, text: str) -> tuple[str, str]:
    """Return what keeps a text from being what its option wants, and the fix; empty for nothing."""
    if text[0] in QUOTES or text[-1] in QUOTES:
        return "stands in quotation marks, which are taken for a part of it", "Take them away."
    fault, fix = _WANTED.get(option, (lambda _: "", ""))
    return fault(text), fix


def _no_url(text: str) -> str:
    parts = urlsplit(text)
    if sign := unseen(text):
        return f"has {sign} in it"
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return "is no web address"
    return next(host_faults(parts.netloc.rpartition("@")[2]), "")


def _no_host(text: str) -> str:
    return next(host_faults(text), "has a port, which has its own option" if ":" in text else "")


def _no_mailbox(text: str) -> str:
    sound = text.strip() and all(_MAILBOX.fullmatch(box) for box in mailboxes(text))
    return "" if sound else "is no address of a mailbox"


_WANTED: Final[Mapping[str, tuple[Callable[[str], str], str]]] = {
    "url": (_no_url, "Write https:// and where notices are posted to."),
    "server": (_no_host, "Write the host name alone, such as mail.example."),
    "to": (_no_mailbox, "Write one like vakt@kommune.example."),
    "sender": (_no_mailbox, "Write one like hotline@kommune.example."),
}
"""What keeps the text of an option from being what it should be, and the fix."""


def _check_whole(project: Project, place: Place, given: Given, environ: Mapping[str, str]) -> None:
    """Warn of a channel that is left out for want of one variable, when others are set."""
    names = [name for path, _ in needed(given, environ) for name in _named(_written(given)[path])]
    unset = sorted({name for name in names if not environ.get(name)})
    if unset and len(unset) < len(set(names)):
        verb = "is" if len(unset) == 1 else "are"
        cause = f"{place[-1]}: notices do not go this way: {' and '.join(unset)} {verb} not set."
        project.warn("alarm-channel-unset", place, cause, "Set it, or take the others away.")


def _check_password(
    project: Project, place: Place, given: EmailDocument, environ: Mapping[str, str]
) -> None:
    if given.password is not None and not _named(given.password):
        cause = "A password is written in the file, where everybody reads it."
        fix = "Write [${ALARM_MAIL_PASSWORD}], and set that variable."
        project.problem("alarm-password", (*place, "password"), cause, fix)
    texts = {path[0]: text for path, text in needed(given, environ)}
    signs_in = given.user is not None and all(environ.get(name) for name in _named(given.user))
    if signs_in and given.security == "none" and texts.get("server") not in (None, *_AT_HOME):
        cause = "The password would travel for everybody to read."
        fix = "Write [security: starttls], or [tls]."
        project.problem("alarm-password", (*place, "security"), cause, fix)
