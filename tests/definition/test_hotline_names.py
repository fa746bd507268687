"""Names are compared in one spelling, and what looks like another name is told apart from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition import Loaded, load
from ivr.did_you_mean import nearest
from ivr.lookalikes import composed, mended, odd, skeleton, visible
from ivr.problems import BrokenHotline, Problem

Change = Callable[[str, str, str], None]
SPELLINGS = ("NFC", "NFD")


def spelt(text: str, spelling: str) -> str:
    return unicodedata.normalize("NFD" if spelling == "NFD" else "NFC", text)


def only(root: Path) -> Problem:
    with pytest.raises(BrokenHotline) as broken:
        load(root, {"SIP_TRUNK": "trunk.example"})
    [problem] = [one for one in broken.value.problems if not one.is_warning]
    return problem


@pytest.mark.parametrize("on_disk", SPELLINGS)
@pytest.mark.parametrize("in_file", SPELLINGS)
def test_a_municipality_is_found_however_its_file_is_spelt(
    sound: Path, change: Change, loaded: Callable[[], Loaded], on_disk: str, in_file: str
) -> None:
    folder = sound / "config/municipalities"
    (folder / "asker.yaml").rename(folder / f"{spelt('ål', on_disk)}.yaml")
    change(
        "config/hotline.yaml",
        "default_municipality: asker",
        f"default_municipality: {spelt('ål', in_file)}",
    )
    change("config/announcements.yaml", "[asker]", f"[{spelt('ål', in_file)}]")
    assert set(loaded().hotline.municipalities) == {"ål", "halden"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_kind_of_name_may_be_spelt_either_way(
    change: Change, loaded: Callable[[], Loaded], spelling: str
) -> None:
    change("config/menu.yaml", "go: fees}", f"go: {spelt('gebyrsjekkør', spelling)}}}")
    change(
        "config/menu.yaml",
        "fees:\n  say: fees.card",
        f"gebyrsjekkør:\n  say: {spelt('fées.card', spelling)}",
    )
    for code in ("nb", "en", "pl"):
        change(f"prompts/{code}.yaml", "  fees.card:", f"  {spelt('fées.card', 'NFD')}:")
    steps = loaded().hotline.municipalities["asker"].steps
    assert steps["gebyrsjekkør"].say == ("fées.card",)


def test_two_files_of_one_name_are_told_apart(sound: Path) -> None:
    folder = sound / "config/municipalities"
    for spelling in SPELLINGS:
        path = folder / f"{spelt('ål', spelling)}.yaml"
        path.write_text("name: Ål\n", encoding="utf-8")
    if len({path.name for path in folder.glob("*l.yaml")}) < 2:
        pytest.skip("this disk takes both spellings for one name")
    problem = only(sound)
    assert (problem.code, problem.place) == ("duplicate-name", "config/municipalities/ål.yaml:1")


@pytest.mark.parametrize(
    ("name", "code", "sign"),
    [
        ("halden\u200b", "invisible-sign", "U+200B zero width space"),
        ("hal\u00adden", "invisible-sign", "U+00AD soft hyphen"),
        ("h\u0430lden", "look-alike-sign", "U+0430 cyrillic small letter a"),
    ],
)
def test_a_file_whose_name_is_not_what_it_looks_like_is_named(
    sound: Path, name: str, code: str, sign: str
) -> None:
    folder = sound / "config/municipalities"
    (folder / "halden.yaml").rename(folder / f"{name}.yaml")
    problem = only(sound)
    assert (problem.code, problem.fix) == (code, "Call it [halden].")
    assert sign in str(problem)


ODD_SIGNS = st.sampled_from(
    "\u200b\u200c\u200d\u200e\u2060\u00ad\ufeff\u00a0\u202f\u3164\u034f\ufe0f"
)


@given(st.text("abcdefghij", min_size=2, max_size=8), ODD_SIGNS, st.integers(0, 8))
def test_no_line_shows_two_texts_that_look_alike(name: str, sign: str, at: int) -> None:
    """Whatever cannot be seen is shown by its number, named, and set right."""
    written = name[:at] + sign + name[at:]
    line = str(
        Problem("unknown-step", "x.yaml", 1, f"[{written}] is no step.", nearest(written, [name]))
    )
    assert sign not in line
    assert f"<U+{ord(sign):04X}>" in line
    assert f"Did you mean [{name}]?" in line
    assert unicodedata.name(sign).lower() in line
    assert mended(written).replace(" ", "") == name


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("f\u0435es", "fees"),
        ("\u0441\u043e\u0440\u0435", "cope"),
        ("l3", "I3"),
        ("1O", "10"),
        ("e\u0301t", "ét"),
    ],
)
def test_the_sign_that_makes_a_name_another_is_named(written: str, known: str) -> None:
    fix = nearest(written, [known, "other"])
    line = str(Problem("unknown-step", "x.yaml", 1, f"[{written}] is no step.", fix))
    assert f"Did you mean [{known}]?" in line
    assert " holds U+" in line


@pytest.mark.parametrize(
    "text",
    [
        "бесплатно",
        "آب‌وهوا",
        "٢٣ ريال",
        "Ærø",
        "naïve",
        "Łódź",
        "ไทย",
        "08:00 – 15:30",
        "fees",
        "116 117",
    ],
)
def test_other_alphabets_are_not_odd(text: str) -> None:
    assert odd(text) == []


@pytest.mark.parametrize(
    "text", ["aske\u0433", "2026\u201112\u201131", "23\u221232", "\uff12\uff13", "٢٣ ٣٢"]
)
def test_what_is_taken_for_latin_letters_and_figures_is_odd(text: str) -> None:
    """Told of even where nothing that looks like it is named beside it."""
    assert odd(text)
    assert " holds U+" in str(Problem("wrong-value", "x.yaml", 1, f"[{text}] is not understood."))


@given(st.text())
def test_any_text_is_shown_in_one_line_of_signs_that_can_be_seen(text: str) -> None:
    assert visible(text).isprintable() or not text
    assert skeleton(skeleton(text)) == skeleton(text)
    assert mended(composed(text)) is not None
