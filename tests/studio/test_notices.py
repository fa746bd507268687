"""Notices in the browser: written, looked at, heard by callers, ended and undone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from ivr.phone import Account, CallRecord, EmulatedCarrier, ScriptedCaller
from ivr.phone.callers.caller import Listen, Reaction
from ivr.studio.context import Studio
from ivr.studio.line import ADDRESS
from ivr.studio.pages.numbers import number
from tests.support.axe import violations, wider_than
from tests.support.browser import Served, page_of, served_studio
from tests.support.forms import hidden
from tests.support.hotline import copy_of

OSLO = ZoneInfo("Europe/Oslo")
TODAY = dt.datetime.now(OSLO).date()
LATER = TODAY + dt.timedelta(days=10)
ASKER, POLISH, HALDEN = "+4700000001", "+4700000002", "+4700000011"
NORWEGIAN = "Det er meslinger i kommunen. Ring før du kommer."
FIELDS: dict[str, str | list[str]] = {
    "text_nb": NORWEGIAN,
    "begins_day": f"{TODAY}",
    "begins_time": "00:00",
    "ends_day": f"{LATER}",
    "ends_time": "00:00",
    "municipality": ["asker", "halden"],
}
FILE = "config/announcements.yaml"


def studio_of(served: Served) -> Studio:
    found = served.app.extensions["studio"]
    assert isinstance(found, Studio)
    return found


def look(client: FlaskClient, url: str, fields: dict[str, str | list[str]]) -> str:
    """Send a form to be looked at; the page that comes of it."""
    began = hidden(client.get(url).text, "began")
    return unescape(client.post(url, data={**fields, "began": began, "action": "look"}).text)


def publish(client: FlaskClient, url: str, fields: dict[str, str | list[str]]) -> str:
    """Send a form, look at it, and publish; the page that one comes to."""
    page = look(client, url, fields)
    seen = {name: hidden(page, name) for name in ("began", "looked")}
    answer = client.post(url, data={**fields, **seen, "action": "publish"})
    assert answer.status_code == 303, answer.text
    return unescape(client.get(answer.headers["Location"]).text)


def ring(
    served: Served, caller: ScriptedCaller, to: str, at: dt.datetime | None = None
) -> CallRecord:
    """Ring what the studio serves; each request goes to the hotline as it is at that moment."""
    line = studio_of(served).line

    def newest(environ: dict[str, object], start: object) -> object:
        line.look()
        return line.app()(environ, start)  # type: ignore[arg-type] # as WSGI has it

    client = httpx.Client(transport=httpx.WSGITransport(newest))  # type: ignore[arg-type] # as above
    carrier = EmulatedCarrier(
        client,
        account=Account("AC" + "0" * 32, line.token, (ASKER, POLISH, HALDEN)),
        voice_url=f"{ADDRESS}/voice",
        fallback_url=f"{ADDRESS}/voice/fallback",
        status_callback=f"{ADDRESS}/voice/status",
    )
    now = at or dt.datetime.now(OSLO)
    return carrier.call(caller, to=to, from_="+4700000099", at=now, call_sid="CA" + "1" * 32)


def hears(served: Served, to: str = ASKER, keys: str = "1", at: dt.datetime | None = None) -> bool:
    """Tell whether a caller hears a notice after the choice of a language, in any language."""
    record = ring(served, ScriptedCaller(keys), to, at)
    assert record.faults == ()
    said = served_texts(served)
    heard = [one.text or said.get(one.url.rpartition("/")[2], "") for one in record.heard]
    return any("meslinger" in text or "odra" in text for text in heard)


def served_texts(served: Served) -> dict[str, str]:
    manifest = studio_of(served).line.assembly.clips.manifest
    return {clip.file.rpartition("/")[2]: clip.text for clip in manifest}


def test_a_notice_is_published_heard_and_undone(own_studio: Served, client: FlaskClient) -> None:
    before = {p: p.read_bytes() for p in (own_studio.root / "config").glob("*.yaml")}
    assert "Ingenting." in client.get("/notices").text
    assert not hears(own_studio)
    page = publish(client, "/notices/new", FIELDS)
    assert NORWEGIAN in page
    assert hears(own_studio)
    [undo] = re.findall(r'action="(/[^"]*/undo)"', client.get("/history").text)
    assert client.post(undo).status_code == 303
    assert not hears(own_studio)
    assert {p: p.read_bytes() for p in before} == before


def test_a_call_that_goes_on_meanwhile_is_not_broken(
    own_studio: Served, client: FlaskClient
) -> None:
    class Meanwhile(ScriptedCaller):
        waits = 0

        def listen(self, listen: Listen) -> Reaction:
            self.waits += listen.gathering
            if self.waits == 2:
                self.waits += 1
                publish(client, "/notices/new", FIELDS)
            return super().listen(listen)

    record = ring(own_studio, Meanwhile("1,1,1"), ASKER)
    assert record.faults == ()
    assert hears(own_studio)


def test_it_is_heard_from_its_first_day_until_its_last(
    own_studio: Served, client: FlaskClient
) -> None:
    first = TODAY + dt.timedelta(days=3)
    fields = {**FIELDS, "begins_day": f"{first}", "begins_time": "08:00"}
    assert "Kommer" in publish(client, "/notices/new", fields)

    def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, minute), OSLO)

    assert not hears(own_studio, at=at(first, 7, 59))
    assert hears(own_studio, at=at(first, 8))
    assert hears(own_studio, at=at(LATER - dt.timedelta(days=1), 23, 59))
    assert not hears(own_studio, at=at(LATER, 0))


def test_one_municipality_hears_its_own(own_studio: Served, client: FlaskClient) -> None:
    page = look(client, "/notices/new", {**FIELDS, "municipality": ["asker"]})
    assert number(ASKER) in page
    assert number(HALDEN) not in page.partition('id="review"')[2]
    publish(client, "/notices/new", {**FIELDS, "municipality": ["asker"]})
    assert hears(own_studio, ASKER)
    assert not hears(own_studio, HALDEN)


def test_a_language_without_it_is_told_and_its_callers_come_to_the_menu(
    own_studio: Served, client: FlaskClient
) -> None:
    page = look(client, "/notices/new", FIELDS)
    assert re.search("Ikke på engelsk, .*polsk.*det er ikke skrevet", page)
    publish(client, "/notices/new", FIELDS)
    assert not hears(own_studio, POLISH, "")
    [name] = names(own_studio.root)
    publish(client, f"/notices/{name}", {**FIELDS, "text_pl": "W gminie jest odra."})
    assert hears(own_studio, POLISH, "")


def names(root: Path) -> list[str]:
    return re.findall(r"^(\w+):", (root / FILE).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_nobody_has_approved_is_told_to_be_silent(shipped: Path, tmp_path: Path) -> None:
    root = copy_of(shipped, tmp_path / "project")
    approve_everything(root, "nb", "pl")
    with served_studio(root, drafts=False) as served:
        served.app.config["WTF_CSRF_ENABLED"] = False
        client = served.app.test_client()
        fields = {**FIELDS, "text_pl": "W gminie jest odra."}
        assert re.search("Ikke på polsk: ingen har godkjent", look(client, "/notices/new", fields))
        publish(client, "/notices/new", fields)
        assert hears(served)
        assert not hears(served, POLISH, "")
        [name] = names(root)
        publish(client, f"/notices/{name}", {**fields, "vouched_pl": "on"})
        assert hears(served, POLISH, "")


def approve_everything(root: Path, *languages: str) -> None:
    from ivr.definition import load
    from ivr.translation.approvals import approve
    from ivr.translation.catalogue import sentences

    loaded = load(root, {})
    for code in languages:
        approve(root, code, sentences(loaded.files[f"prompts/{code}"]), "speaker", TODAY)


def test_the_file_keeps_its_comments(project: Path, client: FlaskClient) -> None:
    before = (project / FILE).read_text(encoding="utf-8")
    publish(client, "/notices/new", FIELDS)
    after = (project / FILE).read_text(encoding="utf-8")
    assert after.startswith(before.removesuffix("{}\n"))
    [name] = names(project)
    client.post(f"/notices/{name}/remove")
    assert (project / FILE).read_text(encoding="utf-8") == before
    assert name not in (project / "prompts/nb.yaml").read_text(encoding="utf-8")


def test_one_that_is_on_is_ended_by_one_click(own_studio: Served, client: FlaskClient) -> None:
    publish(client, "/notices/new", FIELDS)
    [name] = names(own_studio.root)
    assert client.post(f"/notices/{name}/end").status_code == 303
    assert not hears(own_studio)
    assert "Tidligere varsler (1)" in client.get("/notices").text


def test_all_that_is_wrong_is_told_at_once_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    wrong = {"text_nb": "", "text_en": "Measles.", "begins_day": "soon", "ends_day": "2020-01-01"}
    page = look(client, "/notices/new", {**FIELDS, **wrong, "municipality": []})
    for told in ("Skriv hva de som ringer", "Skriv en dag", "over allerede", "minst én kommune"):
        assert told in page
    assert ">Measles.</textarea>" in page
    assert "Publiser" not in page


def test_the_check_speaks_below_the_text_that_it_is_about(client: FlaskClient) -> None:
    page = look(client, "/notices/new", {**FIELDS, "text_nb": "Ring {legevakt.number} nå."})
    assert "legevakt.number" in page.partition('id="text-help"')[0].partition("</textarea>")[2]
    assert 'value="publish"' not in page


def test_nothing_is_published_that_was_not_looked_at(project: Path, client: FlaskClient) -> None:
    before = (project / FILE).read_bytes()
    page = look(client, "/notices/new", FIELDS)
    other = {**FIELDS, "text_nb": "Kok vannet.", "looked": hidden(page, "looked")}
    answer = client.post("/notices/new", data={**other, "began": "", "action": "publish"})
    assert "Kok vannet." in answer.text
    assert answer.status_code == 200
    assert (project / FILE).read_bytes() == before


def test_of_two_people_the_second_sees_the_firsts_words(project: Path, client: FlaskClient) -> None:
    publish(client, "/notices/new", FIELDS)
    [name] = names(project)
    url = f"/notices/{name}"
    mine = {**FIELDS, "text_nb": "Kok vannet."}
    began = hidden(client.get(url).text, "began")
    publish(client, url, {**FIELDS, "text_nb": "Meslingene er over."})
    page = client.post(url, data={**mine, "began": began, "action": "publish"}).text
    assert "Meslingene er over." in page
    assert "Kok vannet.</textarea>" in page


def test_a_text_for_which_callers_wait_longer_than_allowed_is_not_published(
    project: Path, client: FlaskClient
) -> None:
    page = look(client, "/notices/new", FIELDS)
    looked = hidden(page, "looked")
    wait, allowed = re.findall(r"siste valg i hovedmenyen: ([\d,]+) s, (1 min 15 s)", page)[0]
    assert 'value="publish"' in page
    budgets = project / "config/budgets.yaml"
    text = budgets.read_text(encoding="utf-8")
    assert (allowed, "shared_number: 75" in text) == ("1 min 15 s", True)
    less = f"shared_number: {float(wait.replace(',', '.')) - 1:.1f}"
    budgets.write_text(text.replace("shared_number: 75", less), encoding="utf-8")
    client.application.extensions["studio"].line.look()
    before = (project / FILE).read_bytes()
    page = look(client, "/notices/new", FIELDS)
    assert "+47 00 00 00 01" in page
    assert "Slik kan det ikke publiseres" in page
    assert re.search(r"På norsk: [01],\d s for lenge\. Til siste valg i hovedmenyen: ", page)
    given = {**FIELDS, "began": "", "looked": looked, "action": "publish"}
    assert client.post("/notices/new", data=given).status_code == 200
    assert (project / FILE).read_bytes() == before


def test_the_words_are_heard_before_they_are_saved(client: FlaskClient) -> None:
    answer = client.get("/sounds/said", query_string={"language": "nb", "text": NORWEGIAN})
    assert answer.mimetype == "audio/wav"
    assert len(answer.data) > 16_000
    assert client.get("/sounds/said?language=xx&text=a").status_code == 404


@pytest.fixture
def opened(own_studio: Served, browser: Browser) -> Iterator[Page]:
    with page_of(browser) as page:
        page.goto(f"{own_studio.url}/notices")
        yield page


def test_by_keyboard_alone_in_the_browser(own_studio: Served, opened: Page) -> None:
    page = opened
    page.get_by_role("link", name="Nytt varsel").press("Enter")
    page.get_by_role("link", name="Meslinger").press("Enter")
    page.get_by_label("Teksten på norsk").focus()
    page.keyboard.type(" ")
    page.get_by_role("button", name="Se og hør hva de som ringer").press("Enter")
    expect(page.get_by_role("heading", name="Dette vil de som ringer, høre")).to_be_visible()
    assert violations(page) == []
    sound = page.get_by_label("Hør på norsk")
    sound.evaluate("one => { one.muted = true; return one.play(); }")
    page.wait_for_function("document.querySelector('audio').currentTime > 0")
    page.get_by_role("button", name="Publiser").press("Enter")
    expect(page.get_by_text("Til ", exact=False).first).to_be_visible()
    assert violations(page) == []
    assert hears(own_studio)
    page.get_by_role("button", name="Angre").first.press("Enter")
    expect(page.get_by_text("Ingenting. De som ringer")).to_be_visible()
    assert wider_than(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_for_everybody_with_its_faults(
    studio: Served, browser: Browser, scheme: str
) -> None:
    with page_of(browser, color_scheme=scheme) as page:
        page.goto(f"{studio.url}/notices/new?usual=water&ui=en")
        page.get_by_label("Those who call Asker").uncheck()
        page.get_by_label("Those who call Halden").uncheck()
        page.get_by_role("button", name="See and hear").click()
        expect(page.get_by_text("Choose at least one municipality.")).to_be_visible()
        assert violations(page) == []
        assert wider_than(page) == []


def test_without_script_it_is_the_same(own_studio: Served, browser: Browser) -> None:
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{own_studio.url}/notices/new?usual=measles")
        page.get_by_role("button", name="Se og hør").click()
        page.get_by_role("button", name="Publiser").click()
        expect(page.get_by_role("heading", name="Høres nå")).to_be_visible()
        expect(page.get_by_text("Det er meslinger i kommunen.").first).to_be_visible()
