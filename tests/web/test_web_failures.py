"""When something fails behind a valid signature, the caller hears words in the right language."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ivr.definition import Loaded
from ivr.model import Hotline
from ivr.phone import ScriptedCaller, Transferred, parse
from ivr.phone.twiml import verbs as twiml
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.serving.settings import Settings
from ivr.web.audio import audio_blueprint
from ivr.web.voice import VoiceWebhook
from tests.support.hand import Hand
from tests.support.ringing import Line

URL = "https://hotline.example"
TOKEN = "7e57" * 8
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
POLISH = "+4700000002"


def served(assembly: Assembly) -> Flask:
    """The webhook over a hotline of the test's own choosing."""
    app = Flask("broken", static_folder=None)
    settings = Settings(URL, (TOKEN,))
    app.register_blueprint(VoiceWebhook(assembly, settings, lambda: NOW).blueprint())
    app.register_blueprint(audio_blueprint(assembly.clips, transcripts=True))
    return app


def apologies(hotline: Hotline) -> dict[str, str]:
    prompts = hotline.municipalities[hotline.default_municipality].prompts
    return {code: prompts[code]["apology"].text.template for code in hotline.languages}


@pytest.fixture(scope="session")
def broken_menu(loaded: Loaded, shipped: Path) -> Flask:
    """Every clip is there, but the prompts of the menu are gone from the hotline."""
    hotline = loaded.hotline
    municipalities = {}
    for name, municipality in hotline.municipalities.items():
        books = municipality.prompts.items()
        kept = {code: {"apology": book["apology"]} for code, book in books}
        municipalities[name] = replace(municipality, prompts=kept)
    assembly = assemble(Site(shipped, {}), URL, loaded)
    return served(replace(assembly, hotline=replace(hotline, municipalities=municipalities)))


def spoken(app: Flask, body: bytes) -> list[tuple[str, str]]:
    """Language and words of an answer, from the clips it plays."""
    client = app.test_client()
    found = []
    for verb in parse(body).verbs:
        if isinstance(verb, twiml.Play):
            with client.get(verb.url.removeprefix(URL)) as clip:
                assert clip.status_code == 200
                found.append((clip.headers["Content-Language"], clip.headers["X-Transcript"]))
    return found


@pytest.mark.parametrize(
    ("target", "called", "language"),
    [
        ("/voice", "+4700000001", "nb"),
        ("/voice", POLISH, "pl"),
        ("/voice/turn?m=asker&at=step&l=en&n=main", "+4700000001", "en"),
        ("/voice/turn?m=asker&at=step&l=pl&n=main", "+4700000001", "pl"),
        ("/voice/turn?m=asker&at=step&l=en&n=main", POLISH, "en"),
        ("/voice/turn?m=asker&at=step&l=xx&n=main", "+4700000001", "nb"),
    ],
)
def test_a_failure_is_heard_as_the_apology_in_the_callers_language(
    broken_menu: Flask,
    caplog: pytest.LogCaptureFixture,
    target: str,
    called: str,
    language: str,
) -> None:
    app = broken_menu
    response = Hand(app).post(target, To=called, Digits="4")
    assert response.status_code == 200
    assert response.mimetype == "text/xml"
    [(code, words)] = spoken(app, response.data)
    assert code == language
    assert words
    assert parse(response.data).verbs[-1] == twiml.Hangup()
    assert "A turn failed" in caplog.text
    assert "4700000099" not in caplog.text


def test_a_whisper_that_fails_connects_without_it(broken_menu: Flask) -> None:
    response = Hand(broken_menu).post("/voice/whisper?m=asker&at=dial&l=pl&n=guidance&t=fees")
    assert response.status_code == 200
    assert parse(response.data).verbs == ()


@pytest.mark.parametrize(
    ("error_url", "called", "language"),
    [
        (f"{URL}/voice/turn?m=asker&at=step&l=pl&n=main", "+4700000001", "pl"),
        (f"{URL}/voice/turn?m=asker&at=step&l=en&n=main#rc=2", "+4700000001", "en"),
        (f"{URL}/voice/turn?m=asker&at=step&n=main&l=en#rc=2", "+4700000001", "en"),
        (f"{URL}/voice", POLISH, "pl"),
        (f"{URL}/voice", "+4700000001", "nb"),
        ("http://[broken?l=", "+4700000001", "nb"),
        ("%%%?l=%ff&l=zz", "", "nb"),
        ("", "", "nb"),
    ],
)
def test_the_fallback_speaks_the_language_of_the_call_that_failed(
    hand: Hand, error_url: str, called: str, language: str
) -> None:
    response = hand.post("/voice/fallback", To=called, ErrorCode="11200", ErrorUrl=error_url)
    [(code, _)] = spoken(hand.app, response.data)
    assert code == language


class Outage:
    """The way to the application breaks down after so many answers, but for its fallback."""

    def __init__(self, app: Callable[..., Iterable[bytes]], answers: int) -> None:
        self.app = app
        self.answers = answers

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in ("/voice", "/voice/turn"):
            self.answers -= 1
            if self.answers < 0:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return [b""]
        return self.app(environ, start_response)


def test_a_polish_call_cut_off_from_the_server_hears_the_apology_in_polish(
    serve: Callable[..., Flask], line: Line
) -> None:
    cut = Line(Outage(serve(), answers=2), line.hotline)
    record = cut.ring(ScriptedCaller("5,4"))
    assert record.heard[-1].text == apologies(line.hotline)["pl"]
    assert record.reason == "application hung up"


def test_a_call_over_a_failing_whisper_is_connected(broken_menu: Flask, line: Line) -> None:
    """The whisper comes from a server that has lost its words; the rest is whole."""

    def mixed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        broken = environ["PATH_INFO"] == "/voice/whisper"
        app: Callable[..., Iterable[bytes]] = broken_menu if broken else line.wire.app
        return app(environ, start_response)

    mixed_line = Line(mixed, line.hotline)
    record = mixed_line.call(ScriptedCaller("3,0"), at=NOW)
    assert record.of(Transferred)


@pytest.mark.parametrize(("bridged", "place"), [("false", "at=instruction"), ("true", "<Hangup")])
def test_a_callee_who_hangs_up_before_being_connected_has_not_answered(
    hand: Hand, bridged: str, place: str
) -> None:
    """The caller hears the number and is led on, instead of a goodbye."""
    target = "/voice/turn?m=asker&at=dial&l=en&n=guidance"
    response = hand.post(target, DialCallStatus="completed", DialBridged=bridged)
    assert place in response.get_data(as_text=True)


def test_the_carriers_error_is_logged_without_anything_about_the_caller(
    serve: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    hand = Hand(serve())
    with caplog.at_level(logging.DEBUG):
        hand.post("/voice/fallback", ErrorCode="11200", ErrorUrl=f"{URL}/voice?From=%2B4700000099")
        hand.post("/voice/fallback", ErrorCode="1\nforged line", ErrorUrl="")
    assert "error 11200" in caplog.text
    assert "forged" not in caplog.text
    assert "4700000099" not in caplog.text
