"""Signing in by the municipality's own sign-in, and what of it is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from ivr.studio import StudioSettings, create_studio
from ivr.studio.people.roles import Role
from ivr.studio.settings import Provider
from tests.support.identity import CLIENT, SECRET, Identity, identity
from tests.support.people import NAMES, URL, Moment, Visitor, peopled


@dataclass
class Round:
    """A studio, the municipality's sign-in, and somebody's browser between the two."""

    there: Identity
    visitor: Visitor
    now: Moment

    def go(self) -> TestResponse:
        """Go there and come back; returns what the studio says then."""
        sent = self.visitor.get("/sign-in/municipality?next=/studio/people")
        assert sent.status_code == 302, sent.text
        back = httpx.get(sent.headers["Location"]).headers["Location"]
        return self.back(back)

    def back(self, address: str) -> TestResponse:
        there = urlsplit(address)
        assert f"http://{there.netloc}{there.path}" == f"{URL}/sign-in/municipality/back"
        return self.visitor.get(f"/sign-in/municipality/back?{there.query}")


@pytest.fixture
def round_trip(tmp_path: Path) -> Iterator[Round]:
    peopled(tmp_path)
    with identity() as there:
        roles = {"drift": "operate", "innsyn": "look"}
        provider = Provider(there.url, CLIENT, SECRET, roles=roles)
        now = Moment()
        app = create_studio(StudioSettings(tmp_path, URL, clock=now, provider=provider))
        yield Round(there, Visitor(app), now)


def test_whoever_the_list_of_people_has_comes_in_by_their_address(round_trip: Round) -> None:
    round_trip.there.claims = {"email": "Operate@kommune.example", "name": "anything"}
    back = round_trip.go()
    assert (back.status_code, back.headers["Location"]) == (303, "/studio/people")
    assert NAMES[Role.OPERATE] in round_trip.visitor.get("/account").text
    assert round_trip.visitor.may("/people") == 200


def test_whoever_is_in_a_group_may_the_most_of_what_their_groups_may(round_trip: Round) -> None:
    round_trip.there.claims = {"email": "x@y.example", "name": "from afar", "groups": ["innsyn"]}
    round_trip.go()
    assert round_trip.visitor.may("/people") == 403
    round_trip.there.claims["groups"] = ["innsyn", "drift", "more"]
    round_trip.go()
    assert round_trip.visitor.may("/people") == 200
    for _ in range(2):
        round_trip.now.pass_by(hours=3)
        assert round_trip.visitor.may("/account") == 200
    round_trip.now.pass_by(hours=3)
    assert round_trip.visitor.may("/account") == 303


def test_whoever_another_sign_in_vouched_for_is_out_when_it_is_taken_away(
    round_trip: Round, tmp_path: Path
) -> None:
    round_trip.there.claims = {"email": "x@y.example", "name": "from afar", "groups": ["drift"]}
    round_trip.go()
    without = Visitor(create_studio(StudioSettings(tmp_path, URL, clock=round_trip.now)))
    without.client._cookies = round_trip.visitor.client._cookies
    assert without.may("/account") == 303


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "stranger@kommune.example", "groups": ["other"]},
        {"email": "operate@kommune.example", "email_verified": False},
        {"email": ["operate@kommune.example"]},
        {"email": NAMES[Role.OPERATE]},
    ],
)
def test_whoever_is_not_known_here_is_told_whom_to_ask(
    round_trip: Round, claims: dict[str, Any]
) -> None:
    round_trip.there.claims = claims
    refused = round_trip.go()
    assert refused.status_code == 403
    assert "Kommunen kjenner deg, men" in refused.text
    assert round_trip.visitor.may("/account") == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1796000000},
        {"exp": None},
        {"sub": None},
    ],
    ids=lambda wrong: ",".join(f"{name}={value}" for name, value in wrong.items())[:30],
)
def test_a_token_that_is_not_for_this_moment_and_studio_is_refused(
    round_trip: Round, wrong: dict[str, Any]
) -> None:
    round_trip.there.claims = {"email": "operate@kommune.example"}
    round_trip.there.wrong = wrong
    refused(round_trip)


def refused(round_trip: Round) -> None:
    answer = round_trip.go()
    assert answer.status_code == 403
    assert "ble ikke godtatt" in answer.text
    assert round_trip.there.tokens == 1
    assert round_trip.visitor.may("/account") == 303


def test_a_token_that_nobody_has_signed_is_refused_even_if_it_is_said_to_be_fine(
    round_trip: Round,
) -> None:
    round_trip.there.claims = {"email": "operate@kommune.example"}
    round_trip.there.algorithm = "none"
    round_trip.there.listed = ("none", "RS256")
    refused(round_trip)


def test_a_token_that_another_has_signed_is_refused(round_trip: Round) -> None:
    round_trip.there.claims = {"email": "operate@kommune.example"}
    round_trip.there.other_key = RSAKey.generate_key(2048, {"kid": "one"})
    refused(round_trip)


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(round_trip: Round) -> None:
    round_trip.there.claims = {"email": "operate@kommune.example"}
    answer = round_trip.back(f"{URL}/sign-in/municipality/back?code=x&state=made-up")
    assert answer.status_code == 403
    sent = round_trip.visitor.get("/sign-in/municipality")
    back = httpx.get(sent.headers["Location"]).headers["Location"]
    assert round_trip.back(back).status_code == 303
    assert round_trip.back(back).status_code == 403


def test_another_that_answers_in_its_place_is_not_believed(round_trip: Round) -> None:
    round_trip.there.named = "https://evil.example"
    answer = round_trip.visitor.get("/sign-in/municipality")
    assert answer.status_code == 403
    assert "svarer ikke slik den skal" in answer.text


def test_a_sign_in_that_is_away_is_told_in_words(tmp_path: Path) -> None:
    provider = Provider("http://127.0.0.1:9", CLIENT, SECRET)
    app = create_studio(StudioSettings(tmp_path, URL, provider=provider))
    answer = Visitor(app).get("/sign-in/municipality")
    assert answer.status_code == 403
    assert "svarer ikke slik den skal" in answer.text
    assert "Logg inn med kommunens innlogging" in answer.text
