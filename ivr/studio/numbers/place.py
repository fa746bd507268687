"""A place in a list, added, changed or taken away: a doctors' office, a health centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.definition.yaml.tree import Plain
from ivr.studio.changes import Draft, Told
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Asked
from ivr.studio.editing.looking import fields_mark
from ivr.studio.editing.review import Review
from ivr.studio.editing.saving import draft_of, saved
from ivr.studio.editing.values import Edit, Spot, mark
from ivr.studio.numbers.lists import Listing, lists_that_can_be, spot_of
from ivr.studio.numbers.spoken import said
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs

FIELDS: Final = ("name", "number", "area", "address", "hours")
_NEW: Final = "new"
_USUAL: Final = "Mo-Fr 08:00-15:30; PH off"
"""Office hours, for a list that is only begun."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of a list: which, and what is written of it; ``at`` is None for a new one."""

    listing: Listing
    at: int | None

    @property
    def content(self) -> dict[str, Plain]:
        """What is written of it now."""
        return {} if self.at is None else self.listing.places[self.at]


def place_pages(page: Blueprint, studio: Studio) -> None:
    """Add the page on which a place is changed."""

    @page.get("/list/<listing>/<at>")
    @needs(Role.EDIT)
    def place(listing: str, at: str) -> str:
        asked = Asked.of(studio)
        entry = _entry(studio, asked, listing, at)
        return _page(
            studio, asked, entry, {name: str(entry.content.get(name) or "") for name in FIELDS}
        )

    @page.post("/list/<listing>/<at>")
    @needs(Role.EDIT)
    def save_place(listing: str, at: str) -> str | Response:
        asked = Asked.of(studio)
        entry = _entry(studio, asked, listing, at)
        fields = {name: " ".join(request.form.get(name, "").split())[:500] for name in FIELDS}
        is_gone = "gone" in request.form and entry.at is not None

        def drafted() -> Draft:
            edits = _gone(asked, entry) if is_gone else _edits(asked, entry, fields)
            return draft_of(studio, lambda: edits, _told(asked, entry, fields, is_gone=is_gone))

        is_as_begun = request.form.get("began") == _began(studio, asked, entry)
        done = saved(studio, drafted, is_as_begun=is_as_begun)
        if done.change is None:
            theirs = {} if is_as_begun else entry.content
            return _page(studio, asked, entry, fields, review=done.review, theirs=theirs)
        return redirect(url_for("numbers.show", municipality=asked.municipality.key), 303)


def _entry(studio: Studio, asked: Asked, listing: str, at: str) -> Entry:
    found = {one.name: one for one in lists_that_can_be(studio, asked)}.get(listing)
    if found is None or at not in {_NEW, *map(str, range(len(found.places)))}:
        abort(404)
    return Entry(found, None if at == _NEW else int(at))


def _page(
    studio: Studio,
    asked: Asked,
    entry: Entry,
    fields: dict[str, str],
    *,
    review: Review | None = None,
    theirs: dict[str, Plain] | None = None,
) -> str:
    return render_template(
        "numbers_place.html",
        asked=asked,
        entry=entry,
        names=FIELDS,
        fields=fields,
        is_gone="gone" in request.form,
        spoken=[*said(asked.hotline, fields["number"])],
        review=review,
        theirs=", ".join(str(one) for one in (theirs or {}).values() if isinstance(one, str)),
        looked=fields_mark(),
        began=_began(studio, asked, entry),
    )


def _began(studio: Studio, asked: Asked, entry: Entry) -> str:
    """Return what tells whether the place stands otherwise; for a new one, how many there are."""
    path = ("places",) if entry.at is None else ("places", entry.at)
    return mark(studio.settings.root, [spot_of(asked.municipality.key, entry.listing.name, *path)])


def _edits(asked: Asked, entry: Entry, fields: dict[str, str]) -> list[Edit]:
    """Return what is to be written of a place; what the form does not ask for stays."""
    key, name = asked.municipality.key, entry.listing.name
    said_of_it = {field: text for field, text in fields.items() if text}
    if entry.at is not None:
        spot = spot_of(key, name, "places", entry.at)
        return [
            Edit(Spot(spot.file, (*spot.path, field)), text, gone=not text)
            for field, text in fields.items()
            if text != (entry.content.get(field) or "")
        ]
    if entry.listing.places:
        at = len(entry.listing.places)
        return [Edit(spot_of(key, name, "places", at), {**said_of_it})]
    hours = said_of_it.pop("hours", "") or entry.listing.hours or _USUAL
    return [Edit(spot_of(key, name), {"hours": hours, "places": [{**said_of_it}]})]


def _gone(asked: Asked, entry: Entry) -> list[Edit]:
    """Return what takes a place away, and its list with the last one."""
    key, name = asked.municipality.key, entry.listing.name
    is_last = len(entry.listing.places) == 1
    path = () if is_last else ("places", entry.at or 0)
    return [Edit(spot_of(key, name, *path), None, gone=True)]


def _told(asked: Asked, entry: Entry, fields: dict[str, str], *, is_gone: bool) -> Told:
    kind = "numbers.told_gone" if is_gone else "numbers.told_place"
    name = fields["name"] or str(entry.content.get("name") or "")
    return Told.of(lambda ui: word(kind, ui, place=name, name=asked.municipality.name))
