"""What is wrong with services, their numbers and their hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

SERVICES: Final[Mapping[str, Meaning]] = {
    "service-not-used": Meaning(
        "Nothing leads to a service, asks for its hours or tells its number.",
        "Lead a key to it, name it in a sentence, or remove it.",
    ),
    "missing-hours": Meaning("A service has no opening hours.", "Add `hours`; always is `24/7`."),
    "hours-not-understood": Meaning(
        "A text is not opening hours.", "Write it like `Mo-Fr 08:00-15:30; PH off`."
    ),
    "hours-spelling": Meaning(
        "Opening hours are understood, and spelt otherwise than the notation has it.",
        "Write what the line proposes.",
    ),
    "hours-date-impossible": Meaning(
        "Opening hours name a date that does not exist, and may be closed for ever for it.",
        "Write a date that exists.",
    ),
    "hours-school-holidays": Meaning(
        "Opening hours name school holidays (`SH`), which are not known.", "Write their dates."
    ),
    "hours-sun": Meaning(
        "Opening hours go by the sun, whose rising and setting are not known.",
        "Write the times of the clock.",
    ),
    "hours-ambiguous": Meaning(
        "`PH` stands beside days of the week, and is read as one more day.",
        "Write `PH,Mo-Fr` for both, or `PH` alone.",
    ),
    "hours-fallback": Meaning(
        "A rule stands behind `||`, which is not looked at over the year.",
        "Write every rule with `;`.",
    ),
    "hours-never-open": Meaning(
        "Opening hours are closed for the next two years.",
        "Write when it is open, or `unknown` if nobody knows.",
    ),
    "hours-never-closed": Meaning(
        "Opening hours that are not `24/7` never close.", "Write `24/7` if that is meant."
    ),
    "hours-open-on-closed-day": Meaning(
        "A rule for a part of the year opens on days of the week that are closed otherwise.",
        "Name its days of the week: `Jul Mo-Fr 08:00-14:00`.",
    ),
    "hours-reopen-holidays": Meaning(
        "A rule after `PH off` opens on holidays again, for the later rule wins.",
        "Put `PH off` last.",
    ),
    "hours-holidays-unsaid": Meaning(
        "Opening hours open on a public holiday as on any day, and no rule speaks of holidays.",
        "Add `PH off`, or the hours that holidays have.",
    ),
    "hours-rule-undone": Meaning(
        "A rule changes nothing, for a later rule holds wherever it does.",
        "Put it behind the later one, or take it out.",
    ),
    "hours-replaced": Meaning(
        "Further times of a day take the place of the earlier ones.",
        "Join the rules with a comma if both are meant.",
    ),
    "hours-night-cut": Meaning(
        "A night is cut at midnight, for another rule holds on the next day.",
        "Write the hours after midnight out if they are to stay.",
    ),
    "hours-night-of-closed-day": Meaning(
        "The end of a night is open though its beginning, on a closed day, is not.",
        "Close the hours after midnight as well.",
    ),
    "hours-past": Meaning("A rule is about a year that is over.", "Take it out."),
    "hours-rule-without-day": Meaning(
        "A rule is true of no day in the next two years.", "Take it out, or mend its dates."
    ),
    "hours-without-times": Meaning(
        "A rule says no times, so it is open day and night.", "Write the times."
    ),
    "hours-without-end": Meaning("A rule does not say when it closes.", "Write the time."),
    "hours-run-out": Meaning(
        "Opening hours end for good within the next year.", "Write what holds afterwards."
    ),
    "missing-number": Meaning(
        "A number or address that is spoken or dialled is given in no file.",
        "Add it; leave it empty if nobody knows it yet.",
    ),
    "number-not-known-here": Meaning(
        "A number or address is spoken in a municipality that does not know it.",
        "Add it to the municipality's file, or add `without` to the sentence.",
    ),
    "number-not-speakable": Meaning(
        "A number to be read aloud is not digits in groups.", 'Write it like `"23 32 70 00"`.'
    ),
    "number-not-callable": Meaning(
        "A number that residents call is not written with its country code.",
        "Write `+47` and eight digits.",
    ),
    "duplicate-number": Meaning(
        "A number leads to two municipalities.", "Leave it in one of the two files."
    ),
    "route-not-diallable": Meaning(
        "The carrier cannot dial a route.",
        "Write `+47` and eight digits, or an address on a trunk.",
    ),
    "variable-not-diallable": Meaning(
        "A route cannot be dialled as the operator has set its variable.",
        "A trunk is a host name, a number `+47` and eight digits.",
    ),
    "wrong-emergency-number": Meaning(
        "An emergency service, or another that the whole country knows, has a number that is not "
        "its own.",
        "Write the number that is named.",
    ),
    "emergency-number-twice": Meaning(
        "Two services have one emergency number.", "Look whether one of them has another."
    ),
    "no-such-number": Meaning(
        "Nobody can have a number: it has a wrong count of digits, or is of a range or a short "
        "form that does not exist.",
        "Take the nearest one that is named, or compare it with its source.",
    ),
    "nearly-known-number": Meaning(
        "A number is one slip away from one that the whole country knows.",
        "Write that one, or say at the route why it is right: `{to: …, because: …}`.",
    ),
    "unusual-number": Meaning(
        "A number is of a kind that nobody chooses unless on purpose: premium, shared cost, "
        "personal, a voicemail, by satellite, or of another country.",
        "Write another, or say at the route why it is right: `{to: …, because: …}`.",
    ),
    "example-number": Meaning(
        "A number that no telephone can have still stands where a real one belongs.",
        "Write the number that the operator rents, or that the service has.",
    ),
    "spoken-not-dialled": Meaning(
        "A route does not dial the number that callers hear.",
        "Write the same number, or say why at the route: `{to: …, because: …}`.",
    ),
    "route-into-hotline": Meaning(
        "A number leads back into this hotline, which would ring itself without end.",
        "Write the service's own number.",
    ),
    "otherwise-in-a-circle": Meaning(
        "Services that stand in for each other lead back to the first.",
        "End the chain with a staffed service.",
    ),
    "no-live-route": Meaning(
        "Callers are offered a service that they cannot be put through to.",
        "Add a route, or set the variable that its route names.",
    ),
    "municipality-without-number": Meaning(
        "Nobody can call a municipality, so nothing is proved of it.", "List its numbers."
    ),
}
