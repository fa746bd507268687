"""The hours of one door, changed: the notation, and what it means beside it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.studio.changes import Draft, Told
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.editing.looking import fields_mark
from ivr.studio.editing.review import Review
from ivr.studio.editing.saving import draft_of, saved
from ivr.studio.editing.values import Edit, Spot, mark
from ivr.studio.hours.reading import Meant, meant
from ivr.studio.hours.written import ALL, HERE, common_spot, has_common, has_own, hours_at, own_spot
from ivr.studio.pages.names import door
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs


def notation_pages(page: Blueprint, studio: Studio) -> None:
    """Add the page on which a door's hours are changed, and what a text means."""

    @page.get("/door/<service>")
    def change(service: str) -> str:
        asked = Asked.of(studio)
        asked.service(service)
        return _page(studio, asked, service)

    @page.post("/door/<service>")
    @needs(Role.EDIT)
    def save(service: str) -> str | Response:
        asked = Asked.of(studio)
        asked.service(service)
        text = " ".join(request.form.get("text", "").split())
        spot = _spot(asked, service, _where(studio, asked, service))
        if not _meant(asked, text).is_sound:
            return _page(studio, asked, service)

        def drafted() -> Draft:
            return draft_of(studio, lambda: [Edit(spot, text)], _told(asked, service))

        is_as_begun = request.form.get("began") == _began(studio, asked, service)
        done = saved(studio, drafted, is_as_begun=is_as_begun)
        if done.change is None:
            theirs = "" if is_as_begun else hours_at(studio, asked, spot, service)
            return _page(studio, asked, service, review=done.review, theirs=theirs)
        return redirect(url_for("hours.show", municipality=asked.municipality.key), 303)

    @page.get("/meaning")
    def meaning() -> str:
        asked = Asked.of(studio)
        text = request.args.get("text", "")[:1000]
        return render_template("hours_meaning.html", asked=asked, meant=_meant(asked, text))


def _page(
    studio: Studio, asked: Asked, service: str, *, review: Review | None = None, theirs: str = ""
) -> str:
    text = request.values.get("text", asked.service(service).hours.text)
    return render_template(
        "hours_change.html",
        asked=asked,
        service=service,
        text=text,
        meant=_meant(asked, text),
        where=_where(studio, asked, service),
        has_common=has_common(studio, service),
        review=review,
        theirs=theirs,
        looked=fields_mark(),
        began=_began(studio, asked, service),
    )


def _began(studio: Studio, asked: Asked, service: str) -> str:
    spots = common_spot(service), own_spot(asked.municipality.key, service)
    return mark(studio.settings.root, spots)


def _meant(asked: Asked, text: str) -> Meant:
    return meant(text, asked.now.date(), asked.hotline.timezone, asked.country)


def _where(studio: Studio, asked: Asked, service: str) -> str:
    """Return for whom hours are changed: as chosen, else where they are written now."""
    chosen = request.values.get("where", "")
    if chosen in {HERE, ALL}:
        return chosen
    is_own = has_own(studio, asked.municipality.key, service)
    return HERE if is_own or not has_common(studio, service) else ALL


def _spot(asked: Asked, service: str, where: str) -> Spot:
    return common_spot(service) if where == ALL else own_spot(asked.municipality.key, service)


def _told(asked: Asked, service: str) -> Told:
    here = asked.municipality
    return Told.of(
        lambda ui: word("hours.told_change", ui, door=door(here, service, ui), name=here.name)
    )
