"""What waits for somebody: texts, recordings, and what ends soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ivr.definition import Loaded
from ivr.files import recordings_folder
from ivr.proof.figures import SOON
from ivr.speech.errors import SpeechError
from ivr.speech.recordings.bindings import recorded
from ivr.studio.pages.dates import day
from ivr.studio.pages.names import language_name
from ivr.studio.status.finding import Finding, State
from ivr.studio.status.look import Look
from ivr.translation.approvals import BadApprovals
from ivr.translation.status import statuses

_NOTICES_END: Final = dt.timedelta(days=3)
"""How long before its end a notice is told of."""


def waiting(look: Look, loaded: Loaded) -> Iterator[Finding]:
    """Yield what waits, or that nothing of its kind does."""
    yield _texts(look, loaded)
    yield _recordings(look, loaded)
    yield _figures(look, loaded)
    yield _notices(look, loaded)
    yield _hours(look, loaded)


def _texts(look: Look, loaded: Loaded) -> Finding:
    try:
        found = statuses(loaded, look.root, lambda _language, _text: None)
    except BadApprovals as error:
        told = look.say("texts_unreadable")
        return Finding("texts", State.UNMEASURED, told, english=str(error).splitlines())
    details, to_look_at, unapproved = [], 0, 0
    for one in found:
        drafts = one.prompts - one.approved
        if one.listed and (one.outdated or drafts):
            to_look_at += one.outdated
            unapproved += drafts
            name = language_name(one.language, look.ui, loaded.hotline)
            details.append(look.say("texts_of", name=name, look=one.outdated, drafts=drafts))
    if not details:
        return Finding("texts", State.GOOD, look.say("texts_good"), page="texts.show")
    told = look.say("texts", look=to_look_at, drafts=unapproved)
    return Finding(
        "texts", State.WAITS, told, look.say("texts_fix"), details=details, page="texts.show"
    )


def _recordings(look: Look, loaded: Loaded) -> Finding:
    stale, lost, kept = [], [], 0
    folder = recordings_folder(look.root)
    for code in loaded.hotline.languages:
        texts = [text for language, text in loaded.texts if language == code]
        try:
            found = recorded(folder, code, texts)
        except SpeechError as error:
            told = look.say("recordings_unreadable")
            return Finding("recordings", State.UNMEASURED, told, english=(str(error),))
        kept += len(found.by_text)
        stale += [f"{code}: {one}" for one in found.stale]
        lost += [f"{code}: {one}" for one in found.lost]
    if lost:
        told, fix = look.say("recordings_lost", n=len(lost)), look.say("recordings_lost_fix")
        return Finding("recordings", State.WRONG, told, fix, details=lost, page="texts.show")
    if stale:
        told, fix = look.say("recordings_stale", n=len(stale)), look.say("recordings_stale_fix")
        return Finding("recordings", State.WAITS, told, fix, details=stale, page="texts.show")
    told = look.say("recordings_good", n=kept) if kept else look.say("recordings_none")
    return Finding("recordings", State.GOOD, told)


def _figures(look: Look, loaded: Loaded) -> Finding:
    """Return which figures are not said any more, or soon will not be."""
    today, over, soon = look.now.date(), [], []
    for name, fact in sorted(loaded.hotline.facts.items(), key=lambda one: one[1].expires):
        told = look.say("figure_until", name=name, day=day(fact.expires, look.ui))
        if today > fact.expires:
            over.append(told)
        elif today > fact.expires - SOON:
            soon.append(told)
    if over:
        told, fix = look.say("figures_over", n=len(over)), look.say("figures_fix")
        return Finding("figures", State.WRONG, told, fix, details=[*over, *soon])
    if soon:
        told, fix = look.say("figures_soon", n=len(soon)), look.say("figures_fix")
        return Finding("figures", State.WAITS, told, fix, details=soon)
    return Finding("figures", State.GOOD, look.say("figures_good", n=len(loaded.hotline.facts)))


def _notices(look: Look, loaded: Loaded) -> Finding:
    every = sorted(loaded.hotline.announcements, key=lambda one: one.ends)
    on = [one for one in every if one.begins <= look.now < one.ends]
    details = [look.say("notice_until", name=one.name, until=look.local(one.ends)) for one in on]
    over = [one.name for one in every if one.ends <= look.now]
    ends = any(one.ends - look.now <= _NOTICES_END for one in on)
    if over:
        details += [look.say("notice_over", name=name) for name in over]
    told = look.say("notices", n=len(on)) if on else look.say("notices_none")
    state = State.WAITS if over or ends else State.GOOD
    fix = look.say("notices_fix") if state is State.WAITS else ""
    return Finding("notices", state, told, fix, details=details, page="notices.show")


def _hours(look: Look, loaded: Loaded) -> Finding:
    """Return which doors are open today or later, and never again after some weeks."""
    later, ending = look.now + SOON, []
    for whose, municipality in loaded.hotline.municipalities.items():
        for name, service in municipality.services.items():
            hours = service.hours
            if hours.is_open(later) or hours.next_change(later) is not None:
                continue
            if hours.is_open(look.now) or hours.next_change(look.now) is not None:
                ending.append(f"{whose}: {name}")
    if ending:
        told, fix = look.say("hours_end", n=len(ending)), look.say("hours_fix")
        return Finding("hours", State.WAITS, told, fix, details=ending, page="hours.show")
    return Finding("hours", State.GOOD, look.say("hours_good"), page="hours.show")
