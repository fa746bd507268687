"""One question to the carrier's REST interface and its answer, or why there is none."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode, urlsplit

import requests
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ivr.carrier.rest import refusals
from ivr.carrier.rest.access import EDGES, Access
from ivr.carrier.rest.patience import within
from ivr.carrier.rest.port import AccountRefusal

Json: TypeAlias = dict[str, Any]

MOST_TRIES: Final = 4
"""How often a question is asked that the carrier is too busy for."""

MOST_WAITING: Final = 10.0
"""Seconds that all waits between them may take."""

PAGE: Final = 100
"""Entries of a page, of which the carrier gives 50 unless asked and 1000 at most."""

OK: Final = range(200, 300)

_SILENT: Final = logging.getLogger("ivr.carrier.rest")
_SILENT.disabled = True  # the SDK tells it every address, with numbers in it


def http_client(timeout: float) -> HttpClient:
    """Return what carries questions, which writes none of them into a log.

    ``HTTPS_PROXY`` and ``REQUESTS_CA_BUNDLE`` are heeded, as by other programs.
    """
    hooks = {"response": [_as_utf8]}  # where no charset is told, it would be guessed
    return TwilioHttpClient(timeout=timeout, logger=_SILENT, request_hooks=hooks)


def _as_utf8(answer: requests.Response, **_: object) -> None:
    answer.encoding = "utf-8"


@dataclass(frozen=True, slots=True)
class _Question:
    """One question; ``what`` names in refusals what is asked for."""

    what: str
    method: str
    product: str
    path: str
    values: Mapping[str, str | int]


class Asking:
    """Asks as one account; ``date`` is the carrier's clock as the last answer told it."""

    def __init__(self, access: Access, http: HttpClient | None = None) -> None:
        self.access = access
        self.date = ""
        self._client = Client(
            access.user,
            access.secret,
            access.account_sid,
            http_client=http or http_client(access.timeout),
            environment={"TWILIO_EDGE": ""},  # or those of this process would change every host
        )

    def get(self, what: str, product: str, path: str, **query: str | int) -> Json:
        """Return what the carrier tells of something; raises AccountRefusal.

        ``what`` names it in refusals, and ``product`` the first part of the host.
        """
        return self._asked(_Question(what, "GET", product, path, query))

    def post(self, what: str, product: str, path: str, form: Mapping[str, str]) -> Json:
        """Change something, and return how it is now; raises AccountRefusal."""
        return self._asked(_Question(what, "POST", product, path, form))

    def pages(self, what: str, product: str, path: str, key: str, **query: str) -> Iterator[Json]:
        """Yield the entries of a list, page by page; raises AccountRefusal."""
        following, asked = f"{path}?{urlencode({**query, 'PageSize': PAGE})}", set[str]()
        host = self.access.host(product)
        while following not in asked:
            asked.add(following)
            page = self.get(what, product, following)
            entries = page.get(key)
            if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
                raise refusals.unreadable(host, what, f"no list [{key}]")
            yield from entries
            meta = page.get("meta")
            newer = meta.get("next_page_url") if isinstance(meta, dict) else None
            told = page.get("next_page_uri") or newer
            if not told:
                return
            following = _at_ours(told)
            if not following:
                raise refusals.unreadable(host, what, "a next page that is none")
        raise refusals.unreadable(host, what, "pages that lead in a circle")

    def _asked(self, question: _Question) -> Json:
        host, what = self.access.host(question.product), question.what
        answer = self._patient(question)
        self.date = str(answer.headers.get("Date", ""))
        found, status = _json(answer.text), answer.status_code
        if isinstance(found, dict) and status in OK:
            return found
        if isinstance(found, dict) or status in refusals.SERVER_ERRORS:
            said = refusals.Said(status, found if isinstance(found, dict) else {})
            if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                raise self._refused(question, said)
            raise refusals.answered(host, what, said, self.access.secret)
        fault = "no JSON" if found is None else "no JSON object"
        raise refusals.unreadable(host, what, fault if status in OK else f"{fault} (HTTP {status})")

    def _patient(self, question: _Question) -> Response:
        """Return an answer, waiting as told while the carrier is busy."""
        host, tried, waited = self.access.host(question.product), 0, 0.0
        while (answer := self._answer(host, question)).status_code == HTTPStatus.TOO_MANY_REQUESTS:
            wait = _seconds(answer.headers.get("Retry-After", ""), tried)
            tried, waited = tried + 1, waited + wait
            if tried == MOST_TRIES or waited > MOST_WAITING:
                raise refusals.busy(host, question.what, wait)
            time.sleep(wait)
        return answer

    def _answer(self, host: str, question: _Question) -> Response:
        is_read = question.method == "GET"
        carried = {"params" if is_read else "data": question.values or None}
        url = f"https://{host}{question.path}"
        try:
            return within(
                self.access.timeout, lambda: self._client.request(question.method, url, **carried)
            )
        except (OSError, ValueError) as error:  # requests' own are of the former
            raise refusals.away(
                host, question.what, question.method, self.access.timeout, error
            ) from None

    def _refused(self, question: _Question, said: refusals.Said) -> AccountRefusal:
        """Return whose fault it is that the carrier refuses what signs in."""
        if said.status == HTTPStatus.UNAUTHORIZED:
            ours = self.access.region
            others = [region for region in EDGES if region != ours]
            # A key may be right and have too few rights; a token has every right.
            for region in [ours, *others] if self.access.is_key else others:
                if self._opens(region):
                    return refusals.signed_in_elsewhere(self.access, question.what, region)
        return refusals.refused(self.access, question.what, said)

    def _opens(self, region: str) -> bool:
        """Tell whether what signs in is taken in a region, for a question every key may ask."""
        path = f"/2010-04-01/Accounts/{self.access.account_sid}/IncomingPhoneNumbers.json"
        question = _Question("", "GET", "api", path, {"PageSize": 1})
        try:
            answer = self._answer(replace(self.access, region=region).host("api"), question)
        except AccountRefusal:
            return False
        return bool(answer.status_code in OK)


def _at_ours(address: object) -> str:
    """Return path and query of an address; empty for none.

    The host is never the answer's to choose, or it could lead what signs in elsewhere.
    """
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError:
        return ""
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    return path if path.startswith("/") else ""


def _seconds(retry_after: str, tried: int) -> float:
    """Return how long to wait: as told, or longer each time."""
    return float(retry_after) if retry_after.isdecimal() else float(2**tried)


def _json(text: str) -> object:
    """Return what a text says as JSON; None for a text that says nothing so."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
