"""One question to the carrier's REST interface and its answer, or why there is none."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode, urlsplit

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ivr.carrier.rest import refusals
from ivr.carrier.rest.access import EDGES, Access
from ivr.carrier.rest.port import AccountRefusal

Json: TypeAlias = dict[str, Any]

MOST_TRIES: Final = 4
"""How often a question is asked that the carrier is too busy for."""

MOST_WAITING: Final = 10.0
"""Seconds that all waits between them may take."""

PAGE: Final = 100
"""Entries of a page, of which the carrier gives 50 unless asked and 1000 at most."""

OK: Final = range(200, 300)
UNAUTHORIZED, FORBIDDEN, BUSY = 401, 403, 429

_SILENT: Final = logging.getLogger("ivr.carrier.rest")
_SILENT.disabled = True  # the SDK tells it every address, with numbers in it


def http_client(timeout: float) -> TwilioHttpClient:
    """Return what carries questions, which writes none of them into a log.

    ``HTTPS_PROXY`` and ``REQUESTS_CA_BUNDLE`` are heeded, as by other programs.
    """
    hooks = {"response": [_as_utf8]}  # where no charset is told, it would be guessed
    return TwilioHttpClient(timeout=timeout, logger=_SILENT, request_hooks=hooks)


def _as_utf8(answer: requests.Response, **_: object) -> None:
    answer.encoding = "utf-8"


class Asking:
    """Asks as one account; ``date`` is the carrier's clock as the last answer told it."""

    def __init__(self, access: Access, http: TwilioHttpClient | None = None) -> None:
        self.access = access
        self.date = ""
        self._http = http or http_client(access.timeout)

    def get(self, what: str, product: str, path: str, **query: str | int) -> Json:
        """Return what the carrier tells of something; ``what`` names it in refusals.

        Raises AccountRefusal.
        """
        return self._asked(what, "GET", f"https://{product}.twilio.com{path}", query)

    def post(self, what: str, product: str, path: str, form: Mapping[str, str]) -> Json:
        """Change something, and return how it is now; raises AccountRefusal."""
        return self._asked(what, "POST", f"https://{product}.twilio.com{path}", form)

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

    def _asked(self, what: str, method: str, url: str, values: Mapping[str, str | int]) -> Json:
        host = self.access.host(urlsplit(url).netloc.partition(".")[0])
        answer = self._patient(what, method, url, values)
        self.date = str(answer.headers.get("Date", ""))
        found = _json(answer.text)
        if answer.status_code in (UNAUTHORIZED, FORBIDDEN):
            raise self._refused(what, answer.status_code, found)
        if answer.status_code not in OK:
            said = refusals.Said(answer.status_code, found if isinstance(found, dict) else {})
            raise refusals.answered(host, what, said, self.access.secret)
        if not isinstance(found, dict):
            raise refusals.unreadable(host, what, "no JSON" if found is None else "no JSON object")
        return found

    def _patient(
        self, what: str, method: str, url: str, values: Mapping[str, str | int]
    ) -> Response:
        """Return an answer, waiting as told while the carrier is busy."""
        waited = wait = 0.0
        for tried in range(MOST_TRIES):
            answer = self._answer(self.access, what, method, url, values)
            if answer.status_code != BUSY:
                return answer
            wait = _seconds(answer.headers.get("Retry-After", ""), tried)
            if waited + wait > MOST_WAITING:
                break
            time.sleep(wait)
            waited += wait
        raise refusals.busy(self.access.host(urlsplit(url).netloc.partition(".")[0]), what, wait)

    def _answer(
        self, access: Access, what: str, method: str, url: str, values: Mapping[str, str | int]
    ) -> Response:
        edge = EDGES[access.region]
        client = Client(
            access.user,
            access.secret,
            access.account_sid,
            region=access.region if edge else None,
            edge=edge,
            http_client=self._http,
            environment={"TWILIO_EDGE": ""},  # or TWILIO_REGION of the process would count
        )
        query, form = (values, None) if method == "GET" else (None, values)
        try:
            return client.request(method, url, params=query or None, data=form)
        except (OSError, ValueError) as error:  # requests' own are of the former
            host = access.host(urlsplit(url).netloc.partition(".")[0])
            raise refusals.away(host, what, method, access.timeout, error) from None

    def _refused(self, what: str, status: int, found: object) -> AccountRefusal:
        """Return whose fault it is that the carrier refuses what signs in."""
        said = refusals.Said(status, found if isinstance(found, dict) else {})
        if status == UNAUTHORIZED:
            ours = self.access.region
            others = [region for region in EDGES if region != ours]
            # A key may be right and have too few rights; a token has every right.
            for region in [ours, *others] if self.access.is_key else others:
                if self._opens(region):
                    return refusals.signed_in_elsewhere(self.access, what, region)
        return refusals.refused(self.access, what, said)

    def _opens(self, region: str) -> bool:
        """Tell whether what signs in is taken in a region, for a question every key may ask."""
        access = self.access
        there = Access(access.account_sid, access.user, access.secret, region, access.timeout)
        path = f"/2010-04-01/Accounts/{access.account_sid}/IncomingPhoneNumbers.json"
        url = f"https://api.twilio.com{path}"
        try:
            status: int = self._answer(there, "", "GET", url, {"PageSize": 1}).status_code
        except AccountRefusal:
            return False
        return status in OK


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
