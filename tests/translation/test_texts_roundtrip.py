"""Handing a language to a translator and taking it back; approving it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from ivr.definition import Loaded, load
from ivr.translation.approvals import (
    BadApprovals,
    approvals_file,
    approve,
    is_approved,
    read_approvals,
)
from ivr.translation.catalogue import Sentence, sentences
from ivr.translation.formats.delimited import as_csv
from ivr.translation.formats.files import read_file
from ivr.translation.formats.handed import BadTranslation
from ivr.translation.formats.po import as_po
from ivr.translation.roundtrip import change
from ivr.translation.rows import Row, outdated, refusals, rows, where_heard
from ivr.translation.status import approved_languages, statuses
from ivr.translation.writer import translated

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 22)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The shipped configuration and prompts, to be changed."""
    for folder in ("config", "prompts"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def handed(loaded: Loaded, language: str) -> list[Row]:
    source = sentences(loaded.files["prompts/nb"])
    return list(rows(source, sentences(loaded.files[f"prompts/{language}"]), where_heard(loaded)))


@pytest.mark.parametrize("kind", ["po", "csv"])
@pytest.mark.parametrize("language", ["pl", "ar", "ti", "ur"])
def test_a_language_comes_back_as_it_was_handed_out(
    loaded: Loaded, tmp_path: Path, kind: str, language: str
) -> None:
    given = handed(loaded, language)
    file = tmp_path / f"handed.{kind}"
    file.write_bytes(as_po(language, given) if kind == "po" else as_csv(language, given))
    back = read_file(file, None).rows
    assert [(row.id, row.source, row.text) for row in back] == [
        (row.id, row.source, row.text) for row in given
    ]


@pytest.mark.parametrize("language", ["pl", "ar"])
def test_writing_back_what_came_changes_no_byte(texts: Path, language: str) -> None:
    loaded = load(texts, {})
    before = (texts / "prompts" / f"{language}.yaml").read_text(encoding="utf-8")
    source = sentences(loaded.files["prompts/nb"])
    assert translated(before, handed(loaded, language), source) == before


def test_a_new_sentence_is_written_and_nothing_else(texts: Path) -> None:
    """In every catalogue: whatever its layout, one line differs."""
    source = sentences(load(texts, {}).files["prompts/nb"])
    for path in (texts / "prompts").glob("*.yaml"):
        content = path.read_text(encoding="utf-8")
        new = translated(content, [Row("fees.here", "", "Koszty.")], source)
        path.write_text(new, encoding="utf-8")
        before, after = content.splitlines(), new.splitlines()
        assert len(after) == len(before)
        changed = [line for old, line in zip(before, after, strict=True) if old != line]
        assert changed == ["  fees.here: Koszty."]
    for file in load(texts, {}).files.values():
        if file.name.startswith("prompts/"):
            assert sentences(file)["fees.here"].text == "Koszty."


def test_a_text_that_becomes_long_moves_nothing_below_it(texts: Path) -> None:
    """Neither the empty line nor the comment of the next part of the menu."""
    content = (texts / "prompts/pl.yaml").read_text(encoding="utf-8")
    before = content.splitlines()
    place = next(n for n, line in enumerate(before) if line.startswith("  emergency.poison:"))
    assert before[place + 1] == ""
    assert before[place + 2].startswith("  # ")
    source = sentences(load(texts, {}).files["prompts/nb"])
    given = [Row("emergency.poison", "", "Zatrucie. " * 7 + "{key}")]
    after = translated(content, given, source).splitlines()
    assert after[:place] == before[:place]
    assert after[place] == "  emergency.poison: >-"
    assert after[place + 2 :] == before[place + 1 :]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ring {ambulanse.number}.", "has lost {ambulance.number}"),
        ("Ring.", "has lost {ambulance.number}"),
        ("Ring {ambulance.number} {key}.", "says {key}, which the Norwegian does not"),
        ("Ring {ambulance.number.", "has a brace without its partner"),
    ],
)
def test_an_altered_placeholder_is_refused_with_its_line(text: str, told: str) -> None:
    source = {"goodbye": Sentence("Ring {ambulance.number}.", "")}
    faults = [str(one) for one in refusals("pl.po", [Row("goodbye", "", text, line=7)], source)]
    assert faults
    assert all(one.startswith("pl.po:7: ") for one in faults)
    assert any(told in one for one in faults)


def test_an_unknown_and_a_doubled_sentence_are_refused() -> None:
    source = {"goodbye": Sentence("Ha det.", "")}
    given = [Row("godbye", "", "x", line=2), Row("goodbye", "", "x"), Row("goodbye", "", "y")]
    told = [one.cause for one in refusals("pl.csv", given, source)]
    assert told == ["[godbye] is no prompt.", "[goodbye] stands here twice."]


def test_a_sentence_translated_from_older_norwegian_is_named() -> None:
    source = {"goodbye": Sentence("Ha det bra.", "")}
    assert outdated([Row("goodbye", "Ha det.", "Bye.")], source) == ["goodbye"]


def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "pl.csv"
    file.write_text("id;norsk\n", encoding="utf-8")
    with pytest.raises(BadTranslation, match=r"pl\.csv:1: the column \[norwegian\] is missing"):
        read_file(file, None)


def test_approval_is_bound_to_the_text(texts: Path) -> None:
    loaded = load(texts, {})
    written = sentences(loaded.files["prompts/pl"])
    assert approved_languages(loaded, texts) == []
    approve(texts, "pl", written, "interpreter", DAY)
    assert approved_languages(loaded, texts) == ["pl"]
    change(loaded, texts, "pl", [Row("fees.here", "", "Koszty.")])
    changed = load(texts, {})
    assert approved_languages(changed, texts) == []
    polish = next(one for one in statuses(changed, texts, lambda *_: None) if one.language == "pl")
    assert (polish.stale, polish.prompts - polish.approved) == (1, 1)
    now = sentences(changed.files["prompts/pl"])["fees.here"]
    assert not is_approved("fees.here", now, read_approvals(texts, "pl"))


def test_damaged_approvals_say_what_to_do(texts: Path) -> None:
    file = approvals_file(texts, "pl")
    file.parent.mkdir(exist_ok=True)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(BadApprovals, match="Restore it from git"):
        read_approvals(texts, "pl")
