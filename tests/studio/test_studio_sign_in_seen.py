"""Signing in as it is seen: in a browser, by keyboard, in both languages, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.studio.people.roles import Role
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio
from tests.support.hotline import copy_of
from tests.support.people import NAMES, OTHER, PASSWORD, peopled


@pytest.fixture(scope="module")
def office(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A studio that people sign in to; look, but do not change who they are."""
    root = copy_of(shipped, tmp_path_factory.mktemp("office") / "project")
    peopled(root)
    with served_studio(root, is_own=False) as served:
        yield served


@pytest.fixture
def own_office(shipped: Path, tmp_path: Path) -> Iterator[Served]:
    root = copy_of(shipped, tmp_path / "project")
    peopled(root)
    with served_studio(root, is_own=False) as served:
        yield served


def sign_in(page: Page, role: Role, password: str = PASSWORD) -> None:
    """Sign in by keyboard alone."""
    page.locator("#name").focus()
    page.keyboard.type(NAMES[role])
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


@contextmanager
def forgiving(browser: Browser, **options: object) -> Iterator[Page]:
    """A page of a browser that says in its console when an answer is a refusal, as it should be."""
    context = browser.new_context(**options)  # type: ignore[arg-type] # as asked
    try:
        yield context.new_page()
    finally:
        context.close()


def test_somebody_signs_in_by_keyboard_comes_to_the_page_they_asked_for_and_leaves(
    office: Served, page: Page
) -> None:
    page.goto(f"{office.url}/texts?ui=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.get_by_role("link", name="På norsk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")
    sign_in(page, Role.TRANSLATE)
    expect(page).to_have_url(f"{office.url}/texts?ui=en")
    expect(page.get_by_role("link", name=NAMES[Role.TRANSLATE])).to_be_visible()
    expect(page.get_by_role("link", name="People")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.goto(f"{office.url}/map")
    expect(page).to_have_url(re.compile("/studio/sign-in"))


def test_whoever_guesses_is_told_how_long_to_wait(own_office: Served, browser: Browser) -> None:
    with forgiving(browser) as page:
        page.goto(f"{own_office.url}/sign-in?ui=en")
        for _ in range(5):
            sign_in(page, Role.LOOK, OTHER)
            expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
            page.locator("#name").fill("")
        sign_in(page, Role.LOOK)
        expect(page.get_by_role("alert")).to_contain_text("Try again in 30 seconds.")
        expect(page.locator("#name")).to_have_value(NAMES[Role.LOOK])
        expect(page.locator("#password")).to_have_value("")
        assert violations(page) == []


def test_an_operator_adds_somebody_who_then_chooses_a_password(
    own_office: Served, browser: Browser
) -> None:
    with page_of(browser) as page:
        page.goto(f"{own_office.url}/people?ui=en")
        sign_in(page, Role.OPERATE)
        page.get_by_label("Name").fill("the new one")
        page.get_by_label("change texts, notices").check()
        page.get_by_role("button", name="Add", exact=True).click()
        made = page.locator("code").inner_text()
        expect(page.get_by_role("heading", name="the new one", exact=True)).to_be_visible()
        assert violations(page) == []
    with page_of(browser) as page:
        page.goto(f"{own_office.url}/?ui=en")
        page.get_by_label("Name or e-mail address").fill("The New One")
        page.get_by_label("Password").fill(made)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your password")
        page.get_by_label("The password you have now").fill(made)
        page.get_by_label("New password").fill(OTHER)
        page.get_by_label("The same once more").fill(OTHER)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("The password is changed.")
        page.get_by_role("link", name="Phone").click()
        expect(page).to_have_url(f"{own_office.url}/phone")


def test_taking_somebody_away_asks_once_and_ends_their_session(
    own_office: Served, browser: Browser
) -> None:
    with page_of(browser) as theirs, page_of(browser) as page:
        theirs.goto(f"{own_office.url}/phone?ui=en")
        sign_in(theirs, Role.LOOK)
        expect(theirs).to_have_url(f"{own_office.url}/phone?ui=en")
        page.goto(f"{own_office.url}/people?ui=en")
        sign_in(page, Role.OPERATE)
        name = NAMES[Role.LOOK]
        page.get_by_text(f"Change {name}").click()
        removed = page.get_by_role("button", name=f"Yes, remove {name}")
        expect(removed).not_to_be_visible()
        page.get_by_role("article").filter(has_text=name).get_by_text("Remove", exact=True).click()
        removed.click()
        expect(page.get_by_role("status")).to_have_text(f"{name} is removed.")
        theirs.goto(f"{own_office.url}/phone")
        expect(theirs).to_have_url(re.compile("/studio/sign-in"))


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_and_keeping_people_is_for_everybody(
    office: Served, browser: Browser, scheme: Literal["light", "dark"], ui: str
) -> None:
    def hold(page: Page) -> None:
        assert violations(page) == []
        assert wider_than(page) == []
        page.set_viewport_size({"width": 1280, "height": 720})

    with forgiving(browser, color_scheme=scheme) as page:
        page.goto(f"{office.url}/sign-in?ui={ui}")
        hold(page)
        sign_in(page, Role.EDIT, OTHER)
        expect(page.get_by_role("alert")).to_be_visible()
        hold(page)
        page.locator("#name").fill("")
        sign_in(page, Role.OPERATE)
        page.wait_for_url(f"{office.url}/phone")
        page.goto(f"{office.url}/account")
        hold(page)
        for name in ("former", "new", "again"):
            page.locator(f"#{name}").fill(name)
        page.locator("main button").click()
        expect(page.locator(".wrong")).to_have_count(3)
        hold(page)
        page.goto(f"{office.url}/people")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        expect(page.get_by_role("button", name=NAMES[Role.EDIT])).to_be_visible()
        hold(page)
        page.locator("#name").fill(NAMES[Role.LOOK])
        page.locator("main > form button").click()
        expect(page.locator(".wrong")).to_have_count(1)
        hold(page)
