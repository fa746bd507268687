"""A notice as somebody types it: read from the form, with all that is wrong in words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from ivr.model import Hotline
from ivr.studio.editing.asked import Fault
from ivr.studio.pages.words import word

LONGEST: Final = 600
"""Letters of a text; what can be said in 20 seconds is far shorter, and the check says so."""

_WORDS: Final = 4
_SMALL: Final = frozenset(
    {
        *("av", "da", "de", "deg", "den", "det", "du", "eller", "en", "er", "et", "for", "fra"),
        *("før", "har", "hvis", "i", "ikke", "med", "nå", "når", "og", "om", "på", "ring", "til"),
    }
)
"""Words that tell one notice from another as little as a comma."""

_UNDER: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to be announced; ``begins`` and ``ends`` are on the hotline's clocks.

    ``approved`` are the languages whose text somebody vouches for; ``municipalities`` None is all.
    """

    texts: Mapping[str, str]
    approved: frozenset[str]
    begins: dt.datetime
    ends: dt.datetime
    municipalities: tuple[str, ...] | None


def slug(text: str, taken: Collection[str]) -> str:
    """Return a name made of a text's first words that tell something.

    >>> slug("Det er meslinger i kommunen. Har du feber, ring før du kommer.", ())
    'meslinger_kommunen_feber_kommer'
    >>> slug("Kok vannet!", {"kok_vannet"}), slug("115", ())
    ('kok_vannet_b', 'notice')
    """
    words = re.sub(r"\{[^{}]*\}", "", text).lower().translate(_UNDER)
    spelt = unicodedata.normalize("NFKD", words)
    found = re.findall("[a-z]+", spelt.encode("ascii", "ignore").decode())
    name = "_".join([one for one in found if one not in _SMALL][:_WORDS]) or "notice"
    # What ends in digits could be taken for a recording of another prompt.
    names = (name, *(f"{name}_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    return next((one for one in names if one not in taken), f"{name}_{len(taken)}x")


def read_wanted(
    form: MultiDict[str, str], hotline: Hotline, now: dt.datetime
) -> tuple[Wanted, tuple[Fault, ...]]:
    """Return what a form wants, and all that is wrong with it."""
    fallback = hotline.fallback_language
    texts = {code: " ".join(form.get(f"text_{code}", "").split()) for code in hotline.languages}
    begins, ends = (_moment(form, name) for name in ("begins", "ends"))
    chosen = tuple(key for key in hotline.municipalities if key in form.getlist("municipality"))
    is_everywhere = len(chosen) == len(hotline.municipalities)
    wanted = Wanted(
        {code: text for code, text in texts.items() if text},
        frozenset((fallback, *(code for code in texts if f"vouched_{code}" in form))),
        begins or now.replace(tzinfo=None, second=0, microsecond=0),
        ends or now.replace(tzinfo=None, second=0, microsecond=0),
        None if is_everywhere else chosen,
    )
    faults = _faults(wanted, fallback, now, has_begin=begins is not None, has_end=ends is not None)
    return wanted, tuple(faults)


def _faults(
    wanted: Wanted, fallback: str, now: dt.datetime, *, has_begin: bool, has_end: bool
) -> Iterator[Fault]:
    if fallback not in wanted.texts:
        yield Fault(f"text_{fallback}", word("notices.fault_text"))
    for code, text in wanted.texts.items():
        if len(text) > LONGEST:
            yield Fault(f"text_{code}", word("notices.fault_long", number=LONGEST))
    if not has_begin:
        yield Fault("begins", word("notices.fault_moment"))
    if not has_end:
        yield Fault("ends", word("notices.fault_moment"))
    elif has_begin and wanted.ends <= wanted.begins:
        yield Fault("ends", word("notices.fault_order"))
    elif wanted.ends <= now.replace(tzinfo=None):
        yield Fault("ends", word("notices.fault_over"))
    if wanted.municipalities == ():
        yield Fault("municipality", word("notices.fault_nowhere"))


def _moment(form: MultiDict[str, str], name: str) -> dt.datetime | None:
    try:
        written = f"{form.get(f'{name}_day', '')} {form.get(f'{name}_time', '') or '00:00'}"
        found = dt.datetime.strptime(written, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the hotline's
    except ValueError:
        return None
    return found


def usual_span(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return from when until when a notice is heard if nobody says otherwise.

    >>> now = dt.datetime(2026, 11, 30, 22, 10, 30, tzinfo=dt.UTC)
    >>> [f"{one:%d.%m. %H:%M}" for one in usual_span(now)]
    ['30.11. 22:10', '15.12. 00:00']
    """
    ends = dt.datetime.combine(now.date() + dt.timedelta(days=15), dt.time())
    return now.replace(tzinfo=None, second=0, microsecond=0), ends
