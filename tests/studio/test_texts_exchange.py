"""Texts go out to a translator as a file, and come back: shown, taken in, and undone."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import polib
import pytest
from playwright.sync_api import FilePayload, Page, expect
from werkzeug.test import TestResponse

from ivr.studio.texts.exchange import Upload
from ivr.translation.formats.files import KINDS
from tests.support.axe import violations, wider_than
from tests.support.texts_page import Desk, served_texts, spoken_project

OLD = "O kosztach, naciśnij {key}."
NEW = "Ile to kosztuje, naciśnij {key}."


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Desk:
    return Desk.of(spoken_project(small, tmp_path / "project"))


def _handed(desk: Desk, query: str = "kind=po") -> bytes:
    answer = desk.client.get(f"/texts/export?language=pl&{query}")
    assert answer.status_code == 200
    return bytes(answer.data)


def _sent(desk: Desk, content: bytes, name: str = "pl.po", language: str = "pl") -> TestResponse:
    form = {"language": language, "file": (io.BytesIO(content), name)}
    return desk.client.post("/texts/import", data=form, content_type="multipart/form-data")


def _confirmed(desk: Desk, shown: TestResponse, *theirs: str) -> TestResponse:
    hidden = dict(re.findall(r'name="(name|content)" value="([^"]*)"', shown.text))
    form = {"language": "pl", "theirs": [*theirs], **hidden}
    return desk.client.post("/texts/import/confirm", data=form, follow_redirects=True)


def _with(po: bytes, **texts: str) -> bytes:
    catalogue = polib.pofile(po.decode())
    for entry in catalogue:
        entry.msgstr = texts.get(entry.msgctxt.replace(".", "_"), entry.msgstr)
    return str(catalogue).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_back_untouched_changes_nothing(desk: Desk, kind: str) -> None:
    shown = _sent(desk, _handed(desk, f"kind={kind}"), f"pl.{kind}")
    assert shown.status_code == 200
    assert "Filen endrer ingen tekster." in shown.text
    assert ">Ta inn</button>" not in shown.text


def test_a_file_is_shown_then_taken_in_then_undone(desk: Desk) -> None:
    before = desk.catalogue()
    shown = _sent(desk, _with(_handed(desk), main_fees=NEW))
    assert shown.status_code == 200
    assert "Tekster som blir andre: 1. Ingenting er endret ennå." in shown.text
    assert OLD in shown.text
    assert NEW in shown.text
    assert desk.catalogue() == before
    done = _confirmed(desk, shown)
    assert "Tatt inn på polsk: 1 tekster fra pl.po" in done.text
    assert desk.catalogue() == before.replace(OLD, NEW)
    undo = re.search(r'action="(/history/[^"]+/undo)"', desk.shown("language=pl"))
    assert undo
    desk.client.post(undo[1])
    assert desk.catalogue() == before


def test_what_was_changed_here_meanwhile_stays_unless_it_is_chosen(desk: Desk) -> None:
    sent = _with(_handed(desk), main_fees=NEW)
    here = "Koszty, naciśnij {key}."
    desk.asked("pl", "main.fees", "save", text=here)
    shown = _sent(desk, sent)
    for text in (OLD, here, NEW, "Endret begge steder"):
        assert text in shown.text
    _confirmed(desk, shown)
    assert here in desk.catalogue()
    _confirmed(desk, shown, "main.fees")
    assert NEW in desk.catalogue()


def test_a_row_that_cannot_be_said_is_told_with_its_line_and_nothing_is_taken_in(
    desk: Desk,
) -> None:
    before = desk.catalogue()
    sent = _with(_handed(desk), main_fees="Ile to kosztuje.", goodbye="Pa {ambulance.number.")
    shown = _sent(desk, sent)
    assert shown.status_code == 422
    assert "Filen kan ikke tas inn. Ingenting er endret." in shown.text
    assert re.search(r"Linje \d+: .*\[main\.fees\] har mistet \{key\}", shown.text)
    assert "[goodbye] har en klamme uten den andre i paret." in shown.text
    assert _confirmed(desk, shown).status_code == 422
    assert desk.catalogue() == before


def test_a_text_that_the_check_refuses_is_not_taken_in(desk: Desk) -> None:
    before = desk.catalogue()
    shown = _sent(desk, _with(_handed(desk), main_fees="Ile to 100 zł, naciśnij {key}."))
    refused = _confirmed(desk, shown)
    assert refused.status_code == 422
    assert "[main.fees] har siffer" in refused.text
    assert desk.catalogue() == before


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "pl.docx", "er verken PO eller et regneark"),
        (b"id;norsk\n", "pl.csv", "kolonnen [norwegian] mangler"),
        (b"\xff\xfe\x00", "pl.po", "er ikke i UTF-8"),
    ],
)
def test_what_is_no_translation_is_told_in_words(
    desk: Desk, content: bytes, name: str, told: str
) -> None:
    answer = _sent(desk, content, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert str(Path(tempfile.gettempdir())) not in answer.text


def test_another_language_is_not_taken_in(desk: Desk) -> None:
    answer = _sent(desk, _handed(desk), language="en")
    assert answer.status_code == 422
    assert "Filen sier at den er på [pl]" in answer.text


def test_no_file_is_asked_for_one(desk: Desk) -> None:
    answer = desk.client.post("/texts/import", data={"language": "pl"})
    assert answer.status_code == 422
    assert "Velg en fil først." in answer.text


def test_a_filter_hands_out_what_it_shows(desk: Desk) -> None:
    catalogue = polib.pofile(_handed(desk, "kind=po&topic=main").decode())
    assert [entry.msgctxt for entry in catalogue] == [
        "main.emergency",
        "main.doctor",
        "main.fees",
        "main.guidance",
    ]


def test_what_a_file_changes_is_for_everybody_to_see(
    small: Path, tmp_path: Path, page: Page
) -> None:
    with served_texts(small, tmp_path / "project") as texts:
        desk = Desk.of(texts.root)
        sent = _with(_handed(desk), main_fees=NEW, keys="Zero to człowiek.")
        desk.asked("pl", "main.fees", "save", text="Koszty, naciśnij {key}.")
        page.goto(f"{texts.url}/texts?language=pl")
        page.locator("details.exchange > summary").click()
        file = FilePayload(name="pl.po", mimeType="text/plain", buffer=sent)
        page.get_by_label("Filen som kom tilbake").set_input_files([file])
        with page.expect_navigation():
            page.evaluate("document.querySelector('details.exchange form button').click()")
        expect(page.get_by_text("Endret begge steder")).to_be_visible()
        expect(page.get_by_text("Zero to człowiek.")).to_be_visible()
        assert violations(page) == []
        assert wider_than(page) == []


def test_a_confirmation_that_is_no_file_is_refused(desk: Desk) -> None:
    packed = Upload("pl.po", b"x").packed
    for content in ("", "no base64", packed[:-8]):
        form = {"language": "pl", "name": "pl.po", "content": content}
        assert desk.client.post("/texts/import/confirm", data=form).status_code == 400
