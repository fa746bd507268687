"""The forms: a notice written, looked at and published; ended, or taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.problems import Problem, Refusal
from ivr.studio.changes import Draft, Told, changes_flash, hindrance_flash, refusal_flash
from ivr.studio.context import Studio
from ivr.studio.editing.asked import Fault
from ivr.studio.editing.looking import fields_mark
from ivr.studio.editing.review import Review, published
from ivr.studio.editing.saving import saved
from ivr.studio.editing.values import mark
from ivr.studio.notices.drafts import Author, drafted, ended, taken_away
from ivr.studio.notices.heard import Preview, preview
from ivr.studio.notices.notice import Notice, State, notices
from ivr.studio.notices.usual import USUAL
from ivr.studio.notices.wanted import Wanted, read_wanted, usual_span
from ivr.studio.pages.words import word
from ivr.studio.people.roles import Role, needs, person

_SHOWN: Final = 60
"""Letters of a notice in the list of changes."""

_SHOWN_IN_WORDS: Final = frozenset({"announcement-not-everywhere", "not-approved"})
"""What the page itself says of every language."""


def changing_pages(page: Blueprint, studio: Studio) -> None:
    """Add the pages on which notices are written, and what their buttons do."""

    @page.get("/new")
    @needs(Role.EDIT)
    def new() -> str:
        texts = USUAL.get(request.args.get("usual", ""), {})
        begins, ends = usual_span(_now(studio))
        return _form(studio, None, Wanted(texts, frozenset(), begins, ends, None))

    @page.get("/<name>")
    @needs(Role.EDIT)
    def change(name: str) -> str:
        notice = _notice(studio, name)
        begins, ends = (one.replace(tzinfo=None) for one in (notice.begins, notice.ends))
        where = notice.municipalities
        return _form(studio, notice, Wanted(notice.texts, frozenset(), begins, ends, where))

    @page.post("/new")
    @needs(Role.EDIT)
    def save_new() -> str | Response:
        return _save(studio, None)

    @page.post("/<name>")
    @needs(Role.EDIT)
    def save(name: str) -> str | Response:
        # One that somebody else has taken away meanwhile is published anew.
        return _save(studio, _found(studio, name))

    @page.post("/<name>/end")
    @needs(Role.EDIT)
    def end(name: str) -> Response:
        notice, now = _notice(studio, name), _now(studio).replace(second=0, microsecond=0)
        if notice.state(now) is not State.NOW or notice.begins >= now:
            abort(400)
        return _at_once(studio, lambda: ended(studio, notice, now, _told("ended", notice.texts)))

    @page.post("/<name>/remove")
    @needs(Role.EDIT)
    def remove(name: str) -> Response:
        notice = _notice(studio, name)
        return _at_once(studio, lambda: taken_away(studio, notice, _told("gone", notice.texts)))


def _save(studio: Studio, former: Notice | None) -> str | Response:
    now = _now(studio)
    hotline = studio.line.assembly.loaded.hotline
    wanted, faults = read_wanted(request.form, hotline, now)
    if faults:
        return _form(studio, former, wanted, faults=faults)
    author = Author(person().name, now.date())
    told = _told("changed" if former else "new", wanted.texts)

    def make() -> Draft:
        return drafted(studio, wanted, former, author, told)[1]

    shown = _preview(studio, wanted, former, lambda: drafted(studio, wanted, former, author, told))
    is_as_begun = request.form.get("began", "") == _began(studio, former)
    is_in_time = shown is None or shown.is_in_time
    done = saved(studio, make, is_as_begun=is_as_begun and is_in_time)
    if done.change is not None:
        return redirect(url_for("notices.show"), 303)
    told_here = tuple(one for one in done.review.problems if one.code not in _SHOWN_IN_WORDS)
    review = Review(told_here, done.review.differences)
    return _form(studio, former, wanted, review=review, shown=shown, is_as_begun=is_as_begun)


def _preview(
    studio: Studio, wanted: Wanted, former: Notice | None, make: Callable[[], tuple[str, Draft]]
) -> Preview | None:
    """Return what callers will hear; None of what has mistakes, which the check tells."""
    try:
        name, draft = make()
        return preview(studio, draft, name, _approved(studio, wanted, former), _now(studio))
    except Refusal:
        return None


def _at_once(studio: Studio, make: Callable[[], Draft]) -> Response:
    """Do what one click asks for, which another takes back."""
    try:
        with hindrance_flash():
            changes_flash(published(studio.changes, make, person().name))
    except Refusal as refusal:
        refusal_flash(refusal.problems)
    return redirect(url_for("notices.show"), 303)


def _form(
    studio: Studio,
    former: Notice | None,
    wanted: Wanted,
    *,
    faults: tuple[Fault, ...] = (),
    review: Review | None = None,
    shown: Preview | None = None,
    is_as_begun: bool = True,
) -> str:
    hotline = studio.line.assembly.loaded.hotline
    return render_template(
        "notices_form.html",
        hotline=hotline,
        former=former,
        wanted=wanted,
        usual=USUAL,
        faults={one.field: one.told for one in faults},
        by_language=_by_language(review),
        review=review,
        shown=shown,
        drafts=studio.settings.drafts,
        theirs="" if is_as_begun or former is None else former.texts[hotline.fallback_language],
        looked=fields_mark(),
        began=_began(studio, former),
    )


def _by_language(review: Review | None) -> dict[str, list[Problem]]:
    """Return what the check says of the texts, by language."""
    found: dict[str, list[Problem]] = {}
    for one in review.problems if review else ():
        code = one.file.removeprefix("prompts/").removesuffix(".yaml")
        found.setdefault(code, []).append(one)
    return found


def _approved(studio: Studio, wanted: Wanted, former: Notice | None) -> frozenset[str] | None:
    """Return the languages in which the notice will be approved; None where it need not be."""
    if studio.settings.drafts:
        return None
    assembly = studio.line.assembly
    fallback = assembly.loaded.hotline.fallback_language
    same = {
        code
        for code, text in (former.texts if former else {}).items()
        if former
        and wanted.texts.get(code) == text
        and (code, former.say) not in assembly.unapproved
    }
    if former and not studio.settings.outdated and fallback not in same:
        same.clear()  # The Norwegian is another: each has to be looked at.
    return wanted.approved | same


def _began(studio: Studio, former: Notice | None) -> str:
    return mark(studio.settings.root, former.spots) if former else ""


def _notice(studio: Studio, name: str) -> Notice:
    return _found(studio, name) or abort(404)


def _found(studio: Studio, name: str) -> Notice | None:
    studio.line.look()
    every = notices(studio.line.assembly.loaded)
    return next((one for one in every if one.name == name), None)


def _now(studio: Studio) -> dt.datetime:
    return studio.settings.clock().astimezone(studio.line.assembly.loaded.hotline.timezone)


def _told(kind: str, texts: Mapping[str, str]) -> Told:
    text = next(iter(texts.values()), "")
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rpartition(' ')[0]} …"
    return Told.of(lambda ui: word(f"notices.told_{kind}", ui, text=short))
