"""`ivr call --language`: the keys that choose a language are pressed by the telephone itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ivr.definition import load
from ivr.model import Hotline
from tests.support.commands import Ivr, one_line

ROOT = Path(__file__).parents[2]
LANGUAGES = tuple(load(ROOT, {}).hotline.languages)
TOURS = sorted((ROOT / "tests" / "calls").glob("tour.*.yaml"))

SHARED = "+4700000001"
POLISH = "+4700000002"
LEAF = "4,2"
"""From the main menu to what the exemption card is: a message with no further choice of topic."""

WORKDAY = ("--at", "2026-11-25 10:00")


def call(ivr: Ivr, *arguments: str) -> dict[str, Any]:
    done = ivr("call", "--json", *WORKDAY, *arguments)
    assert done.returncode == 0, done.stderr
    record: dict[str, Any] = json.loads(done.stdout)
    return record


def keys(record: dict[str, Any]) -> str:
    """What was pressed, whoever pressed it."""
    return ",".join(e["key"] for e in record["events"] if e["event"] == "KeyPressed")


def heard_after(record: dict[str, Any], key: int) -> list[dict[str, Any]]:
    """The clips heard once so many keys had been pressed; those without words (zxx) left out."""
    events, pressed = [], 0
    for event in record["events"]:
        pressed += event["event"] == "KeyPressed"
        said = event["event"] == "Heard" and event["language"] != "zxx"
        if said and pressed >= key:
            events.append(event)
    return events


def choosing(hotline: Hotline, code: str) -> list[str]:
    """The keys of a language, as a caller counts them: eight to a page, 9 for the next page."""
    page, key = divmod(list(hotline.languages).index(code), 8)
    return [*["9"] * page, str(key + 1)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_message_is_reached_in_the_language_and_nothing_else_is_heard(
    running: Ivr, hotline: Hotline, code: str
) -> None:
    chosen = choosing(hotline, code)
    record = call(running, "--language", code, "--keys", f"{LEAF},x")
    assert keys(record).split(",") == [*chosen, *LEAF.split(",")]
    heard = heard_after(record, len(chosen))
    assert {one["language"] for one in heard} == {code}
    leaf = hotline.municipalities["asker"].prompts[code]["fees.exemption_card"]
    assert leaf.text.with_key("") in {one["text"] for one in heard}
    assert record["reason"] == "caller hung up"


@pytest.mark.parametrize("tour", TOURS, ids=lambda file: file.stem)
def test_no_tour_of_every_topic_hears_another_language_after_the_choice(tour: Path) -> None:
    code = tour.suffixes[0].removeprefix(".")
    heard = list(_conversation(tour.read_text(encoding="utf-8"), code))
    assert len(heard) > 300, "it is no tour"
    assert {language for language in heard if language != code} == set()


def _conversation(text: str, code: str) -> Iterator[str]:
    """The language of everything the caller hears once the language menu is over."""
    _, _, conversation = text.partition("\nconversation: |\n")
    lines = [line.strip() for line in conversation.splitlines()]
    menus = [n for n, line in enumerate(lines) if line in {f"key {key}" for key in "123456789"}]
    position = LANGUAGES.index(code)
    for line in lines[menus[position // 8] :]:
        spoken = re.match(r"([a-z]{2,3})  ", line)
        if spoken is not None:
            yield spoken[1]


def test_every_language_has_a_tour() -> None:
    assert {tour.suffixes[0].removeprefix(".") for tour in TOURS} == set(LANGUAGES)


def test_lang_is_short_for_language(running: Ivr) -> None:
    assert keys(call(running, "--lang", "en", "--keys", "4,x")) == "2,4"


def test_a_number_of_that_language_needs_no_key(running: Ivr) -> None:
    record = call(running, "--language", "pl", "--to", POLISH, "--keys", "4,x")
    assert keys(record) == "4"
    assert {one["language"] for one in heard_after(record, 0)} == {"pl"}


def test_a_number_of_another_language_is_left_by_star(running: Ivr) -> None:
    record = call(running, "--language", "tr", "--to", POLISH, "--keys", "4,x")
    assert keys(record) == "*,9,5,4"
    assert {one["language"] for one in heard_after(record, 3)} == {"tr"}


def test_a_silent_caller_can_have_a_language(running: Ivr) -> None:
    record = call(running, "--language", "uk", "--keys", "")
    assert keys(record) == "3"
    assert record["reason"] == "application hung up"


@pytest.mark.parametrize("word", ["de", "ukr", "EN ", "", "9", "nb\nen", "🏥"])
def test_a_language_that_is_not_offered_is_one_line_with_those_that_are(
    running: Ivr, word: str
) -> None:
    line = one_line(running("call", "--keys", "x", f"--language={word}"))
    assert line.startswith("--language: [")
    assert f"Offered: {', '.join(LANGUAGES)}." in line


def test_a_language_without_its_clips_is_not_there_to_be_chosen(
    own: Ivr,
) -> None:
    """The keys are those of what the hotline really offers, which is less than it is written in."""
    manifest = own.project / "audio" / "built" / "manifest.json"
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    kept["clips"] = [clip for clip in kept["clips"] if clip["language"] not in ("en", "uk", "pl")]
    manifest.write_text(json.dumps(kept), encoding="utf-8")
    with own.running():
        assert "[uk] is not offered" in one_line(own("call", "--keys", "x", "--language", "uk"))
        record = call(own, "--language", "ar", "--keys", "4,x")
        assert keys(record) == "2,4"
        # Polish is out, so that its number asks for a language like any other.
        record = call(own, "--language", "ar", "--keys", "4,x", "--to", POLISH)
        assert keys(record) == "2,4"
        assert {one["language"] for one in heard_after(record, 1)} == {"ar"}


def test_another_hotline_tells_its_languages_and_this_project_its_numbers(running: Ivr) -> None:
    note = json.loads((running.project / ".run" / "carrier.json").read_text(encoding="utf-8"))
    away = ("--url", note["url"], "--keys", "4,x", *WORKDAY, "--json")

    def rung(*arguments: str) -> dict[str, Any]:
        done = running("call", *away, *arguments, TWILIO_AUTH_TOKEN=note["token"])
        assert done.returncode == 0, done.stderr
        record: dict[str, Any] = json.loads(done.stdout)
        return record

    assert keys(rung("--language", "uk")) == "3,4"
    assert keys(rung("--language", "uk", "--to", POLISH)) == "*,3,4"
    assert keys(rung("--language", "pl", "--to", POLISH)) == "4"


def test_a_replay_has_its_keys_already(running: Ivr, tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_text('{"to": "", "at": "", "keys": "1", "outcomes": ""}', encoding="utf-8")
    line = one_line(running("call", "--replay", str(file), "--language", "uk"))
    assert line == "--language: the keys of a replay choose the language already. Leave it out."
