"""Whether a hotline answers at the address that the carrier is to ask."""

from __future__ import annotations

import json
from typing import Final

import requests

from ivr.carrier.rest.patience import within
from ivr.problems import Problem, Severity
from ivr.proof.probe.content import HEALTH

PATIENCE: Final = 10
"""Seconds for a connection and an answer."""

MOST_BYTES: Final = 65_536
"""Of an answer, more than a hotline gives."""


def unanswered(base_url: str) -> Problem | None:
    """Return that no hotline answers below an address, and why, as a warning; None where one does.

    It is for the caller to refuse, or to go on all the same.
    """
    try:
        status, content = within(PATIENCE, lambda: _answer(f"{base_url}{HEALTH}"))
        told = json.loads(content)
    except (requests.RequestException, TimeoutError) as error:
        return _problem(base_url, type(error).__name__)
    except (ValueError, RecursionError):
        return _problem(base_url, "it answers, and is none")
    is_ours = isinstance(told, dict) and told.get("status") == "ok" and "languages" in told
    return None if is_ours and status == requests.codes.ok else _problem(base_url, f"{status}")


def _answer(url: str) -> tuple[int, bytes]:
    with requests.get(url, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
        return answer.status_code, next(answer.iter_content(MOST_BYTES), b"")


def _problem(base_url: str, why: str) -> Problem:
    cause = f"No hotline answers at {base_url}{HEALTH} ({why})."
    fix = "Start it first: callers would hear nothing."
    return Problem("no-hotline-answers", "PUBLIC_BASE_URL", None, cause, fix, Severity.WARNING)
