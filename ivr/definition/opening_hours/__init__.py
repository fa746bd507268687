"""Opening hours in OpenStreetMap's notation: read, understood over two years, and spelt right."""

from __future__ import annotations

from ivr.definition.opening_hours.dates import Surprise, unreckonable
from ivr.definition.opening_hours.hints import hint
from ivr.definition.opening_hours.meaning import deciding_rule
from ivr.definition.opening_hours.reading import BadHours, has_holidays, is_timezone, read_hours
from ivr.definition.opening_hours.rules import rules_of
from ivr.definition.opening_hours.spelling import in_notation, respelt
from ivr.definition.opening_hours.surprises import surprises

__all__ = [
    "BadHours",
    "Surprise",
    "deciding_rule",
    "has_holidays",
    "hint",
    "in_notation",
    "is_timezone",
    "read_hours",
    "respelt",
    "rules_of",
    "surprises",
    "unreckonable",
]
