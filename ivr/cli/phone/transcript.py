"""A scripted caller whose call is told line by line as it happens."""

from __future__ import annotations

from functools import cached_property

from ivr.phone import Event, Heard, ScriptedCaller
from ivr.phone.callers.screen import Screen


class NarratedCaller(ScriptedCaller):
    """Presses the keys of a script, and shows the call on the terminal: time, language, words."""

    @cached_property
    def _screen(self) -> Screen:
        return Screen()

    def tell(self, event: Event) -> None:
        """Show what was heard in full, and everything else a caller would notice."""
        if isinstance(event, Heard):
            words = event.text or event.url.rpartition("/")[2]
            cut = " (cut)" if event.interrupted else ""
            self._screen.line(event.at, f"{event.language or '?':3} {words}{cut}")
        else:
            self._screen.event(event)
