"""What is known of telephone numbers: a country's own, and every country's lengths and kinds."""

from ivr.definition.numbering.countries import plan_of
from ivr.definition.numbering.plan import Plan, begins_with_a_country, country_of
from ivr.definition.numbering.reading import Known, Reading
from ivr.definition.numbering.slips import is_slip

__all__ = ["Known", "Plan", "Reading", "begins_with_a_country", "country_of", "is_slip", "plan_of"]
