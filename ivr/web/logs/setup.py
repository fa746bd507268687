"""One shape for every line, ours, gunicorn's and the libraries' alike."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from flask import current_app, has_request_context, request
from structlog.stdlib import ProcessorFormatter

from ivr.journal import Journal
from ivr.web.logs.hidden import Hidden
from ivr.web.logs.target import Target

OURS: Final = ("ivr", "gunicorn")
"""Whose lines LOG_LEVEL decides on; of other libraries only warnings are told."""

TOLD: Final = "told"
"""The attribute of a record that holds what a line says beside its words."""

Line = MutableMapping[str, Any]

_SECRETS: Final = ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_NEXT", "METRICS_TOKEN")


def set_up_logs(environ: Mapping[str, str]) -> None:
    """Have everything that is logged go to standard error, as LOG_FORMAT and LOG_LEVEL say.

    A setting that cannot be understood is as if unset: what is wrong with it is told elsewhere.
    """
    level = logging.getLevelName(environ.get("LOG_LEVEL", "").upper())
    level = level if isinstance(level, int) else logging.INFO
    target = Target(_standard_error())
    target.setFormatter(formatter(environ))
    root = logging.getLogger()
    root.handlers[:] = [target]
    root.setLevel(max(level, logging.WARNING) if level > logging.DEBUG else logging.INFO)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def _standard_error() -> int:
    """Return the file of standard error; -1 where there is none, or one in memory."""
    try:
        # One that was closed has no object either: its number may be another file's by now.
        return sys.stderr.fileno() if sys.stderr else -1
    except (OSError, ValueError):
        return -1


def formatter(environ: Mapping[str, str]) -> logging.Formatter:
    """Return what makes a line of a record: time, level, event, and what belongs to it."""
    as_json = environ.get("LOG_FORMAT", "").lower() == "json"
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper("%Y-%m-%dT%H:%M:%SZ", utc=True),
        ],
        processors=[
            _said,
            _request,
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            Hidden(_secrets(environ)),
            _as_json if as_json else _as_text,
        ],
    )


def _secrets(environ: Mapping[str, str]) -> list[str]:
    found = [environ.get(name, "") for name in _SECRETS]
    with suppress(ValueError):
        found.append(urlsplit(environ.get("DATABASE_URL", "")).password or "")
    return found


def _said(_logger: object, _method: str, line: Line) -> dict[str, Any]:
    """Put in what a line says beside its words."""
    return {**line, **getattr(line["_record"], TOLD, {})}


def _request(_logger: object, _method: str, line: Line) -> dict[str, Any]:
    """Put in during which request something was logged: the address alone, and the call's tag.

    Where in the call it was would tell, beside the time, who asked about what.
    """
    found: dict[str, str] = {}
    if has_request_context() and TOLD not in vars(line["_record"]):
        with suppress(Exception):  # a request that cannot be read is named as far as it can be
            found["address"] = str(request.url_rule or "")
            journal: Journal = current_app.extensions["journal"]
            found["call"] = journal.log_tag(request.form.get("CallSid", ""))
    return {**line, **{name: told for name, told in found.items() if told}}


def _as_json(_logger: object, _method: str, line: Line) -> str:
    return json.dumps(_in_order(line), ensure_ascii=False, default=str)


def _as_text(_logger: object, _method: str, line: Line) -> str:
    r"""Return a line for people; of a fault, what led to it below.

    >>> line = {"timestamp": "2026-01-05T09:00:00Z", "level": "warning", "event": "Slow.\nVery."}
    >>> _as_text(None, "", line | {"call": "3f2a91c0"})
    '2026-01-05T09:00:00Z warning  Slow. Very.  call=3f2a91c0'
    """
    time, level, event, *more = _in_order(line).items()
    beside = "".join(f" {name}={told}" for name, told in more if name != "exception")
    words = " ".join(str(event[1]).split())
    text = f"{time[1]} {level[1]:8} {words}{' ' if beside else ''}{beside}"
    return "\n".join([text, line["exception"]] if "exception" in line else [text])


def _in_order(line: Mapping[str, Any]) -> dict[str, Any]:
    first = {"time": line["timestamp"], "level": line["level"], "event": line["event"]}
    return first | {name: line[name] for name in line if name not in ("timestamp", *first)}
