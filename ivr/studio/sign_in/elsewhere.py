"""Signing in by the municipality's own sign-in, OpenID Connect."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, redirect, render_template, request, session
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.access import Access, Deed
from ivr.studio.people.known import Known, People
from ivr.studio.people.roles import Person, Role
from ivr.studio.settings import Provider
from ivr.studio.sign_in.sessions import begin, begin_elsewhere
from ivr.studio.sign_in.views import Answer
from ivr.studio.sign_in.way_on import HOME, way_on

_PATIENCE_S: Final = 10
_LATE_S: Final = 60
"""Clocks may differ by so much."""

_SIGNED_BY: Final = tuple(
    f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)
)
"""How an identity may be signed: with a key of the provider's alone, and never not at all."""

_NAME: Final = "municipality"
_TO: Final = "to"

_log: Final = logging.getLogger(__name__)


class Unknown(Exception):  # noqa: N818 - nothing is wrong with the program
    """The provider knows somebody, and the studio does not; says by which address."""


def elsewhere_blueprint(
    app: Flask, studio: Studio, provider: Provider, access: Access
) -> Blueprint:
    """Return the way to the provider, and the way back."""
    page = Blueprint("elsewhere", __name__, url_prefix="/sign-in/municipality")
    people = People(studio.settings.folder)
    client = _client(app, provider)

    @page.get("")
    def go() -> Answer:
        for name in [one for one in session if one.startswith("_state_")]:
            del session[name]  # of a way that was not gone to its end
        session[_TO] = way_on(request.args.get("next", ""))
        try:
            _look_up(client, provider)
            answer: Response = client.authorize_redirect(
                f"{studio.settings.url}/sign-in/municipality/back"
            )
        except (OAuthError, requests.RequestException, ValueError, KeyError, RuntimeError) as error:
            return failed("elsewhere_silent", error)
        return answer

    @page.get("/back")
    def back() -> Answer:
        to = way_on(session.pop(_TO, HOME))
        try:
            _look_up(client, provider)
            token = client.authorize_access_token(leeway=_LATE_S)
            who = _known(people, provider, token.get("userinfo") or {})
        except Unknown as unknown:
            access.tell(Deed.FAILED, address=request.remote_addr or "")
            return failed("elsewhere_unknown", unknown)
        except (OAuthError, JoseError) as error:
            access.tell(Deed.FAILED, address=request.remote_addr or "")
            return failed("elsewhere_refused", error)
        except (requests.RequestException, ValueError, KeyError, RuntimeError) as error:
            return failed("elsewhere_silent", error)
        access.tell(Deed.SIGNED_IN, who.name, address=request.remote_addr or "")
        now = studio.settings.clock()
        begin(who, now) if isinstance(who, Known) else begin_elsewhere(who, now)
        return redirect(to, 303)

    def failed(name: str, error: Exception) -> Answer:
        # What is told may come from anybody, who is to write no lines here.
        _log.warning("Somebody could not sign in by %s: %r", provider.issuer, str(error)[:200])
        told = word(f"sign_in.{name}")
        return render_template("sign_in.html", provider=provider, to=HOME, told=told), 403

    return page


def _client(app: Flask, provider: Provider) -> Any:  # noqa: ANN401 - Authlib has no types
    return OAuth(app).register(
        _NAME,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _PATIENCE_S,
        },
    )


def _look_up(client: Any, provider: Provider) -> None:  # noqa: ANN401 - as above
    """Read what the provider says of itself, and take its word for no more than is safe.

    Raises:
        ValueError: It is another one than the settings name.
    """
    found = client.load_server_metadata()
    if found["issuer"] != provider.issuer:
        raise ValueError(f"it calls itself {found['issuer']}")
    algorithms = found.get("id_token_signing_alg_values_supported") or ["RS256"]
    found["id_token_signing_alg_values_supported"] = [
        one for one in algorithms if one in _SIGNED_BY
    ] or ["RS256"]


def _known(people: People, provider: Provider, claims: Mapping[str, object]) -> Known | Person:
    """Return who somebody is here: by their address in the file of people, else by their groups.

    Raises:
        Unknown: They are neither.
        Refusal: The file of people is damaged.
    """
    email = claims.get(provider.email)
    is_theirs = claims.get("email_verified", True) is not False
    address = email if isinstance(email, str) and is_theirs else ""
    if address and (known := _by_address(people, address)):
        return known
    listed = claims.get(provider.groups)
    groups = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    roles = [Role[provider.roles[one].upper()] for one in groups if one in provider.roles]
    name = claims.get("name") or address
    if not roles or not (isinstance(name, str) and name.isprintable()):
        raise Unknown(f"[{address or 'no address'}] is known to nobody here, nor are their groups.")
    return Person(name[:60], max(roles), address)


def _by_address(people: People, address: str) -> Known | None:
    found = people.find(address)
    return found if found and found.email.casefold() == address.casefold() else None
