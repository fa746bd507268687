"""What callers hear: which content since when, in which languages, from which clips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ivr.model.prompts import NO_ENGINE
from ivr.serving.assembly import Assembly
from ivr.serving.publishing.content import StillChanging, content_version
from ivr.serving.publishing.status import Master, OutOfReachError, running_server
from ivr.studio.pages.names import language_name
from ivr.studio.status.finding import Finding, State
from ivr.studio.status.look import Look


def content(look: Look) -> Iterator[Finding]:
    """Yield what is served."""
    try:
        server = running_server(look.root)
    except OutOfReachError as error:
        told = look.say("server_out_of_reach")
        yield Finding("content", State.UNMEASURED, told, english=(str(error),))
        server = None
    else:
        yield _served(look, server)
    if look.assembly is None:
        return
    yield _languages(look, look.assembly, server)
    yield _clips(look, look.assembly)


def _served(look: Look, server: Master | None) -> Finding:
    if server is None and not look.is_own:
        told, fix = look.say("no_server"), look.say("no_server_fix")
        return Finding("content", State.WRONG, told, fix)
    folder = _version(look)
    if look.refused:
        told = look.say("refused", version=folder)
        return Finding("content", State.WRONG, told, look.say("refused_fix"), english=look.refused)
    if server is None:
        return Finding("content", State.GOOD, look.say("own", version=folder))
    since = look.local(dt.datetime.fromisoformat(server.since))
    heard = {"version": server.version, "since": since}
    if server.version == folder:
        return Finding("content", State.GOOD, look.say("served", **heard), since=since)
    if server.tried == folder and server.reasons:
        told = look.say("served_not", **heard, folder=folder)
        fix = look.say("refused_fix")
        return Finding("content", State.WRONG, told, fix, english=server.reasons)
    told = look.say("unpublished", **heard, folder=folder)
    return Finding("content", State.WAITS, told, look.say("unpublished_fix"))


def _version(look: Look) -> str:
    try:
        return content_version(look.root)
    except StillChanging:
        return "…"


def _languages(look: Look, assembly: Assembly, server: Master | None) -> Finding:
    """Return which languages are offered, and why each of the others is not."""
    offered = assembly.hotline.languages if server is None else server.languages
    hotline = assembly.loaded.hotline
    lacking = {one.language: len(one.critical) for one in assembly.readiness if one.critical}
    details, lost = [], False
    for code, language in hotline.languages.items():
        if code in offered:
            continue
        name = language_name(code, look.ui, hotline)
        if code not in assembly.allowed:
            details.append(look.say("not_approved", name=name, code=code))
        elif code in lacking:
            has_voice = language.voice.engine != NO_ENGINE
            lost = lost or has_voice
            why = "not_heard" if has_voice else "not_recorded"
            details.append(look.say(why, name=name, code=code, n=lacking[code]))
        else:
            details.append(look.say("not_taken_over", name=name))
    told = look.say("languages", n=len(offered), all=len(hotline.languages))
    if not details:
        return Finding("languages", State.GOOD, told, page="texts.show")
    state = State.WRONG if lost else State.WAITS
    fix = "" if lost else look.say("languages_fix")
    return Finding("languages", state, told, fix, details=details, page="texts.show")


def _clips(look: Look, assembly: Assembly) -> Finding:
    missing, listed = assembly.clips.missing(), len(assembly.clips.manifest)
    if missing:
        told, fix = look.say("clips_missing", n=missing, all=listed), look.say("clips_fix")
        return Finding("clips", State.WRONG, told, fix)
    return Finding("clips", State.GOOD, look.say("clips", all=listed))
