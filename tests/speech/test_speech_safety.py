"""The safety sheet: with only its texts recorded, callers in danger hear every word of theirs."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from ivr.call import Announcing, AtStep, Digit, InLanguageMenu, Input, Silence, Spoken, State, Turn
from ivr.call import answer as answer_of
from ivr.call import resume as resume_of
from ivr.call.input import DialOutcome
from ivr.call.language_menu import page_keys, pages
from ivr.call.state import Dialling
from ivr.call.turn import Wait, everything
from ivr.cli import main
from ivr.definition import Loaded
from ivr.definition.danger import needed_in_danger
from ivr.model import Hotline
from ivr.model.length import expected_seconds
from ivr.serving.readiness import critical_prompts, offering
from ivr.speech.recordings.bindings import Binding, text_hash, write_bindings
from ivr.speech.recordings.safety import MOST_S, SafetySheet, safety_sheet
from tests.support.hotline import MORNING, copied

LANGUAGES: Final = (
    "nb",
    "en",
    "uk",
    "ar",
    "pl",
    "so",
    "ti",
    "ru",
    "fa",
    "lt",
    "ur",
    "ku",
    "tr",
    "ps",
    "vi",
    "se",
)
NIGHT: Final = dt.datetime(2026, 11, 29, 3, tzinfo=ZoneInfo("Europe/Oslo"))
LATER: Final = dt.datetime(2040, 6, 12, 10, tzinfo=ZoneInfo("Europe/Oslo"))
"""When every figure has expired."""
KEYS: Final[tuple[Input, ...]] = (*map(Digit, "0123456789#*"), Silence())
OUTCOMES: Final[tuple[Input, ...]] = (DialOutcome(answered=True), DialOutcome(answered=False))


@pytest.fixture(scope="module")
def sheets(loaded: Loaded) -> dict[str, SafetySheet]:
    return {code: safety_sheet(loaded, code) for code in LANGUAGES}


def texts(sheet: SafetySheet) -> set[str]:
    return {line.text for line in sheet.lines}


def seconds(loaded: Loaded, code: str, sheet: SafetySheet) -> float:
    rate = loaded.hotline.languages[code].voice.words_per_minute
    return sum(expected_seconds(text, rate) for text in texts(sheet))


class Caller:
    """Somebody in danger who tries every key, and silence, wherever a door may be."""

    def __init__(self, hotline: Hotline, code: str, municipality: str, at: dt.datetime) -> None:
        self.hotline, self.at = hotline, at
        self.start = AtStep(municipality, code, hotline.main_menu)
        self.on_the_way = self._ways()

    def next(self, state: State, input: Input) -> Turn:
        return resume_of(self.hotline, state, input, self.at, everything)

    def follow(self, left_out: tuple[str, ...]) -> Iterator[tuple[State, Input, Turn]]:
        """Yield every turn of a call for help, but those of steps that are left out."""
        queue: list[State] = [self.start]
        seen: set[State] = {self.start}
        for state in queue:
            for input in OUTCOMES if isinstance(state, Dialling) else KEYS:
                turn = self.next(state, input)
                then = getattr(turn.then, "state", None)
                if then is not None and not self._is_for_help(then, left_out):
                    continue
                yield state, input, turn
                if then is not None and then not in seen and not isinstance(then, InLanguageMenu):
                    seen.add(then)
                    queue.append(then)

    def _is_for_help(self, state: State, left_out: tuple[str, ...]) -> bool:
        in_danger = state.topic in self.hotline.urgent_doors
        if not isinstance(state, AtStep):
            return in_danger or not state.topic
        aside = {one.name for one in self.hotline.on_silence.destinations()}
        here = in_danger or state.step in self.on_the_way | aside
        return here and state.step not in left_out

    def _ways(self) -> set[str]:
        """Return the steps between the main menu and the nearest step of each topic in danger."""
        before: dict[AtStep, AtStep | None] = {self.start: None}
        queue, found = [self.start], {self.start.step}
        missing = set(self.hotline.urgent_doors)
        for state in queue:
            if state.topic in missing:
                missing.discard(state.topic)
                back: AtStep | None = state
                while back is not None:
                    found.add(back.step)
                    back = before[back]
            for key in KEYS[1:-3]:
                then = getattr(self.next(state, key).then, "state", None)
                if isinstance(then, AtStep) and then not in before and then.attempt == 1:
                    before[then] = state
                    queue.append(then)
        assert not missing
        return found


def unhurried(turn: Turn) -> Turn:
    """The turn without the word to take one's time, which nobody in danger needs to hear."""
    if not isinstance(turn.then, Wait):
        return turn
    return replace(turn, then=replace(turn.then, reminder=None))


