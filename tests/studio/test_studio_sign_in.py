"""Who comes in, how far, and for how long; what whoever guesses is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from ivr.studio import StudioSettings, create_studio
from ivr.studio.people.known import People
from ivr.studio.people.roles import Role
from tests.support.hotline import VARIABLES
from tests.support.people import NAMES, OTHER, PASSWORD, URL, Moment, Visitor, peopled

EDITOR = NAMES[Role.EDIT]
OPERATOR = NAMES[Role.OPERATE]


@dataclass
class Office:
    """A studio that people sign in to, at a moment that can be put on."""

    settings: StudioSettings
    people: People
    now: Moment

    def visitor(self, address: str = "192.0.2.7") -> Visitor:
        return Visitor(self.app, address)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.app = create_studio(self.settings)

    def lines(self) -> list[dict[str, str]]:
        text = (self.settings.folder / "access.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    people, now = peopled(tmp_path), Moment()
    return Office(StudioSettings(tmp_path, URL, VARIABLES, clock=now), people, now)


def test_whoever_has_not_signed_in_is_led_to_where_they_do_and_back(office: Office) -> None:
    visitor = office.visitor()
    sent = visitor.get("/people?a=b", Accept="text/html")
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/studio/sign-in?next=/studio/people?a%3Db"
    form = visitor.get("/sign-in?next=/studio/people?a%3Db").text
    assert '<input type="hidden" name="next" value="/studio/people?a=b">' in form
    back = visitor.sign_in(EDITOR, next="/studio/people?a=b")
    assert (back.status_code, back.headers["Location"]) == (303, "/studio/people?a=b")
    assert visitor.may("/account") == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/studio/",
        "//evil.example/studio/",
        "/studio/\\evil.example",
        "/studio/../voice",
        "/studio/%2e%2e/voice",
        "/studiovil/",
        "javascript:alert(1)",
        "/studio/a\nb",
        "",
    ],
)
def test_nobody_is_led_away_from_the_studio(office: Office, elsewhere: str) -> None:
    sent = office.visitor().sign_in(EDITOR, next=elsewhere)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/studio/")


def test_a_script_without_a_session_is_told_so_in_words(office: Office) -> None:
    visitor = office.visitor()
    answer = visitor.client.post(
        "/studio/people/add",
        headers={"Accept": "application/json", "X-CSRFToken": visitor.token()},
    )
    assert answer.status_code == 401
    assert "ikke logget inn" in answer.get_json()["told"]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(office: Office) -> None:
    texts = []
    for name in (EDITOR, "nobody at all"):
        answer = office.visitor().sign_in(name, OTHER)
        assert answer.status_code == 401
        text = answer.text.replace(name, "")
        texts.append([line for line in text.splitlines() if "csrf" not in line])
    assert texts[0] == texts[1]
    assert "Navnet eller passordet er feil" in "".join(texts[0])


def test_five_guesses_lock_a_name_even_for_the_right_password(office: Office) -> None:
    for number in range(5):
        assert office.visitor(f"198.51.100.{number}").sign_in(EDITOR, OTHER).status_code == 401
    visitor = office.visitor()
    locked = visitor.sign_in(EDITOR)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 30
    assert "Prøv igjen om 30 sekunder" in locked.text
    assert visitor.may("/account") == 303
    assert visitor.sign_in("edit@kommune.example").status_code == 429
    assert visitor.sign_in(OPERATOR).status_code == 303
    assert {"failed", "locked_out"} <= {line["what"] for line in office.lines()}


def test_what_is_typed_as_a_name_that_nobody_has_is_not_kept(office: Office) -> None:
    office.visitor("198.51.100.77").sign_in(PASSWORD, "x")
    [line] = office.lines()
    assert (line["what"], line["who"], line["address"]) == ("failed", "", "198.51.100.0/24")
    written = (office.settings.folder / "access.jsonl").read_text(encoding="utf-8")
    assert PASSWORD not in written


def test_a_session_is_another_after_signing_in(office: Office) -> None:
    visitor = office.visitor()
    before = visitor.token()
    visitor.sign_in(EDITOR, token=before)
    assert visitor.token() != before


def test_a_session_ends_when_nobody_has_used_it_for_a_working_day(office: Office) -> None:
    visitor = office.visitor()
    visitor.sign_in(EDITOR)
    for _ in range(3):
        office.now.pass_by(hours=7)
        assert visitor.may("/account") == 200
    office.now.pass_by(hours=8, minutes=2)
    assert visitor.may("/account") == 303


def test_a_session_ends_after_a_week_however_much_it_is_used(office: Office) -> None:
    visitor = office.visitor()
    visitor.sign_in(EDITOR)
    for _ in range(24):
        office.now.pass_by(hours=7)
        assert visitor.may("/account") == 200
    office.now.pass_by(minutes=1)
    assert visitor.may("/account") == 303


def test_a_restart_signs_nobody_out(office: Office) -> None:
    visitor = office.visitor()
    visitor.sign_in(EDITOR)
    office.restart()
    after = office.visitor()
    after.client._cookies = visitor.client._cookies
    assert after.may("/account") == 200


@pytest.mark.parametrize("change", ["password", "role", "remove"])
def test_a_change_of_somebody_ends_their_sessions(office: Office, change: str) -> None:
    visitor = office.visitor()
    visitor.sign_in(EDITOR)
    if change == "password":
        office.people.set_password(EDITOR, OTHER)
    elif change == "role":
        office.people.set_role(EDITOR, Role.LOOK)
    else:
        office.people.remove(EDITOR)
    assert visitor.may("/account") == 303


def test_signing_out_ends_the_session_and_needs_the_page_s_token(office: Office) -> None:
    visitor = office.visitor()
    visitor.sign_in(EDITOR)
    assert visitor.post("/sign-out", token="").status_code == 400
    assert visitor.may("/account") == 200
    assert visitor.post("/sign-out").status_code == 303
    assert visitor.may("/account") == 303
    assert [line["what"] for line in office.lines()] == ["signed_in", "signed_out"]


@pytest.mark.parametrize("page", ["/sign-in", "/sign-out", "/account", "/people/add"])
def test_a_form_that_no_page_of_the_studio_sent_is_refused_in_words(
    office: Office, page: str
) -> None:
    visitor = office.visitor()
    visitor.sign_in(OPERATOR)
    foreign = office.visitor().token()
    for token in ("", "made up", foreign):
        answer = visitor.post(page, token=token, name=EDITOR)
        assert answer.status_code == 400
        assert "Siden har stått åpen for lenge" in answer.text


def test_a_form_from_another_site_is_refused_where_there_is_tls(tmp_path: Path) -> None:
    peopled(tmp_path)
    app = create_studio(StudioSettings(tmp_path, "https://studio.example/studio", VARIABLES))
    client = Visitor(app).client
    page = client.get("/studio/sign-in", base_url="https://studio.example")
    token = page.text.partition('csrf-token" content="')[2].partition('"')[0]
    form = {"csrf_token": token, "name": EDITOR, "password": PASSWORD}

    def sent_from(referrer: str) -> TestResponse:
        return client.post(
            "/studio/sign-in",
            base_url="https://studio.example",
            data=form,
            headers={"Referer": referrer} if referrer else {},
        )

    assert [sent_from(one).status_code for one in ("https://evil.example/", "")] == [400, 400]
    answer = sent_from("https://studio.example/studio/sign-in")
    assert answer.status_code == 303
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Secure-studio=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/studio"} <= {*cookie.split("; ")}


def test_each_role_does_what_it_may_and_no_more(office: Office) -> None:
    for role, name in NAMES.items():
        visitor = office.visitor()
        visitor.sign_in(name)
        allowed = role is Role.OPERATE
        assert visitor.may("/people") == (200 if allowed else 403)
        sent = visitor.post("/people/add", name="", role="look", email="")
        assert sent.status_code == (422 if allowed else 403)
    assert len(office.people.all()) == len(Role)


def test_somebody_who_is_added_chooses_a_password_of_their_own_first(office: Office) -> None:
    operator, new = office.visitor(), office.visitor()
    operator.sign_in(OPERATOR)
    answer = operator.post("/people/add", name="the new one", role="look", email="")
    made = answer.text.partition('<code translate="no">')[2].partition("<")[0]
    assert len(made) == 19
    assert made not in operator.get("/people").text
    new.sign_in("the new one", made)
    led = new.get("/people", Accept="text/html")
    assert (led.status_code, led.headers["Location"]) == (303, "/studio/account")
    assert "Velg et eget" in new.get("/account").text
    refused = new.post("/account", former="wrong", new=made, again=OTHER)
    assert refused.status_code == 422
    for told in ("ikke passordet du har nå", "ikke det samme"):
        assert told in refused.text
    same = new.post("/account", former=made, new=made, again=made)
    assert "Dette er passordet du har nå" in same.text
    assert new.post("/account", former=made, new=OTHER, again=OTHER).status_code == 303
    assert new.may("/people") == 403
    assert office.visitor().sign_in("the new one", OTHER).status_code == 303
    assert [line["what"] for line in office.lines()] == [
        *("signed_in", "added", "signed_in", "password", "signed_in")
    ]


def test_changing_a_password_ends_every_other_session(office: Office) -> None:
    here, there = office.visitor(), office.visitor()
    here.sign_in(EDITOR)
    there.sign_in(EDITOR)
    here.post("/account", former=PASSWORD, new=OTHER, again=OTHER)
    assert (here.may("/account"), there.may("/account")) == (200, 303)


def test_passwords_are_not_tried_on_an_open_page_without_an_end(office: Office) -> None:
    visitor = office.visitor()
    visitor.sign_in(EDITOR)
    for _ in range(5):
        visitor.post("/account", former="wrong", new=OTHER, again=OTHER)
    right = visitor.post("/account", former=PASSWORD, new=OTHER, again=OTHER)
    assert right.status_code == 422
    assert "Prøv igjen om" in right.text


def test_the_last_one_who_may_add_people_is_not_lost(office: Office) -> None:
    visitor = office.visitor()
    visitor.sign_in(OPERATOR)
    for page, form in (("/people/remove", {}), ("/people/role", {"role": "look"})):
        answer = visitor.post(page, name=OPERATOR, **form)
        assert answer.status_code == 422
        assert "den siste som kan legge til brukere" in answer.text
    assert visitor.may("/people") == 200


def test_people_are_changed_on_their_page(office: Office) -> None:
    visitor, editor = office.visitor(), office.visitor()
    visitor.sign_in(OPERATOR)
    editor.sign_in(EDITOR)
    assert visitor.post("/people/role", name=EDITOR, role="look").status_code == 303
    assert office.people.all()[EDITOR].role == "look"
    assert editor.may("/account") == 303
    reset = visitor.post("/people/password", name=EDITOR)
    made = reset.text.partition('<code translate="no">')[2].partition("<")[0]
    assert office.people.signed_in(EDITOR, made) is not None
    assert visitor.post("/people/remove", name=EDITOR).status_code == 303
    assert EDITOR not in office.people.all()
    assert visitor.post("/people/remove", name=EDITOR).status_code == 422
    assert visitor.post("/people/role", name=OPERATOR, role="king").status_code == 400


def test_a_damaged_list_of_people_lets_nobody_in_and_says_so(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = office.visitor()
    visitor.sign_in(OPERATOR)
    office.people.path.write_text("{", encoding="utf-8")
    for page in ("/account", "/sign-in"):
        answer = visitor.get(page, Accept="text/html")
        assert answer.status_code == 500
        assert "kan ikke leses" in answer.text
    assert "studio/people.json:1: It is no JSON" in caplog.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1:8000"])
def test_where_nobody_signs_in_another_name_leads_nowhere(tmp_path: Path, host: str) -> None:
    settings = StudioSettings(tmp_path, "http://127.0.0.1:8000/studio", is_own=True)
    client = create_studio(settings).test_client()
    answer = client.get("/account", headers={"Host": host})
    assert answer.status_code == 400
    assert "http://127.0.0.1:8000/studio/" in answer.text
    for own in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000"):
        assert client.get("/account", headers={"Host": own}).status_code == 200


def test_nobody_is_written_down_where_nobody_signs_in(tmp_path: Path) -> None:
    settings = StudioSettings(tmp_path, "http://127.0.0.1:8000/studio", is_own=True)
    assert create_studio(settings).test_client().get("/people").status_code == 200
    assert [*tmp_path.iterdir()] == []
