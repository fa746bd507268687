"""What the pages say when nothing can be written: all is as it was, and what was typed is there."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from tests.support.texts_page import Desk, spoken_project

REFUSES = "Ikke lagret, for disken tar ikke imot."


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Desk:
    """A studio that has no room for what changes replace: a file is in the folder's place."""
    desk = Desk.of(spoken_project(small, tmp_path / "project"))
    (desk.root / "studio").mkdir()
    (desk.root / "studio/kept").write_text("full", encoding="utf-8")
    return desk


def _files(desk: Desk) -> dict[Path, bytes]:
    found = (path for path in desk.root.rglob("*") if path.is_file() and path.name != "lock")
    return {path: path.read_bytes() for path in found}


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(began|looked)" value="([^"]*)"', page))


def test_hours_that_cannot_be_written_stay_in_the_form(desk: Desk) -> None:
    before, fields = _files(desk), {"text": "Mo-Fr 09:30-14:00; PH off", "where": "here"}
    looked = desk.client.post("/hours/door/guidance", data=fields)
    given = {**fields, **_hidden(looked.text), "action": "publish"}
    refused = desk.client.post("/hours/door/guidance", data=given)
    assert (refused.status_code, REFUSES in refused.text) == (200, True)
    assert "Mo-Fr 09:30-14:00; PH off" in refused.text
    assert _files(desk) == before


def test_approvals_that_cannot_be_written_are_told(desk: Desk) -> None:
    before = _files(desk)
    given = {"language": "pl", "key": "goodbye", "was": desk.was("pl", "goodbye")}
    refused = desk.client.post("/texts/approve", data=given, follow_redirects=True)
    assert (refused.status_code, REFUSES in refused.text) == (200, True)
    assert _files(desk) == before


def test_a_file_of_texts_that_cannot_be_taken_in_is_told(desk: Desk) -> None:
    before = _files(desk)
    po = desk.client.get("/texts/export?language=pl&kind=po").data.replace(b"O kosztach", b"Koszty")
    form = {"language": "pl", "file": (io.BytesIO(po), "pl.po")}
    shown = desk.client.post("/texts/import", data=form, content_type="multipart/form-data")
    held = dict(re.findall(r'name="(name|content)" value="([^"]*)"', shown.text))
    refused = desk.client.post("/texts/import/confirm", data={"language": "pl", **held})
    assert (refused.status_code, REFUSES in refused.text) == (422, True)
    assert _files(desk) == before
