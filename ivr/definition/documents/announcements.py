"""config/announcements.yaml as its editor writes it."""

from __future__ import annotations

import datetime as dt

from pydantic import RootModel

from ivr.definition.documents.scalars import Minute, Text
from ivr.definition.documents.shared import Document


class AnnouncementDocument(Document):
    """A message for a while, heard after the language is chosen: an outbreak, a closed road."""

    say: Text
    """The prompt that is heard."""
    begins: Minute
    """From when it is heard."""
    ends: Minute
    """Until when; afterwards it is silent by itself."""
    municipalities: list[Text] | None = None
    """Where it is heard; everywhere when this is left out."""

    def is_over(self, today: dt.date) -> bool:
        """Tell whether it is never heard again, from a day on."""
        return self.ends <= dt.datetime.combine(today, dt.time())


class AnnouncementsDocument(RootModel[dict[str, AnnouncementDocument]]):
    """config/announcements.yaml: every announcement by name."""
