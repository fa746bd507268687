"""What the server answers besides calls: clips, health, the carrier's clock, and at its start."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask

from ivr.definition import Loaded
from ivr.phone import read_wav
from ivr.problems import BrokenHotline
from ivr.serving.assembly import NothingOffered
from ivr.serving.publishing.content import content_version
from ivr.serving.settings import BadSettings, Settings
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from ivr.speech.errors import SpeechError
from ivr.web.wsgi import application
from tests.support.hand import Hand
from tests.support.hotline import copy_of
from tests.support.sample import a_few_of_each

DAY = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
NIGHT = "2026-11-26T03:00:00+01:00"
PERSON = "/voice/turn?m=asker&at=step&l=en&n=main"


@pytest.fixture(scope="session")
def manifest(shipped: Path) -> Manifest:
    return Manifest.load(shipped / "audio" / "built" / MANIFEST_NAME)


@pytest.fixture
def project(shipped: Path, tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    return copy_of(shipped, tmp_path / "project")


def test_every_clip_is_served_for_ever_under_its_name(hand: Hand, manifest: Manifest) -> None:
    client = hand.app.test_client()
    for clip in a_few_of_each(manifest, lambda clip: (clip.language, clip.rendition)):
        response = client.get(f"/audio/{clip.file}")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "audio/wav"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Content-Language"] == clip.language
        assert response.headers["X-Transcript"].isascii()
        assert unquote(response.headers["X-Transcript"]) == clip.text
        assert read_wav(response.data).seconds == pytest.approx(clip.seconds, abs=0.002)
        response.close()


def test_a_clip_can_be_asked_for_in_part_and_only_when_changed(
    hand: Hand, manifest: Manifest
) -> None:
    client, clip = hand.app.test_client(), next(iter(manifest))
    with client.head(f"/audio/{clip.file}") as head:
        assert (head.status_code, head.data) == (200, b"")
        assert head.content_length == clip.size
        etag = head.headers["ETag"]
    with client.get(f"/audio/{clip.file}", headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data) == (206, b"RIFF")
    with client.get(f"/audio/{clip.file}", headers={"If-None-Match": etag}) as same:
        assert same.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/audio/nb/00000000000000000000.wav",
        "/audio/manifest.json",
        "/audio/",
        "/audio",
        "/audio/../manifest.json",
        "/audio/nb/../manifest.json",
        "/audio/../../config/hotline.yaml",
        "/audio/%2e%2e/%2e%2e/config/hotline.yaml",
        "/audio//etc/passwd",
        "/audio/nb/%00.wav",
        "/audio/nb\\..\\manifest.json",
    ],
)
def test_nothing_but_clips_is_served(hand: Hand, path: str) -> None:
    response = hand.app.test_client().get(path)
    assert response.status_code == 404


def test_health_tells_that_it_lives_with_which_content_in_which_languages(
    hand: Hand, loaded: Loaded, shipped: Path
) -> None:
    answer = hand.app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ok",
        "languages": list(loaded.hotline.languages),
        "content": content_version(shipped),
    }


@pytest.mark.parametrize(
    ("carrier", "told", "service"),
    [
        ("emulated", NIGHT, "out_of_hours"),
        ("emulated", "2026-11-26 03:00", "guidance"),
        ("emulated", "yesterday", "guidance"),
        ("emulated", "", "guidance"),
        ("real", NIGHT, "guidance"),
    ],
)
def test_the_carriers_clock_counts_only_under_the_emulated_carrier(
    serve: Callable[..., Flask], carrier: str, told: str, service: str
) -> None:
    app = serve(clock=lambda: DAY, emulated=carrier == "emulated")
    own = Hand(app, headers={"X-Emulated-Time": told})
    response = own.post(PERSON, Digits="0")
    assert f"at=announce&amp;l=en&amp;n={service}" in response.get_data(as_text=True)


def _lose_clips(project: Path, manifest: Manifest, language: str, words: str) -> None:
    for clip in manifest:
        if clip.language == language and words in clip.text:
            (project / "audio" / "built" / clip.file).unlink()


def test_norwegian_without_a_clip_for_danger_keeps_the_hotline_from_starting(
    serve: Callable[..., Flask], project: Path, manifest: Manifest
) -> None:
    """Callers who have not chosen a language would be left alone."""
    _lose_clips(project, manifest, "nb", "Ved fare for liv")
    with pytest.raises(NothingOffered, match=r"nb is not offered.*answer.emergency.*audio build"):
        serve(project)


def test_a_language_without_a_clip_for_danger_is_not_offered(
    serve: Callable[..., Flask], project: Path, manifest: Manifest
) -> None:
    _lose_clips(project, manifest, "pl", "proszę się rozłączyć")
    health = serve(project).test_client().get("/healthz").get_json()
    assert "pl" not in health["languages"]
    assert "en" in health["languages"]


def test_no_clips_at_all_keep_it_from_starting(serve: Callable[..., Flask], project: Path) -> None:
    shutil.rmtree(project / "audio")
    with pytest.raises(SpeechError, match="run ivr audio build"):
        serve(project)


def test_in_production_no_header_tells_what_a_clip_says(
    serve: Callable[..., Flask], manifest: Manifest
) -> None:
    """A long text would be more than a proxy takes, and the clip would not be heard."""
    client = serve(emulated=False).test_client()
    clip = max(manifest, key=lambda clip: len(clip.text.encode()))
    for address in (f"/audio/{clip.file}", f"/audio/opening/{clip.file}"):
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert "X-Transcript" not in answer.headers


def test_headers_stay_within_what_a_proxy_takes_however_long_a_text_is(
    project: Path, serve: Callable[..., Flask]
) -> None:
    """680 Arabic letters, each six bytes in a header; and the transcript is cut between letters."""
    path = project / "audio" / "built" / MANIFEST_NAME
    clip = next(clip for clip in Manifest.load(path) if clip.language == "ar")
    written = path.read_text(encoding="utf-8")
    long = written.replace(json.dumps(clip.text, ensure_ascii=False), json.dumps("\u0639" * 680))
    assert long != written
    path.unlink()
    path.write_text(long, encoding="utf-8")
    with serve(project).test_client().get(f"/audio/{clip.file}") as answer:
        assert answer.status_code == 200
        told = unquote(answer.headers["X-Transcript"], errors="strict")
        assert set(told) == {"\u0639"}
        assert len(str(answer.headers)) < 4000


def test_a_broken_configuration_is_not_served(serve: Callable[..., Flask], project: Path) -> None:
    (project / "config" / "menu.yaml").write_text("main: {sya: hello}\n", encoding="utf-8")
    with pytest.raises(BrokenHotline, match="Did you mean"):
        serve(project)


def environment(shipped: Path, **changes: str) -> dict[str, str]:
    whole = {
        "PUBLIC_BASE_URL": "https://hotline.example",
        "TWILIO_AUTH_TOKEN": "secret",
        "HOTLINE_ROOT": str(shipped),
        "OFFER_DRAFTS": "yes",
    }
    return whole | changes


def test_production_starts_from_the_environment(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(shipped).items():
        monkeypatch.setenv(name, value)
    assert application().test_client().get("/healthz").status_code == 200


def test_production_does_not_believe_an_emulated_clock(shipped: Path) -> None:
    assert not Settings.from_environ(environment(shipped, EMULATED="1")).emulated


def test_the_next_token_is_accepted_too(shipped: Path) -> None:
    settings = Settings.from_environ(environment(shipped, TWILIO_AUTH_TOKEN_NEXT="next"))
    assert settings.tokens == ("secret", "next")
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PUBLIC_BASE_URL", "", "PUBLIC_BASE_URL is not set"),
        ("PUBLIC_BASE_URL", "hotline.example", "is no web address"),
        ("PUBLIC_BASE_URL", "https://Hotline.example", "would break signatures"),
        ("PUBLIC_BASE_URL", "https://hotline.example?x=1", "would break signatures"),
        ("PUBLIC_BASE_URL", "https://hæ.example", "would break signatures"),
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN is not set"),
        ("HOTLINE_ROOT", "/no/such/folder", "HOTLINE_ROOT"),
    ],
)
def test_a_wrong_variable_is_named(shipped: Path, name: str, value: str, told: str) -> None:
    with pytest.raises(BadSettings, match=told):
        Settings.from_environ(environment(shipped, **{name: value}))


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment(Path()):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOTLINE_ROOT", "/no/such/folder")
    with pytest.raises(SystemExit) as ended:
        application()
    told = str(ended.value)
    assert told.startswith("The hotline does not start.")
    assert told.count("\n") == 3
    for name in ("PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN", "HOTLINE_ROOT"):
        assert name in told
