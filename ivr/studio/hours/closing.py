"""A day on which doors are shut, or open for a short time: one form for the usual exceptions."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.studio.changes import Draft, Told
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked, Fault
from ivr.studio.editing.looking import fields_mark
from ivr.studio.editing.review import Review
from ivr.studio.editing.saving import draft_of, saved
from ivr.studio.editing.values import Edit, mark
from ivr.studio.hours.closed import OFF, Closed, read_closed
from ivr.studio.hours.doors import doors
from ivr.studio.hours.effects import effects
from ivr.studio.hours.written import HERE, hours_at, spots_of
from ivr.studio.pages.dates import day
from ivr.studio.pages.names import door
from ivr.studio.pages.words import UiLanguage, word
from ivr.studio.people.roles import Role, needs


def closing_pages(page: Blueprint, studio: Studio) -> None:
    """Add the page on which days get hours of their own."""

    @page.get("/close")
    @needs(Role.EDIT)
    def close() -> str:
        return _page(studio, Asked.of(studio))

    @page.post("/close")
    @needs(Role.EDIT)
    def save_closed() -> str | Response:
        asked = Asked.of(studio)
        wanted = read_closed(request.form, asked)
        if not isinstance(wanted, Closed):
            return _page(studio, asked, faults=wanted)

        def drafted() -> Draft:
            return draft_of(
                studio,
                lambda: _edits(studio, asked, wanted),
                Told.of(lambda ui: _told_in(asked, wanted, ui)),
            )

        # What a day says of a door is laid over the hours that the door has when it is published.
        is_as_begun = request.form.get("began") == _began(studio, asked)
        done = saved(studio, drafted, is_as_begun=is_as_begun)
        if done.change is None:
            return _page(studio, asked, wanted=wanted, review=done.review)
        key, first = asked.municipality.key, wanted.first.isoformat()
        return redirect(url_for("hours.show", municipality=key, day=first), 303)


def _page(
    studio: Studio,
    asked: Asked,
    *,
    faults: tuple[Fault, ...] = (),
    wanted: Closed | None = None,
    review: Review | None = None,
) -> str:
    return render_template(
        "hours_close.html",
        asked=asked,
        doors=doors(asked.municipality, asked.now, asked.now.date()),
        given=request.form,
        chosen=request.form.getlist("services"),
        faults={one.field: one.told for one in faults},
        wanted=wanted,
        effects=effects(studio, asked, wanted) if wanted else (),
        review=review,
        looked=fields_mark(),
        began=_began(studio, asked),
    )


def _began(studio: Studio, asked: Asked) -> str:
    names = sorted(request.form.getlist("services"))
    spots = [spot for name in names for spot in spots_of(studio, asked, name)]
    return mark(studio.settings.root, spots)


def _edits(studio: Studio, asked: Asked, wanted: Closed) -> list[Edit]:
    return [
        Edit(spot, wanted.over(hours_at(studio, asked, spot, name)))
        for name in wanted.services
        for spot in spots_of(studio, asked, name, HERE if wanted.is_here else "")
    ]


def _told_in(asked: Asked, wanted: Closed, ui: UiLanguage) -> str:
    names = ", ".join(door(asked.municipality, name, ui) for name in wanted.services)
    kind = "hours.told_shut" if wanted.times == OFF else "hours.told_short"
    when = day(wanted.first, ui)
    if wanted.last != wanted.first:
        when = f"{when} – {day(wanted.last, ui)}"
    return word(kind, ui, doors=names, day=when, times=wanted.times)
