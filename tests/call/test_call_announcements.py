"""What is announced for a while: heard once, right after the language, in the languages it has."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.call import CanBeHeard, Digit, Goodbye, Silence, Turn, answer, everything, resume
from ivr.definition import Loaded, load
from ivr.model import Hotline

ROOT = Path(__file__).parents[2]
OSLO = ZoneInfo("Europe/Oslo")
ASKER, ASKER_POLISH, HALDEN = "+4700000001", "+4700000002", "+4700000011"
DURING = dt.datetime(2026, 12, 5, 12, tzinfo=OSLO)
BEFORE = dt.datetime(2026, 11, 25, 12, tzinfo=OSLO)

ANNOUNCEMENTS = """
measles:
  say: announcement.measles
  begins: 2026-12-01 08:00
  ends: 2026-12-15 00:00
  municipalities: [asker]
water:
  say: announcement.water
  begins: 2026-12-05 00:00
  ends: 2026-12-06 00:00
clocks:
  say: announcement.clocks
  begins: 2027-10-30 12:00
  ends: 2027-10-31 02:30
"""
WORDS = {
    "nb": {"measles": "Det er meslinger i kommunen.", "water": "Kok vannet.", "clocks": "Vent."},
    "en": {"measles": "There is measles in the municipality.", "water": "Boil the water."},
    "pl": {"water": "Gotuj wodę."},
}


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The shipped hotline with three announcements: each language has those it could get."""
    root = tmp_path_factory.mktemp("announced")
    for folder in ("config", "prompts"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "config/announcements.yaml").write_text(ANNOUNCEMENTS, encoding="utf-8")
    for language, words in WORDS.items():
        with (root / f"prompts/{language}.yaml").open("a", encoding="utf-8") as book:
            book.writelines(f"  announcement.{name}: {text}\n" for name, text in words.items())
    return load(root, {"SIP_TRUNK": "trunk.example"})


def press(
    hotline: Hotline,
    keys: str,
    now: dt.datetime = DURING,
    called: str = ASKER,
    can_be_heard: CanBeHeard = everything,
) -> Turn:
    turn = answer(hotline, called, now, can_be_heard)
    for key in keys:
        assert not isinstance(turn.then, Goodbye)
        turn = resume(
            hotline, turn.then.state, Silence() if key == "-" else Digit(key), now, can_be_heard
        )
    return turn


def told(turn: Turn) -> list[str]:
    """The announcements in a turn."""
    return [s.prompt for s in turn.spoken if s.prompt.startswith("announcement.")]


@pytest.mark.parametrize(
    ("moment", "heard"),
    [
        ("2026-12-01 07:59", False),
        ("2026-12-01 08:00", True),
        ("2026-12-14 23:59", True),
        ("2026-12-15 00:00", False),
        ("2027-12-05 12:00", False),
    ],
)
@pytest.mark.parametrize("clock", [OSLO, dt.UTC])
def test_it_begins_and_ends_to_the_minute_in_norwegian_time(
    announced: Loaded, moment: str, clock: dt.tzinfo, *, heard: bool
) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=OSLO).astimezone(clock)
    assert ("announcement.measles" in told(press(announced.hotline, "1", now))) is heard


@pytest.mark.parametrize(
    ("moment", "fold", "heard"),
    [("02:29", 0, True), ("02:30", 0, False), ("02:15", 1, False), ("03:00", 0, False)],
)
def test_in_the_night_the_clock_is_put_back_it_ends_once(
    announced: Loaded, moment: str, fold: int, *, heard: bool
) -> None:
    now = dt.datetime.fromisoformat(f"2027-10-31 {moment}").replace(tzinfo=OSLO, fold=fold)
    assert (told(press(announced.hotline, "1", now)) == ["announcement.clocks"]) is heard


def test_one_municipality_hears_its_own_and_what_is_for_all(announced: Loaded) -> None:
    both = ["announcement.measles", "announcement.water"]
    assert told(press(announced.hotline, "1", called=ASKER)) == both
    assert told(press(announced.hotline, "1", called=HALDEN)) == ["announcement.water"]


def test_it_stands_between_the_language_and_the_main_menu(announced: Loaded) -> None:
    spoken = [one.prompt for one in press(announced.hotline, "1").spoken]
    assert spoken[:3] == ["announcement.measles", "announcement.water", "main.emergency"]


def test_before_the_language_is_chosen_nothing_is_announced(announced: Loaded) -> None:
    for keys in ("", "-", "9", "#"):
        assert told(press(announced.hotline, keys)) == []


def test_who_has_not_heard_the_emergency_words_hears_those_first(announced: Loaded) -> None:
    for called, keys in ((ASKER, "5"), (ASKER_POLISH, "")):
        spoken = press(announced.hotline, keys, called=called).spoken
        assert [one.language for one in spoken] == ["pl"] * len(spoken)
        assert [one.prompt for one in spoken][:3] == [
            "answer.emergency",
            "announcement.water",
            "main.emergency",
        ]


def test_a_language_without_it_goes_on_as_if_nothing_were_announced(announced: Loaded) -> None:
    """Ukrainian has neither of the two: no word of Norwegian, and no failure."""
    during, before = (press(announced.hotline, "3", now) for now in (DURING, BEFORE))
    assert {one.language for one in during.spoken} == {"uk"}
    assert during == before


@pytest.mark.parametrize("away", ["*", "#", "-", "--", "8", "4*", "41*"])
def test_within_a_language_it_is_heard_once(announced: Loaded, away: str) -> None:
    """Back in the main menu, by whatever key or silence, it is not said again."""
    assert told(press(announced.hotline, "1")) != []
    for end in range(1, len(away) + 1):
        assert told(press(announced.hotline, "1" + away[:end])) == []


def test_who_chooses_another_language_hears_it_in_that_one(announced: Loaded) -> None:
    """* in the main menu leads back to the languages: English was chosen by mistake."""
    turn = press(announced.hotline, "2*1")
    assert told(turn) == ["announcement.measles", "announcement.water"]
    assert {one.language for one in turn.spoken} == {"nb"}


@pytest.mark.parametrize("key", ["1", "2"])
def test_without_its_clip_it_is_left_out_and_nothing_else(announced: Loaded, key: str) -> None:
    """In Norwegian too: the turn stays whole, in the caller's language."""
    code = {"1": "nb", "2": "en"}[key]
    words = WORDS[code]["measles"]
    turn = press(announced.hotline, key, can_be_heard=lambda spoken: spoken.text != words)
    assert told(turn) == ["announcement.water"]
    assert {one.language for one in turn.spoken} == {code}
