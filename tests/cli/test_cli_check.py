"""`ivr check` as an editor reads it: one line for what is alike, with every place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Ivr
from tests.support.directories import directory, offices


def test_what_is_alike_is_told_once_with_every_place(own: Ivr) -> None:
    told = own("check").stdout.splitlines()
    [left_out] = [line for line in told if "is left out in Asker" in line]
    records = json.loads(own("check", "--json").stdout)["problems"]
    left = [record for record in records if record["code"] == "choice-left-out"]
    places = [record for record in left if "in Asker" in record["cause"]]
    assert len(places) > 5
    for record in places:
        step, _, choice = record["cause"].partition(": choice ")
        assert f"{record['file']}:{record['line']}" in left_out
        assert step in left_out
        assert f"choice {choice[0]}" in left_out
    assert left_out.count("Add it when it is known.") == 1


def test_a_service_with_its_number_is_named_at_each_place(own: Ivr) -> None:
    told = own("check").stdout
    [routes] = [line for line in told.splitlines() if "has no live route" in line]
    assert routes.startswith("config/services.yaml:")
    for words in ("ambulance has no live route", "(out_of_hours, hear 116 117)"):
        assert words in routes


def test_every_mistake_keeps_a_line_of_its_own(own: Ivr) -> None:
    """Each is to be mended by itself."""
    menu = own.project / "config" / "menu.yaml"
    text = menu.read_text(encoding="utf-8")
    menu.write_text(text.replace("after: keys.all", "aftr: keys.all"), encoding="utf-8")
    told = own("check").stdout.splitlines()
    wrong = text.count("after: keys.all")
    assert wrong > 10
    assert sum("[aftr] is not an option here. Did you mean [after]?" in t for t in told) == wrong
    assert "Likewise" not in "".join(line for line in told if "warning:" not in line)


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("telefon", "entry 1: [telefon] is not an option here."),
        ('hours: "Mo-Fr 08:00-15:30", number', "opens on Friday 2026-12-25, a public holiday."),
    ],
)
def test_what_every_place_of_a_list_has_is_one_line(own: Ivr, option: str, told: str) -> None:
    places = [one.replace("number", option, 1) for one in offices(40)]
    (path,) = (own.project / "config" / "municipalities").glob("asker.yaml")
    path.write_text(path.read_text(encoding="utf-8") + directory(places), encoding="utf-8")
    lines = own("check").stdout.splitlines()
    [line] = [line for line in lines if told in line]
    assert "19 more" in line or "39 more" in line
    assert len(line) < 2500


def test_the_count_is_said_as_people_say_it(own: Ivr) -> None:
    facts = own.project / "config" / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("unit: NOK", "unti: NOK", 1), encoding="utf-8")
    assert own("check").stdout.splitlines()[-2].startswith("1 mistake, ")


def test_a_journal_that_cannot_be_kept_is_told_before_it_is_served(
    small: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    given = {
        "DATABASE_URL": "postgresql://ivr:secret@127.0.0.1:1/journal",
        "JOURNAL_DIR": str(tmp_path / "file"),
    }
    told = Ivr(small)("check", "--production", **given)
    assert "/journal: warning: The journal cannot be used: nobody answers at its" in told.stdout
    assert f"{tmp_path}/file: warning: The folder cannot be written." in told.stdout
    assert "secret" not in told.stdout + told.stderr


def test_a_journal_that_has_not_begun_is_no_fault(small: Path, tmp_path: Path) -> None:
    told = Ivr(small)("check", "--production", JOURNAL_DIR=str(tmp_path / "journal")).stdout
    assert "journal" not in told.lower()
    assert not (tmp_path / "journal").exists()
