"""An announcement can go out tonight, in the languages one has; those that lack it are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.definition import Loaded
from ivr.problems import BrokenHotline
from ivr.serving.readiness import readiness

Load = Callable[[], Loaded]
Announce = Callable[..., None]

OUTBREAK = """
outbreak:
  say: announcement.outbreak
  begins: 2026-12-01 08:00
  ends: 2096-12-15 00:00
"""
WORDS = {"nb": "Det er utbrudd.", "en": "There is an outbreak.", "pl": "Jest ognisko choroby."}


@pytest.fixture
def announce(sound: Path) -> Announce:
    """Announce an outbreak tonight, in the languages that are given."""

    def one(*languages: str) -> None:
        with (sound / "config/announcements.yaml").open("a", encoding="utf-8") as file:
            file.write(OUTBREAK)
        for code in languages:
            with (sound / f"prompts/{code}.yaml").open("a", encoding="utf-8") as book:
                book.write(f"  announcement.outbreak: {WORDS[code]}\n")

    return one


def test_in_every_language_nothing_is_said_of_it(announce: Announce, loaded: Load) -> None:
    announce("nb", "en", "pl")
    assert loaded().warnings == ()


def test_the_languages_that_lack_it_are_named_in_one_line(announce: Announce, loaded: Load) -> None:
    announce("nb")
    line = (
        "config/announcements.yaml:10: warning: outbreak: callers do not hear it in en, pl. "
        "Write [announcement.outbreak] in their catalogues, or leave it at that."
    )
    assert [str(warning) for warning in loaded().warnings] == [line]


def test_what_is_over_is_asked_of_nobody(
    announce: Announce, change: Callable[[str, str, str], None], loaded: Load
) -> None:
    announce("nb")
    say = "  say: announcement.outbreak\n"
    change("config/announcements.yaml", f"{say}  begins: 2026-12-01 08:00\n  ends: 2096-12-15",
           f"{say}  begins: 2025-12-01 08:00\n  ends: 2025-12-15")  # fmt: skip
    assert [warning.code for warning in loaded().warnings] == ["announcement-over"]


def test_its_texts_are_those_of_the_languages_that_have_it(
    announce: Announce, loaded: Load
) -> None:
    announce("nb", "en")
    result = loaded()
    said = {code for code, prompt in result.wordings if prompt == "announcement.outbreak"}
    assert said == {"nb", "en"}
    assert ("en", WORDS["en"]) in result.texts


@pytest.mark.parametrize("languages", [(), ("pl",), ("en", "pl")])
def test_without_norwegian_it_is_not_published(
    announce: Announce, loaded: Load, languages: tuple[str, ...]
) -> None:
    """The fallback language is what callers hear who have not chosen one."""
    announce(*languages)
    with pytest.raises(BrokenHotline) as broken:
        loaded()
    told = (
        "prompts/nb.yaml:5: The prompt [announcement.outbreak] is missing; "
        "config/announcements.yaml:10 speaks it. Add [announcement.outbreak: …] under prompts."
    )
    assert [str(problem) for problem in broken.value.problems] == [told]


def test_what_a_menu_speaks_as_well_is_needed_in_every_language(sound: Path, loaded: Load) -> None:
    """The sound project announces a prompt that every menu says after a wrong key."""
    book = sound / "prompts/pl.yaml"
    lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("  retry.options:")]
    assert len(kept) == len(lines) - 1
    book.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(BrokenHotline) as broken:
        loaded()
    assert [problem.cause for problem in broken.value.problems if not problem.is_warning] == [
        "The prompt [retry.options] is missing; every call may speak it."
    ]


@pytest.mark.parametrize(
    ("find", "replace", "told"),
    [
        (
            "ends: 2096-12-15 00:00\n  municipalities",
            "ends: 2026-12-01 08:00\n  municipalities",
            ":6: measles: it ends before it begins. Set [ends] to a later time.",
        ),
        (
            "[asker]",
            "[askr]",
            ":7: measles: [askr] is no municipality. Did you mean [asker]?",
        ),
    ],
)
def test_a_time_or_a_place_that_cannot_be_is_a_mistake(
    change: Callable[[str, str, str], None], loaded: Load, find: str, replace: str, told: str
) -> None:
    change("config/announcements.yaml", find, replace)
    with pytest.raises(BrokenHotline) as broken:
        loaded()
    assert [str(f) for f in broken.value.problems] == [f"config/announcements.yaml{told}"]


def test_without_its_clip_a_language_is_offered_all_the_same(
    announce: Announce, loaded: Load
) -> None:
    """It counts neither as a danger to callers nor as a turn heard in another language."""
    announce("nb", "en", "pl")
    states = readiness(loaded(), lambda _, text: text not in WORDS.values())
    assert {(s.language, s.critical, s.lesser, s.optional) for s in states} == {
        (code, (), (), ("announcement.outbreak",)) for code in WORDS
    }
