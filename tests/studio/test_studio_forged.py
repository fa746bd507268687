"""What somebody sends who means harm, or whose program does: told in words, and nothing more."""

from __future__ import annotations

import base64
import io
import re
import struct
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
    assert "det er ikke noe regneark" in told
    assert "root:" not in told


def test_a_confirmation_that_swells_is_not_unpacked(desk: Desk) -> None:
    packed = base64.b64encode(zlib.compress(b" " * 50_000_000)).decode()
    form = {"language": "pl", "name": "pl.po", "content": packed}
    assert desk.client.post("/texts/import/confirm", data=form).status_code == 400


@pytest.mark.parametrize("at", ["9" * 5000, "٣", "²", "-1", "1e9"])
def test_a_place_that_there_is_not_is_no_page(desk: Desk, at: str) -> None:
    for answer in (desk.client.get, desk.client.post):
        assert answer(f"/numbers/list/doctors/{at}").status_code == 404


def _wav(seconds: float, *, rate: int = 48_000, channels: int = 1, bits: int = 16) -> bytes:
    """Silence, in a file that says of itself what it is told to."""
    sound = bytes(2 * int(48_000 * seconds))
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate, 2, bits)
    data = b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + form + data


def _taken(desk: Desk, sound: bytes) -> str:
    form = {"take": base64.b64encode(sound).decode()}
    answer = desk.client.post("/recording/take?language=pl&only=all", data=form)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    "sound",
    [
        _wav(0),
        _wav(0.1, rate=0),
        _wav(0.1, rate=4_000_000_000),
        _wav(0.1, channels=0),
        _wav(0.1, channels=65_535),
        _wav(0.1, bits=0),
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\x1aE\xdf\xa3" * 10_000,
        b"fLaC" + b"\xff" * 5_000,
    ],
    ids=[
        "empty",
        "rate-0",
        "rate-4e9",
        "no-channel",
        "channels",
        "bits",
        "m3u",
        "concat",
        "webm",
        "flac",
    ],
)
def test_what_is_no_sound_is_told_and_not_kept(desk: Desk, sound: bytes) -> None:
    assert 'id="answer">Filen kan ikke leses som lyd' in _taken(desk, sound)


def test_a_take_has_bounds(desk: Desk) -> None:
    too_long = 'id="answer">Opptaket er lengre enn 60 sekunder'
    assert too_long in _taken(desk, _wav(61))
    assert too_long not in _taken(desk, _wav(59))
    assert 'id="answer">Filen er for stor' in _taken(desk, _wav(220))


def _published(desk: Desk, service: str, number: str, route: str, where: str) -> int:
    """Look at a door's number and publish it; return the status of the answer."""
    fields = {"number": number, "route": route, "because": "", "where": where}
    page = f"/numbers/door/{service}"
    shown = desk.client.post(page, data=fields).text
    fields |= dict(re.findall(r'name="(began|looked)" value="([^"]*)"', shown))
    return desk.client.post(page, data={**fields, "action": "publish"}).status_code


@pytest.mark.parametrize("where", ["here", "all"])
@pytest.mark.parametrize(
    ("number", "route"),
    [("21 00 00 01", "+4721000001"), ("113", "+4721000001"), ("", ""), ("112", "112")],
)
def test_no_form_leads_an_emergency_elsewhere(
    desk: Desk, number: str, route: str, where: str
) -> None:
    before = _config(desk)
    assert _published(desk, "ambulance", number, route, where) == 200
    assert _config(desk) == before
    # By the same form another door gets another number.
    assert _published(desk, "guidance", "21 00 00 01", "+4721000001", "here") == 303


def _config(desk: Desk) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (desk.root / "config").rglob("*.yaml")}
