"""What happened in calls, without who called: events, their storage, figures and alarms."""

from ivr.journal.events import Event, Kind
from ivr.journal.port import Journal, NoJournal, Status

__all__ = ["Event", "Journal", "Kind", "NoJournal", "Status"]
