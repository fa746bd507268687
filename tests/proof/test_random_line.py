"""Random calls reach the application as signed, and fetch no clip twice that never changes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from ivr.phone import Account, EmulatedCarrier, SilentCaller, sign, write_wav

URL = "https://hotline.example/voice/turn?m=asker&n=%C3%A6+x"


class Site:
    """Plays one clip, and keeps what it was asked."""

    def __init__(self, cache_control: str) -> None:
        self.cache_control = cache_control
        self.asked: list[dict[str, Any]] = []
        self.forms: list[str] = []

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        self.asked.append(environ)
        self.forms.append(environ["wsgi.input"].read().decode())
        if environ["PATH_INFO"] == "/clip.wav":
            cache = ("Cache-Control", self.cache_control)
            start_response("200 OK", [("Content-Type", "audio/wav"), cache])
            return [write_wav(array("h", bytes(1600)))]
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response><Play>/clip.wav</Play></Response>"]

    def count(self, path: str) -> int:
        return [environ["PATH_INFO"] for environ in self.asked].count(path)


def ring(site: Site, times: int, *, media_proxy: bool) -> None:
    carrier = EmulatedCarrier(
        httpx.Client(transport=httpx.WSGITransport(site), trust_env=False),
        account=Account("AC1", "secret"),
        voice_url=URL,
        media_proxy=media_proxy,
    )
    for _ in range(times):
        record = carrier.call(SilentCaller(), to="+4700000001", from_="+4700000099")
        assert record.faults == ()
        assert [heard.end for heard in record.heard] == [pytest.approx(0.1)]


@pytest.mark.parametrize(
    ("cache_control", "media_proxy", "fetched"),
    [
        ("public, max-age=31536000, immutable", True, 1),
        ("public, max-age=31536000, immutable", False, 3),
        ("no-cache", True, 3),
    ],
)
def test_only_a_clip_that_never_changes_is_kept_for_the_next_call(
    cache_control: str, *, media_proxy: bool, fetched: int
) -> None:
    site = Site(cache_control)
    ring(site, 3, media_proxy=media_proxy)
    assert site.count("/clip.wav") == fetched


def test_a_request_arrives_as_it_was_signed() -> None:
    site = Site("no-cache")
    ring(site, 1, media_proxy=False)
    environ = site.asked[0]
    form = {n: v[0] for n, v in parse_qs(site.forms[0], keep_blank_values=True).items()}
    assert environ["PATH_INFO"] == "/voice/turn"
    assert environ["QUERY_STRING"] == "m=asker&n=%C3%A6+x"
    assert environ["HTTP_HOST"] == "hotline.example"
    assert environ["CONTENT_TYPE"].startswith("application/x-www-form-urlencoded")
    assert int(environ["CONTENT_LENGTH"]) == len(site.forms[0])
    assert environ["HTTP_X_TWILIO_SIGNATURE"] == sign("secret", URL, form)
