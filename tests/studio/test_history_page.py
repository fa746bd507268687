"""Who changed what, in a browser: told in words, filtered by a link, undone by a click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.studio.changes import Change, Conflict, Draft, Told
from ivr.studio.context import Studio
from ivr.studio.people.roles import Role
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio
from tests.support.hotline import copy_of

NORWEGIAN = "prompts/nb.yaml"


@pytest.fixture
def kept_studio(small: Path, tmp_path: Path) -> Iterator[Served]:
    """The studio of a small project, whose clips are quickly made."""
    with served_studio(copy_of(small, tmp_path / "project")) as served:
        yield served


def keeping(served: Served) -> Studio:
    studio = served.app.extensions["studio"]
    assert isinstance(studio, Studio)
    return studio


def changed(served: Served, who: str, name: str, old: str, new: str) -> Change:
    """Have somebody change a text of a file."""
    changes = keeping(served).changes
    text = (served.root / name).read_text(encoding="utf-8")
    assert old in text
    told = Told(f"Avskjeden blir «{new}»", f"The goodbye becomes “{new}”")
    files = {name: text.replace(old, new, 1).encode()}
    return changes.make(Draft(files, changes.seen(name), told, Role.TRANSLATE), who)


def goodbye(served: Served) -> str:
    text = (served.root / NORWEGIAN).read_text(encoding="utf-8")
    found = re.search(r"(?m)^  goodbye: .*$", text)
    assert found is not None
    return found[0]


def test_a_change_is_told_with_its_lines_and_undone_by_one_click(
    kept_studio: Served, page: Page
) -> None:
    before = goodbye(kept_studio)
    changed(kept_studio, "Kari", NORWEGIAN, before, f"{before} Ha det.")
    page.goto(f"{kept_studio.url}/history")
    card = page.get_by_role("article")
    expect(card).to_contain_text("Kari")
    expect(card.get_by_role("listitem")).to_contain_text("norsk: ")
    card.get_by_text("Linjene som ble endret").click()
    expect(card.locator("ins")).to_have_text(f"+{before} Ha det.")
    expect(card.locator("del")).to_have_text(f"-{before}")
    card.get_by_role("button", name="Angre").click()
    expect(page.get_by_role("status")).to_contain_text("Angret: Avskjeden blir")
    expect(page.get_by_role("status")).to_contain_text("De som ringer, hører det om noen sekunder.")
    assert goodbye(kept_studio) == before
    expect(page.get_by_text("Angret av denne maskinen")).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Angre").click()
    assert goodbye(kept_studio) == f"{before} Ha det."


def test_what_has_changed_since_is_not_undone_and_says_so(kept_studio: Served, page: Page) -> None:
    before = goodbye(kept_studio)
    first = changed(kept_studio, "Kari", NORWEGIAN, before, f"{before} Ha det.")
    page.goto(f"{kept_studio.url}/history")
    button = page.get_by_role("button", name="Angre")
    expect(button).to_be_visible()
    changed(kept_studio, "Ola", NORWEGIAN, "Ha det.", "Ha det bra.")
    button.click()
    expect(page.get_by_role("status")).to_contain_text(f"Ikke angret: {NORWEGIAN} er endret siden.")
    expect(page.get_by_role("article").nth(1)).to_contain_text("Kan ikke angres")
    with pytest.raises(Conflict):
        keeping(kept_studio).changes.undo(first.id, "Kari")
    assert goodbye(kept_studio) == f"{before} Ha det bra."


def test_one_persons_changes_and_one_files_are_a_link(kept_studio: Served, page: Page) -> None:
    before = goodbye(kept_studio)
    changed(kept_studio, "Kari", NORWEGIAN, before, f"{before} Ha det.")
    changed(kept_studio, "Ola & Per", "config/facts.yaml", "\n", "\n# Sett på.\n")
    page.goto(f"{kept_studio.url}/history?ui=en")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article").first).to_contain_text("Callers hear no difference.")
    page.get_by_role("link", name="Ola & Per").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_text("Changes by Ola & Per only.")).to_be_visible()
    page.goto(f"{kept_studio.url}/history?file={NORWEGIAN}")
    expect(page.get_by_role("article")).to_have_count(1)
    page.goto(f"{kept_studio.url}/history?who=nobody")
    expect(page.get_by_text("No such changes.")).to_be_visible()


@pytest.mark.parametrize(
    "back",
    [
        *("//evil.example", "https://evil.example", "/\\evil.example", ""),
        *("/\t/evil.example", "/texts\r\nSet-Cookie: a=b"),
    ],
)
def test_nobody_is_led_away_after_an_undo(kept_studio: Served, back: str) -> None:
    before = goodbye(kept_studio)
    change = changed(kept_studio, "Kari", NORWEGIAN, before, f"{before} Ha det.")
    kept_studio.app.config["WTF_CSRF_ENABLED"] = False
    client = kept_studio.app.test_client()
    answer = client.post(f"/history/{change.id}/undo", data={"back": back})
    assert (answer.status_code, answer.location) == (303, "/history")


def test_nothing_is_undone_from_another_site(kept_studio: Served) -> None:
    before = goodbye(kept_studio)
    change = changed(kept_studio, "Kari", NORWEGIAN, before, f"{before} Ha det.")
    assert kept_studio.app.test_client().post(f"/history/{change.id}/undo").status_code == 400
    assert goodbye(kept_studio) == f"{before} Ha det."
    kept_studio.app.config["WTF_CSRF_ENABLED"] = False
    unknown = kept_studio.app.test_client().post("/history/20260101T000000-000000/undo")
    assert unknown.status_code == 404


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(
    kept_studio: Served, browser: Browser, scheme: Literal["light", "dark"], ui: str
) -> None:
    before = goodbye(kept_studio)
    changed(kept_studio, "Kari", NORWEGIAN, before, f"{before} {'Ha det bra. ' * 8}".rstrip())
    with page_of(browser, color_scheme=scheme) as page:
        page.goto(f"{kept_studio.url}/history?ui={ui}")
        page.get_by_role("button").first.click()
        page.locator("summary").first.click()
        assert violations(page) == []
        assert wider_than(page) == []
