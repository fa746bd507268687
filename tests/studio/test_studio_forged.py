"""What somebody sends who means harm, or whose program does: told in words, and nothing more."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.texts_page import Desk, spoken_project

ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY one "lol"><!ENTITY two "&one;&one;&one;">'
    b'<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Desk:
    return Desk.of(spoken_project(small, tmp_path / "project"))


def _handed(desk: Desk, kind: str) -> bytes:
    return bytes(desk.client.get(f"/texts/export?language=pl&kind={kind}").data)


def _sent(desk: Desk, content: bytes, name: str) -> tuple[int, str]:
    form = {"language": "pl", "file": (io.BytesIO(content), name)}
    answer = desk.client.post("/texts/import", data=form, content_type="multipart/form-data")
    return answer.status_code, answer.text


def _repacked(book: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its sheet changed, as no spreadsheet would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(out, "w", 8) as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    ["pl.po\0", "pl.\0po", f"pl.{'o' * 300}", f"{'p' * 5000}.po", "pl./../../po", "../pl.po", "."],
)
def test_a_file_may_be_called_anything(desk: Desk, name: str) -> None:
    content = _handed(desk, "po")
    shown, _ = _sent(desk, content, name)
    packed = base64.b64encode(zlib.compress(content)).decode()
    form = {"language": "pl", "name": name, "content": packed}
    confirmed = desk.client.post("/texts/import/confirm", data=form).status_code
    assert (shown, confirmed) in {(200, 303), (422, 400)}


def test_what_turns_the_page_around_in_a_name_is_seen(desk: Desk) -> None:
    _, told = _sent(desk, _handed(desk, "po"), "pl\u202eop.po")
    assert "pl&lt;U+202E&gt;op.po" in told
    assert "\u202e" not in told


def test_a_workbook_that_swells_when_it_is_opened_is_not_opened(desk: Desk) -> None:
    book = _repacked(_handed(desk, "xlsx"), lambda sheet: sheet + b" " * 20_000_000)
    assert len(book) < 100_000
    code, told = _sent(desk, book, "pl.xlsx")
    assert code == 422
    assert "is far larger than texts are" in told


def test_a_workbook_reads_no_file_of_the_machine(desk: Desk) -> None:
    book = _repacked(
        _handed(desk, "xlsx"),
        lambda sheet: ENTITIES + sheet.replace(b"<t>", b"<t>&file;&two;", 3),
    )
    code, told = _sent(desk, book, "pl.xlsx")
    assert code == 422
    assert "it is no workbook" in told
    assert "root:" not in told


def test_a_confirmation_that_swells_is_not_unpacked(desk: Desk) -> None:
    packed = base64.b64encode(zlib.compress(b" " * 50_000_000)).decode()
    form = {"language": "pl", "name": "pl.po", "content": packed}
    assert desk.client.post("/texts/import/confirm", data=form).status_code == 400


@pytest.mark.parametrize("at", ["9" * 5000, "٣", "²", "-1", "1e9"])
def test_a_place_that_there_is_not_is_no_page(desk: Desk, at: str) -> None:
    for answer in (desk.client.get, desk.client.post):
        assert answer(f"/numbers/list/doctors/{at}").status_code == 404
