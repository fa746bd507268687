"""Who hears a notice, in which language, and why others do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr.call import Spoken
from ivr.model import Hotline
from ivr.serving.assembly import Assembly
from ivr.studio.notices.notice import Notice
from ivr.studio.pages.names import language_name


class Heard(StrEnum):
    """Whether callers in a language hear a notice, or why not."""

    YES = "yes"
    UNWRITTEN = "unwritten"
    """It is not written in it: callers come to the main menu at once."""
    UNAPPROVED = "unapproved"
    """Nobody has approved it, and this hotline speaks nothing unapproved."""
    SILENT = "silent"
    """No voice speaks it, and nobody has recorded it."""
    NOT_OFFERED = "not_offered"
    """Callers cannot choose the language."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language, the words of a notice in it as they are heard, and whether they are."""

    code: str
    name: str
    text: str
    heard: Heard


@dataclass(frozen=True, slots=True)
class Audience:
    """A notice with every language that the hotline has."""

    notice: Notice
    languages: tuple[Language, ...]

    @property
    def heard(self) -> tuple[Language, ...]:
        """The languages in which it is heard."""
        return tuple(one for one in self.languages if one.heard is Heard.YES)

    @property
    def unheard(self) -> Mapping[Heard, tuple[str, ...]]:
        """The names of the other languages, by what keeps them from it."""
        found: dict[Heard, tuple[str, ...]] = {}
        for one in self.languages:
            if one.heard is not Heard.YES:
                found[one.heard] = (*found.get(one.heard, ()), one.name)
        return found


def where_heard(hotline: Hotline, notice: Notice) -> tuple[str, ...]:
    """Return the municipalities whose callers hear a notice, in the hotline's order."""
    named = notice.municipalities
    return tuple(key for key in hotline.municipalities if named is None or key in named)


def numbers_of(hotline: Hotline, municipality: str) -> tuple[tuple[str, str], ...]:
    """Return the numbers of a municipality, each with the language of its own or nothing."""
    entrances = hotline.entrances.items()
    return tuple(
        (number, language_name(to.language, hotline=hotline) if to.language else "")
        for number, to in entrances
        if to.municipality == municipality
    )


def audience(
    assembly: Assembly,
    every: Hotline,
    notice: Notice,
    *,
    approved: Collection[str] | None = None,
    can_be_built: bool = False,
) -> Iterator[Language]:
    """Yield every language that a hotline has, and whether callers in it hear a notice.

    ``every`` has all languages, offered or not. ``approved`` are those in which it will be, where
    it is not published yet; and then a voice can still speak it if ``can_be_built``.
    """
    here = where_heard(every, notice)
    for code in every.languages:
        text = _worded(every, here, code, notice)
        heard = _heard(assembly, notice, code, text, approved, can_be_built=can_be_built)
        offered = any(code in assembly.hotline.languages_in(key) for key in here)
        name = language_name(code, hotline=every)
        yield Language(code, name, text, heard if offered else Heard.NOT_OFFERED)


def _worded(hotline: Hotline, here: tuple[str, ...], code: str, notice: Notice) -> str:
    """Return a notice's words as they are heard in the first of its municipalities."""
    for key in here:
        prompt = hotline.municipalities[key].prompts.get(code, {}).get(notice.say)
        if prompt is not None:
            return prompt.wording(notice.begins.date()).template
    return ""


def _heard(
    assembly: Assembly,
    notice: Notice,
    code: str,
    text: str,
    approved: Collection[str] | None,
    *,
    can_be_built: bool,
) -> Heard:
    if not text:
        return Heard.UNWRITTEN
    unapproved = (
        (code, notice.say) in assembly.unapproved if approved is None else code not in approved
    )
    if unapproved:
        return Heard.UNAPPROVED
    speaks = can_be_built and assembly.loaded.hotline.languages[code].voice.engine != "none"
    is_spoken = speaks or assembly.clips.can_be_heard(Spoken(notice.say, code, text))
    return Heard.YES if is_spoken else Heard.SILENT
