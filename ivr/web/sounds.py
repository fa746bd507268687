"""What the prompts of one turn sound like, each looked up once."""

from __future__ import annotations

from collections.abc import Iterable

from ivr import carrier
from ivr.call import Spoken
from ivr.serving.assembly import Assembly


class Sounds:
    """The sounds of one turn: a clip that is lost meanwhile cannot break it."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._found: dict[Spoken, carrier.Sound | None] = {}

    def has(self, spoken: Spoken) -> bool:
        """Tell whether a prompt can be heard."""
        if spoken not in self._found:
            self._found[spoken] = self._assembly.sound(spoken)
        return self._found[spoken] is not None

    def known(self, spoken: Spoken) -> carrier.Sound:
        """Return the sound of a prompt that has one."""
        sound = self._found[spoken]
        if sound is None:
            raise LookupError(f"{spoken.language} [{spoken.prompt}] has no sound")
        return sound

    def begin_with(self, first: Iterable[Spoken]) -> None:
        """Put silence before what is heard first in a call."""
        for spoken in first:
            self._found[spoken] = self._assembly.clips.opening(self.known(spoken))
