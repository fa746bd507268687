"""How what happens reaches the database: no call waits for it, and it outlasts the database."""

from ivr.journal.writing.journal import DatabaseJournal, open_journal

__all__ = ["DatabaseJournal", "open_journal"]
