"""Whether routes can be dialled as the operator has set the variables they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.definition.project import Place, Project
from ivr.environment import QUOTES, meant_for, mistyped, unseen
from ivr.model.hosts import trunk_faults
from ivr.model.phone_numbers import VARIABLE, filled_in, is_route
from ivr.problems import Problem

_TRUNK: Final = re.compile(rf"(?i)sips?:[^@]*@({VARIABLE})(?:[:;].*)?")
"""A route over the operator's trunk, whose host is a variable."""

_PORT_BEHIND: Final = re.compile(r"@\$\{[^}]*\}:")


def check_variables(project: Project, environ: Mapping[str, str]) -> None:
    """Note variables that routes name and that cannot be what they are set to.

    What a variable holds is not repeated: it may be a secret.
    """
    routes = {place: (name, route) for place, name, route in _routes(project)}
    written = (route for _, route in routes.values())
    names = sorted({name[2:-1] for route in written for name in re.findall(VARIABLE, route)})
    for name in names:
        if near := meant_for(name, environ, names):
            project.problems.append(mistyped(near, name))
    faulty = set()
    for place, (service, route) in routes.items():
        trunk = _TRUNK.fullmatch(route)
        name = trunk[1][2:-1] if trunk else ""
        if trunk and name not in faulty and (fault := _trunk_fault(environ.get(name, ""), route)):
            faulty.add(name)
            fix = "Write the host name alone, such as trunk.example, or trunk.example:5061."
            project.problems.append(Problem("bad-setting", name, None, f"It {fault}.", fix))
        target = filled_in(route, environ)
        if name in faulty or not is_route(route) or target is None or is_route(target):
            continue
        variables = " and ".join(re.findall(VARIABLE, route))
        cause = f"{service}: [{route}] cannot be dialled with {variables} as set."
        fix = "A trunk is a host name, a number +47 and eight digits."
        project.problem("variable-not-diallable", place, cause, fix)


def _routes(project: Project) -> Iterator[tuple[Place, str, str]]:
    """Yield every route that a municipality has: where it is written, its service, and itself."""
    for municipality in project.municipalities:
        for name, service in project.services_of(municipality).items():
            for index, route in enumerate(service.routes):
                place = project.own(municipality, ("services", name, "routes", index))
                yield place, name, route.to


def _trunk_fault(host: str, route: str) -> str:
    """Return what keeps a variable from being the host of a route; empty for nothing."""
    if not host:
        return ""
    if re.match(r"(?i)[\"']?(?:export +)?\w+ *=", host):
        return "has the name of a setting in it"
    if host[0] in QUOTES or host[-1] in QUOTES:
        return "stands in quotation marks, which are taken for a part of it"
    if sign := unseen(host):
        return f"has {sign} in it"
    fault = next(trunk_faults(host), "")
    if not fault and _PORT_BEHIND.search(route) and re.search(r":[0-9]+(;|$)", host):
        return "has a port, and the route has one too"
    return fault
