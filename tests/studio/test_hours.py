"""Hours and numbers in the browser: seen, changed by forms, and heard at that moment."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from ivr.model import Hotline
from ivr.studio.context import Studio
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of
from tests.support.forms import hidden

OSLO: Final = ZoneInfo("Europe/Oslo")
TODAY: Final = dt.datetime.now(OSLO).date()
SERVICES, ASKER = "config/services.yaml", "config/municipalities/asker.yaml"
Fields = dict[str, str | list[str]]


def a_workday() -> dt.date:
    """A Wednesday to come that is no holiday: none falls on one in the second week of November."""
    day = dt.date(TODAY.year + 1, 11, 8)
    return day + dt.timedelta(days=(2 - day.weekday()) % 7)


DAY: Final = a_workday()


def hotline_of(served: Served) -> Hotline:
    studio = served.app.extensions["studio"]
    assert isinstance(studio, Studio)
    studio.line.look()
    return studio.line.assembly.hotline


def look(client: FlaskClient, url: str, fields: Fields) -> str:
    began = hidden(client.get(url, query_string={"municipality": "asker"}).text, "began")
    given = {"municipality": "asker", "began": began, **fields}
    return unescape(client.post(url, data={**given, "action": "look"}).text)


def publish(client: FlaskClient, url: str, fields: Fields) -> None:
    page = look(client, url, fields)
    seen = {name: hidden(page, name) for name in ("began", "looked")}
    given = {"municipality": "asker", **fields, **seen, "action": "publish"}
    assert client.post(url, data=given).status_code == 303, page


def open_at(served: Served, day: dt.date, hour: int, municipality: str = "asker") -> bool:
    hours = hotline_of(served).municipalities[municipality].services["guidance"].hours
    return hours.is_open(dt.datetime.combine(day, dt.time(hour), OSLO))


SHUT: Final[Fields] = {
    "first": f"{DAY}",
    "last": "",
    "kind": "shut",
    "services": ["guidance"],
    "where": "all",
}


def test_a_day_is_shut_by_the_form_and_the_file_keeps_the_rest(
    own_studio: Served, client: FlaskClient, project: Path
) -> None:
    before = (project / SERVICES).read_text(encoding="utf-8")
    assert open_at(own_studio, DAY, 10)
    page = look(client, "/hours/close", SHUT)
    assert "Så blir de satt over til: Legevakt, 116 117" in page
    publish(client, "/hours/close", SHUT)
    assert not open_at(own_studio, DAY, 10)
    assert open_at(own_studio, DAY + dt.timedelta(days=1), 10)
    after = (project / SERVICES).read_text(encoding="utf-8")
    rule = f"; {DAY.year} Nov {DAY.day} off"
    assert rule in after
    assert after.replace(rule, "") == before


def test_a_disk_that_refuses_is_told_and_the_form_is_kept(
    client: FlaskClient, project: Path
) -> None:
    page = look(client, "/hours/close", SHUT)
    before = (project / SERVICES).read_bytes()
    lock = project / "studio" / "lock"
    lock.unlink(missing_ok=True)
    lock.mkdir(parents=True)  # what can be written by nobody, not even by root
    seen = {name: hidden(page, name) for name in ("began", "looked")}
    given = {"municipality": "asker", **SHUT, **seen, "action": "publish"}
    page = unescape(client.post("/hours/close", data=given).text)
    assert "Ikke lagret, for disken tar ikke imot." in page
    assert f'value="{DAY}"' in page
    assert (project / SERVICES).read_bytes() == before


def test_a_short_day_holds_for_one_municipality_alone(
    own_studio: Served, client: FlaskClient
) -> None:
    short: Fields = {**SHUT, "kind": "short", "from": "08:00", "to": "11:00", "where": "here"}
    publish(client, "/hours/close", short)
    assert open_at(own_studio, DAY, 10)
    assert not open_at(own_studio, DAY, 12)
    assert open_at(own_studio, DAY, 12, "halden")


def test_a_door_to_which_the_menu_leads_says_so(client: FlaskClient) -> None:
    """The doctor has two steps, and no words of its own for when it is shut."""
    page = look(client, "/hours/close", {**SHUT, "services": ["doctor"]})
    assert "får det menyen sier når denne døren er stengt" in page


def test_the_coming_day_is_heard_at_the_municipalitys_own_number(studio: Served) -> None:
    page = studio.app.test_client().get("/hours", query_string={"municipality": "halden"}).text
    assert re.search(r"/phone\?at=[^\"]*to=%2B4700000011\"", page)


def test_what_is_wrong_with_a_day_is_told_at_once(client: FlaskClient) -> None:
    wrong: Fields = {"first": "2020-01-01", "kind": "short", "from": "12:00", "to": "08:00"}
    page = look(client, "/hours/close", wrong)
    for told in ("Dagen er over", "slutte etter at den begynner", "minst én dør"):
        assert told in page


def test_wrong_notation_is_told_in_the_words_of_the_check(
    client: FlaskClient, project: Path
) -> None:
    before = (project / SERVICES).read_bytes()
    page = look(client, "/hours/door/guidance", {"text": "man-fre 8-15", "where": "all"})
    assert "Skriv [Mo-Fr 08:00-15:00]" in page
    assert 'value="publish"' not in page
    assert (project / SERVICES).read_bytes() == before


def test_the_coming_holidays_are_told_with_the_rule(studio: Served) -> None:
    meaning = studio.app.test_client().get(
        "/hours/meaning", query_string={"text": "Mo-Fr 08:00-15:30; PH off"}
    )
    assert "1. juledag" in meaning.text
    assert "08.00–15.30" in meaning.text


def test_what_another_writes_in_the_same_file_stays(client: FlaskClient, project: Path) -> None:
    page = look(
        client, "/hours/door/guidance", {"text": "Mo-Fr 09:00-14:00; PH off", "where": "all"}
    )
    publish(client, "/hours/door/amathea", {"text": "Mo-Fr 10:00-14:00; PH off", "where": "all"})
    seen = {name: hidden(page, name) for name in ("began", "looked")}
    fields = {"municipality": "asker", "text": "Mo-Fr 09:00-14:00; PH off", "where": "all", **seen}
    answer = client.post("/hours/door/guidance", data={**fields, "action": "publish"})
    assert answer.status_code == 303
    written = (project / SERVICES).read_text(encoding="utf-8")
    assert "Mo-Fr 09:00-14:00; PH off" in written
    assert "Mo-Fr 10:00-14:00; PH off" in written


def test_of_two_at_one_door_the_second_sees_the_firsts_hours(client: FlaskClient) -> None:
    url, mine = "/hours/door/guidance", "Mo-Fr 11:00-12:00; PH off"
    began = hidden(client.get(url).text, "began")
    publish(client, url, {"text": "Mo-Fr 09:00-14:00; PH off", "where": "all"})
    given = {"text": mine, "where": "all", "began": began, "action": "publish"}
    page = client.post(url, data=given).text
    assert "Mo-Fr 09:00-14:00; PH off" in page
    assert f'value="{mine}"' in page


NUMBER: Final[Fields] = {
    "where": "here",
    "number": "66 90 70 00",
    "address": "",
    "source": "",
    "checked": "",
    "route": ["+4766907000"],
    "because": [""],
}


def test_a_number_is_spoken_and_dialled_as_it_was_published(
    own_studio: Served, client: FlaskClient
) -> None:
    page = look(client, "/numbers/door/switchboard", NUMBER)
    assert "seks seks, ni null, sju null, null null" in page
    publish(client, "/numbers/door/switchboard", NUMBER)
    service = hotline_of(own_studio).municipalities["asker"].services["switchboard"]
    assert service.number == "66 90 70 00"
    assert [route.target for route in service.routes] == ["+4766907000"]


def test_a_route_that_dials_another_number_is_refused(client: FlaskClient, project: Path) -> None:
    before = (project / ASKER).read_bytes()
    page = look(client, "/numbers/door/switchboard", {**NUMBER, "route": ["+4766907001"]})
    assert "66907000" in page
    assert "du kan publisere" not in page
    assert 'value="publish"' not in page
    assert (project / ASKER).read_bytes() == before


def test_a_place_is_added_changed_and_taken_away(
    own_studio: Served, client: FlaskClient, project: Path
) -> None:
    before = (project / ASKER).read_text(encoding="utf-8")
    place: Fields = {"name": "Eksempel legekontor", "number": "66 90 70 01"}
    publish(client, "/numbers/list/doctors/new", place)
    [listed] = hotline_of(own_studio).municipalities["asker"].directories["doctors"]
    assert (listed.name, listed.number) == ("Eksempel legekontor", "66 90 70 01")
    publish(client, "/numbers/list/doctors/0", {**place, "address": "Storgata 1"})
    [listed] = hotline_of(own_studio).municipalities["asker"].directories["doctors"]
    assert listed.address == "Storgata 1"
    publish(client, "/numbers/list/doctors/0", {**place, "gone": "yes"})
    assert hotline_of(own_studio).municipalities["asker"].directories == {}
    assert (project / ASKER).read_text(encoding="utf-8").startswith(before)


def test_a_change_is_a_commit_of_whoever_made_it(client: FlaskClient, project: Path) -> None:
    def git(*words: str) -> str:
        identity = ("-c", "user.name=maintainers", "-c", "user.email=m@example.org")
        command = ["git", *identity, *words]
        return subprocess.run(
            command, cwd=project, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q")
    git("add", "config", "prompts")
    git("commit", "-qm", "Begin")
    publish(client, "/hours/close", SHUT)
    assert git("log", "-1", "--format=%an").strip() == "this machine"
    assert git("show", "--format=", "--name-only").split() == [SERVICES]


@pytest.mark.parametrize(
    "address",
    ["/hours/close", "/hours/door/guidance?text=man-fre", "/numbers", "/numbers/door/guidance"],
)
def test_each_page_is_for_everybody(studio: Served, browser: Browser, address: str) -> None:
    with page_of(browser, color_scheme="dark") as page:
        page.goto(f"{studio.url}{address}")
        assert violations(page) == []
        assert wider_than(page) == []


def test_the_meaning_follows_what_is_typed(studio: Served, browser: Browser) -> None:
    with page_of(browser) as page:
        page.goto(f"{studio.url}/hours/door/guidance")
        page.get_by_label("Åpningstid", exact=True).fill("Mo-Fr 07:15-07:45; PH off")
        expect(page.locator("#meaning")).to_contain_text("07.15–07.45")
        page.get_by_label("Åpningstid", exact=True).fill("klokken ni")
        expect(page.locator("#meaning")).to_contain_text("er ikke en åpningstid")
