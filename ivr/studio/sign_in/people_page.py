"""The page on which people are added, and are let do more or less."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.access import Access, Deed
from ivr.studio.people.known import People, Unfit
from ivr.studio.people.passwords import generated
from ivr.studio.people.roles import Role, needs, person
from ivr.studio.sign_in.views import Answer

_ZONE: Final = ZoneInfo("Europe/Oslo")
"""Where those sit who read the log."""


def people_blueprint(studio: Studio, access: Access) -> Blueprint:
    """Return the page."""
    page = Blueprint("people", __name__, url_prefix="/people")
    shown = _People(studio, access)
    page.get("")(needs(Role.OPERATE)(shown.show))
    for view in (shown.add, shown.role, shown.password, shown.remove):
        page.post(f"/{view.__name__}")(needs(Role.OPERATE)(view))
    return page


class _People:
    """The views, each for those who operate the studio alone."""

    def __init__(self, studio: Studio, access: Access) -> None:
        self._settings = studio.settings
        self._people = People(studio.settings.folder)
        self._access = access

    def show(self) -> Answer:
        return self._page()

    def add(self) -> Answer:
        """Add somebody, and show the password that was made for them: here, and nowhere else."""
        password = "" if self._settings.provider and "elsewhere" in request.form else generated()
        try:
            new = self._people.add(
                request.form.get("name", ""),
                _role(),
                password,
                email=request.form.get("email", ""),
                added=self._settings.clock().date().isoformat(),
                is_temporary=bool(password),
            )
        except Unfit as unfit:
            faults = {field: word(f"people.{fault}") for field, fault in unfit.faults.items()}
            return self._page(422, faults=faults, typed=request.form)
        self._note(Deed.ADDED, new.name)
        if password:
            return self._page(new=new.name, password=password)
        return _back("people.added")

    def role(self) -> Answer:
        """Let somebody do more or less."""
        role = _role()
        refused = self._change(Deed.ROLE, lambda name: self._people.set_role(name, role))
        return refused or _back("people.role_changed")

    def remove(self) -> Answer:
        """Take somebody away."""
        return self._change(Deed.REMOVED, self._people.remove) or _back("people.removed")

    def password(self) -> Answer:
        """Make somebody a password that they will have to change, and show it here alone."""
        new = generated()
        refused = self._change(
            Deed.PASSWORD, lambda name: self._people.set_password(name, new, is_temporary=True)
        )
        return refused or self._page(new=request.form["name"], password=new)

    def _change(self, what: Deed, change: Callable[[str], object]) -> Answer | None:
        """Change who is named in the form, or return why not."""
        name = request.form.get("name", "")
        try:
            change(name)
        except Unfit as unfit:
            fault = next(iter(unfit.faults.values()))
            return self._page(422, is_wrong=word(f"people.{fault}"))
        self._note(what, name)
        return None

    def _note(self, what: Deed, name: str) -> None:
        self._access.tell(what, name, by=person().name, address=request.remote_addr or "")

    def _page(self, code: int = 200, **told: object) -> Answer:
        filled = render_template(
            "people.html",
            people=self._people.all().values(),
            lines=self._access.last(),
            provider=self._settings.provider,
            zone=_ZONE,
            **told,
        )
        return filled, code


def _back(told: str) -> Answer:
    flash(word(told, name=request.form["name"].strip()))
    return redirect(url_for("people.show"), 303)


def _role() -> Role:
    words = {role.word: role for role in Role}
    chosen = request.form.get("role", "")
    if chosen not in words:
        abort(400)
    return words[chosen]
