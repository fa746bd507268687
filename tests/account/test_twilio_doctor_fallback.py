"""`ivr twilio doctor`: what callers hear while the server is away."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.carrier.overrides import DEFAULT
from tests.support.commands import Ivr
from tests.support.doctor import REGION, Scene, alone
from tests.support.proxy import Passed


def test_no_fallback_but_the_server_that_it_stands_in_for(scene: Scene) -> None:
    scene.settings["FALLBACK_URL"] = ""
    for number in scene.account.numbers:
        own = f"{scene.served.way_in.url}/voice/fallback#{DEFAULT}"
        number.settings[REGION]["voice_fallback_url"] = own
    alone(
        scene,
        "FALLBACK_URL: Neither it nor AUDIO_BASE_URL is set, so nobody answers when this server is "
        "away. Make a TwiML Bin of what `ivr export fallback` prints, and set its address.",
    )


def test_a_fallback_that_is_gone(scene: Scene) -> None:
    scene.served.second.change = lambda passed: passed.answer(404)
    [line] = scene.look("--no-clips").of("wrong")
    assert " answers with 404: callers would hear the carrier's error. " in line


def test_a_fallback_that_refuses_the_carrier(scene: Scene) -> None:
    scene.served.second.change = lambda passed: passed.answer(403)
    alone(
        scene,
        f"the fallback: {scene.served.settings['FALLBACK_URL']} refuses what is signed as the "
        "carrier's (403). See that it is a TwiML Bin of this account, and TWILIO_AUTH_TOKEN the "
        "account's.",
    )


def test_a_fallback_that_leads_elsewhere(scene: Scene) -> None:
    there = "https://user:pass@second.example/twiml"
    scene.served.second.change = lambda passed: passed.answer(302, location=there)
    alone(
        scene,
        f"the fallback: {scene.served.settings['FALLBACK_URL']} redirects to "
        "https://…@second.example/twiml: the carrier would ask twice, the second time by GET. Set "
        "FALLBACK_URL to the address that answers by itself.",
    )


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "ftp://127.0.0.1"])
def test_a_proxy_that_is_none_keeps_nothing_else_from_being_looked_at(
    scene: Scene, proxy: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        del scene.account.environ[name]
    scene.account.environ |= {"ALL_PROXY": proxy, "NO_PROXY": "localhost", "no_proxy": "localhost"}
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    told = (
        "HTTPS_PROXY or ALL_PROXY names a proxy that cannot be used here. Write http://, a host and"
    )
    told += " a port."
    assert found.of("unknown") == [f"the fallback: {told}", f"HTTPS_PROXY: {told}"]


def test_a_fallback_at_a_second_place_and_a_clip_that_is_not_there(
    scene: Scene, tmp_path: Path
) -> None:
    second = scene.served.second
    scene.settings = {"FALLBACK_URL": "", "AUDIO_BASE_URL": f"{second.url}/hotline"}
    for number in scene.account.numbers:
        number.settings[REGION]["voice_fallback_url"] = f"{second.url}/hotline/fallback.xml"
        number.settings[REGION]["voice_fallback_method"] = "GET"
    environ = scene.served.settings | scene.settings | scene.account.environ
    done = Ivr(scene.served.project)("audio", "publish", str(tmp_path), **environ)
    assert done.returncode == 0, done.stderr

    def lie_there(passed: Passed) -> None:
        path = tmp_path / passed.path.removeprefix("/hotline/")
        kind = {".wav": "audio/wav", ".xml": "text/xml"}[path.suffix]
        passed.answer(404)
        if path.is_file():
            passed.answer(200, path.read_bytes(), content_type=kind)

    second.change = lie_there
    found = scene.look("--no-clips")
    assert found.of("wrong") == found.of("unknown") == []
    assert "the fallback: 127.0.0.1 says what this folder has it say" in found.of("good")
    lost, *_ = sorted(tmp_path.rglob("*.wav"))
    lost.unlink()
    [line] = scene.look("--no-clips").of("wrong")
    assert line == (
        f"a clip of the fallback: {second.url}/hotline/{lost.relative_to(tmp_path)} is answered "
        "with 404, no type: the call would end there. Run: ivr audio publish, and bring it there; "
        "clips are audio/wav."
    )
