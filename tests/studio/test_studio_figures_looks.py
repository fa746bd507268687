"""The page of figures is for everybody, by eye, by ear and on paper."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.journal.store import Store
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio
from tests.support.hotline import VARIABLES
from tests.support.known_calls import OSLO, known_calls, write

NOW: Final = dt.datetime(2027, 4, 3, 13, tzinfo=dt.UTC)
MARCH: Final = "from=2027-03-01&to=2027-03-31"


@pytest.fixture(scope="module")
def counted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The studio of a hotline that has been called some hundred times."""
    folder = tmp_path_factory.mktemp("journal")
    store = Store.open(f"sqlite:///{folder}/journal.sqlite", OSLO)
    write(store, known_calls(500, random.Random(3), NOW, days=60), NOW)
    store.close()
    variables = {**VARIABLES, "JOURNAL_DIR": str(folder)}
    with served_studio(shipped, variables=variables, clock=lambda: NOW) as served:
        yield served


@pytest.mark.parametrize("ui", ["nb", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_with_everything_unfolded_are_for_everybody(
    counted: Served, browser: Browser, scheme: Literal["light", "dark"], ui: str
) -> None:
    with page_of(browser, color_scheme=scheme) as page:
        for query in (MARCH, "from=x&to=y&municipality=z"):
            page.goto(f"{counted.url}/figures?{query}&ui={ui}")
            page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
            assert violations(page) == []
            assert wider_than(page) == []


def test_letters_of_a_plot_are_as_large_on_a_telephone(counted: Served, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(f"{counted.url}/figures?{MARCH}")
    sizes = page.eval_on_selector_all(
        ".plot text", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert len(sizes) > 50
    assert min(sizes) >= 12
    touching = page.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap(plot => {
          const boxes = [...plot.querySelectorAll('text')].map(one => one.getBoundingClientRect());
          const words = [...plot.querySelectorAll('text')].map(one => one.textContent);
          return boxes.flatMap((a, i) => boxes.flatMap((b, j) => i < j &&
            a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom
            ? [[words[i], words[j]]] : []));
        })"""
    )
    assert touching == []


def test_a_plot_says_what_it_shows(counted: Served, page: Page) -> None:
    page.goto(f"{counted.url}/figures?{MARCH}&ui=en")
    plot = page.get_by_role("img", name="Calls by")
    expect(plot).to_have_accessible_description(re.compile("^Most: .* March 2027, [0-9]+[.]$"))
    expect(page.get_by_role("img")).to_have_count(8)


def test_a_period_and_a_municipality_are_chosen_by_keyboard(counted: Served, page: Page) -> None:
    page.goto(f"{counted.url}/figures?ui=en")
    page.get_by_role("link", name="Last month").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".period")).to_have_text("All municipalities, 1–31 March 2027")
    page.locator("details.own summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Municipality", exact=True).select_option("asker")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".period")).to_have_text("Asker, 1–31 March 2027")
    assert "municipality=asker" in page.url
    page.get_by_role("link", name="På norsk").click()
    expect(page.locator(".period")).to_have_text("Asker, 1.–31. mars 2027")


def test_the_page_reads_without_a_script(counted: Served, browser: Browser) -> None:
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{counted.url}/figures?{MARCH}")
        expect(page.locator("#calls")).to_be_visible()
        expect(page.locator("svg.plot")).to_have_count(8)


def test_on_paper_there_are_the_plots_and_no_buttons(counted: Served, page: Page) -> None:
    page.goto(f"{counted.url}/figures?{MARCH}")
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.get_by_role("button").first).to_be_hidden()
    expect(page.locator("svg.plot").first).to_be_visible()
    expect(page.locator("#beside")).to_be_visible()
