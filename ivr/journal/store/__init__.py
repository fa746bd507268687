"""The journal's database, SQLite or PostgreSQL: what is kept, for how long, and how it grew."""

from ivr.journal.store.away import StoreAwayError
from ivr.journal.store.purging import Purged
from ivr.journal.store.store import Store

__all__ = ["Purged", "Store", "StoreAwayError"]
