"""`ivr audio voices`: what an operator is told before choosing a voice."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ivr.definition import Loaded
from ivr.definition import load as load_project
from ivr.speech.tts import engines as package
from ivr.speech.tts.engines import gtts, rhvoice
from ivr.speech.tts.engines.gtts import Gtts
from tests.support.commands import Ivr, one_line
from tests.support.hotline import copied


@pytest.fixture
def ivr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ivr:
    """A project without clips, on a machine without internet and without RHVoice."""
    monkeypatch.setattr(Gtts, "reachable", lambda _: False)
    monkeypatch.setattr(rhvoice, "_HOMES", ())
    return Ivr(copied(tmp_path / "project"))


def told(ivr: Ivr, language: str) -> list[dict[str, Any]]:
    done = ivr("audio", "voices", language, "--json")
    assert done.returncode == 0, done.stderr
    [one] = json.loads(done.stdout)["languages"]
    assert one["language"] == language
    voices: list[dict[str, Any]] = one["voices"]
    return voices


def put(project: Path, language: str, line: str) -> None:
    """Put a line that the command told into the catalogue."""
    catalogue = project / "prompts" / f"{language}.yaml"
    lines = catalogue.read_text(encoding="utf-8").splitlines()
    taken = [line if old.startswith("speech:") else old for old in lines]
    assert line in taken
    catalogue.write_text("\n".join(taken) + "\n", encoding="utf-8")


def take(project: Path, language: str, line: str) -> Loaded:
    put(project, language, line)
    return load_project(project, {})


def test_every_language_is_told_and_what_its_catalogue_takes(ivr: Ivr) -> None:
    done = ivr("audio", "voices")
    hotline = load_project(ivr.project, {}).hotline
    rows = done.stdout.splitlines()
    for code, language in hotline.languages.items():
        assert any(row.startswith(f"{code} {language.name} ") for row in rows)
    marked = [row for row in rows if " * " in row]
    assert len(marked) == len(hotline.languages)


def test_the_voice_that_speaks_until_the_best_one_has_is_marked_too(ivr: Ivr) -> None:
    shown = ivr("audio", "voices", "uk").stdout
    table, _, rest = shown.partition("\n* ")
    [best] = [row for row in table.splitlines() if " * " in row]
    [quick] = [row for row in table.splitlines() if " + " in row]
    assert "kokoro *  uk " in best
    assert "espeak +  uk " in quick
    assert "+ who speaks each text until that voice has" in rest
    assert "  kokoro uk *: " in rest
    assert "  espeak uk +: " in rest
    marks = {one["engine"]: (one["taken"], one["meanwhile"]) for one in told(ivr, "uk")}
    assert marks["kokoro"] == (True, False)
    assert marks["espeak"] == (False, True)
    assert marks["gtts"] == (False, False)


def test_a_catalogue_of_one_voice_has_nobody_marked_who_speaks_until_then(ivr: Ivr) -> None:
    assert not any(one["meanwhile"] for one in told(ivr, "vi"))


def test_the_line_of_what_is_taken_is_what_the_catalogue_says(ivr: Ivr) -> None:
    """Whoever copies it changes nothing, and loses no quick voice."""
    before = load_project(ivr.project, {}).hotline.languages
    languages = json.loads(ivr("audio", "voices", "--json").stdout)["languages"]
    lines = {
        one["language"]: voice["speech"]
        for one in languages
        for voice in one["voices"]
        if voice["taken"]
    }
    assert len(lines) == 13
    for code, line in lines.items():
        put(ivr.project, code, line)
    assert load_project(ivr.project, {}).hotline.languages == before


def test_whoever_takes_a_slow_voice_keeps_the_quick_one(ivr: Ivr) -> None:
    """A person who tries the quick one alone comes back to both."""
    before = load_project(ivr.project, {}).hotline.languages["fa"].voice
    lines = {one["engine"]: one["speech"] for one in told(ivr, "fa")}
    alone = take(ivr.project, "fa", lines["espeak"]).hotline.languages["fa"].voice
    assert (alone.engine, alone.meanwhile) == ("espeak", None)
    lines = {one["engine"]: one["speech"] for one in told(ivr, "fa")}
    assert take(ivr.project, "fa", lines["kokoro"]).hotline.languages["fa"].voice == before


def test_a_quick_voice_that_no_engine_tells_of_is_listed_and_kept_too(ivr: Ivr) -> None:
    quick = "{engine: espeak, voice: fa+f3, words_per_minute: 150}"
    take(ivr.project, "fa", f"speech: {{engine: kokoro, voice: ur, meanwhile: {quick}}}")
    voices = {(one["engine"], one["voice"]["name"]): one for one in told(ivr, "fa")}
    assert voices["espeak", "fa+f3"]["meanwhile"]
    line = f"{{engine: kokoro, voice: fa, words_per_minute: 140, meanwhile: {quick}}}"
    assert voices["kokoro", "fa"]["speech"] == f"speech: {line}"


def test_the_line_it_tells_is_one_the_catalogue_understands(ivr: Ivr) -> None:
    for voice in told(ivr, "fa"):
        language = take(ivr.project, "fa", voice["speech"]).hotline.languages["fa"]
        assert (language.voice.engine, language.voice.voice) == (
            voice["engine"],
            voice["voice"]["name"],
        )
        assert [one["voice"]["name"] for one in told(ivr, "fa") if one["taken"]] == [
            voice["voice"]["name"]
        ]


def test_a_voice_that_no_engine_tells_of_is_listed_where_a_catalogue_takes_it(ivr: Ivr) -> None:
    take(ivr.project, "nb", "speech: {engine: espeak, voice: nb+f3, words_per_minute: 160}")
    [taken] = [one for one in told(ivr, "nb") if one["taken"]]
    assert (taken["engine"], taken["voice"]["name"]) == ("espeak", "nb+f3")
    assert taken["figures"] is None


def test_what_is_missing_is_told_with_the_command_that_brings_it(ivr: Ivr) -> None:
    anatol = next(one for one in told(ivr, "uk") if one["voice"]["name"] == "anatol")
    assert anatol["here"] == "not installed"
    assert anatol["voice"]["install"] == "sudo apt install librhvoice5 rhvoice-ukrainian"
    shown = ivr("audio", "voices", "uk").stdout
    assert "  rhvoice anatol: RHVoice is not installed; run: sudo apt install" in shown
    assert "    install  sudo apt install librhvoice5 rhvoice-ukrainian (19 MB)" in shown


def test_without_internet_that_is_said_and_the_embedded_voice_is_still_there(ivr: Ivr) -> None:
    here = {one["engine"]: one["here"] for one in told(ivr, "nb")}
    assert here["espeak"] == "installed"
    assert here["gtts"] == "no internet"


def test_with_internet_the_service_is_asked_once_for_all_languages(
    ivr: Ivr, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Gtts] = []

    def reachable(service: Gtts) -> bool:
        asked.append(service)
        return True

    monkeypatch.setattr(Gtts, "reachable", reachable)
    languages = json.loads(ivr("audio", "voices", "--json").stdout)["languages"]
    states = {
        one["here"] for told in languages for one in told["voices"] if one["engine"] == "gtts"
    }
    assert states == {"reachable"}
    assert len(asked) == 1


def test_norwegian_is_told_where_the_better_voices_are(ivr: Ivr) -> None:
    better = [row for row in ivr("audio", "voices").stdout.splitlines() if row.startswith("nb: ")]
    assert len(better) == 2
    assert better[0].startswith("nb: gtts no: Where there is internet, the better choice")
    assert better[1].startswith("nb: piper no_NO-talesyntese-medium: Where there is internet")
    assert "nb: " not in ivr("audio", "voices", "pl").stdout


@pytest.mark.parametrize("language", ["so", "ps", "se"])
def test_a_language_that_no_engine_speaks_is_for_people(ivr: Ivr, language: str) -> None:
    shown = ivr("audio", "voices", language).stdout
    assert "none *" in shown
    assert "recordings only" in shown
    assert f"ivr audio script {language}" in shown
    assert told(ivr, language) == []


def test_a_language_that_is_none_is_one_line(ivr: Ivr) -> None:
    assert "[pll] is not among the languages" in one_line(ivr("audio", "voices", "pll"))


def test_an_engine_of_one_file_is_told_with_what_it_says_of_itself(
    ivr: Ivr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "murmur.py").write_text("""
from ivr.speech.tts.offers import Offer, OfferedVoice

class Murmur:
    name = "murmur"
    at_once = None
    stretches = False
    offer = Offer("0BSD", {"so": (OfferedVoice("low", "CC0", "anything", 1, "make murmur"),)})

    def fingerprint(self, voice):
        return "murmur"

ENGINE = Murmur()
""")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    [murmur] = told(ivr, "so")
    assert (murmur["engine"], murmur["licence"], murmur["here"]) == ("murmur", "0BSD", "installed")
    assert murmur["voice"]["install"] == "make murmur"


def test_a_network_that_never_answers_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(gtts, "_answers", lambda: answered.wait(60))
    monkeypatch.setattr(gtts, "_REACHED_S", -0.9)
    began = time.monotonic()
    assert Gtts().reachable() is False
    assert time.monotonic() - began < 30
    answered.set()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "no address"])
def test_a_service_behind_a_dead_proxy_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("https_proxy", proxy)
    assert Gtts().reachable() is False