@pytest.mark.parametrize("at", [MORNING, NIGHT, LATER], ids=["day", "night", "later"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_with_only_the_sheet_recorded_a_call_for_help_is_heard_word_for_word(
    loaded: Loaded, sheets: dict[str, SafetySheet], code: str, at: dt.datetime
) -> None:
    """From the main menu to every door of every municipality, whatever keys are pressed."""
    hotline, sheet = loaded.hotline, sheets[code]
    recorded = texts(sheet)

    def on_the_sheet(spoken: Spoken) -> bool:
        return spoken.language != code or spoken.text in recorded

    for name, municipality in hotline.municipalities.items():
        caller = Caller(hotline, code, name, at)
        rung = set()
        for state, input, turn in caller.follow(sheet.left_out):
            heard = resume_of(hotline, state, input, at, on_the_sheet)
            assert unhurried(heard) == unhurried(turn), f"{name}: {state}, {input}"
            if isinstance(state, Announcing):
                rung.add(state.service)
        urgent = {door for doors in hotline.urgent_doors.values() for door in doors}
        urgent |= {"violence_line", "children_helpline"}
        assert rung >= {door for door in urgent if municipality.services[door].number}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_names_itself_with_every_key_it_can_have(
    loaded: Loaded, sheets: dict[str, SafetySheet], code: str
) -> None:
    """Whichever other languages are offered, whoever calls, on whatever page."""
    everyone = list(loaded.hotline.languages)
    recorded = texts(sheets[code])
    for others in ({"nb"}, {"nb", *everyone[1::2]}, {"nb", *everyone[3:]}, set(everyone)):
        hotline = offering(loaded.hotline, {*others, code})
        for page in range(pages(list(hotline.languages))):
            state = InLanguageMenu("asker", page)
            for first in {"", code} & {"", *loaded.hotline.own_language_first.values()}:
                for input in (Digit("#"), Digit("9"), Digit("*")):
                    turn = resume_of(hotline, state, input, MORNING, everything, first=first)
                    assert {one.text for one in turn.spoken if one.language == code} <= recorded
            for key, chosen in page_keys(list(hotline.languages), page):
                if chosen == code:
                    welcome = resume_of(hotline, state, Digit(key), MORNING, everything)
                    assert {one.text for one in welcome.spoken} <= recorded
        first_words = answer_of(hotline, "+4700000011", MORNING, everything).spoken
        assert {one.text for one in first_words if one.language == code} <= recorded


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sheet_takes_a_quarter_of_an_hour_and_holds_all_that_offering_needs(
    loaded: Loaded, sheets: dict[str, SafetySheet], code: str
) -> None:
    sheet = sheets[code]
    assert seconds(loaded, code, sheet) <= MOST_S == 900
    assert len(texts(sheet)) == len(sheet.lines)
    needed = needed_in_danger(loaded, code)
    found = {line.text for group in sheet.groups if group.needed for line in group.lines}
    assert found == frozenset().union(*needed.values())
    asked = {prompt for prompt in critical_prompts(loaded.hotline) if prompt in needed}
    for prompt in asked:
        assert loaded.wordings[code, prompt] == needed[prompt]
    assert critical_prompts(loaded.hotline) - asked <= {"language.wait"}


def test_what_is_said_in_one_breath_stands_together_and_the_first_words_come_first(
    sheets: dict[str, SafetySheet],
) -> None:
    headings = [group.heading for group in sheets["pl"].groups]
    assert headings[:8] == [
        "The first words",
        "Emergency",
        "Out of hours",
        "Poison",
        "Mind",
        "Pregnancy",
        "Birth",
        "Being put through",
    ]
    assert headings[11] == "More: Emergency"
    assert len(set(headings)) == len(headings)


def slowly(loaded: Loaded, code: str, words_per_minute: int) -> Loaded:
    language = loaded.hotline.languages[code]
    voice = replace(language.voice, words_per_minute=words_per_minute)
    languages = {**loaded.hotline.languages, code: replace(language, voice=voice)}
    return replace(loaded, hotline=replace(loaded.hotline, languages=languages))


def test_what_does_not_fit_is_left_out_by_urgency_and_told(loaded: Loaded) -> None:
    """Spoken slowly, the signs of danger stay and the price goes; spoken very slowly, all of it."""
    slow = slowly(loaded, "nb", 90)
    sheet = safety_sheet(slow, "nb")
    assert seconds(slow, "nb", sheet) <= MOST_S
    assert "pregnancy_after" in sheet.left_out
    assert not any(step.startswith("emergency") for step in sheet.left_out)
    very_slow = safety_sheet(slowly(loaded, "nb", 40), "nb")
    assert all(group.needed for group in very_slow.groups)
    assert very_slow.left_out[0] == "emergency_signs"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copied(tmp_path / "project")


def ivr(project: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["--project", str(project), *arguments])
    assert done.exit_code == 0, done.output
    return done


def record(project: Path, code: str, rows: list[dict[str, str]]) -> None:
    """Put recordings into the project, as an import keeps them."""
    folder, kept = project / "audio/recordings", {}
    (folder / code).mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(b"sound").hexdigest()
    for row in rows:
        (folder / code / f"{row['id']}.flac").write_bytes(b"sound")
        kept[row["id"]] = Binding(f"{row['id']}.flac", text_hash(row["text"]), digest, 5, 2.0)
    write_bindings(folder, code, kept)


def test_the_sheet_is_handed_out_and_the_status_tells_when_it_is_recorded(
    project: Path, tmp_path: Path
) -> None:
    def status() -> dict[str, object]:
        told = json.loads(ivr(project, "prompts", "status", "--json").stdout)
        [safety] = [one["safety"] for one in told if one["language"] == "so"]
        return dict(safety)

    told = ivr(project, "audio", "script", "so", "--safety", "--out", str(tmp_path)).stdout
    with (tmp_path / "safety-so.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows)} texts, {rows[-1]['total']} minutes of speaking, 0 recorded" in told
    page = (tmp_path / "safety-so.html").read_text(encoding="utf-8")
    assert page.count("<article>") == len(rows) > 100
    assert "<h2>Poison</h2>" in page
    assert f"So far {rows[4]['total']}." in page
    assert rows[0]["id"] == "answer.emergency"
    assert not status()["humanly_voiced"]
    record(project, "so", rows[1:])
    assert status() == {
        "texts": len(rows),
        "recorded": len(rows) - 1,
        "seconds_left": pytest.approx(float(rows[0]["about"]), abs=0.1),
        "humanly_voiced": False,
    }
    left = ivr(project, "audio", "script", "so", "--safety", "--missing", "--out", str(tmp_path))
    assert left.stdout.endswith(f"{len(rows) - 1} recorded already.\n")
    assert "1 texts, 0:0" in left.stdout
    record(project, "so", rows)
    assert status()["humanly_voiced"]
    assert "Humanly voiced for safety: so." in ivr(project, "prompts", "status").stdout


def test_what_there_was_no_time_for_is_named(project: Path, tmp_path: Path) -> None:
    told = ivr(project, "audio", "script", "ti", "--safety", "--out", str(tmp_path)).stdout
    assert "Left out for want of time, the most urgent first: pregnancy_more" in told
