"""The number, the routes and the address of one door, changed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.studio.changes import Draft, Told
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.editing.looking import fields_mark
from ivr.studio.editing.review import Review
from ivr.studio.editing.saving import draft_of, saved
from ivr.studio.editing.values import mark
from ivr.studio.numbers.fields import ALL, FIELDS, HERE, Fields, edits_of, given, holder, stand
from ivr.studio.numbers.spoken import said
from ivr.studio.pages.names import door
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs


def door_pages(page: Blueprint, studio: Studio) -> None:
    """Add the page on which a door's number is changed."""

    @page.get("/door/<service>")
    @needs(Role.EDIT)
    def change(service: str) -> str:
        asked = Asked.of(studio)
        asked.service(service)
        return _page(studio, asked, service, stand(studio, asked, service))

    @page.post("/door/<service>")
    @needs(Role.EDIT)
    def save(service: str) -> str | Response:
        asked = Asked.of(studio)
        asked.service(service)
        fields = given(request.form)
        spot = holder(asked, service, _where(studio, asked, service))

        def drafted() -> Draft:
            return draft_of(
                studio,
                lambda: edits_of(studio, asked, service, spot, fields),
                _told(asked, service),
            )

        is_as_begun = request.form.get("began") == _began(studio, asked, service)
        done = saved(studio, drafted, is_as_begun=is_as_begun)
        if done.change is None:
            theirs = None if is_as_begun else stand(studio, asked, service)
            return _page(studio, asked, service, fields, review=done.review, theirs=theirs)
        return redirect(url_for("numbers.show", municipality=asked.municipality.key), 303)


def _page(
    studio: Studio,
    asked: Asked,
    service: str,
    fields: Fields,
    *,
    review: Review | None = None,
    theirs: Fields | None = None,
) -> str:
    return render_template(
        "numbers_door.html",
        asked=asked,
        service=service,
        fields=fields,
        names=FIELDS,
        where=_where(studio, asked, service),
        spoken=[*said(asked.hotline, fields.number)],
        review=review,
        theirs=theirs,
        looked=fields_mark(),
        began=_began(studio, asked, service),
    )


def _where(studio: Studio, asked: Asked, service: str) -> str:
    """Return for whom a number is changed: as chosen, else where it is written now."""
    if (chosen := request.values.get("where", "")) in {HERE, ALL}:
        return chosen
    file = studio.line.assembly.loaded.files[f"municipalities/{asked.municipality.key}"]
    is_common = studio.line.assembly.loaded.files["services"].at((service, "number")) is not None
    return ALL if is_common and not file.says("services", service, "number") else HERE


def _began(studio: Studio, asked: Asked, service: str) -> str:
    return mark(studio.settings.root, [holder(asked, service, where) for where in (HERE, ALL)])


def _told(asked: Asked, service: str) -> Told:
    here = asked.municipality
    return Told.of(
        lambda ui: word("numbers.told_door", ui, door=door(here, service, ui), name=here.name)
    )
