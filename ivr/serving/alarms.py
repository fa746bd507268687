"""The watch over a hotline that is served: what callers hear now, judged by its own rules."""

from __future__ import annotations

from collections.abc import Callable

from ivr.journal import Status
from ivr.journal.alarms.facts import Content
from ivr.journal.alarms.watch import Watch
from ivr.journal.settings import JournalSettings
from ivr.serving.assembly import Assembly
from ivr.serving.faults.settings import is_yes
from ivr.serving.settings import Settings


def watch_over(
    settings: Settings, served: Callable[[], Assembly], status: Callable[[], Status]
) -> Watch | None:
    """Return what looks, once a minute, whether the hotline is well, and tells whom it should.

    ``served`` gives what callers hear at that moment, which a change may replace; ``status`` how
    the journal fares. None where ALARMS says no. Under the emulated carrier, whose calls come at
    any time of day, ALARMS must say yes.
    """
    default = "no" if settings.emulated else "yes"
    if not is_yes(settings.variables.get("ALARMS") or default):
        return None

    def content() -> Content:
        assembly = served()
        return Content.of(assembly.loaded.hotline, assembly.hotline)

    return Watch(JournalSettings.read(settings.root, settings.variables), content, status)
