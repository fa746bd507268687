"""Whether a route dials what callers hear, somebody who can be reached, and not ourselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ivr.definition.checks.telephone.spoken_numbers import COMPARE, Numbers
from ivr.definition.documents import RouteDocument
from ivr.definition.numbering import Reading
from ivr.definition.project import Place, Project
from ivr.model.directories import directory_of
from ivr.model.phone_numbers import VARIABLE, dialled, filled_in, is_route, is_spoken_number

_BECAUSE: Final = "say why: {{to: {}, because: …}}"
"""How an editor says that a route is right as it is."""

_LONG: Final = 8
"""Digits that a number of a telephone has at least, if it is looked for within a name."""


def check_routes(project: Project, numbers: Numbers, environ: Mapping[str, str]) -> None:
    """Note routes that dial what they should not, as each municipality has them.

    ``environ`` fills in the variables, whose values are not repeated: they may be secrets.
    """
    for municipality in project.municipalities:
        # What is dialled of itself is the number that callers hear, and judged as that.
        of_itself = project.listed(municipality).by_number
        for name, service in project.services_of(municipality).items():
            if name in of_itself:
                continue
            for index, route in enumerate(service.routes):
                place = project.own(municipality, ("services", name, "routes", index))
                said = project.own(municipality, ("services", name, "number"))
                target = filled_in(route.to, environ)
                heard = dialled(target or route.to)
                found = _Route(project, numbers, name, (*place, "to"), said, route, heard)
                diallable = is_route(route.to) and (target is None or is_route(target))
                if "${" in heard or found.leads_back() or not diallable:
                    continue
                if project.is_whole(*place):
                    found.check(service.number)


@dataclass(frozen=True, slots=True)
class _Route:
    """A route of the service ``name`` at a place.

    ``heard`` is what it dials as the operator has set it; ``said`` is the place of the number that
    callers hear.
    """

    project: Project
    numbers: Numbers
    name: str
    place: Place
    said: Place
    route: RouteDocument
    heard: str

    def leads_back(self) -> bool:
        """Note it if it comes to a number of this hotline, if need be within a name; tell so."""
        inner = re.findall(rf"\+?[0-9]{{{_LONG},}}", self.heard)
        found = (self.numbers.own_number(one) for one in [self.heard, *inner])
        own = next(filter(None, found), "")
        if own:
            cause = f"leads back into this hotline ({own}), which would ring itself without end."
            self._note("route-into-hotline", cause, "Dial the service's own number.")
        return bool(own)

    def check(self, number: str | None) -> None:
        """Note the first thing that is wrong with it; ``number`` is what callers hear."""
        plan = self.numbers.plan
        spoken = plan.read(number) if number and is_spoken_number(number) else None
        if not self.heard.removeprefix("+").isdecimal():
            if spoken and not self.route.because:
                what = f"asks the trunk for a name, so nobody can tell that it is [{number}]."
                self._note("spoken-not-dialled", what, f"Dial the number, or {self._because()}.")
            return
        dials = plan.read(self.heard)
        if directory_of(self.name) and dials.known:
            what = f"is the number of {dials.known.owner}, not of a place."
            self._note("wrong-emergency-number", what, "Dial the place's own number.")
            return
        if spoken and self.said in self.numbers.wrong and spoken.digits != dials.digits:
            spoken = None
        if spoken is None or spoken.digits != dials.digits:
            self._differs(number, spoken, dials)
        elif dials.kind and not self.route.because:
            self._unusual(dials)

    def _differs(self, number: str | None, spoken: Reading | None, dials: Reading) -> None:
        """Judge a route that does not dial what callers hear, or whose callers hear nothing."""
        reason = self.route.because is not None
        slip = spoken and spoken.known and spoken.known.is_emergency and spoken.known in dials.near
        whole = self.heard.startswith("+") and dials.is_miscounted
        if dials.fault and (not reason or whole or slip):
            right = self._right(spoken, dials)
            extension = "" if whole or slip else f" Or {self._because()}."
            self._note("no-such-number", f"{dials.fault}.", f"{right}{extension}")
        elif reason or (spoken and spoken.fault):
            return
        elif dials.kind:
            self._unusual(dials)
        elif spoken is not None:
            self._unlike(str(number), self._right(spoken, dials))
        elif dials.near:
            near = dials.near[0]
            cause = f"is one slip away from [{near.number}], {near.owner}."
            self._note("nearly-known-number", cause, f"Dial that, or {self._because()}.")

    def _unlike(self, number: str, right: str) -> None:
        """Note it where the editor has written one of the two, and the other was there before."""
        cause = f"is not [{number}], the number that callers hear."
        fix = f"{right.removesuffix('.')}, or {self._because()}."
        place = self.place
        if self.said[0] != self.place[0] and "/" in str(self.said[0]):
            target = right.partition('"')[2].partition('"')[0]
            place, fix = self.said, f'Write its routes here too: routes: ["{target}"].'
        self._note("spoken-not-dialled", cause, fix, place)

    def _unusual(self, dials: Reading) -> None:
        cause = f"is {dials.kind}: it may cost more, and ring where nobody expects."
        self._note("unusual-number", cause, f"Dial another, or {self._because()}.")

    def _right(self, spoken: Reading | None, dials: Reading) -> str:
        """Return what to dial instead: what callers hear, or what is nearest."""
        plan = self.numbers.plan
        if spoken and not spoken.fault:
            short = not plan.is_long(spoken.digits)
            target = f"sip:{spoken.digits}@${{SIP_TRUNK}}"
            return f'Write "{target if short else plan.international(spoken.digits)}".'
        near = [f"[{known.number}]" for known in dials.near]
        return f"Did you mean {' or '.join(near)}?" if near else COMPARE

    def _because(self) -> str:
        return _BECAUSE.format(f'"{self.route.to}"')

    def _note(self, code: str, cause: str, fix: str, place: Place | None = None) -> None:
        variables = " and ".join(re.findall(VARIABLE, dialled(self.route.to)))
        filled = f" with {variables} as set" if variables else ""
        whole = f"{self.name}: [{self.route.to}]{filled} {cause}"
        self.project.problem(code, place or self.place, whole, fix)
