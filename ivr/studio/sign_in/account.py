"""The page on which somebody changes their own password."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from ivr.studio.context import Studio
from ivr.studio.pages.words import word
from ivr.studio.people.access import Access, Deed
from ivr.studio.people.attempts import Attempts
from ivr.studio.people.known import Known, People, Unfit
from ivr.studio.people.passwords import password_fault
from ivr.studio.sign_in.sessions import begin, known_of
from ivr.studio.sign_in.views import Answer, length


def account_blueprint(studio: Studio, attempts: Attempts, access: Access) -> Blueprint:
    """Return the page."""
    page = Blueprint("account", __name__, url_prefix="/account")
    people = People(studio.settings.folder)

    @page.get("")
    def show() -> Answer:
        return render_template("account.html", known=known_of(people))

    @page.post("")
    def change() -> Answer:
        known = known_of(people)
        if known is None or not known.password:
            abort(403)
        address = request.remote_addr or ""
        faults = _new_faults(known) | _former_fault(known, address)
        if not faults:
            try:
                changed = people.set_password(known.name, request.form["new"])
            except Unfit as unfit:  # they have been taken away, or been given another, meanwhile
                faults = {"new": word(f"people.{next(iter(unfit.faults.values()))}")}
            else:
                access.tell(Deed.PASSWORD, known.name, address=address)
                begin(changed, studio.settings.clock())
                flash(word("account.changed"))
                return redirect(url_for("account.show"), 303)
        return render_template("account.html", known=known, faults=faults), 422

    def _former_fault(known: Known, address: str) -> dict[str, str]:
        """Whoever finds an open page must not try passwords on it without an end."""
        wait = attempts.begin(known.name, address)
        if wait > 0:
            return {"former": word("account.wait", length=length(wait))}
        if people.signed_in(known.name, request.form.get("former", "")) is None:
            return {"former": word("account.former_wrong")}
        attempts.succeeded(known.name, address)
        return {}

    return page


def _new_faults(known: Known) -> dict[str, str]:
    former, new, again = (request.form.get(one, "") for one in ("former", "new", "again"))
    faults = {}
    if fault := password_fault(new, known.name, known.email):
        faults["new"] = word(f"people.{fault}")
    elif new == former:
        faults["new"] = word("account.not_new")
    if new != again:
        faults["again"] = word("account.again_wrong")
    return faults
